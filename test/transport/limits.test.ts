// One client must not take what belongs to all: frames per second, sockets per person and in all, the send buffer, logins.
import { afterEach, describe, expect, it } from 'vitest';
import { createAttempts, createBucket, createKeyed } from '../../src/transport/limits.ts';
import { makeWorld, quiet, welcomeOf, type World } from './fixture.ts';

let world: World | null = null;
afterEach(async () => {
  await world?.stop();
  world = null;
});

describe('frames', () => {
  it('that come too fast are refused first, and the socket is closed when they go on', async () => {
    world = await makeWorld({ config: { framesPerSecondMax: 1, framesBurstMax: 5 } });
    const client = await world.buyer();
    for (let i = 0; i < 5; i++) client.send({ type: 'say', client_msg_id: `m${i}`, text: '在吗' });
    expect(await client.next('error')).toMatchObject({ code: 'too_fast', client_msg_id: 'm4', retry: true });
    await client.next('ack', (frame) => frame.client_msg_id === 'm3');
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    for (let i = 5; i < 20; i++) client.send({ type: 'say', client_msg_id: `m${i}`, text: '在吗' });
    expect(await client.next('bye')).toMatchObject({ reason: 'too_fast', reconnect: true });
    expect((await client.closed()).code).toBe(4429);
  });

  it('are allowed again after a pause, and a clock that steps back gives nothing', () => {
    const bucket = createBucket({ perSecond: 2, burst: 2 }, 0);
    expect([bucket.spend(0), bucket.spend(0), bucket.spend(0)]).toEqual(['allowed', 'allowed', 'refused']);
    expect(bucket.spend(-10_000)).toBe('refused');
    expect(bucket.spend(-10_000)).toBe('closed');
    expect([bucket.spend(0), bucket.spend(0), bucket.spend(0)]).toEqual(['allowed', 'allowed', 'refused']);
  });
});

describe('sockets', () => {
  it('of one visitor: the oldest gives way and is told not to come back', async () => {
    world = await makeWorld({ config: { socketsPerVisitorMax: 2 } });
    const first = await world.buyer();
    const { token } = welcomeOf(first);
    const second = await world.buyer({ token });
    await world.buyer({ token });
    expect(await first.next('bye')).toMatchObject({ reason: 'too_many_sockets', reconnect: false });
    expect((await first.closed()).code).toBe(4409);
    await world.buyer();
    await quiet();
    expect(second.socket.readyState).toBe(second.socket.OPEN);
  });

  it('of the whole service: one more is answered 503', async () => {
    world = await makeWorld({ config: { socketsMax: 1 } });
    const only = await world.buyer();
    await expect(world.buyer()).rejects.toThrow('503');
    only.socket.terminate();
    await quiet();
    await world.buyer();
  });

  it('of one address: one more is answered 503, until one leaves', async () => {
    world = await makeWorld({ config: { socketsPerAddressMax: 2 } });
    await world.buyer();
    const second = await world.buyer();
    await expect(world.buyer()).rejects.toThrow('503');
    second.socket.terminate();
    await quiet();
    await world.buyer();
  });

  it('forget those that left', () => {
    const keyed = createKeyed<string>(1);
    expect(keyed.add('v', 'a')).toEqual([]);
    keyed.remove('v', 'a');
    expect(keyed.add('v', 'b')).toEqual([]);
    expect(keyed.add('v', 'c')).toEqual(['b']);
  });
});

describe('a reader that does not read', () => {
  it('is closed when more waits for it than the buffer may hold', async () => {
    world = await makeWorld({ config: { sendBufferBytesMax: 65_536, framesPerSecondMax: 1_000_000, framesBurstMax: 1_000_000, heartbeatMs: 60_000 } });
    const client = await world.buyer();
    client.socket.pause();
    const refused = async () => Number(/zhanggui_frames_refused_total\{code="unknown_frame"\} (\d+)/.exec(await world?.metrics.scrape() ?? '')?.[1] ?? 0);
    // Each frame is answered by an error that nobody reads; the system's own buffers take some megabytes first.
    const wrong = JSON.stringify({ type: 'no-such-frame'.repeat(4), client_msg_id: 'x'.repeat(64), conversation_id: 'y'.repeat(64) });
    for (let before = -1, now = 0; now > before; before = now, now = await refused()) {
      for (let i = 0; i < 1_000; i++) client.socket.send(wrong);
      await quiet(30);
    }
    client.socket.resume();
    expect((await client.closed()).code).toBe(4430);
  });

  it('of a long history gets it at its own pace instead', async () => {
    world = await makeWorld({ config: { sendBufferBytesMax: 65_536, framesPerSecondMax: 1_000, framesBurstMax: 10_000 } });
    const writer = await world.buyer();
    const { token, id } = welcomeOf(writer);
    const text = '长'.repeat(1_000);
    for (let i = 0; i < 150; i++) {
      writer.send({ type: 'say', client_msg_id: `m${i}`, text });
      await writer.next('ack');
    }
    const head = await world.store.head(id);
    const late = await world.connect('/ws/buyer');
    late.send({ type: 'hello', protocol: 1, token, cursor: { epoch: head?.epoch, seq: 0 } });
    late.socket.pause();
    await quiet(400);
    late.socket.resume();
    await late.next('message', (frame) => frame.seq === (head?.seq ?? 0) - 1);
    expect(late.frames.filter((frame) => frame.type === 'message')).toHaveLength(300);
    expect(late.socket.readyState).toBe(late.socket.OPEN);
  });
});

describe('failed logins', () => {
  it('count within a sliding window, and right ones do not', () => {
    const attempts = createAttempts(2, 1_000);
    expect([attempts.begin('n', 0), attempts.begin('n', 400), attempts.begin('n', 500)]).toEqual([0, 0, 500]);
    expect(attempts.begin('n', 1_001)).toBe(0);
    attempts.clear('n');
    expect([attempts.begin('n', 1_002), attempts.begin('n', 1_002), attempts.begin('other', 1_002)]).toEqual([0, 0, 0]);
    attempts.refund('n');
    expect([attempts.begin('n', 1_003), attempts.begin('n', 1_004)]).toEqual([0, 998]);
  });
});
