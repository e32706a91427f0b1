// The link: backoff with jitter, close codes and bye obeyed, a dead socket noticed, no second socket beside a living one.
import { describe, expect, it } from 'vitest';
import { backoffMs, createLink, type LinkStatus } from '../../src/web/shared/client.js';
import { fakeSockets, manualClock, welcome } from './fixture.ts';

function linked(chance = 0.5) {
  const clock = manualClock(chance);
  const sockets = fakeSockets();
  const statuses: LinkStatus[] = [];
  const frames: { type: string }[] = [];
  const link = createLink<{ type: string }, { type: string }>({
    open: sockets.open, hello: () => ({ type: 'hello' }), onFrame: (frame) => frames.push(frame), onStatus: (status) => statuses.push(status), environment: clock,
  });
  const online = (change: Parameters<typeof welcome>[0] = {}) => {
    sockets.last().opens();
    sockets.last().says(welcome(change));
  };
  return { clock, sockets, statuses, frames, link, online };
}

describe('backoff', () => {
  it('doubles from half a second to twenty, half of it by chance', () => {
    expect([0, 1, 2, 5, 6, 50].map((attempt) => backoffMs(attempt, () => 0))).toEqual([250, 500, 1_000, 8_000, 10_000, 10_000]);
    expect([0, 1, 2, 5, 6, 50].map((attempt) => backoffMs(attempt, () => 1))).toEqual([500, 1_000, 2_000, 16_000, 20_000, 20_000]);
  });
});

describe('link', () => {
  it('says hello when it opens and is online with the welcome, not before', () => {
    const { link, sockets, online } = linked();
    link.start();
    sockets.last().opens();
    expect(sockets.last().sent).toEqual([{ type: 'hello' }]);
    expect(link.send({ type: 'say' })).toBe(false);
    online();
    expect(link.status().kind).toBe('online');
    expect(link.send({ type: 'say' })).toBe(true);
  });

  it('waits longer after each failure and from the beginning after a good connection', () => {
    const { clock, link, sockets, statuses, online } = linked();
    link.start();
    for (let failure = 0; failure < 3; failure++) {
      sockets.last().closes(1006);
      clock.advance(60_000);
    }
    const waits = statuses.flatMap((status) => (status.kind === 'waiting' ? [status.retryInMs] : []));
    // The last minute also holds the welcome's deadline, which fails that socket in turn.
    expect(waits.slice(0, 2)).toEqual([375, 750]);
    expect(Math.max(...waits)).toBeGreaterThan(5_000);
    online();
    clock.advance(5_000);
    sockets.last().closes(1006);
    expect(link.status()).toMatchObject({ kind: 'waiting', retryInMs: 375 });
  });

  it('does not start over for a server that welcomes and closes at once', () => {
    const { clock, link, sockets, online } = linked();
    link.start();
    for (let turn = 0; turn < 4; turn++) {
      online();
      sockets.last().closes(1006);
      clock.advance(9_000);
    }
    expect(link.status().kind).toBe('connecting');
    online();
    sockets.last().closes(1006);
    expect(link.status()).toMatchObject({ kind: 'waiting', retryInMs: 6_000 });
  });

  it.each([4400, 4401, 4409, 4410])('stops at %i and connects again only when started', (code) => {
    const { clock, link, sockets, online } = linked();
    link.start();
    online();
    sockets.last().closes(code);
    clock.advance(600_000);
    expect(link.status()).toMatchObject({ kind: 'stopped', code });
    expect(sockets.all).toHaveLength(1);
    link.start();
    expect(sockets.all).toHaveLength(2);
  });

  it('pauses for at least five seconds after too_fast', () => {
    const { clock, link, sockets, online } = linked();
    link.start();
    online();
    clock.advance(5_000);
    sockets.last().closes(4429);
    clock.advance(5_000);
    expect(sockets.all).toHaveLength(1);
    clock.advance(1_000);
    expect(sockets.all).toHaveLength(2);
  });

  it('sends nothing after bye, waits as it says, and a person cannot cut that short', () => {
    const { clock, link, sockets, online } = linked();
    link.start();
    online();
    sockets.last().says({ type: 'bye', reason: 'going_away', reconnect: true, reconnect_after_ms: 4_000 });
    expect(link.send({ type: 'say' })).toBe(false);
    sockets.last().closes(1001);
    link.retryNow();
    clock.advance(4_000);
    expect(sockets.all).toHaveLength(1);
    clock.advance(1_000);
    expect(sockets.all).toHaveLength(2);
  });

  it('stays away after a bye without reconnect, whatever the close code', () => {
    const { clock, link, sockets, online } = linked();
    link.start();
    online();
    sockets.last().says({ type: 'bye', reason: 'x', reconnect: false, reconnect_after_ms: 0 });
    sockets.last().closes(1001);
    clock.advance(600_000);
    expect(sockets.all).toHaveLength(1);
  });

  it('pings when nothing was heard for a heartbeat and drops a socket that stays silent', () => {
    const { clock, link, sockets, online } = linked();
    link.start();
    online({ heartbeat_ms: 10_000 });
    clock.advance(10_000);
    expect(sockets.last().ofType('ping')).toHaveLength(1);
    sockets.last().says({ type: 'pong' });
    clock.advance(10_000);
    expect(sockets.last().ofType('ping')).toHaveLength(2);
    clock.advance(10_000);
    expect(sockets.all[0]?.closedByClient).toBe(true);
    expect(link.status().kind).toBe('waiting');
  });

  it('gives up a socket that is never welcomed', () => {
    const { clock, link, sockets } = linked();
    link.start();
    sockets.last().opens();
    clock.advance(10_000);
    expect(sockets.all[0]?.closedByClient).toBe(true);
    expect(link.status().kind).toBe('waiting');
  });

  it('ignores what an old socket still says', () => {
    const { clock, link, sockets, frames, online } = linked();
    link.start();
    online();
    link.drop();
    clock.advance(1_000);
    online();
    const before = frames.length;
    sockets.all[0]?.says({ type: 'message' });
    sockets.all[0]?.closes(4401);
    expect(frames).toHaveLength(before);
    expect(link.status().kind).toBe('online');
  });

  it('survives text that is no frame, and an open that throws', () => {
    const { link, sockets, frames, online } = linked();
    link.start();
    online();
    sockets.last().onmessage?.({ data: 'no json' });
    sockets.last().onmessage?.({ data: 'null' });
    expect(frames).toHaveLength(1);
    const failing = createLink({ open: () => { throw new Error('no network'); }, hello: () => ({}), onFrame: () => undefined, onStatus: () => undefined, environment: manualClock() });
    failing.start();
    expect(failing.status().kind).toBe('waiting');
  });
});
