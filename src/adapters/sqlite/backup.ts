// Copies a database that a server may be writing into one file that opens as a normal store.
// Run it in a process of its own: the checks at the end hold up the event loop. It never overwrites.
import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { DatabaseRefused, explain } from './faults.ts';
import { openForReading } from './open.ts';

export interface BackupRequest {
  /** The database to copy. */
  readonly file: string;
  /** Where the copy goes; refused when something is there. */
  readonly out: string;
  /** How long to wait for a lock, ms. Default 5,000. */
  readonly busyTimeoutMs?: number;
}

export interface BackupReport {
  readonly bytes: number;
  /** The copy's own epoch: a client with a cursor of the other history is told to reload. */
  readonly epoch: string;
}

const FILE_MODE = 0o600;
const BUSY_TIMEOUT_MS = 5_000;
/** Pages copied between two turns of the event loop (4 MB). */
const PAGES_PER_STEP = 1_000;

/**
 * Copies the state at the moment of the call, checks it, gives it a new epoch and moves it to `out`, mode 0600.
 * Throws DatabaseRefused with a message for the operator; nothing is left behind at `out` then.
 */
export async function backupSqlite({ file, out, busyTimeoutMs = BUSY_TIMEOUT_MS }: BackupRequest): Promise<BackupReport> {
  const target = resolve(out);
  refuseTaken(target);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
  const source = openForReading({ file, busyTimeoutMs });
  try {
    await makeEmpty(temporary);
    await copyPages(source, temporary);
    const epoch = finish(temporary);
    await sync(temporary);
    await place(temporary, target);
    await sync(dirname(target));
    return { bytes: (await stat(target)).size, epoch };
  } catch (error) {
    if (error instanceof DatabaseRefused) throw error;
    throw new DatabaseRefused(`the backup to ${out} failed: ${explain(error)}`, { cause: error });
  } finally {
    source.close();
    await removeParts(temporary);
  }
}

/** A left-over WAL beside the copy would be taken for its own and replayed into it. */
function refuseTaken(target: string): void {
  const taken = [target, `${target}-wal`, `${target}-journal`].find((path) => existsSync(path));
  if (taken !== undefined) throw new DatabaseRefused(`${taken} is already there: a backup never overwrites; give another --out, or move it away`);
  if (!existsSync(dirname(target))) throw new DatabaseRefused(`the directory ${dirname(target)} does not exist: make it first`);
}

async function makeEmpty(path: string): Promise<void> {
  const handle = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, FILE_MODE);
  await handle.close();
}

/** The open read transaction pins one moment; without it every commit of the server would start the copy anew. */
async function copyPages(source: Database.Database, temporary: string): Promise<void> {
  source.exec('BEGIN');
  source.prepare('SELECT count(*) FROM meta').get();
  await source.backup(temporary, { progress: () => PAGES_PER_STEP });
  source.exec('COMMIT');
}

/** Gives the copy its epoch and checks it; one file without a WAL afterwards. Returns the epoch. */
function finish(temporary: string): string {
  const copy = new Database(temporary, { fileMustExist: true });
  try {
    copy.pragma('trusted_schema = OFF');
    copy.pragma('journal_mode = DELETE');
    const epoch = randomBytes(16).toString('hex');
    copy.prepare(`UPDATE meta SET value = ? WHERE key = 'epoch'`).run(epoch);
    const damage = copy.pragma('integrity_check(5)', { simple: true });
    if (damage !== 'ok') throw new DatabaseRefused(`the database is damaged, no backup was made: ${String(damage)}`);
    const orphans = copy.prepare('SELECT count(*) FROM pragma_foreign_key_check').pluck().get();
    if (orphans !== 0) throw new DatabaseRefused(`the database is damaged, no backup was made: ${String(orphans)} rows refer to rows that are gone`);
    return epoch;
  } finally {
    copy.close();
  }
}

/** Brings a file, or a directory's names, to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A hard link appears at once and whole, and unlike a rename fails when the name is taken meanwhile. */
async function place(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (existsSync(target)) refuseTaken(target);
    if (!isUnsupported(error)) throw error;
    await rename(temporary, target);
  }
}

/** Some file systems (FAT, some network shares) have no hard links. */
function isUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(String(error.code));
}

async function removeParts(temporary: string): Promise<void> {
  for (const suffix of ['', '-journal', '-wal', '-shm']) await unlink(temporary + suffix).catch(() => undefined);
}
