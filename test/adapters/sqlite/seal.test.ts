// Seals on the disk: rows from before there were any get theirs at the next start, a hand in the database is found and named, and
// what is erased is nowhere in the files.
import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MIGRATIONS, migrate } from '../../../src/adapters/sqlite/migrations.ts';
import type { Store } from '../../../src/conversation/ports.ts';
import { makePack, storedFaults, type PackRequest } from '../../../src/evidence/pack.ts';
import { canonical } from '../../../src/evidence/canonical.ts';
import { verifyPack } from '../../../src/evidence/verify.ts';
import type { EventBody } from '../../../src/types.ts';
import { addShop, buyerSays, converse, request, SHOP, stored } from '../../contract/fixtures.ts';
import { EVERY_EVENT } from '../../contract/store-append.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
beforeEach(() => { place = makePlace(); });
afterEach(() => place.dispose());

async function requestOf(store: Store, id: string): Promise<PackRequest> {
  return {
    conversation: id, shop: { id: SHOP, name: '店' }, ...(await store.evidence(id))!,
    generatedAt: 1, mask: null, key: null,
  };
}

/** A database as the first release left it. */
function oldDatabase(rows: readonly (readonly [conversation: string, seq: number, type: string, body: string])[]): void {
  const db = new Database(place.file);
  migrate(db, MIGRATIONS.slice(0, 1), 1);
  db.exec(`INSERT INTO shop VALUES ('${SHOP}', '店', '1', 1, 1)`);
  for (const id of new Set(rows.map(([conversation]) => conversation))) {
    const count = rows.filter(([conversation]) => conversation === id).length;
    db.prepare('INSERT INTO visitor VALUES (?, ?, ?, 1, 1)').run(`v-${id}`, SHOP, `h-${id}`);
    db.prepare(`INSERT INTO conversation (id, shop_id, visitor_id, seq, state, offered, created_at, updated_at) VALUES (?, ?, ?, ?, 'bot', '[]', 1, 1)`).run(id, SHOP, `v-${id}`, count);
  }
  const add = db.prepare('INSERT INTO event (shop_id, conversation_id, seq, at, type, body) VALUES (?, ?, ?, 5, ?, ?)');
  db.transaction(() => rows.forEach(([id, seq, type, body]) => add.run(SHOP, id, seq, type, body)))();
  db.close();
}

const OLD_BODY = '{"type":"buyer_message","text":"旧话 😀","picked":null}';

it('seals the rows of an older release at the next start, says so, and goes on from them', async () => {
  const agent = '{"type":"agent_reply","agentId":"a1","agentName":"小王","reply":{"text":"好","options":[]}}';
  oldDatabase([['c1', 1, 'buyer_message', OLD_BODY], ['c2', 1, 'buyer_message', 'not JSON'], ['c1', 2, 'agent_reply', agent]]);
  const store = place.open();
  await stored(store, request('c1', 2, { versions: { knowledge: 'k', rules: 'r' } }));
  const { files, manifest } = makePack(await requestOf(store, 'c1'));
  expect(manifest).toMatchObject({ sealed_later: [1, 2], knowledge_versions: ['k'], faults_at_export: [] });
  expect(verifyPack(files).faults).toEqual([]);
  expect((await store.evidence('c1'))?.events.map(({ sender }) => sender)).toEqual(['buyer', 'agent:a1', 'buyer']);
  expect(storedFaults(await requestOf(store, 'c2'))).toEqual([]);
});

it('goes on where it was stopped, and leaves alone what is sealed', async () => {
  oldDatabase(['a', 'b'].flatMap((id) => Array.from({ length: 1_300 }, (_, i) => [id, i + 1, 'buyer_message', OLD_BODY] as const)));
  const first = place.open();
  const before = await first.evidence('b');
  await first.close();
  const raw = place.raw();
  raw.exec(`DELETE FROM journal; DELETE FROM meta WHERE key = 'journal'`);
  raw.exec(`UPDATE event SET sender = NULL, salt = NULL, body_hash = NULL, hash = NULL WHERE conversation_id = 'b' AND seq > 700`);
  const store = place.open();
  expect((await store.evidence('b'))?.events.slice(0, 700)).toEqual(before?.events.slice(0, 700));
  for (const id of ['a', 'b']) expect(storedFaults(await requestOf(store, id))).toEqual([]);
  expect(raw.prepare('SELECT count(*) FROM event WHERE hash IS NULL').pluck().get()).toBe(0);
});

it('seals a row that another program wrote without a seal, when the next one follows, and says that it came so', async () => {
  const store = place.open();
  await addShop(store);
  await converse(store, 'c1');
  await stored(store, request('c1', 0));
  const raw = place.raw();
  raw.prepare(`INSERT INTO event (shop_id, conversation_id, seq, at, type, body) VALUES (?, 'c1', 2, 5, 'buyer_message', ?)`).run(SHOP, OLD_BODY);
  raw.exec(`UPDATE conversation SET seq = 2 WHERE id = 'c1'`);
  await stored(store, request('c1', 2));
  expect(storedFaults(await requestOf(store, 'c1'))).toEqual([expect.stringContaining('row 2 was sealed anew')]);
});

