// Exactly once, in order, to a socket that stays: one reader per socket and conversation takes from the store what came
// after the last event sent. Hints only wake it, so a lost or doubled hint neither loses nor doubles an event.
import type { ConversationId, StoredEvent } from '../types.ts';
import { createLatch } from './latch.ts';

/** Events read from the store at once. */
const PAGE = 100;

export interface PumpOptions {
  readonly id: ConversationId;
  read(id: ConversationId, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Sends one event (`next` is the one after it, when there is one); resolves when the socket can take more. */
  deliver(event: StoredEvent, next: StoredEvent | undefined): Promise<void>;
  onError(error: unknown): void;
}

export interface Pump {
  /** Sends `events`, which follow seq `after` or begin anew, then whatever came since. Hints before it are kept. */
  start(after: number, events: readonly StoredEvent[]): void;
  wake(): void;
  stop(): void;
}

export function createPump({ id, read, deliver, onError }: PumpOptions): Pump {
  let last: number | null = null;
  let first: readonly StoredEvent[] = [];
  let stopped = false;
  const latch = createLatch(run, onError);

  async function run(): Promise<void> {
    if (last === null) return;
    const begin = first;
    first = [];
    await send(begin);
    for (;;) {
      const page = await read(id, last, PAGE);
      // The last of a full page waits for the next one: an event is shown together with the one after it.
      const full = page.length === PAGE;
      await send(full ? page.slice(0, -1) : page, full ? page.at(-1) : undefined);
      if (!full || stopped) return;
    }
  }

  async function send(events: readonly StoredEvent[], following?: StoredEvent): Promise<void> {
    for (const [index, event] of events.entries()) {
      if (stopped) return;
      last = event.seq;
      await deliver(event, events[index + 1] ?? following);
    }
  }

  return {
    start(after, events) {
      last = after;
      first = events;
      latch.wake();
    },
    wake: latch.wake,
    stop() {
      stopped = true;
      latch.stop();
    },
  };
}
