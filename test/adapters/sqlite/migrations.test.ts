// Forward-only migrations: recorded, all or nothing, run once, and the rules that every table keeps.
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MIGRATIONS, migrate, schemaVersion } from '../../../src/adapters/sqlite/migrations.ts';
import { openDatabase } from '../../../src/adapters/sqlite/open.ts';
import { converse, addShop } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
beforeEach(() => { place = makePlace(); });
afterEach(() => place.dispose());

/** Tables that belong to the database, not to a shop. */
const GLOBAL = ['journal', 'meta', 'schema_migration', 'shop'];

it('records each step and does not run it again', () => {
  for (let start = 0; start < 2; start++) openDatabase({ file: place.file, busyTimeoutMs: 0 }).close();
  const steps = place.raw().prepare('SELECT version, name FROM schema_migration ORDER BY version').all();
  expect(steps).toEqual(MIGRATIONS.map(({ name }, index) => ({ version: index + 1, name })));
});

it('undoes a step that fails and keeps the ones before it', () => {
  const db = place.raw();
  const steps = [{ name: 'good', sql: 'CREATE TABLE good (a) ' }, { name: 'bad', sql: 'CREATE TABLE half (a); CREATE TABLE good (a);' }];
  expect(() => migrate(db, steps, 1)).toThrow(/already exists/);
  expect(schemaVersion(db)).toBe(1);
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('good', 'half')`).pluck().all();
  expect(tables).toEqual(['good']);
  migrate(db, [steps[0] ?? { name: '', sql: '' }, { name: 'mended', sql: 'CREATE TABLE half (a)' }], 2);
  expect(schemaVersion(db)).toBe(2);
});

it('keeps every table strict, and every table of a shop under its shop_id', () => {
  openDatabase({ file: place.file, busyTimeoutMs: 0 }).close();
  const db = new Database(place.file, { readonly: true });
  const tables = db.prepare<[], { name: string; strict: number }>(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'`).all();
  const columns = (table: string) => db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  expect(tables.length).toBeGreaterThan(GLOBAL.length);
  expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
  expect(tables.filter(({ name }) => !GLOBAL.includes(name) && !columns(name).includes('shop_id'))).toEqual([]);
  db.close();
});

it('gives every new database an epoch of its own', async () => {
  const epochs = new Set<string>();
  for (const name of ['a.db', 'b.db']) {
    const store = place.open({ file: `${place.directory}/${name}` });
    await addShop(store);
    epochs.add((await converse(store, 'c1')).epoch);
  }
  expect(epochs.size).toBe(2);
  for (const epoch of epochs) expect(epoch).toMatch(/^[0-9a-f]{32}$/);
});
