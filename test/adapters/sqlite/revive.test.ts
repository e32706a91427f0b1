// Replies come back through the `revive` that the composition gave, and through nothing else.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { addShop, approve, buyerSays, converse, request, stored } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

let place: Place;
beforeEach(() => { place = makePlace(); });
afterEach(() => place.dispose());

it('hands every stored reply to revive, whoever wrote it, and gives back what revive gives', async () => {
  const store = place.open();
  await addShop(store);
  await converse(store, 'c1');
  const reply = approve({ text: '亲，在的～', options: [] });
  await stored(store, request('c1', 0, { events: [
    { type: 'reply', author: 'bot', reply, decision: null }, { type: 'agent_reply', agentId: 'a1', agentName: '小王', reply }, buyerSays('好'),
  ] }));
  await store.close();

  const revive = vi.fn((given: { readonly text: string }) => approve({ text: `${given.text}!`, options: [] }));
  const again = place.open({ revive });
  const events = await again.eventsAfter('c1', 0, 10);
  expect(revive).toHaveBeenCalledTimes(2);
  expect(events.map(({ body }) => 'reply' in body ? body.reply.text : body.type)).toEqual(['亲，在的～!', '亲，在的～!', 'buyer_message']);
});
