// Opens the database file safely, or refuses with a sentence that says what to do.
// It sets every pragma that durability rests on; it runs no domain statement.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { DatabaseRefused, explain } from './faults.ts';
import { APPLICATION_ID, MIGRATIONS, migrate, schemaVersion } from './migrations.ts';
import { walResetBug } from './version.ts';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
/** The WAL is cut back to this after a checkpoint; a long backup may have let it grow. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

export interface OpenOptions {
  /** Path of the database; made with mode 0600, its directory with 0700, when missing. */
  readonly file: string;
  /** How long a write waits for another process's lock, ms. The whole process waits, so keep it short. */
  readonly busyTimeoutMs: number;
}

/** The store's connection: ours, migrated, in WAL mode, durable at every commit. Throws DatabaseRefused. */
export function openDatabase({ file, busyTimeoutMs }: OpenOptions): Database.Database {
  return guarded(file, busyTimeoutMs, { create: true }, (db) => {
    setDurable(db, file);
    migrate(db, MIGRATIONS, Date.now());
  });
}

/** A connection that changes nothing, for copying a database that a server may be writing. Throws DatabaseRefused. */
export function openForReading({ file, busyTimeoutMs }: OpenOptions): Database.Database {
  return guarded(file, busyTimeoutMs, { create: false }, (db) => {
    if (schemaVersion(db) === 0) throw new DatabaseRefused(`${file} is an empty database: there is nothing to copy`);
    // Not `readonly`: the last one to leave a crashed server's database has to be able to recover its WAL.
    db.pragma('query_only = ON');
  });
}

function guarded(file: string, busyTimeoutMs: number, { create }: { create: boolean }, prepare: (db: Database.Database) => void): Database.Database {
  refuseLibrary();
  if (file.trim() === '' || file === ':memory:') throw new DatabaseRefused(`the store needs the path of a file, not ${JSON.stringify(file)}: what is in memory is lost at a stop`);
  // Absolute, as SQLite reads a name that begins with "file:" as a URI with options of its own.
  const path = resolve(file);
  let db: Database.Database | null = null;
  try {
    if (create) makeFile(path);
    else if (!existsSync(path)) throw new DatabaseRefused(`${file} does not exist: give the path of the database that the service uses`);
    db = new Database(path, { timeout: busyTimeoutMs, fileMustExist: true });
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    refuseStranger(db, file);
    prepare(db);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof DatabaseRefused) throw error;
    throw new DatabaseRefused(`cannot open ${file}: ${explain(error)}`, { cause: error });
  }
}

/** Made by us first, so that the mode is right from the start; SQLite gives the WAL the same mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
  if (existsSync(path)) return;
  closeSync(openSync(path, 'a', FILE_MODE));
  chmodSync(path, FILE_MODE);
}

function refuseLibrary(): void {
  const probe = new Database(':memory:');
  const version = String(probe.prepare('SELECT sqlite_version()').pluck().get());
  probe.close();
  if (walResetBug(version)) {
    throw new DatabaseRefused(`SQLite ${version} can corrupt a database in WAL mode (the WAL-reset bug): install better-sqlite3 with SQLite 3.51.3 or newer`);
  }
}

/** Looks before anything is changed in the file. */
function refuseStranger(db: Database.Database, file: string): void {
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0;
  const ours = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
  if (!ours && tables > 0) throw new DatabaseRefused(`${file} is another program's SQLite database: give this service a file of its own`);
  const version = schemaVersion(db);
  if (version > MIGRATIONS.length) {
    throw new DatabaseRefused(
      `${file} has schema version ${version}, this release knows versions up to ${MIGRATIONS.length}: a newer release has used it. Start that release, or restore a backup made by this one`,
    );
  }
}

function setDurable(db: Database.Database, file: string): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal') throw new DatabaseRefused(`${file} cannot be put into WAL mode (it stays in "${String(mode)}"): keep it on a local disk, not on a network share`);
  // Explicit, as better-sqlite3 is compiled with NORMAL for WAL, which may lose the last commits at a power cut.
  db.pragma('synchronous = FULL');
  // macOS's fsync leaves data in the drive's cache; a no-op elsewhere.
  db.pragma('fullfsync = ON');
  db.pragma('checkpoint_fullfsync = ON');
  db.pragma('foreign_keys = ON');
  // What is erased or replaced is overwritten with zeros in the file, not only given up.
  db.pragma('secure_delete = ON');
  db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
}
