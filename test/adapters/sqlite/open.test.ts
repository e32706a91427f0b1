// Opening: the pragmas that durability rests on, file modes, and what is refused with which words.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DatabaseRefused } from '../../../src/adapters/sqlite/faults.ts';
import { MIGRATIONS } from '../../../src/adapters/sqlite/migrations.ts';
import { openDatabase, openForReading } from '../../../src/adapters/sqlite/open.ts';
import { addShop } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
beforeEach(() => { place = makePlace(); });
afterEach(() => place.dispose());

/** The refusal's message; fails when nothing was refused. */
function refusal(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    expect(error).toBeInstanceOf(DatabaseRefused);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('the database was opened');
}

it('sets what a durable commit needs', () => {
  const db = openDatabase({ file: place.file, busyTimeoutMs: 123 });
  const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema'].map((name) => db.pragma(name, { simple: true }));
  db.close();
  expect(pragmas).toEqual(['wal', 2, 1, 123, 0]);
});

it('makes the directory 0700 and the file and its WAL 0600', async () => {
  const file = join(place.directory, 'new', 'deep', 'shop.db');
  const store = place.open({ file });
  await addShop(store);
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect([file, `${file}-wal`, join(place.directory, 'new'), join(place.directory, 'new', 'deep')].map(mode)).toEqual(['600', '600', '700', '700']);
});

it('leaves one file behind at a close', async () => {
  const store = place.open();
  await addShop(store);
  await store.close();
  expect([place.file, `${place.file}-wal`, `${place.file}-shm`].map(existsSync)).toEqual([true, false, false]);
});

it('refuses a database of a newer release and leaves it as it was', async () => {
  await place.open().close();
  const raw = place.raw();
  raw.prepare('INSERT INTO schema_migration VALUES (?, ?, ?)').run(MIGRATIONS.length + 1, 'from the future', 1);
  raw.pragma('wal_checkpoint(TRUNCATE)');
  expect(refusal(() => place.open())).toMatch(new RegExp(`version ${MIGRATIONS.length + 1}.*knows versions up to ${MIGRATIONS.length}.*newer release`));
  expect(refusal(() => openForReading({ file: place.file, busyTimeoutMs: 0 }))).toMatch(/newer release/);
});

it('refuses a file that is not a database, and does not touch it', () => {
  const text = 'this is a letter, not a database. '.repeat(100);
  writeFileSync(place.file, text);
  expect(refusal(() => place.open())).toMatch(/shop\.db.*not an SQLite database/);
  expect(readFileSync(place.file, 'utf8')).toBe(text);
});

it('refuses another program\'s database, and does not touch it', () => {
  const other = new Database(place.file);
  other.exec('CREATE TABLE bookmarks (url TEXT)');
  other.close();
  const before = readFileSync(place.file);
  expect(refusal(() => place.open())).toMatch(/another program's/);
  expect(readFileSync(place.file).equals(before)).toBe(true);
});

it('refuses a directory, a file as directory, no path and memory', () => {
  mkdirSync(join(place.directory, 'folder'));
  writeFileSync(join(place.directory, 'plain'), '');
  expect(refusal(() => place.open({ file: join(place.directory, 'folder') }))).toMatch(/cannot open .*folder/);
  expect(refusal(() => place.open({ file: join(place.directory, 'plain', 'shop.db') }))).toMatch(/cannot open .*plain/);
  expect(refusal(() => place.open({ file: ' ' }))).toMatch(/path of a file/);
  expect(refusal(() => place.open({ file: ':memory:' }))).toMatch(/lost at a stop/);
});

it.each([
  { busyTimeoutMs: -1 }, { busyTimeoutMs: 0.5 }, { busyTimeoutMs: 1e9 }, { writeQueueMax: 0 }, { writeGroupMax: Number.NaN },
])('refuses the option %j by its name', (options) => {
  expect(() => place.open(options)).toThrow(new RegExp(`${Object.keys(options)[0]} must be a whole number`));
});
