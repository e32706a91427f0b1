// The outbox: nothing sent is forgotten before its ack, order is kept, a retry has the same client_msg_id, a refusal is kept to show.
import { describe, expect, it } from 'vitest';
import { createOutbox, STALE_MS, type Outbox } from '../../src/web/shared/client.js';
import { error, keptStorage, manualClock } from './fixture.ts';

type Say = { client_msg_id: string; text: string };

function boxed(storage = keptStorage()) {
  const clock = manualClock();
  const wire: string[] = [];
  const state = { online: true, stalls: 0 };
  const outbox: Outbox<Say> = createOutbox<Say>({
    send(frame) {
      if (state.online) wire.push(frame.client_msg_id);
      return state.online;
    },
    onStall: () => { state.stalls++; },
    onChange: () => undefined,
    storage, environment: clock,
  });
  const add = (id: string) => outbox.add({ client_msg_id: id, text: id }, id);
  const failure = (id: string, code: string, retry: boolean) => outbox.failed({ ...error(code, { retry, client_msg_id: id }) } as Parameters<typeof outbox.failed>[0]);
  return { clock, wire, state, outbox, storage, add, failure };
}

const statuses = (outbox: Outbox<Say>) => outbox.items().map((item) => `${item.id}:${item.status}`);

describe('outbox', () => {
  it('sends one at a time, in order', () => {
    const { outbox, wire, add } = boxed();
    for (const id of ['a', 'b', 'c']) add(id);
    expect(wire).toEqual(['a']);
    outbox.acked('a', 1);
    outbox.acked('b', 2);
    expect(wire).toEqual(['a', 'b', 'c']);
  });

  it('sends again after a lost connection, the unacked one first and under its own id', () => {
    const { outbox, wire, add, state } = boxed();
    add('a');
    add('b');
    state.online = false;
    outbox.offline();
    add('c');
    state.online = true;
    outbox.flush();
    for (const id of ['a', 'b', 'c']) outbox.acked(id, 1);
    expect(wire).toEqual(['a', 'a', 'b', 'c']);
  });

  it('keeps an acked message until its event is shown', () => {
    const { outbox, add } = boxed();
    add('a');
    outbox.acked('a', 7);
    outbox.settle(6);
    expect(statuses(outbox)).toEqual(['a:stored']);
    outbox.settle(7);
    expect(statuses(outbox)).toEqual([]);
  });

  it('tries again by itself, holding back what comes after, then asks a person', () => {
    const { outbox, wire, clock, add, failure } = boxed();
    add('a');
    add('b');
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(wire).toEqual(Array(attempt).fill('a'));
      failure('a', 'not_accepted', true);
      if (attempt < 5) clock.advance(60_000);
    }
    expect(statuses(outbox)).toEqual(['a:failed', 'b:sent']);
    outbox.acked('b', 1);
    outbox.retry('a');
    expect(wire.at(-1)).toBe('a');
    expect(statuses(outbox)).toEqual(['a:sent', 'b:stored']);
  });

  it('does not try a refused message again, but keeps it and why', () => {
    const { outbox, wire, clock, add, failure, storage } = boxed();
    add('a');
    add('b');
    expect(failure('a', 'text_too_long', false)).toBe(true);
    clock.advance(600_000);
    expect(wire).toEqual(['a', 'b']);
    expect(outbox.items()[0]).toMatchObject({ status: 'refused', error: { code: 'text_too_long', message_zh: '中文 text_too_long' } });
    expect(storage.items.has('a')).toBe(true);
    outbox.discard('a');
    expect(storage.items.has('a')).toBe(false);
  });

  it('says so when an error is about none of its messages', () => {
    const { failure } = boxed();
    expect(failure('unknown', 'too_fast', true)).toBe(false);
  });

  it('takes a socket for dead when no ack comes', () => {
    const { add, clock, state } = boxed();
    add('a');
    clock.advance(15_000);
    expect(state.stalls).toBe(1);
  });

  it('finds what an earlier page left, oldest first, and removes what was acked', () => {
    const storage = keptStorage();
    const before = boxed(storage);
    before.state.online = false;
    before.add('a');
    before.add('b');
    const after = boxed(storage);
    after.outbox.restore();
    after.outbox.flush();
    after.outbox.acked('a', 1);
    after.outbox.acked('b', 2);
    expect(after.wire).toEqual(['a', 'b']);
    expect(storage.items.size).toBe(0);
  });

  it('does not send by itself what was left long ago', () => {
    const storage = keptStorage();
    const before = boxed(storage);
    before.state.online = false;
    before.add('a');
    const after = boxed(storage);
    after.clock.advance(STALE_MS);
    after.outbox.restore();
    after.outbox.flush();
    expect(after.wire).toEqual([]);
    expect(after.outbox.items()[0]).toMatchObject({ status: 'failed', error: { code: 'stale' } });
    after.outbox.retry('a');
    expect(after.wire).toEqual(['a']);
  });
});
