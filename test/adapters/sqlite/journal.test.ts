// The journal of heads in a real database: what a hand does that chains alone do not show is named, also when it covers its tracks
// within the conversation; gathering keeps what the newest rows stand on; heads.log shows what a whole forgery hides.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHeadsLog } from '../../../src/adapters/heads-log.ts';
import { auditDatabase } from '../../../src/adapters/sqlite/audit.ts';
import { seal } from '../../../src/adapters/sqlite/seal.ts';
import type { Store } from '../../../src/conversation/ports.ts';
import { canonical } from '../../../src/evidence/canonical.ts';
import { genesis } from '../../../src/evidence/chain.ts';
import { readHeadsLog } from '../../../src/evidence/heads-log.ts';
import { storedFaults } from '../../../src/evidence/pack.ts';
import { addShop, buyerSays, converse, request, SHOP, stored } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
let store: Store;
const faults = async (id = 'c1'): Promise<string> => storedFaults({ conversation: id, ...(await store.evidence(id))! }).join('\n');
const say = (id: string, seq: number, text: string, at = 1_000 + seq) => stored(store, request(id, seq, { events: [buyerSays(text)], at, versions: { knowledge: 'k', rules: 'r' } }));

beforeEach(async () => {
  place = makePlace();
  store = place.open();
  await addShop(store);
  for (const id of ['c1', 'c2']) {
    await converse(store, id);
    for (let seq = 0; seq < 5; seq++) await say(id, seq, `第${seq + 1}句`);
  }
});
afterEach(() => place.dispose());

/** Cuts a conversation as one who keeps its books in order. */
const CUT = `DELETE FROM event WHERE conversation_id = 'c1' AND seq > 3; UPDATE conversation SET seq = 3 WHERE id = 'c1'`;
const FAKE_ERASURE = `UPDATE event SET body = '', salt = NULL, erased_at = 9 WHERE conversation_id = 'c1' AND seq = 3`;

/** The whole chain of c1 made anew over other words. */
function reforge(): void {
  const raw = place.raw();
  const update = raw.prepare(`UPDATE event SET body = ?, salt = ?, body_hash = ?, hash = ? WHERE conversation_id = 'c1' AND seq = ?`);
  let prev = genesis('c1');
  for (let seq = 1; seq <= 5; seq++) {
    const json = canonical(buyerSays(seq === 2 ? '伪造' : `第${seq}句`));
    const made = seal({ conversation: 'c1', seq, at: 1_000 + seq - 1, type: 'buyer_message', sender: 'buyer' }, json, { knowledge: 'k', rules: 'r' }, prev);
    update.run(json, made.salt, made.bodyHash, made.hash, seq);
    prev = made.hash;
  }
}

describe('the journal names', () => {
  it('nothing, while only the store writes', async () => {
    expect(await faults()).toBe('');
    expect(auditDatabase(place.file, null)).toMatchObject({ conversations: 2, events: 10, faults: new Map() });
  });

  it('a tail that was cut off with its count', async () => {
    place.raw().exec(CUT);
    expect(await faults()).toContain('rows 4 to 5 were cut off the end');
    expect(await faults('c2')).toBe('');
  });

  it('a cut that was written on top of', async () => {
    place.raw().exec(CUT);
    for (const seq of [3, 4, 5]) await say('c1', seq, '新话');
    expect(await faults()).toContain('the journal of the shop knows two hashes of row 4');
  });

  it('a payload taken away as if it were erased', async () => {
    place.raw().exec(FAKE_ERASURE);
    expect(await faults()).toMatch(/payload of row 3 is gone/);
  });

  it('a chain that was made anew from end to end', async () => {
    reforge();
    expect(await faults()).toContain('the chain up to row 1 was made anew');
  });

  it('rows that another program put at the end, well sealed', async () => {
    const last = (await store.evidence('c1'))!.events.at(-1)!;
    const json = canonical(buyerSays('塞进来的'));
    const made = seal({ conversation: 'c1', seq: 6, at: 2_000, type: 'buyer_message', sender: 'buyer' }, json, { knowledge: 'k', rules: 'r' }, last.hash);
    place.raw().prepare(`INSERT INTO event (shop_id, conversation_id, seq, at, type, body, sender, knowledge_version, rules_version, salt, body_hash, hash)
      VALUES (?, 'c1', 6, 2000, 'buyer_message', ?, 'buyer', 'k', 'r', ?, ?, ?)`).run(SHOP, json, made.salt, made.bodyHash, made.hash);
    place.raw().exec(`UPDATE conversation SET seq = 6 WHERE id = 'c1'`);
    expect(await faults()).toContain('rows 6 to 6 are not in the journal');
  });

  it.each([
    ['a changed entry', `UPDATE journal SET heads = replace(heads, '"c1",5', '"c1",3') WHERE heads LIKE '%"c1",5%'`, /entry 5 of the journal was changed/],
    ['a removed entry', 'DELETE FROM journal WHERE n = 5', /entry 6 of the journal does not follow/],
    ['a removed beginning', 'DELETE FROM journal WHERE n < 5', /beginning of the journal is missing/],
    ['a journal emptied before a start', 'DELETE FROM journal', /rows 1 to 3 are not in the journal/],
  ])('%s', async (_what, sql, says) => {
    place.raw().exec(CUT);
    place.raw().exec(sql);
    await store.close();
    store = place.open();
    expect(await faults()).toMatch(says);
  });

  it('a conversation that is gone, in a check of the whole database', () => {
    place.raw().exec(`PRAGMA foreign_keys = OFF; DELETE FROM event WHERE conversation_id = 'c1'; DELETE FROM conversation WHERE id = 'c1'`);
    expect(auditDatabase(place.file, null).faults.get('c1')?.join()).toMatch(/the whole conversation is gone.*rows 1 to 5 were cut off/);
  });
});

