// The contract of evidence and erasure: every event is sealed as it is written, what is erased is gone for good, and the chain holds.
import { describe, expect, it } from 'vitest';
import type { SealedEvent, Store } from '../../src/conversation/ports.ts';
import { storedFaults } from '../../src/evidence/pack.ts';
import type { EventBody } from '../../src/types.ts';
import { addShop, approve, buyerSays, converse, OTHER_SHOP, request, SHOP, stored } from './fixtures.ts';

const VERSIONS = { knowledge: 'k1', rules: 'r1' };
const HANDOVER: EventBody = { type: 'handover', record: {
  cause: 'asked', reason: '买家要求人工服务', riskId: null, rule: null, team: 'presale', severity: 'low', understood: [], lastMessages: [{ author: 'buyer', text: '旧话' }],
} };

async function evidence(store: Store, id = 'c1'): Promise<readonly SealedEvent[]> {
  const found = await store.evidence(id);
  if (found === null) throw new Error(`there is no conversation ${id}`);
  return found.events;
}

const bodies = async (store: Store, id = 'c1') => (await store.eventsAfter(id, 0, 100)).map(({ body }) => body);
const faults = async (store: Store, id = 'c1') => storedFaults({ conversation: id, ...(await store.evidence(id))! });

export function evidenceContract(store: () => Store): void {
  describe('evidence', () => {
    it('seals every event with its sender and the versions that answered', async () => {
      await converse(store(), 'c1');
      const reply = approve({ text: '好的', options: [] });
      await stored(store(), request('c1', 0, { versions: VERSIONS, events: [buyerSays('在吗'), { type: 'reply', author: 'bot', reply, decision: null }] }));
      await stored(store(), request('c1', 2, { versions: { knowledge: 'k2', rules: 'r1' }, events: [{ type: 'agent_reply', agentId: 'a1', agentName: '小王', reply }], dedupeKey: 'x' }));
      await stored(store(), request('c1', 3));
      const events = await evidence(store());
      expect(events.map(({ seq, sender, knowledgeVersion, rulesVersion }) => [seq, sender, knowledgeVersion, rulesVersion])).toEqual([
        [1, 'buyer', 'k1', 'r1'], [2, 'bot', 'k1', 'r1'], [3, 'agent:a1', 'k2', 'r1'], [4, 'buyer', '', ''],
      ]);
      expect(new Set(events.map(({ salt }) => salt)).size).toBe(4);
      expect(events.slice(1).map(({ prev }) => prev)).toEqual(events.slice(0, -1).map(({ hash }) => hash));
      expect(await faults(store())).toEqual([]);
    });

    it('keeps conversations apart, of the same words too', async () => {
      for (const id of ['c1', 'c2']) await stored(store(), request((await converse(store(), id)).id, 0, { events: [buyerSays('在吗'), buyerSays('在吗')] }));
      const hashes = [...await evidence(store()), ...await evidence(store(), 'c2')].flatMap(({ hash, bodyHash }) => [hash, bodyHash]);
      expect(new Set(hashes).size).toBe(hashes.length);
    });

    it('is one chain after appends that raced, failed or were repeated', async () => {
      await converse(store(), 'c1');
      await Promise.allSettled(Array.from({ length: 40 }, (_, i) => store().append(request('c1', i % 5, { dedupeKey: `k${i % 7}`, events: [buyerSays(`${i}`), buyerSays('又')] }))));
      await Promise.allSettled(Array.from({ length: 10 }, async () => stored(store(), request('c1', (await store().head('c1'))?.seq ?? 0))));
      expect((await evidence(store())).length).toBeGreaterThan(2);
      expect(await faults(store())).toEqual([]);
    });

    it('is null for a conversation that is not there, empty for one without events', async () => {
      await converse(store(), 'c1');
      expect(await store().evidence('nobody')).toBeNull();
      expect(await store().evidence('c1')).toMatchObject({ events: [], count: 0, anchor: { heads: [] } });
    });
  });

  describe('erasing a visitor', () => {
    it('leaves times, types, senders and hashes, and nothing that was said', async () => {
      await converse(store(), 'c1');
      await stored(store(), request('c1', 0, { events: [buyerSays('我叫王小二'), HANDOVER], dedupeKey: 'buyer:1', versions: VERSIONS }));
      const before = await evidence(store());
      expect(await store().eraseVisitor(SHOP, 'visitor-of-c1', 500)).toEqual({ conversations: 1, events: 2, cleared: true });
      expect(await bodies(store())).toEqual([
        { type: 'erased', was: 'buyer_message' }, { type: 'erased', was: 'handover' }, { type: 'erasure', why: 'visitor', ranges: [[1, 2]] },
        { type: 'state', from: 'bot', to: 'closed', agentId: null, agentName: null, note: 'visitor_erased' },
      ]);
      expect((await evidence(store())).slice(0, 2)).toEqual(before.map((event) => ({ ...event, body: null, salt: null, erasedAt: 500 })));
      expect(await faults(store())).toEqual([]);
      expect(await store().storedSeq('c1', 'buyer:1')).toBeNull();
      expect(await store().visitorByToken('hash-of-c1')).toBeNull();
      expect(await store().head('c1')).toMatchObject({ seq: 4, state: 'closed', offered: [], misses: 0 });
      expect(await store().counts(SHOP)).toMatchObject({ bot: 0, closed: 1 });
    });

    it('is the end of the conversation, whoever writes, at whatever seq; erasing again finds nothing more', async () => {
      await converse(store(), 'c1');
      await stored(store(), request('c1', 0));
      await store().eraseVisitor(SHOP, 'visitor-of-c1', 500);
      const head = await store().head('c1');
      for (const seq of [1, 3]) expect(await store().append(request('c1', seq, { events: [buyerSays('又来了')], dedupeKey: 'k' }))).toEqual({ kind: 'erased', head });
      expect(await store().eraseVisitor(SHOP, 'visitor-of-c1', 600)).toMatchObject({ conversations: 1, events: 0 });
      expect((await bodies(store())).map(({ type }) => type)).toEqual(['erased', 'erasure', 'state']);
      // Its own note grows old like any other; the record stays.
      expect(await store().eraseOlderThan(SHOP, 10_000, 100, 20_000)).toMatchObject({ conversations: 1, events: 1 });
      expect((await bodies(store())).map(({ type }) => type)).toEqual(['erased', 'erasure', 'erased', 'erasure']);
      expect(await faults(store())).toEqual([]);
    });

    it('lets no conversation begin for a visitor who was erased before it', async () => {
      await store().createVisitor({ id: 'v1', shopId: SHOP, tokenHash: 'h1', expiresAt: 1, at: 1 });
      expect(await store().eraseVisitor(SHOP, 'v1', 5)).toEqual({ conversations: 0, events: 0, cleared: true });
      await expect(store().openConversation({ shopId: SHOP, visitorId: 'v1', newId: 'c9', offered: [], at: 6 })).rejects.toThrow();
      expect(await store().counts(SHOP)).toMatchObject({ bot: 0 });
    });

    it('touches nobody else, and is null for a visitor that the shop does not have', async () => {
      await addShop(store(), OTHER_SHOP);
      for (const id of ['c1', 'c2']) await stored(store(), request((await converse(store(), id)).id, 0));
      expect(await store().eraseVisitor(OTHER_SHOP, 'visitor-of-c1', 1)).toBeNull();
      expect(await store().eraseVisitor(SHOP, 'nobody', 1)).toBeNull();
      await store().eraseVisitor(SHOP, 'visitor-of-c1', 1);
      expect(await bodies(store(), 'c2')).toEqual([buyerSays('在吗')]);
    });

    it('is no event that could be appended', async () => {
      await converse(store(), 'c1');
      await expect(store().append(request('c1', 0, { events: [{ type: 'erased', was: 'rating' }] }))).rejects.toThrow(/never appended/);
    });
  });

  describe('erasing by age', () => {
    it('takes what is older than a time, oldest first, a bounded number at once', async () => {
      await addShop(store(), OTHER_SHOP);
      await converse(store(), 'c1');
      await converse(store(), 'theirs', { shopId: OTHER_SHOP });
      await stored(store(), request('theirs', 0, { at: 1 }));
      for (const [seq, at] of [100, 200, 300, 400].entries()) await stored(store(), request('c1', seq, { at, dedupeKey: `k${seq}` }));
      expect(await store().eraseOlderThan(SHOP, 400, 2, 900)).toMatchObject({ conversations: 1, events: 2 });
      expect((await evidence(store())).map(({ erasedAt }) => erasedAt)).toEqual([900, 900, null, null, null]);
      expect(await store().eraseOlderThan(SHOP, 400, 2, 901)).toMatchObject({ conversations: 1, events: 1 });
      expect(await store().eraseOlderThan(SHOP, 400, 2, 902)).toMatchObject({ conversations: 0, events: 0 });
      expect((await evidence(store())).map(({ erasedAt }) => erasedAt)).toEqual([900, 900, 901, null, null, null]);
      expect((await bodies(store())).slice(-2)).toEqual([{ type: 'erasure', why: 'age', ranges: [[1, 2]] }, { type: 'erasure', why: 'age', ranges: [[3, 3]] }]);
      expect(await store().storedSeq('c1', 'k2')).toBeNull();
      expect(await store().storedSeq('c1', 'k3')).toBe(4);
      expect(await bodies(store(), 'theirs')).toEqual([buyerSays('在吗')]);
      expect(await faults(store())).toEqual([]);
      await expect(store().eraseOlderThan(SHOP, 1, -1, 1)).rejects.toThrow(/limit/);
    });

    it('takes the copies in a later hand-over along, and leaves those that cannot reach so far', async () => {
      await converse(store(), 'c1');
      await stored(store(), request('c1', 0, { events: [buyerSays('旧话')], at: 100 }));
      await stored(store(), request('c1', 1, { events: [HANDOVER, ...Array.from({ length: 30 }, (_, i) => buyerSays(`新话${i}`)), HANDOVER], at: 500 }));
      expect(await store().eraseOlderThan(SHOP, 300, 100, 900)).toMatchObject({ conversations: 1, events: 1 });
      const kinds = (await bodies(store())).map(({ type }) => type);
      expect(kinds.slice(0, 3)).toEqual(['erased', 'erased', 'buyer_message']);
      expect((await bodies(store())).slice(-2)).toEqual([HANDOVER, { type: 'erasure', why: 'age', ranges: [[1, 2]] }]);
      expect(await faults(store())).toEqual([]);
    });
  });
}
