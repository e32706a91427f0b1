// The contract of the queue: who waits before whom, who is held, what is counted, tasks.
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/conversation/ports.ts';
import type { Severity } from '../../src/types.ts';
import { addShop, converse, OTHER_SHOP, request, SHOP, stored } from './fixtures.ts';

async function wait(store: Store, id: string, severity: Severity, waitingSince: number, shopId = SHOP): Promise<void> {
  await converse(store, id, { shopId });
  await stored(store, request(id, 0, { change: { state: 'waiting', severity, waitingSince } }));
}

async function hold(store: Store, id: string, agentId: string, at: number): Promise<void> {
  await converse(store, id, { at });
  await stored(store, request(id, 0, { change: { state: 'human', agentId } }));
}

export function queueContract(store: () => Store): void {
  describe('waiting', () => {
    it('orders by severity, then by how long, and leaves other shops and states out', async () => {
      await addShop(store(), OTHER_SHOP);
      await wait(store(), 'low-early', 'low', 1);
      await wait(store(), 'medium', 'medium', 2);
      await wait(store(), 'high-late', 'high', 9);
      await wait(store(), 'high-early', 'high', 8);
      await wait(store(), 'critical-late', 'critical', 50);
      await wait(store(), 'elsewhere', 'critical', 1, OTHER_SHOP);
      await hold(store(), 'held', 'a1', 1);
      const order = ['critical-late', 'high-early', 'high-late', 'medium', 'low-early'];
      expect((await store().waiting(SHOP, 10)).map(({ id }) => id)).toEqual(order);
      expect((await store().waiting(SHOP, 2)).map(({ id }) => id)).toEqual(order.slice(0, 2));
      expect(await Promise.all(order.map((id) => store().waitingAhead(id)))).toEqual([0, 1, 2, 3, 4]);
      expect(await store().waitingAhead('held')).toBe(0);
    });

    it('counts those that would come before a new one', async () => {
      await wait(store(), 'low', 'low', 1);
      await wait(store(), 'high', 'high', 2);
      await wait(store(), 'critical', 'critical', 3);
      const severities = ['critical', 'high', 'medium', 'low'] as const;
      expect(await Promise.all(severities.map((severity) => store().waitingCount(SHOP, severity)))).toEqual([1, 2, 2, 3]);
      expect(await store().waitingCount(OTHER_SHOP, 'low')).toBe(0);
    });

    it('follows a change of severity and ends with the state', async () => {
      await wait(store(), 'first', 'low', 1);
      await wait(store(), 'second', 'low', 2);
      await stored(store(), request('second', 1, { change: { severity: 'critical' } }));
      expect((await store().waiting(SHOP, 10)).map(({ id }) => id)).toEqual(['second', 'first']);
      await stored(store(), request('second', 2, { change: { state: 'closed', waitingSince: null } }));
      expect((await store().waiting(SHOP, 10)).map(({ id }) => id)).toEqual(['first']);
    });

    it('gives two that are alike in everything one lasting order', async () => {
      for (const id of ['b', 'a', 'c']) await wait(store(), id, 'high', 5);
      const order = (await store().waiting(SHOP, 10)).map(({ id }) => id);
      expect(await Promise.all(order.map((id) => store().waitingAhead(id)))).toEqual([0, 1, 2]);
    });
  });

  describe('held', () => {
    it('lists what people have, all or one agent\'s, oldest first', async () => {
      await hold(store(), 'late', 'a1', 30);
      await hold(store(), 'early', 'a1', 10);
      await hold(store(), 'other', 'a2', 20);
      const ids = async (agentId: string | null, limit = 10) => (await store().held(SHOP, agentId, limit)).map(({ id }) => id);
      expect(await ids(null)).toEqual(['early', 'other', 'late']);
      expect(await ids('a1')).toEqual(['early', 'late']);
      expect(await ids('nobody')).toEqual([]);
      expect(await ids(null, 1)).toEqual(['early']);
    });
  });

  describe('counts', () => {
    it('counts a shop\'s conversations by state, and its open tasks', async () => {
      await converse(store(), 'bot');
      await wait(store(), 'waiting', 'low', 1);
      await hold(store(), 'human', 'a1', 1);
      await stored(store(), request('bot', 0, { events: [{ type: 'task', taskId: 't1', team: 'finance', entryId: '开发票' }] }));
      expect(await store().counts(SHOP)).toEqual({ bot: 1, waiting: 1, human: 1, closed: 0, openTasks: 1 });
      expect(await store().counts('no-shop')).toEqual({ bot: 0, waiting: 0, human: 0, closed: 0, openTasks: 0 });
    });
  });

  describe('tasks', () => {
    it('are opened by their event and finished once, within their shop', async () => {
      await converse(store(), 'c1');
      const event = (taskId: string) => [{ type: 'task', taskId, team: 'finance', entryId: '开发票' }] as const;
      await stored(store(), request('c1', 0, { events: event('later'), at: 20 }));
      await stored(store(), request('c1', 1, { events: event('last'), at: 30 }));
      expect(await store().openTasks(SHOP, 10)).toEqual([
        { id: 'later', shopId: SHOP, conversationId: 'c1', team: 'finance', entryId: '开发票', createdAt: 20, doneAt: null },
        { id: 'last', shopId: SHOP, conversationId: 'c1', team: 'finance', entryId: '开发票', createdAt: 30, doneAt: null },
      ]);
      expect(await store().finishTask(OTHER_SHOP, 'later', 40)).toBe(false);
      expect(await Promise.all([store().finishTask(SHOP, 'later', 40), store().finishTask(SHOP, 'later', 41)])).toEqual([true, false]);
      expect(await store().finishTask(SHOP, 'nothing', 42)).toBe(false);
      expect((await store().openTasks(SHOP, 10)).map(({ id }) => id)).toEqual(['last']);
    });

    it('are not opened again by a retry', async () => {
      await converse(store(), 'c1');
      const append = request('c1', 0, { events: [{ type: 'task', taskId: 't1', team: 'finance', entryId: '开发票' }], dedupeKey: 'buyer:1' });
      await stored(store(), append);
      expect((await store().append(append)).kind).toBe('duplicate');
      expect(await store().openTasks(SHOP, 10)).toHaveLength(1);
    });
  });
}