const HANDS: readonly (readonly [what: string, sql: string, kind: string, seq: number])[] = [
  ['a word', `UPDATE event SET body = replace(body, '第3句', '第8句') WHERE seq = 3`, 'row 3 was changed', 3],
  ['who said it', `UPDATE event SET sender = 'system' WHERE seq = 3`, 'row 3 was changed', 3],
  ['when', 'UPDATE event SET at = at - 60000 WHERE seq = 2', 'row 2 was changed', 2],
  ['the version that answered', `UPDATE event SET rules_version = 'x' WHERE seq = 2`, 'row 2 was changed', 2],
  ['the salt', `UPDATE event SET salt = lower(hex(randomblob(16))) WHERE seq = 2`, 'row 2 was changed', 2],
  ['a row in the middle', 'DELETE FROM event WHERE seq = 3', 'row 3 is missing', 3],
  ['the first row', 'DELETE FROM event WHERE seq = 1', 'row 1 is missing', 1],
  ['the last row', 'DELETE FROM event WHERE seq = 5', 'row 5 is missing', 5],
  ['the order', 'UPDATE event SET seq = 99 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 4; UPDATE event SET seq = 4 WHERE seq = 99', 'row 2 was changed', 2],
  ['a row more', `INSERT INTO event SELECT shop_id, conversation_id, 6, at, type, body, NULL, sender, knowledge_version, rules_version, salt, body_hash, hash, NULL FROM event WHERE seq = 5`, 'row 6 is beyond the 5', 6],
  ['an erasure pretended', `UPDATE event SET erased_at = 5, salt = NULL, body = '', hash = body_hash WHERE seq = 3`, 'row 3 was changed', 3],
];

it.each(HANDS)('names the row when a hand changed %s', async (_what, sql, says) => {
  const store = place.open();
  await addShop(store);
  await converse(store, 'c1');
  await stored(store, request('c1', 0, { events: [1, 2, 3, 4, 5].map((n) => buyerSays(`第${n}句`)), at: 100_000, versions: { knowledge: 'k', rules: 'r' } }));
  place.raw().exec(sql);
  const found = storedFaults(await requestOf(store, 'c1'));
  expect(found.join('\n')).toContain(says);
  expect(verifyPack(makePack({ ...(await requestOf(store, 'c1')), mask: () => '***' }).files).ok).toBe(false);
});

it('leaves nothing of what was erased in any file, while the service runs and after it', async () => {
  const secret = '身份证号 110101199003070000 住在人民路';
  const store = place.open();
  await addShop(store);
  for (const id of ['c1', 'c2']) await converse(store, id);
  const long = `${secret}${'啊'.repeat(5_000)}`;
  await stored(store, request('c1', 0, { events: [buyerSays(secret), buyerSays(long), buyerSays(secret)], dedupeKey: 'buyer:dedupe-secret' }));
  await stored(store, request('c2', 0, { events: [buyerSays('别人的话')] }));
  const places = () => ['', '-wal'].filter((part) => existsSync(place.file + part)).map((part) => readFileSync(place.file + part));
  const holds = (text: string) => places().some((content) => content.includes(text));
  expect(holds('110101199003070000')).toBe(true);
  await store.eraseVisitor(SHOP, 'visitor-of-c1', 9);
  for (const text of ['110101199003070000', '人民路', 'dedupe-secret', 'hash-of-c1']) expect(holds(text), text).toBe(false);
  expect(holds('别人的话')).toBe(true);
  await store.close();
  expect(holds('110101199003070000')).toBe(false);
});

it('stores every kind of body in canonical form, whatever order its keys were given in', async () => {
  const store = place.open();
  await addShop(store);
  await converse(store, 'c1');
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reversed(item)])) : value;
  };
  await stored(store, request('c1', 0, { events: EVERY_EVENT.map((body) => reversed(body) as EventBody) }));
  const texts = place.raw().prepare<[], string>('SELECT body FROM event ORDER BY seq').pluck().all();
  expect(texts).toEqual(EVERY_EVENT.map(canonical));
  expect(texts).toEqual(texts.map((text) => canonical(JSON.parse(text))));
});

it('records at the next start what an older release erased without a record, once', async () => {
  oldDatabase([['c1', 1, 'buyer_message', OLD_BODY], ['c1', 2, 'buyer_message', OLD_BODY]]);
  const raw = place.raw();
  migrate(raw, MIGRATIONS.slice(0, 2), 2);
  await place.open().close();
  raw.exec(`DELETE FROM journal; DELETE FROM meta WHERE key = 'journal'; UPDATE event SET body = '', salt = NULL, erased_at = 7 WHERE seq = 1`);
  for (let start = 0; start < 2; start++) {
    const store = place.open();
    expect((await store.eventsAfter('c1', 2, 10)).map(({ body }) => body)).toEqual([{ type: 'erasure', why: 'earlier', ranges: [[1, 1]] }]);
    expect(storedFaults(await requestOf(store, 'c1'))).toEqual([]);
    await store.close();
  }
});
