// The contract of conversations: opening, appending, reading events and read marks.
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/conversation/ports.ts';
import { storedFaults } from '../../src/evidence/pack.ts';
import type { EventBody } from '../../src/types.ts';
import { addShop, approve, buyerSays, converse, OTHER_SHOP, request, SHOP, stored } from './fixtures.ts';

const REPLY = approve({ text: '亲，发货时间以订单页公示为准哦～', options: [{ id: '发货时间', title: '什么时候发货' }] });
const EVIDENCE = {
  candidates: [{ entryId: '发货时间', handling: 'answer', probability: 0.91, score: 0.8, matched: '什么时候发货' }],
  margin: 0.5, rule: { ruleId: 'r1', words: '今天能发' },
} as const;

const RADAR = {
  id: 'bait', name: '套路', reason: '甲 + 乙：当心', severity: 'high', signals: [{ name: '甲', words: '截图了', turnsAgo: 2 }, { name: '乙', words: '', turnsAgo: 0 }],
  advice: ['照页面说', '不许诺'], keep: ['聊天记录'],
} as const;

/** One of each event, with every variant of a decision. */
export const EVERY_EVENT: readonly EventBody[] = [
  { type: 'buyer_message', text: '什么时候发货？🙏\u0000 \ud83d', picked: '发货时间' },
  { type: 'reply', author: 'bot', reply: REPLY, decision: { kind: 'answer', entryIds: ['发货时间', '快递'], smallTalk: false, probability: 0.91, evidence: EVIDENCE } },
  { type: 'reply', author: 'bot', reply: REPLY, decision: { kind: 'clarify', because: 'close', options: ['发货时间'], evidence: { ...EVIDENCE, rule: null } } },
  { type: 'reply', author: 'system', reply: REPLY, decision: { kind: 'escalate', cause: 'risk', riskId: 'ship_promise', entryId: null, probability: 0, evidence: EVIDENCE } },
  { type: 'reply', author: 'system', reply: REPLY, decision: null },
  { type: 'handover', record: {
    cause: 'risk', reason: '买家要求承诺发货时间', riskId: 'ship_promise', rule: { ruleId: 'r1', words: '今天能发' }, team: 'logistics', severity: 'high',
    understood: [{ entryId: '发货时间', probability: 0.4 }], lastMessages: [{ author: 'buyer', text: '今天能发吗' }],
  } },
  { type: 'handover', record: {
    cause: 'asked', reason: '买家要求人工服务', riskId: null, rule: null, team: 'presale', severity: 'medium', understood: [], lastMessages: [], radar: RADAR,
  } },
  { type: 'radar', note: RADAR },
  { type: 'state', from: 'bot', to: 'waiting', agentId: null, agentName: null, note: '' },
  { type: 'agent_reply', agentId: 'a1', agentName: '小王', reply: REPLY },
  { type: 'agent_reply', agentId: 'a1', agentName: '小王', reply: REPLY, override: { agentId: 'a2', agentName: '主管', reason: '已与仓库确认', types: ['ship_time'] } },
  { type: 'revealed', agentId: 'a1', agentName: '小王', ofSeq: 1, kinds: ['phone'], reason: '' },
  { type: 'task', taskId: 'task-1', team: 'finance', entryId: '开发票' },
  { type: 'rating', score: 5, comment: '很好' },
  { type: 'erasure', why: 'age', ranges: [[1, 3], [5, 5]] },
];

