// A connection that is dead but not closed must end, one that lives must stay, and what a lost hint hid comes with the next beat.
import { afterEach, expect, it } from 'vitest';
import { makeWorld, quiet, type World } from './fixture.ts';

let world: World;
afterEach(() => world.stop());

it('closes a socket that leaves two pings unanswered', async () => {
  world = await makeWorld({ config: { heartbeatMs: 100 } });
  const client = await world.connect('/ws/buyer', { autoPong: false });
  client.send({ type: 'hello', protocol: 1 });
  expect(await client.next('bye')).toMatchObject({ reason: 'heartbeat_lost', reconnect: true });
  expect((await client.closed()).code).toBe(4408);
});

it('keeps one that answers, and one that only sends frames', async () => {
  world = await makeWorld({ config: { heartbeatMs: 100 } });
  const answering = await world.buyer();
  const sending = await world.connect('/ws/buyer', { autoPong: false });
  sending.send({ type: 'hello', protocol: 1 });
  for (let i = 0; i < 10; i++) {
    await quiet(60);
    sending.send({ type: 'ping' });
  }
  expect([answering.socket.readyState, sending.socket.readyState]).toEqual([1, 1]);
});

it('shows at the next beat what no hint told of', async () => {
  world = await makeWorld({ config: { heartbeatMs: 150 } });
  const client = await world.buyer();
  const id = String(client.frames[0]?.conversation_id);
  // Straight into the store: as if the hint of another node had been lost.
  await world.store.append({ conversationId: id, expectedSeq: 0, events: [{ type: 'buyer_message', text: '别处写的', picked: null }], change: {}, dedupeKey: null, at: 1 });
  expect(await client.next('message')).toMatchObject({ seq: 1, text: '别处写的' });
});
