// A row that was damaged by hand or written by another release is an error that names it, and harms nothing else.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokenRow } from '../../../src/adapters/sqlite/rows.ts';
import type { Store } from '../../../src/conversation/ports.ts';
import { addShop, buyerSays, converse, request, SHOP, stored } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
let store: Store;
beforeEach(async () => {
  place = makePlace();
  store = place.open();
  await addShop(store);
  await converse(store, 'c1');
  await converse(store, 'c2');
  await stored(store, request('c1', 0, { events: [buyerSays('一'), buyerSays('二')] }));
});
afterEach(() => place.dispose());

const SECRET = '手机号13800000000';
const REPLY = { text: SECRET, options: [] };

const BODIES: readonly (readonly [what: string, type: string, body: string, says: RegExp])[] = [
  ['is not JSON', 'buyer_message', `{"type":"buyer_message","text":"${SECRET}`, /body: is not JSON/],
  ['is no object', 'buyer_message', `"${SECRET}"`, /body: expected an object, got string/],
  ['is of an unknown type', 'telepathy', '{"type":"telepathy"}', /body\.type: expected one of buyer_message, reply/],
  ['is of a type from the prototype', 'constructor', '{"type":"constructor"}', /body\.type: expected one of/],
  ['lacks a field', 'buyer_message', '{"type":"buyer_message","text":"x"}', /body\.picked: expected a text, got undefined/],
  ['has a wrong kind of field', 'rating', '{"type":"rating","score":"5","comment":""}', /body\.score: expected a finite number, got string/],
  ['is not what its column says', 'rating', JSON.stringify({ type: 'buyer_message', text: SECRET, picked: null }), /the column says "rating"/],
  ['has a broken decision', 'reply', JSON.stringify({ type: 'reply', author: 'bot', reply: REPLY, decision: { kind: 'answer', entryIds: [] } }), /body\.decision\.entryIds: expected at least one/],
  ['has a broken list', 'reply', JSON.stringify({ type: 'reply', author: 'bot', reply: { text: '', options: [{ id: 1 }] }, decision: null }), /body\.reply\.options\[0\]\.id: expected a text/],
];

describe('an event whose body', () => {
  it.each(BODIES)('%s is named by conversation and seq, without its content', async (_what, type, body, says) => {
    place.raw().prepare(`UPDATE event SET type = ?, body = ? WHERE conversation_id = 'c1' AND seq = 2`).run(type, body);
    const error: unknown = await store.eventsAfter('c1', 0, 10).catch((reason: unknown) => reason);
    if (!(error instanceof BrokenRow)) throw new Error(`expected BrokenRow, got ${String(error)}`);
    expect(error.message).toMatch(/^event 2 of conversation "c1" cannot be read: /);
    expect(error.message).toMatch(says);
    expect(String(error.stack)).not.toContain(SECRET);
    expect(await store.eventsAfter('c1', 0, 1)).toHaveLength(1);
    expect((await store.append(request('c1', 2))).kind).toBe('stored');
  });
});

describe('a conversation\'s row', () => {
  it.each([['offered', '["a"'], ['offered', '[1]'], ['team', 'board']])('with a broken %s is named and does not stop the others', async (column, value) => {
    place.raw().prepare(`UPDATE conversation SET ${column} = ? WHERE id = 'c1'`).run(value);
    await expect(store.head('c1')).rejects.toThrow(new RegExp(`conversation "c1" cannot be read: ${column}`));
    const results = await Promise.allSettled([store.append(request('c1', 2)), store.append(request('c2', 0))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await store.counts(SHOP)).toMatchObject({ bot: 2 });
  });
});
