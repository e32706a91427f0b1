// When a commit cannot be made (disk full, locked, COMMIT refused), the whole group is told, and the store recovers.
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../../src/adapters/sqlite/open.ts';
import { createSqliteStore } from '../../../src/adapters/sqlite/store.ts';
import { StoreUnavailable, type AppendResult, type Store } from '../../../src/conversation/ports.ts';
import { addShop, approve, buyerSays, converse, request, stored } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
let db: Database;
let store: Store;

beforeEach(async () => {
  place = makePlace();
  db = openDatabase({ file: place.file, busyTimeoutMs: 30 });
  store = createSqliteStore(db, { revive: approve });
  await addShop(store);
  await converse(store, 'c1');
  await converse(store, 'c2');
});
afterEach(async () => {
  await store.close();
  await place.dispose();
});

/** Both conversations are as they were, and both take a message. */
async function expectUnharmed(): Promise<void> {
  for (const id of ['c1', 'c2']) {
    expect(await store.head(id)).toMatchObject({ seq: 0 });
    expect(await store.eventsAfter(id, 0, 10)).toEqual([]);
    await stored(store, request(id, 0, { dedupeKey: 'after' }));
  }
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
}

function expectAllUnavailable(results: readonly PromiseSettledResult<AppendResult>[], code: RegExp): void {
  for (const result of results) {
    if (result.status !== 'rejected') throw new Error(`an append of a failed group was told "${result.value.kind}"`);
    expect(result.reason).toBeInstanceOf(StoreUnavailable);
    expect(result.reason.cause).toMatchObject({ code: expect.stringMatching(code) });
  }
}

it('a full disk rejects the whole group, conflicts in it too, and is over when there is room', async () => {
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 2}`);
  const long = buyerSays('满'.repeat(20_000));
  const results = await Promise.allSettled([
    store.append(request('c1', 0, { dedupeKey: 'small' })),
    store.append(request('c2', 9)),
    store.append(request('c2', 0, { events: [long, long] })),
  ]);
  expectAllUnavailable(results, /^SQLITE_FULL$/);
  expect(results[0]).toMatchObject({ reason: { message: expect.stringMatching(/disk is full/) } });
  db.pragma('max_page_count = 1000000');
  await expectUnharmed();
});

it('another process\'s lock rejects writes after the timeout, not reads, and is over when it is gone', async () => {
  const other = place.raw();
  other.exec('BEGIN IMMEDIATE');
  const started = performance.now();
  const results = await Promise.allSettled([store.append(request('c1', 0)), store.append(request('c2', 0))]);
  expectAllUnavailable(results, /^SQLITE_BUSY/);
  expect(performance.now() - started).toBeLessThan(2_000);
  await expect(store.ready()).rejects.toThrow(/locked by another process/);
  expect(await store.head('c1')).toMatchObject({ seq: 0 });
  other.exec('ROLLBACK');
  await expect(store.ready()).resolves.toBeUndefined();
  await expectUnharmed();
});

it('a COMMIT that fails rejects the whole group', async () => {
  db.exec(`
    CREATE TABLE orphan (parent TEXT REFERENCES shop (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
    CREATE TRIGGER spoil AFTER INSERT ON event WHEN new.body LIKE '%spoil%' BEGIN INSERT INTO orphan VALUES ('nobody'); END;
  `);
  const results = await Promise.allSettled([store.append(request('c1', 0)), store.append(request('c2', 0, { events: [buyerSays('spoil')] }))]);
  expectAllUnavailable(results, /^SQLITE_CONSTRAINT/);
  await expectUnharmed();
});

it('a fault at close is told to what was queued', async () => {
  const other = place.raw();
  other.exec('BEGIN IMMEDIATE');
  const queued = store.append(request('c1', 0));
  const told = expect(queued).rejects.toBeInstanceOf(StoreUnavailable);
  await store.close();
  await told;
});
