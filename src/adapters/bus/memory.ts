// The bus of a single process: "look again" signals between its sockets.
// It carries no data and keeps no history; what a listener missed, it reads from the store.
import type { Bus } from '../../conversation/ports.ts';

type Listener = () => void;

export interface MemoryBusOptions {
  /** Told of a listener that threw, or whose promise rejected; the other listeners are told all the same. */
  readonly onError: (error: unknown, topic: string) => void;
}

/**
 * Hints are delivered in a microtask, never inside `hint()`: a writer's stack must not run a reader's code.
 * Hints of one topic given before that are told once. A listener that has stopped is not called any more.
 */
export function createMemoryBus({ onError }: MemoryBusOptions): Bus {
  // A Map per topic from a key of its own, so that one function may listen twice and stop once.
  const topics = new Map<string, Map<symbol, Listener>>();
  const hinted = new Set<string>();

  function tell(topic: string, listener: Listener): void {
    try {
      const result: unknown = listener();
      if (result instanceof Promise) result.catch((error: unknown) => onError(error, topic));
    } catch (error) {
      onError(error, topic);
    }
  }

  function deliver(topic: string): void {
    hinted.delete(topic);
    const listeners = topics.get(topic);
    if (listeners === undefined) return;
    for (const [key, listener] of [...listeners]) {
      if (listeners.has(key)) tell(topic, listener);
    }
  }

  function stop(topic: string, key: symbol): void {
    const listeners = topics.get(topic);
    if (listeners?.delete(key) && listeners.size === 0) topics.delete(topic);
  }

  return {
    hint(topic) {
      if (hinted.has(topic) || !topics.has(topic)) return;
      hinted.add(topic);
      queueMicrotask(() => deliver(topic));
    },
    listen(topic, onHint) {
      const key = Symbol(topic);
      const listeners = topics.get(topic) ?? new Map<symbol, Listener>();
      topics.set(topic, listeners.set(key, onHint));
      return () => stop(topic, key);
    },
  };
}
