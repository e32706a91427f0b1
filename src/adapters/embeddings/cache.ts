// Vectors of questions on the disk, by what was asked of whom, so that a restart or a publish asks only for what changed. A file
// of its own beside the database: all of it can be asked for again, so it needs no backup, is never waited for to reach the disk,
// and when damaged is begun anew. It holds hashes and numbers, no text. Calls are short; callers take turns between them.
import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Endpoint } from './client.ts';

const SCHEMA_VERSION = 1;
/** Rows looked at in one call of `sweep`. */
const SWEPT_ROWS = 500;

export interface VectorCache {
  get(key: string): Float32Array | null;
  put(vectors: readonly (readonly [key: string, vector: Float32Array])[]): void;
  /** Removes up to SWEPT_ROWS of the rows after `after` that are not wanted; returns where to go on, null at the end. */
  sweep(after: string, wanted: ReadonlySet<string>): string | null;
  clear(): void;
  close(): void;
}

/** Another model, or the same name at another endpoint, may mean anything else by its numbers. */
export function keyOf({ url, model }: Pick<Endpoint, 'url' | 'model'>, text: string): string {
  return createHash('sha256').update(`${url}\n${model}\n${text}`).digest('hex');
}

/** Opens or makes the file; one that cannot be read is made anew. Throws when it cannot be made. */
export function openVectorCache(file: string): VectorCache {
  try {
    return open(file);
  } catch {
    for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true });
    return open(file);
  }
}

function open(file: string): VectorCache {
  const db = new Database(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = OFF');
    const version = db.pragma('user_version', { simple: true });
    if (version !== SCHEMA_VERSION) {
      db.exec(`DROP TABLE IF EXISTS vector; CREATE TABLE vector (key TEXT PRIMARY KEY, numbers BLOB NOT NULL) STRICT, WITHOUT ROWID; PRAGMA user_version = ${SCHEMA_VERSION}`);
    }
    return statements(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What a power cut may have left is no vector of ours. */
function isUnit(vector: Float32Array): boolean {
  return Math.abs(vector.reduce((sum, value) => sum + value * value, 0) - 1) < 1e-3;
}

function statements(db: Database.Database): VectorCache {
  const select = db.prepare<[string], Buffer>('SELECT numbers FROM vector WHERE key = ?').pluck();
  const insert = db.prepare<[string, Buffer]>('INSERT OR REPLACE INTO vector (key, numbers) VALUES (?, ?)');
  const next = db.prepare<[string, number], string>('SELECT key FROM vector WHERE key > ? ORDER BY key LIMIT ?').pluck();
  const remove = db.prepare<[string]>('DELETE FROM vector WHERE key = ?');
  return {
    get(key) {
      const bytes = select.get(key);
      if (!bytes || bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) return null;
      // A copy, as Float32Array needs its own alignment.
      const vector = new Float32Array(Uint8Array.from(bytes).buffer);
      return isUnit(vector) ? vector : null;
    },
    put: db.transaction((vectors: readonly (readonly [string, Float32Array])[]) => {
      for (const [key, vector] of vectors) insert.run(key, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
    }),
    sweep: db.transaction((after: string, wanted: ReadonlySet<string>) => {
      const keys = next.all(after, SWEPT_ROWS);
      for (const key of keys) if (!wanted.has(key)) remove.run(key);
      return keys.length < SWEPT_ROWS ? null : keys.at(-1)!;
    }),
    clear: () => { db.exec('DELETE FROM vector'); },
    close: () => { db.close(); },
  };
}
