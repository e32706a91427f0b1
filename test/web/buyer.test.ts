// The buyer's client: cursor and token in hello, events once and in order, reload, tokens that ended, the state that a page shows.
import { describe, expect, it } from 'vitest';
import { createBuyer } from '../../src/web/shared/client.js';
import { ack, error, fakeSockets, keptStorage, manualClock, message, welcome } from './fixture.ts';

function connected(storage = keptStorage()) {
  const clock = manualClock();
  const sockets = fakeSockets();
  const buyer = createBuyer({ open: sockets.open, storage, environment: clock });
  const come = (change: Parameters<typeof welcome>[0] = {}) => {
    sockets.last().opens();
    sockets.last().says(welcome(change));
  };
  const reconnect = () => {
    sockets.last().closes(1006);
    clock.advance(30_000);
  };
  buyer.start();
  return { clock, sockets, buyer, storage, come, reconnect, seqs: () => buyer.view().events.map(({ seq }) => seq) };
}

describe('buyer client', () => {
  it('begins without token and cursor, and keeps the token it is given', () => {
    const { sockets, storage, come } = connected();
    come();
    expect(sockets.last().sent[0]).toEqual({ type: 'hello', protocol: 1 });
    expect(storage.token).toBe('token-1');
  });

  it('comes back with token and the last event it has', () => {
    const { sockets, buyer, come, reconnect } = connected();
    come();
    sockets.last().says(message(1));
    sockets.last().says(message(2));
    buyer.say('在吗');
    sockets.last().says(ack('m1', 9));
    reconnect();
    come({ seq: 9 });
    // Not 9: an ack tells of an event that has not come yet.
    expect(sockets.last().sent[0]).toEqual({ type: 'hello', protocol: 1, token: 'token-1', cursor: { epoch: 'e1', seq: 2 } });
  });

  it('shows each event once, in order, whatever is repeated', () => {
    const { sockets, come, seqs } = connected();
    come();
    for (const seq of [1, 2, 2, 1, 4, 3, 5]) sockets.last().says(message(seq));
    expect(seqs()).toEqual([1, 2, 4, 5]);
  });

  it('forgets what it shows on reload and reads anew', () => {
    const { sockets, buyer, come, seqs } = connected();
    come();
    for (const seq of [1, 2, 3]) sockets.last().says(message(seq));
    buyer.say('在吗');
    sockets.last().says(ack('m1', 40));
    sockets.last().says({ type: 'reload', conversation_id: 'c1', epoch: 'e2', seq: 1 });
    expect(buyer.view()).toMatchObject({ events: [], outbox: [] });
    for (const seq of [2, 3]) sockets.last().says(message(seq, { epoch: 'e2' }));
    expect(seqs()).toEqual([2, 3]);
  });

  it.each(['token_expired', 'unknown_token'])('begins anew on the same socket after %s, and still sends what waits', (code) => {
    const storage = keptStorage();
    storage.token = 'old';
    const { sockets, buyer, come } = connected(storage);
    buyer.say('在吗');
    sockets.last().opens();
    sockets.last().says(error(code));
    expect(sockets.last().ofType('hello')).toEqual([{ type: 'hello', protocol: 1, token: 'old' }, { type: 'hello', protocol: 1 }]);
    come({ token: 'fresh' });
    expect(storage.token).toBe('fresh');
    expect(sockets.last().ofType('say')).toMatchObject([{ client_msg_id: 'm1', text: '在吗' }]);
  });

  it('takes over the token that another tab was given meanwhile', () => {
    const storage = keptStorage();
    storage.token = 'old';
    const { sockets } = connected(storage);
    sockets.last().opens();
    storage.token = 'of the other tab';
    sockets.last().says(error('unknown_token'));
    expect(sockets.last().sent.at(-1)).toMatchObject({ token: 'of the other tab' });
    expect(storage.token).toBe('of the other tab');
  });

  it('hides the pending bubble once the event is there, before or after the ack', () => {
    const { sockets, buyer, come } = connected();
    come();
    buyer.say('在吗');
    sockets.last().says(message(1, { from: 'buyer', text: '在吗' }));
    expect(buyer.view().outbox).toMatchObject([{ status: 'sent', seq: 1 }]);
    sockets.last().says(ack('m1', 1));
    expect(buyer.view().outbox).toEqual([]);
    buyer.say('好');
    sockets.last().says(ack('m2', 2));
    expect(buyer.view().outbox).toMatchObject([{ status: 'stored', seq: 2 }]);
    sockets.last().says(message(2, { from: 'buyer', text: '好' }));
    expect(buyer.view().outbox).toEqual([]);
  });

  it('does not let old events change the state of the welcome', () => {
    const { sockets, buyer, come } = connected();
    come({ state: 'human', seq: 6 });
    const at = { conversation_id: 'c1', epoch: 'e1', at: 1 };
    sockets.last().says({ type: 'state', ...at, seq: 2, state: 'waiting' });
    expect(buyer.view().state).toBe('human');
    sockets.last().says({ type: 'state', ...at, seq: 5, state: 'human', agent_name: '小林' });
    expect(buyer.view()).toMatchObject({ state: 'human', agentName: '小林' });
    sockets.last().says({ type: 'state', ...at, seq: 7, state: 'closed' });
    expect(buyer.view()).toMatchObject({ state: 'closed', agentName: null, mayRate: true });
    sockets.last().says({ type: 'rated', ...at, seq: 8, score: 5 });
    expect(buyer.view().mayRate).toBe(false);
  });

  it('tells what was read once per event, and again after a reconnect', () => {
    const { sockets, buyer, come, reconnect } = connected();
    come();
    sockets.last().says(message(1));
    buyer.read();
    buyer.read();
    expect(sockets.last().ofType('read')).toEqual([{ type: 'read', seq: 1 }]);
    reconnect();
    come();
    buyer.read();
    expect(sockets.last().ofType('read')).toEqual([{ type: 'read', seq: 1 }]);
  });

  it('shows an error that belongs to no message until the next one is sent', () => {
    const { sockets, buyer, come } = connected();
    come();
    sockets.last().says(error('bad_frame'));
    expect(buyer.view().problem).toMatchObject({ code: 'bad_frame' });
    buyer.say('在吗');
    expect(buyer.view().problem).toBeNull();
  });
});