it('counts one entry for one commit, and none for what was undone', async () => {
  const before = (await store.journal(0, 1_000)).entries.length;
  await Promise.allSettled([
    say('c1', 5, '甲'), say('c2', 5, '乙'), store.append(request('c1', 5, { events: [{ type: 'task', taskId: 't', team: 'finance', entryId: 'e' }, { type: 'task', taskId: 't', team: 'finance', entryId: 'e' }] })),
    store.append(request('c2', 6, { events: [{ type: 'task', taskId: 'u', team: 'finance', entryId: 'e' }, { type: 'task', taskId: 'u', team: 'finance', entryId: 'e' }] })),
  ]);
  expect((await store.journal(0, 1_000)).entries).toHaveLength(before + 1);
  expect(await faults()).toBe('');
  expect(await faults('c2')).toBe('');
});

it('gathers what is old into one entry, keeps the newest head of each conversation, and stays whole', async () => {
  for (let round = 0; round < 3; round++) {
    await say('c2', 5 + round, '又', 100_000 * (round + 1));
    expect(await store.compactJournal(100_000 * (round + 1), 100_000 * (round + 1))).toBeGreaterThan(0);
    for (const id of ['c1', 'c2']) expect(await faults(id)).toBe('');
  }
  expect((await store.journal(0, 100)).entries.length).toBeLessThan(5);
  place.raw().exec(CUT);
  expect(await faults()).toContain('rows 4 to 5 were cut off');
});

it('does not gather over a break, which would hide it', async () => {
  place.raw().exec(`UPDATE journal SET heads = replace(heads, '"c1",5', '"c1",3') WHERE heads LIKE '%"c1",5%'`);
  await expect(store.compactJournal(1e12, 1e12)).rejects.toThrow(/not compacted/);
  expect(await faults()).toMatch(/was changed/);
});

describe('heads.log', () => {
  const file = () => join(place.directory, 'heads.log');
  const seen: unknown[] = [];
  const follower = () => createHeadsLog({ file: file(), store, key: null, onContradiction: (facts) => seen.push(facts) });
  beforeEach(() => { seen.length = 0; });
  const read = () => readHeadsLog(readFileSync(file(), 'utf8'));

  it('holds every head, is one chain over starts, and is not written when nothing came', async () => {
    const first = follower();
    await Promise.all([first.follow(), first.follow()]);
    await say('c1', 5, '六');
    await first.follow();
    const size = readFileSync(file()).length;
    await follower().follow();
    expect(readFileSync(file()).length).toBe(size);
    expect(read()).toMatchObject({ faults: [], notes: [] });
    expect(read().heads.get('c1')?.get(6)?.hash).toBe((await store.evidence('c1'))!.events[5]!.hash);
    expect(auditDatabase(place.file, read()).faults.size).toBe(0);
    expect(seen).toEqual([]);
  });

  it('goes on behind a line that a crash cut short, and when it was moved away', async () => {
    await follower().follow();
    writeFileSync(file(), readFileSync(file(), 'utf8') + '{"at":1,"ep');
    await say('c1', 5, '六');
    await follower().follow();
    expect(read()).toMatchObject({ faults: [], notes: [expect.stringMatching(/no whole line/)] });
    rmSync(file());
    await follower().follow();
    expect(existsSync(file())).toBe(true);
    expect(read().heads.get('c1')?.size).toBe(1);
  });

  it('shows a database that was forged with its journal, at the next start and in a check', async () => {
    await follower().follow();
    reforge();
    // Chain and journal alike made anew.
    place.raw().exec(`DELETE FROM journal; DELETE FROM meta WHERE key = 'journal'`);
    await store.close();
    store = place.open();
    expect(await faults()).toBe('');
    expect(auditDatabase(place.file, null).faults.size).toBe(0);
    const found = auditDatabase(place.file, read());
    expect(found.faults.get('c1')?.join()).toMatch(/made anew: heads.log knows another hash/);
    expect(found.faults.get('')?.join()).toMatch(/the journal was (?:cut|replaced)/);
    await follower().follow();
    expect(seen).toEqual([{ n: 10, note: 'journal_replaced' }]);
    expect(read().faults.map(({ message }) => message).join()).toMatch(/contradicted the lines before/);
  });

  it('is changed by nobody unseen', async () => {
    const each = follower();
    for (let seq = 5; seq < 9; seq++) {
      await say('c1', seq, '又');
      await each.follow();
    }
    const lines = readFileSync(file(), 'utf8').trim().split('\n');
    for (const changed of [lines.toSpliced(2, 1), lines.with(2, lines[2]!.replace(/"at":\d/, '"at":9')), lines.with(1, lines[2]!).with(2, lines[1]!)]) {
      expect(readHeadsLog(changed.join('\n')).faults.length).toBeGreaterThan(0);
    }
  });
});
