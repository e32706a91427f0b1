// One process per database: a lock that the operating system lets go of when its holder dies, however it dies.
// It is SQLite's own file lock on a small file beside the database; it holds nothing and is never deleted.
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { DatabaseRefused, explain } from './faults.ts';

export interface DatabaseLock {
  release(): void;
}

/** Throws DatabaseRefused when another process (or another lock of this one) has the database `file`. */
export function lockDatabase(file: string): DatabaseLock {
  const path = `${resolve(file)}.lock`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new Database(path, { timeout: 0 });
  try {
    chmodSync(path, 0o600);
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    const busy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
    throw new DatabaseRefused(busy
      ? `${file} is in use by another process: a database belongs to one running service; stop that one, or give this one another ZHANGGUI_DATA_DIR`
      : `cannot lock ${file}: ${explain(error)}`, { cause: error });
  }
  return { release: () => { db.close(); } };
}
