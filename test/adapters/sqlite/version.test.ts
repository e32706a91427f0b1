// Which SQLite releases are refused for the WAL-reset bug, at the edges of the ranges.
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { walResetBug } from '../../../src/adapters/sqlite/version.ts';

it.each(['3.6.23.1', '3.44.6', '3.50.7', '3.51.3', '3.52.0', '3.53.2', '3.100.0', '4.0.0'])('%s is free of the bug', (version) => {
  expect(walResetBug(version)).toBe(false);
});

it.each(['3.7.0', '3.7.17', '3.9.2', '3.44.5', '3.44.7', '3.45.0', '3.50.6', '3.50.8', '3.51.0', '3.51', '3.51.2', '3.51.2.1'])('%s has the bug', (version) => {
  expect(walResetBug(version)).toBe(true);
});

it.each(['', 'unknown', '3.x.1', '3.53.2-beta', ' 3.53.2'])('%j is no version and is not trusted', (version) => {
  expect(walResetBug(version)).toBe(true);
});

it('the installed library is free of it', () => {
  const db = new Database(':memory:');
  expect(walResetBug(String(db.prepare('SELECT sqlite_version()').pluck().get()))).toBe(false);
  db.close();
});
