// A backup made while the server writes: consistent, a history of its own, never over another file.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backupSqlite } from '../../../src/adapters/sqlite/backup.ts';
import type { Store } from '../../../src/conversation/ports.ts';
import { addShop, buyerSays, converse, request, stored } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
let store: Store;
let out: string;
beforeEach(async () => {
  place = makePlace();
  out = join(place.directory, 'copy.db');
  store = place.open();
  await addShop(store);
});
afterEach(() => place.dispose());

/** Appends to a conversation until told to stop; gives the number stored. */
function keepWriting(id: string): () => Promise<number> {
  let going = true;
  const done = (async () => {
    let seq = 0;
    for (; going; seq++) await stored(store, request(id, seq, { events: [buyerSays('写'.repeat(300))] }));
    return seq;
  })();
  return () => {
    going = false;
    return done;
  };
}

it('is one moment of the history, whole, while the server writes on', async () => {
  await converse(store, 'old');
  await stored(store, request('old', 0, { events: Array.from({ length: 8_000 }, () => buyerSays('旧'.repeat(300))) }));
  await Promise.all([1, 2].map((i) => converse(store, `busy-${i}`)));
  const stops = [1, 2].map((i) => keepWriting(`busy-${i}`));
  const { epoch, bytes } = await backupSqlite({ file: place.file, out });
  const written = await Promise.all(stops.map((stop) => stop()));

  expect(bytes).toBeGreaterThan(6_000_000);
  const copy = place.open({ file: out });
  expect(await copy.head('old')).toMatchObject({ seq: 8_000, epoch });
  for (const i of [1, 2]) {
    const head = await copy.head(`busy-${i}`);
    const events = await copy.eventsAfter(`busy-${i}`, 0, 1_000_000);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(head?.seq).toBe(events.length);
    expect(events.length).toBeLessThan(written[i - 1] ?? 0);
  }
});

it('has an epoch of its own, mode 0600, and leaves nothing else behind', async () => {
  const { epoch: original } = await converse(store, 'c1');
  const { epoch } = await backupSqlite({ file: place.file, out });
  expect(epoch).toMatch(/^[0-9a-f]{32}$/);
  expect(epoch).not.toBe(original);
  expect(await store.head('c1')).toMatchObject({ epoch: original });
  expect((statSync(out).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(place.directory).filter((name) => name.includes('copy'))).toEqual(['copy.db']);
  const copy = place.open({ file: out });
  expect(await copy.head('c1')).toMatchObject({ epoch });
  await stored(copy, request('c1', 0));
  expect(await store.head('c1')).toMatchObject({ seq: 0 });
});

it('copies a database that no server has open, and leaves it as one file', async () => {
  await converse(store, 'c1');
  await store.close();
  await backupSqlite({ file: place.file, out });
  expect(readdirSync(place.directory).sort()).toEqual(['copy.db', 'shop.db']);
  expect(await place.open({ file: out }).head('c1')).toMatchObject({ seq: 0 });
});

it.each(['', '-wal', '-journal'])('never overwrites: copy.db%s is there already', async (suffix) => {
  writeFileSync(out + suffix, 'dear to someone');
  await expect(backupSqlite({ file: place.file, out })).rejects.toThrow(/already there.*never overwrites/);
  expect(statSync(out + suffix).size).toBe(15);
  expect(readdirSync(place.directory).filter((name) => name.includes('.part'))).toEqual([]);
});

it('refuses a database that is not there, not ours or damaged, and leaves no copy', async () => {
  await expect(backupSqlite({ file: join(place.directory, 'none.db'), out })).rejects.toThrow(/none\.db does not exist/);
  await expect(backupSqlite({ file: place.file, out: join(place.directory, 'no', 'copy.db') })).rejects.toThrow(/does not exist: make it first/);
  const raw = place.raw();
  raw.pragma('foreign_keys = OFF');
  raw.exec(`INSERT INTO visitor (id, shop_id, token_hash, expires_at, created_at) VALUES ('v', 'no-shop', 'h', 1, 1)`);
  await expect(backupSqlite({ file: place.file, out })).rejects.toThrow(/damaged, no backup was made: 1 rows/);
  expect(existsSync(out)).toBe(false);
});

it('is a command that says what it did, or what is missing', async () => {
  await converse(store, 'c1');
  const script = fileURLToPath(new URL('../../../scripts/backup.ts', import.meta.url));
  const run = (...options: string[]) => spawnSync(process.execPath, ['--import', 'tsx', script, ...options], { encoding: 'utf8' });
  expect(run('--db', place.file)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^backup: --out missing\nusage: /) });
  expect(run('--db', place.file, '--ouT', out).stderr).toMatch(/--ouT[^]*usage: /);
  expect(run('--db', place.file, '--out', out)).toMatchObject({ status: 0, stdout: expect.stringMatching(/copy\.db: \d+ bytes, epoch [0-9a-f]{32}/) });
  expect(run('--db', place.file, '--out', out)).toMatchObject({ status: 1, stderr: expect.stringMatching(/never overwrites/) });
});
