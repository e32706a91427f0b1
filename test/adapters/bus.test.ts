// The memory bus: the contract, and what it reports of a broken listener.
import { expect, it, vi } from 'vitest';
import { createMemoryBus } from '../../src/adapters/bus/memory.ts';
import { busContract } from '../contract/bus.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

busContract('memory', () => ({ bus: createMemoryBus({ onError: () => undefined }), settle }));

it('reports what a listener threw or rejected with, and the topic', async () => {
  const onError = vi.fn();
  const bus = createMemoryBus({ onError });
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
  bus.listen('c1', () => { throw thrown; });
  bus.listen('c1', async () => { throw rejected; });
  bus.hint('c1');
  await settle();
  expect(onError.mock.calls).toEqual([[thrown, 'c1'], [rejected, 'c1']]);
});

it('tells hints of one topic in one turn once, and not before the hinting code is done', async () => {
  const bus = createMemoryBus({ onError: () => undefined });
  const listener = vi.fn();
  bus.listen('c1', listener);
  for (let i = 0; i < 100; i++) bus.hint('c1');
  expect(listener).not.toHaveBeenCalled();
  await settle();
  expect(listener).toHaveBeenCalledTimes(1);
});
