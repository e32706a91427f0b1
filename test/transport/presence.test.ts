// Who counts as gone: too early, and a chat is torn from an agent whose network blinked; too late, and a buyer waits for nobody.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryBus } from '../../src/adapters/bus/memory.ts';
import { createPresence, typingTopic } from '../../src/transport/presence.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function presence() {
  const bus = createMemoryBus({ onError: (error) => { throw error; } });
  return { bus, here: createPresence({ bus, clock: { now: () => Date.now() } }) };
}

describe('an agent', () => {
  it('is absent only when the last socket has been gone for the whole time', () => {
    const { here } = presence();
    const [one, two] = [here.arrive('a'), here.arrive('a')];
    vi.advanceTimersByTime(500_000);
    one();
    one();
    expect(here.agents()).toEqual(new Set(['a']));
    two();
    expect(here.agents()).toEqual(new Set());
    vi.advanceTimersByTime(119_999);
    expect(here.agentsWithin(120_000)).toEqual(new Set(['a']));
    vi.advanceTimersByTime(1);
    expect(here.agentsWithin(120_000)).toEqual(new Set());
    here.arrive('a');
    expect(here.agentsWithin(120_000)).toEqual(new Set(['a']));
  });

  it('cannot be called absent right after a start', () => {
    const { here } = presence();
    expect(here.agentsWithin(120_000)).toBeNull();
    vi.advanceTimersByTime(120_000);
    expect(here.agentsWithin(120_000)).toEqual(new Set());
  });
});

describe('typing', () => {
  it('lasts while any socket of a side types, ends by itself, and hints only at changes', async () => {
    const { bus, here } = presence();
    const seen: boolean[] = [];
    bus.listen(typingTopic('c'), () => void seen.push(here.typing('c', 'buyer')));
    const [tab, phone] = [{}, {}];
    const step = async (action: () => void) => {
      action();
      await Promise.resolve();
    };
    await step(() => here.setTyping('c', 'buyer', tab, true));
    await step(() => here.setTyping('c', 'buyer', phone, true));
    await step(() => here.setTyping('c', 'buyer', tab, false));
    expect([seen, here.typing('c', 'agent')]).toEqual([[true], false]);
    await step(() => void vi.advanceTimersByTime(6_000));
    expect([seen, here.typing('c', 'buyer')]).toEqual([[true, false], false]);
  });
});
