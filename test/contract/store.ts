// The Store port as a suite that every implementation is held to, against a real database, without mocks.
// It tests what any caller may rely on; an implementation's own risks have tests beside it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable, type Store } from '../../src/conversation/ports.ts';
import { appendContract } from './store-append.ts';
import { evidenceContract } from './store-evidence.ts';
import { peopleContract } from './store-people.ts';
import { queueContract } from './store-queue.ts';
import { addShop, approve, buyerSays, converse, request, SHOP, stored, type MakeStore, type StoreUnderTest } from './fixtures.ts';

export function storeContract(name: string, makeStore: MakeStore): void {
  describe(`${name}: Store contract`, () => {
    let place: StoreUnderTest;
    beforeEach(async () => {
      place = await makeStore(approve);
      await addShop(place.store);
    });
    afterEach(() => place.dispose());

    const store = () => place.store;
    appendContract(store);
    queueContract(store);
    peopleContract(store);
    evidenceContract(store);
    lifeContract(store, () => place.reopen());
  });
}

function lifeContract(store: () => Store, reopen: () => Promise<Store>): void {
  describe('life', () => {
    it('is ready when it is open', async () => {
      await expect(store().ready()).resolves.toBeUndefined();
    });

    it('keeps everything over a close and keeps its epoch', async () => {
      await converse(store(), 'c1');
      const { head } = await stored(store(), request('c1', 0, { dedupeKey: 'buyer:1' }));
      const again = await reopen();
      expect(await again.head('c1')).toEqual(head);
      expect(await again.append(request('c1', 0, { dedupeKey: 'buyer:1' }))).toEqual({ kind: 'duplicate', head, seq: 1 });
    });

    it('stores what was queued before close', async () => {
      await converse(store(), 'c1');
      const queued = store().append(request('c1', 0, { events: [buyerSays('最后一句')] }));
      const again = await reopen();
      expect((await queued).kind).toBe('stored');
      expect((await again.lastEvents('c1', 1))[0]?.body).toEqual(buyerSays('最后一句'));
    });

    it('rejects every kind of call after close as unavailable, and a second close is harmless', async () => {
      await converse(store(), 'c1');
      await store().close();
      const calls = [store().ready(), store().head('c1'), store().append(request('c1', 0)), store().counts(SHOP), store().saveShop({ id: SHOP, name: 'x', knowledgeVersion: '1', at: 1 })];
      for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
      await expect(store().close()).resolves.toBeUndefined();
    });
  });
}
