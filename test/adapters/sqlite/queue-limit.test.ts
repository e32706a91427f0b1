// The write queue has an end, and a long one is spread over several commits in order.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/conversation/ports.ts';
import { addShop, converse, request } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
beforeEach(() => { place = makePlace(); });
afterEach(() => place.dispose());

it('rejects at once beyond writeQueueMax, stores what it took, and takes more afterwards', async () => {
  const store = place.open({ writeQueueMax: 3 });
  await addShop(store);
  await converse(store, 'c1');
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((seq) => store.append(request('c1', seq))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect(results[3]).toMatchObject({ reason: expect.any(StoreUnavailable) });
  expect(results[3]).toMatchObject({ reason: { message: expect.stringMatching(/writeQueueMax/) } });
  expect((await store.append(request('c1', 3))).kind).toBe('stored');
});

it('keeps the order of a queue that is longer than one commit, also at close', async () => {
  const store = place.open({ writeGroupMax: 7 });
  await addShop(store);
  await converse(store, 'c1');
  const queued = Array.from({ length: 100 }, (_, seq) => store.append(request('c1', seq)));
  await store.close();
  const results = await Promise.all(queued);
  expect(results.map((result) => result.kind === 'stored' && result.head.seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
});
