// A visitor who is erased while connected: by another process, which the store alone tells. The socket ends, at the next message or
// the next heartbeat, and nothing more is stored.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorld, quiet, SHOP, welcomeOf, type World } from './fixture.ts';

let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.stop());

/** A buyer who said something, and was erased behind the service's back: no hint goes out. */
async function erasedBuyer() {
  const buyer = await world.buyer();
  const { id, token } = welcomeOf(buyer);
  buyer.send({ type: 'say', client_msg_id: 'm1', text: '我叫王小二' });
  await buyer.next('ack');
  const visitorId = (await world.store.head(id))!.visitorId;
  await world.store.eraseVisitor(SHOP.id, visitorId, world.clock.now());
  return { buyer, id, token };
}

it.each([
  ['say', { text: '还在吗' }], ['call_human', {}], ['rate', { score: 5 }],
])('is told so on %s, and the socket is closed for good', async (type, rest) => {
  const { buyer, id, token } = await erasedBuyer();
  const before = await world.store.eventsAfter(id, 0, 100);
  buyer.send({ type, client_msg_id: 'm2', ...rest });
  expect(await buyer.next('error')).toMatchObject({ code: 'visitor_erased', client_msg_id: 'm2', retry: false, message_zh: expect.stringContaining('已按要求删除') });
  expect(await buyer.next('bye')).toMatchObject({ reason: 'visitor_erased', reconnect: false });
  expect(await buyer.closed()).toEqual({ code: 4410, reason: 'visitor_erased' });
  expect(await world.store.eventsAfter(id, 0, 100)).toEqual(before);

  const again = await world.connect('/ws/buyer');
  again.send({ type: 'hello', protocol: 1, token });
  expect(await again.next('error')).toMatchObject({ code: 'unknown_token' });
  again.send({ type: 'hello', protocol: 1 });
  expect((await again.next('welcome'))['conversation_id']).not.toBe(id);
});

it('is closed without a word of his, at the next look at the store', async () => {
  const { buyer, id } = await erasedBuyer();
  world.bus.hint(`conversation:${id}`);
  expect((await buyer.closed()).code).toBe(4410);
});

it('leaves other visitors alone, and an old erasure by age is none of a visitor', async () => {
  const buyer = await world.buyer();
  const { id } = welcomeOf(buyer);
  buyer.send({ type: 'say', client_msg_id: 'm1', text: '在吗' });
  await buyer.next('ack');
  await world.store.eraseOlderThan(SHOP.id, world.clock.now() + 1_000, 100, world.clock.now());
  world.bus.hint(`conversation:${id}`);
  await erasedBuyer();
  await quiet();
  buyer.send({ type: 'say', client_msg_id: 'm2', text: '还在吗' });
  await buyer.next('ack', (frame) => frame['client_msg_id'] === 'm2');
});
