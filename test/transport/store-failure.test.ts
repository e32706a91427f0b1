// A full disk or a locked database: nothing is acknowledged that is not stored, the client is told, and goes on when it is over.
import { afterEach, expect, it } from 'vitest';
import { StoreUnavailable, type Store } from '../../src/conversation/ports.ts';
import { makeWorld, welcomeOf, type World } from './fixture.ts';

let world: World;
afterEach(() => world.stop());

const fault = { on: false };
const failing = (real: Store): Store => ({
  ...real,
  append: (request) => (fault.on ? Promise.reject(new StoreUnavailable('disk full')) : real.append(request)),
  createVisitor: (visitor) => (fault.on ? Promise.reject(new StoreUnavailable('disk full')) : real.createVisitor(visitor)),
  ready: () => (fault.on ? Promise.reject(new StoreUnavailable('disk full')) : real.ready()),
});

it('a message is answered with not_accepted, and its retry is stored once', async () => {
  world = await makeWorld({ store: failing });
  const client = await world.buyer();
  fault.on = true;
  client.send({ type: 'say', client_msg_id: 'm1', text: '在吗' });
  expect(await client.next('error')).toMatchObject({ code: 'not_accepted', client_msg_id: 'm1', retry: true });
  fault.on = false;
  client.send({ type: 'say', client_msg_id: 'm1', text: '在吗' });
  expect(await client.next('ack')).toMatchObject({ client_msg_id: 'm1', seq: 1, duplicate: false });
  const events = await world.store.eventsAfter(welcomeOf(client).id, 0, 100);
  expect(events.filter(({ body }) => body.type === 'buyer_message')).toHaveLength(1);
});

it('a visitor that cannot be made now is told to come back', async () => {
  world = await makeWorld({ store: failing });
  fault.on = true;
  const client = await world.connect('/ws/buyer');
  client.send({ type: 'hello', protocol: 1 });
  expect(await client.next('error')).toMatchObject({ code: 'not_accepted' });
  expect(await client.next('bye')).toMatchObject({ reason: 'try_again', reconnect: true });
  expect((await client.closed()).code).toBe(1013);
  expect(await (await fetch(`${world.url}/readyz`)).json()).toMatchObject({ code: 'not_ready' });
  fault.on = false;
  expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
});

it('anything else that throws is a fault: said without its text, logged, and the socket stays', async () => {
  world = await makeWorld({
    config: { logLevel: 'error' },
    conversations: (simple) => ({ ...simple, say: () => Promise.reject(new TypeError('secret detail')) }),
  });
  const client = await world.buyer();
  client.send({ type: 'say', client_msg_id: 'm1', text: '我的原话' });
  const error = await client.next('error');
  expect(error).toMatchObject({ code: 'fault', client_msg_id: 'm1', retry: true });
  expect(JSON.stringify(error)).not.toContain('secret');
  expect(world.logged.join('')).toContain('secret detail');
  expect(world.logged.join('')).not.toContain('我的原话');
  client.send({ type: 'ping' });
  await client.next('pong');
});
