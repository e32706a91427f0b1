// Retention: everything older than the shop keeps goes, in bounded steps with room between them; with 0 days nothing does.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from '../src/conversation/ports.ts';
import { eraseAged, RETENTION_BATCH_MAX } from '../src/retention.ts';
import { makePlace, type Place } from './adapters/sqlite/place.ts';
import { addShop, buyerSays, converse, request, SHOP, stored } from './contract/fixtures.ts';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
let place: Place;
let store: Store;
let pauses = 0;
const pause = async (): Promise<void> => { pauses++; };

beforeEach(async () => {
  pauses = 0;
  place = makePlace();
  store = place.open();
  await addShop(store);
  await converse(store, 'c1');
});
afterEach(() => place.dispose());

const left = async (): Promise<number> => (await store.eventsAfter('c1', 0, 10_000)).filter(({ body }) => body.type === 'buyer_message').length;

it('erases in steps what is older, and nothing younger', async () => {
  const old = RETENTION_BATCH_MAX * 2 + 7;
  await stored(store, request('c1', 0, { events: Array.from({ length: old }, () => buyerSays('旧')), at: NOW - 30 * DAY_MS - 1 }));
  await stored(store, request('c1', old, { events: [buyerSays('新')], at: NOW - 30 * DAY_MS }));
  expect(await eraseAged({ store, shopId: SHOP, days: 30, now: NOW, pause })).toMatchObject({ events: old });
  expect(pauses).toBe(2);
  expect(await left()).toBe(1);
  expect(await eraseAged({ store, shopId: SHOP, days: 30, now: NOW, pause })).toEqual({ conversations: 0, events: 0, cleared: true });
});

it('keeps everything with 0 days', async () => {
  await stored(store, request('c1', 0, { at: 1 }));
  expect(await eraseAged({ store, shopId: SHOP, days: 0, now: NOW, pause })).toEqual({ conversations: 0, events: 0, cleared: true });
  expect(await left()).toBe(1);
});
