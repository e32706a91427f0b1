// The Bus port as a suite: hints arrive, listeners do not harm one another. `settle` waits until hints were delivered.
import { describe, expect, it, vi } from 'vitest';
import type { Bus } from '../../src/conversation/ports.ts';

export interface BusUnderTest {
  readonly bus: Bus;
  settle(): Promise<void>;
}

export function busContract(name: string, makeBus: () => BusUnderTest): void {
  describe(`${name}: Bus contract`, () => {
    it('tells every listener of the topic and no other', async () => {
      const { bus, settle } = makeBus();
      const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()];
      bus.listen('c1', first);
      bus.listen('c1', second);
      bus.listen('c2', other);
      bus.hint('c1');
      await settle();
      expect([first, second, other].map((listener) => listener.mock.calls.length)).toEqual([1, 1, 0]);
    });

    it('tells of a hint that comes after a delivery', async () => {
      const { bus, settle } = makeBus();
      const listener = vi.fn();
      bus.listen('c1', listener);
      bus.hint('c1');
      await settle();
      bus.hint('c1');
      await settle();
      expect(listener).toHaveBeenCalledTimes(2);
    });

    it('does not tell one that has stopped, and stopping twice is harmless', async () => {
      const { bus, settle } = makeBus();
      const [gone, here] = [vi.fn(), vi.fn()];
      const stop = bus.listen('c1', gone);
      bus.listen('c1', here);
      bus.hint('c1');
      stop();
      stop();
      await settle();
      expect(gone).not.toHaveBeenCalled();
      expect(here).toHaveBeenCalledTimes(1);
    });

    it('does not tell one that another listener has just stopped', async () => {
      const { bus, settle } = makeBus();
      const told: string[] = [];
      const stops = ['first', 'second'].map((name) => bus.listen('c1', () => {
        told.push(name);
        for (const stop of stops) stop();
      }));
      bus.hint('c1');
      await settle();
      expect(told).toHaveLength(1);
    });

    it('keeps two listenings of one function apart', async () => {
      const { bus, settle } = makeBus();
      const listener = vi.fn();
      const stop = bus.listen('c1', listener);
      bus.listen('c1', listener);
      stop();
      bus.hint('c1');
      await settle();
      expect(listener).toHaveBeenCalledTimes(1);
    });

    it('does not let a listener that throws hurt the others or the one who hints', async () => {
      const { bus, settle } = makeBus();
      const after = vi.fn();
      bus.listen('c1', () => { throw new Error('broken listener'); });
      bus.listen('c1', after);
      expect(() => bus.hint('c1')).not.toThrow();
      await settle();
      expect(after).toHaveBeenCalledTimes(1);
    });

    it('lets a listener listen, stop and hint', async () => {
      const { bus, settle } = makeBus();
      const late = vi.fn();
      const stop = bus.listen('c1', () => {
        stop();
        bus.listen('c2', late);
        bus.hint('c2');
      });
      bus.hint('c1');
      await settle();
      expect(late).toHaveBeenCalledTimes(1);
    });
  });
}