export function appendContract(store: () => Store): void {
  describe('opening a conversation', () => {
    it('makes it in state bot, with nothing in it', async () => {
      const head = await converse(store(), 'c1', { at: 42 });
      expect(head).toEqual({
        id: 'c1', shopId: SHOP, visitorId: 'visitor-of-c1', epoch: expect.stringMatching(/./), seq: 0, state: 'bot', agentId: null, team: null,
        severity: null, misses: 0, offered: ['发货时间'], waitingSince: null, toldAt: null, buyerReadSeq: 0, agentReadSeq: 0, createdAt: 42, updatedAt: 42,
      });
      expect(await store().head('c1')).toEqual(head);
    });

    it('gives two callers at once the same conversation, and a later caller too', async () => {
      await store().createVisitor({ id: 'v1', shopId: SHOP, tokenHash: 'h1', expiresAt: 1, at: 1 });
      const open = (newId: string) => store().openConversation({ shopId: SHOP, visitorId: 'v1', newId, offered: [], at: 1 });
      const heads = [...await Promise.all([open('first'), open('second')]), await open('third')];
      expect(new Set(heads.map(({ id }) => id)).size).toBe(1);
      expect(await store().counts(SHOP)).toMatchObject({ bot: 1 });
    });

    it('refuses a visitor of another shop', async () => {
      await addShop(store(), OTHER_SHOP);
      await store().createVisitor({ id: 'v1', shopId: OTHER_SHOP, tokenHash: 'h1', expiresAt: 1, at: 1 });
      await expect(store().openConversation({ shopId: SHOP, visitorId: 'v1', newId: 'c1', offered: [], at: 1 })).rejects.toThrow(/openConversation/);
      expect(await store().head('c1')).toBeNull();
    });

    it('answers null for a conversation that is not there', async () => {
      expect(await store().head('nobody')).toBeNull();
      expect(await store().markRead('nobody', 'buyer', 1)).toBeNull();
      expect(await store().storedSeq('nobody', 'buyer:1')).toBeNull();
      expect(await store().eventsAfter('nobody', 0, 10)).toEqual([]);
      expect(await store().waitingAhead('nobody')).toBe(0);
    });
  });

  describe('append', () => {
    it('numbers events from 1 without gaps and changes the head with them', async () => {
      const head = await converse(store(), 'c1');
      const first = await stored(store(), request('c1', 0, { events: [buyerSays('一'), buyerSays('二')], at: 100 }));
      expect(first.events).toEqual([{ seq: 1, at: 100, body: buyerSays('一') }, { seq: 2, at: 100, body: buyerSays('二') }]);
      expect(first.head).toEqual({ ...head, seq: 2, updatedAt: 100 });

      const change = { state: 'waiting', agentId: 'a1', team: 'finance', severity: 'high', misses: 2, offered: ['甲', '乙'], waitingSince: 200, toldAt: 201 } as const;
      const second = await stored(store(), request('c1', 2, { change, at: 200 }));
      expect(second.head).toEqual({ ...first.head, ...change, seq: 3, updatedAt: 200 });
      expect(await store().head('c1')).toEqual(second.head);

      const back = { state: 'bot', agentId: null, team: null, severity: null, waitingSince: null, toldAt: null } as const;
      const third = await stored(store(), request('c1', 3, { change: back, at: 300 }));
      expect(await store().head('c1')).toEqual({ ...second.head, ...back, seq: 4, updatedAt: 300 });
      expect(third.head.offered).toEqual(['甲', '乙']);
    });

    it('gives every kind of event back as it was', async () => {
      await converse(store(), 'c1');
      const { events } = await stored(store(), request('c1', 0, { events: EVERY_EVENT }));
      expect(events.map(({ body }) => body)).toEqual(EVERY_EVENT);
      expect(await store().eventsAfter('c1', 0, 100)).toEqual(events);
      expect(storedFaults({ conversation: 'c1', ...(await store().evidence('c1'))! })).toEqual([]);
    });

    it('is a conflict on any other seq and writes nothing', async () => {
      await converse(store(), 'c1');
      const { head } = await stored(store(), request('c1', 0));
      for (const stale of [0, 2, 7]) {
        expect(await store().append(request('c1', stale, { change: { state: 'human' } }))).toEqual({ kind: 'conflict', head });
      }
      expect(await store().eventsAfter('c1', 0, 10)).toHaveLength(1);
    });

    it('tells a retry of a stored message the seq of its first event, whatever came after it', async () => {
      await converse(store(), 'c1');
      await stored(store(), request('c1', 0));
      await stored(store(), request('c1', 1, { events: [buyerSays('一'), buyerSays('二')], dedupeKey: 'buyer:1' }));
      const { head } = await stored(store(), request('c1', 3));
      for (const expectedSeq of [1, 4, 9]) {
        expect(await store().append(request('c1', expectedSeq, { dedupeKey: 'buyer:1', change: { misses: 9 } }))).toEqual({ kind: 'duplicate', head, seq: 2 });
      }
      expect(await store().head('c1')).toEqual(head);
      expect(await store().storedSeq('c1', 'buyer:1')).toBe(2);
      expect(await store().storedSeq('c1', 'buyer:2')).toBeNull();
    });

    it('keeps dedupe keys apart by conversation, and does not keep the key of a conflict', async () => {
      await converse(store(), 'c1');
      await converse(store(), 'c2');
      await stored(store(), request('c1', 0, { dedupeKey: 'buyer:1' }));
      expect((await store().append(request('c2', 5, { dedupeKey: 'buyer:1' }))).kind).toBe('conflict');
      expect((await store().append(request('c2', 0, { dedupeKey: 'buyer:1' }))).kind).toBe('stored');
    });

    it('stores exactly one of 200 appends that were decided on the same seq', async () => {
      await converse(store(), 'c1');
      const results = await Promise.all(Array.from({ length: 200 }, (_, i) => store().append(request('c1', 0, { dedupeKey: `buyer:${i}` }))));
      expect(results.filter(({ kind }) => kind === 'stored')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'conflict')).toHaveLength(199);
      expect(await store().head('c1')).toMatchObject({ seq: 1 });
    });

    it('stores one of two copies of a message that arrive together', async () => {
      await converse(store(), 'c1');
      const results = await Promise.all([store().append(request('c1', 0, { dedupeKey: 'k' })), store().append(request('c1', 0, { dedupeKey: 'k' }))]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['duplicate', 'stored']);
    });

    it('lets a bad append fail alone: its neighbours in the same turn are stored', async () => {
      await converse(store(), 'c1');
      await converse(store(), 'c2');
      const task: EventBody = { type: 'task', taskId: 'task-1', team: 'finance', entryId: '开发票' };
      const results = await Promise.allSettled([
        store().append(request('c1', 0, { events: [task] })),
        store().append(request('nobody', 0)),
        store().append(request('c2', 0, { events: [buyerSays('一'), task], change: { misses: 7 } })),
        store().append(request('c1', 1)),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
      expect(await store().head('c1')).toMatchObject({ seq: 2 });
      expect(await store().head('c2')).toMatchObject({ seq: 0, misses: 0 });
      expect(await store().eventsAfter('c2', 0, 10)).toEqual([]);
    });

    it('refuses what it could not give back: no events, a seq that is none, a probability of NaN', async () => {
      await converse(store(), 'c1');
      const broken: EventBody = { type: 'rating', score: Number.NaN, comment: '' };
      await expect(store().append(request('c1', 0, { events: [] }))).rejects.toThrow(/at least one/);
      await expect(store().append(request('c1', 0.5))).rejects.toThrow(/expectedSeq/);
      await expect(store().append(request('c1', 0, { events: [broken] }))).rejects.toThrow(/score/);
      expect(await store().head('c1')).toMatchObject({ seq: 0 });
    });

    it('is seen by a read as soon as it has resolved', async () => {
      await converse(store(), 'c1');
      for (const seq of [0, 1, 2]) {
        await stored(store(), request('c1', seq));
        expect(await store().head('c1')).toMatchObject({ seq: seq + 1 });
      }
    });
  });

  describe('reading events', () => {
    it('gives those after a seq, oldest first, at most as many as asked', async () => {
      await converse(store(), 'c1');
      await stored(store(), request('c1', 0, { events: ['一', '二', '三', '四'].map(buyerSays) }));
      const seqs = (events: readonly { seq: number }[]) => events.map(({ seq }) => seq);
      expect(seqs(await store().eventsAfter('c1', 1, 2))).toEqual([2, 3]);
      expect(seqs(await store().eventsAfter('c1', 4, 2))).toEqual([]);
      expect(seqs(await store().lastEvents('c1', 3))).toEqual([2, 3, 4]);
      expect(seqs(await store().lastEvents('c1', 0))).toEqual([]);
      await expect(store().eventsAfter('c1', 0, -1)).rejects.toThrow(/limit/);
    });
  });

  describe('read marks', () => {
    it('move forward only, each side its own, never past the last seq', async () => {
      await converse(store(), 'c1');
      await stored(store(), request('c1', 0, { events: ['一', '二', '三'].map(buyerSays) }));
      expect(await store().markRead('c1', 'buyer', 2)).toMatchObject({ buyerReadSeq: 2, agentReadSeq: 0 });
      expect(await store().markRead('c1', 'buyer', 1)).toMatchObject({ buyerReadSeq: 2 });
      expect(await store().markRead('c1', 'agent', 99)).toMatchObject({ buyerReadSeq: 2, agentReadSeq: 3 });
      expect(await store().head('c1')).toMatchObject({ buyerReadSeq: 2, agentReadSeq: 3, seq: 3 });
      await expect(store().markRead('c1', 'buyer', 1.5)).rejects.toThrow(/seq/);
    });

    it('are kept by an append that was decided before them', async () => {
      await converse(store(), 'c1');
      await stored(store(), request('c1', 0));
      await Promise.all([store().markRead('c1', 'buyer', 1), store().append(request('c1', 1))]);
      expect(await store().head('c1')).toMatchObject({ buyerReadSeq: 1, seq: 2 });
    });
  });
}
