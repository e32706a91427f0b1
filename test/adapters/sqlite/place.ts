// A temporary folder with SQLite stores for a test; removed, with its stores closed, by `dispose`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqlite, type SqliteOptions } from '../../../src/adapters/sqlite/store.ts';
import type { Store } from '../../../src/conversation/ports.ts';
import { approve } from '../../contract/fixtures.ts';

export interface Place {
  readonly directory: string;
  /** The database that `open` uses unless told otherwise. */
  readonly file: string;
  open(options?: Partial<SqliteOptions>): Store;
  /** A plain second connection to the file, for a test's own hand in it. */
  raw(): Database.Database;
  dispose(): Promise<void>;
}

export function makePlace(): Place {
  const directory = mkdtempSync(join(tmpdir(), 'store-test-'));
  const file = join(directory, 'shop.db');
  const stores: Store[] = [];
  const connections: Database.Database[] = [];
  return {
    directory, file,
    open(options = {}) {
      const store = openSqlite({ file, revive: approve, ...options });
      stores.push(store);
      return store;
    },
    raw() {
      const db = new Database(file);
      connections.push(db);
      return db;
    },
    async dispose() {
      for (const db of connections) db.close();
      for (const store of stores) await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
