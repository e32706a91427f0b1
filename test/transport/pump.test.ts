// A socket gets every event of its conversation once, in order: with doubled and lost hints, tabs in parallel, and reconnects
// in the middle of everything.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPump } from '../../src/transport/pump.ts';
import type { StoredEvent } from '../../src/types.ts';
import { makeWorld, welcomeOf, type Client, type World } from './fixture.ts';

const event = (seq: number): StoredEvent => ({ seq, at: seq, body: { type: 'buyer_message', text: String(seq), picked: null } });
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('the pump', () => {
  it('delivers each event once and in order, whatever hints come when', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('store' as const), count: fc.integer({ min: 1, max: 130 }) }),
      fc.constant({ kind: 'hint' as const, count: 0 }), fc.constant({ kind: 'turn' as const, count: 0 }),
    );
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat(50), fc.nat(50), async (steps, before, cursor) => {
      const log = Array.from({ length: before }, (_, i) => event(i + 1));
      const after = Math.min(cursor, before);
      const got: number[] = [];
      const followedBy = new Map<number, number | undefined>();
      const pump = createPump({
        id: 'c',
        async read(_, from, limit) {
          await tick();
          return log.slice(from, from + limit);
        },
        async deliver({ seq }, next) {
          got.push(seq);
          followedBy.set(seq, next?.seq);
          if (seq % 3 === 0) await tick();
        },
        onError: (error) => { throw error; },
      });
      pump.wake();
      pump.start(after, log.slice(after));
      for (const { kind, count } of steps) {
        if (kind === 'store') for (let i = 0; i < count; i++) log.push(event(log.length + 1));
        if (kind === 'hint') pump.wake();
        if (kind === 'turn') await tick();
      }
      pump.wake();
      for (let i = 0; i < 1_500 && got.length < log.length - after; i++) await tick();
      expect(got).toEqual(log.slice(after).map(({ seq }) => seq));
      for (const [seq, next] of followedBy) expect([seq + 1, undefined]).toContain(next);
    }), { numRuns: 60 });
  });

  it('goes on after the store failed, with the next hint', async () => {
    let failing = true;
    const got: number[] = [];
    const errors: unknown[] = [];
    const pump = createPump({
      id: 'c',
      async read(_, after) {
        if (failing) throw new Error('locked');
        return [event(1), event(2)].slice(after);
      },
      deliver: async ({ seq }) => void got.push(seq),
      onError: (error) => errors.push(error),
    });
    pump.start(0, []);
    await tick();
    expect([errors.length, got]).toEqual([1, []]);
    failing = false;
    pump.wake();
    await tick();
    expect(got).toEqual([1, 2]);
  });

  it('delivers nothing once stopped', async () => {
    const got: number[] = [];
    const pump = createPump({ id: 'c', read: async (_, after) => [event(1)].slice(after), deliver: async ({ seq }) => void got.push(seq), onError: () => undefined });
    pump.start(0, []);
    pump.stop();
    pump.wake();
    await tick();
    expect(got).toEqual([]);
  });
});

describe('over real sockets', () => {
  let world: World;
  beforeAll(async () => { world = await makeWorld({ config: { framesPerSecondMax: 1_000, framesBurstMax: 10_000 } }); });
  afterAll(() => world.stop());

  const messages = (client: Client) => client.frames.filter((frame) => frame.type === 'message');
  const seqs = (client: Client) => messages(client).map((frame) => Number(frame.seq));

  it('two tabs that talk at once both see everything, once, in order', async () => {
    const one = await world.buyer();
    const { token, epoch } = welcomeOf(one);
    const two = await world.buyer({ token, cursor: { epoch, seq: 0 } });
    for (let i = 0; i < 30; i++) {
      one.send({ type: 'say', client_msg_id: `one-${i}`, text: `一${i}` });
      two.send({ type: 'say', client_msg_id: `two-${i}`, text: `二${i}` });
    }
    // Each message is three events: words, answer, task; the task is not shown.
    for (const client of [one, two]) await client.next('message', (frame) => frame.seq === 60 * 3 - 1);
    const expected = Array.from({ length: 60 }, (_, i) => [i * 3 + 1, i * 3 + 2]).flat();
    expect([seqs(one), seqs(two)]).toEqual([expected, expected]);
    expect(messages(one)).toEqual(messages(two));
  });

  it('a client that is cut off again and again misses nothing and gets nothing twice', async () => {
    let client = await world.buyer();
    const { token, epoch, id } = welcomeOf(client);
    const shown: number[] = [];
    const unacked = new Map<string, string>();
    for (let round = 0; round < 15; round++) {
      for (let i = 0; i < 4; i++) unacked.set(`r${round}-${i}`, `第${round}-${i}句`);
      for (const [key, text] of unacked) client.send({ type: 'say', client_msg_id: key, text });
      // Cut at another point each time: before, between and after acks.
      const acks = round % 5;
      for (let i = 0; i < acks && unacked.size > 0; i++) unacked.delete(String((await client.next('ack')).client_msg_id));
      client.socket.terminate();
      await client.closed();
      shown.push(...seqs(client));
      client = await world.buyer({ token, cursor: { epoch, seq: shown.at(-1) ?? 0 } });
    }
    for (const [key, text] of unacked) client.send({ type: 'say', client_msg_id: key, text });
    while (unacked.size > 0) unacked.delete(String((await client.next('ack')).client_msg_id));
    const head = await world.store.head(id);
    await client.next('message', (frame) => frame.seq === (head?.seq ?? 0) - 1);
    shown.push(...seqs(client));

    const stored = await world.store.eventsAfter(id, 0, 10_000);
    expect(shown).toEqual(stored.filter(({ body }) => body.type !== 'task').map(({ seq }) => seq));
    const texts = stored.flatMap(({ body }) => (body.type === 'buyer_message' ? [body.text] : []));
    expect(texts).toHaveLength(60);
    expect(new Set(texts).size).toBe(60);
  });

  it('a retry is acknowledged as a duplicate under the first seq', async () => {
    const client = await world.buyer();
    for (let i = 0; i < 2; i++) client.send({ type: 'say', client_msg_id: 'same', text: '什么时候发货' });
    expect(await client.next('ack')).toMatchObject({ client_msg_id: 'same', seq: 1, duplicate: false });
    expect(await client.next('ack')).toMatchObject({ client_msg_id: 'same', seq: 1, duplicate: true });
  });

  it.each([
    ['another epoch', { epoch: 'another', seq: 1 }],
    ['a seq that is not there yet', { seq: 4_000 }],
  ])('a cursor of %s is told to reload and gets the history from its beginning', async (_, wrong) => {
    const client = await world.buyer();
    const { token, epoch } = welcomeOf(client);
    client.send({ type: 'say', client_msg_id: 'a', text: '有货吗' });
    await client.next('ack');
    const back = await world.connect('/ws/buyer');
    back.send({ type: 'hello', protocol: 1, token, cursor: { epoch, ...wrong } });
    await back.next('message', (frame) => frame.seq === 2);
    expect(back.frames.map((frame) => frame.type)).toEqual(['welcome', 'reload', 'message', 'message']);
    expect(back.frames[1]).toMatchObject({ epoch, seq: 0 });
  });
});
