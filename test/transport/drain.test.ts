// A stop loses nothing: clients are told when to come back, what is being stored is finished and acknowledged, nobody new comes in.
import { expect, it } from 'vitest';
import { makeWorld, quiet, welcomeOf } from './fixture.ts';

/** A message that is stored only when let go. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => { open = resolve; });
  return { opened, open };
}

it('says bye, lets the running message be stored and acknowledged, then closes with 1001', async () => {
  const held = gate();
  const world = await makeWorld({ conversations: (simple) => ({ ...simple, say: (id, message) => held.opened.then(() => simple.say(id, message)) }) });
  const [busy, idle] = [await world.buyer(), await world.buyer()];
  busy.send({ type: 'say', client_msg_id: 'm1', text: '最后一句' });
  await quiet(50);
  const drained = world.transport.drain();
  const bye = await busy.next('bye');
  expect(bye).toMatchObject({ reason: 'going_away', reconnect: true });
  expect(bye.reconnect_after_ms).toBeGreaterThanOrEqual(1_000);
  expect(bye.reconnect_after_ms).toBeLessThanOrEqual(3_000);
  expect(await idle.closed()).toEqual({ code: 1001, reason: 'going_away' });
  expect(await (await fetch(`${world.url}/readyz`)).json()).toMatchObject({ code: 'draining', retry: true });
  expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
  await expect(world.buyer()).rejects.toThrow('503');
  busy.send({ type: 'say', client_msg_id: 'm2', text: '说晚了' });
  await quiet(50);
  held.open();
  expect(await busy.next('ack')).toMatchObject({ client_msg_id: 'm1' });
  expect((await busy.closed()).code).toBe(1001);
  await drained;
  const events = await world.store.eventsAfter(welcomeOf(busy).id, 0, 10);
  expect(events.filter(({ body }) => body.type === 'buyer_message')).toHaveLength(1);
  expect(busy.frames.filter((frame) => frame.type === 'ack')).toHaveLength(1);
  await world.stop();
});

it('waits for a message that hangs no longer than DRAIN_MS, and for a client that does not answer a second', async () => {
  const world = await makeWorld({ config: { drainMs: 200 }, conversations: (simple) => ({ ...simple, say: () => new Promise(() => undefined) }) });
  const hanging = await world.buyer();
  hanging.send({ type: 'say', client_msg_id: 'm1', text: 'x' });
  const deaf = await world.buyer();
  deaf.socket.pause();
  await quiet(50);
  const start = performance.now();
  await world.app.close();
  expect(performance.now() - start).toBeLessThan(2_500);
  expect((await hanging.closed()).code).toBe(1006);
  await world.stop();
});
