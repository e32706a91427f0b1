// One socket following one conversation: its events through a pump, the other side's read mark and typing beside them.
// Used by both socket kinds; what an event looks like is the caller's.
import type { CatchUp } from '../conversation/api.ts';
import type { ConversationId, Head, StoredEvent } from '../types.ts';
import { conversationTopic } from '../conversation/writer.ts';
import { readTopic, type TransportDeps } from './deps.ts';
import { createLatch } from './latch.ts';
import { typingTopic, type Presence, type Side } from './presence.ts';
import { createPump } from './pump.ts';

export interface FollowOptions {
  readonly id: ConversationId;
  /** The side that is told about the other one. */
  readonly side: Side;
  deliver(event: StoredEvent, next: StoredEvent | undefined): Promise<void>;
  onRead(seq: number): void;
  onTyping(on: boolean): void;
  onError(error: unknown): void;
}

export interface Following {
  /** Sends what the catch-up found, then what comes. Hints from the creation on are not lost. */
  start(found: CatchUp, after: number): void;
  /** Looks again for everything. */
  wake(): void;
  stop(): void;
}

export function follow({ store, bus, presence }: Pick<TransportDeps, 'store' | 'bus'> & { readonly presence: Presence }, options: FollowOptions): Following {
  const { id, side } = options;
  const other: Side = side === 'buyer' ? 'agent' : 'buyer';
  const markOf = (head: Head) => (side === 'buyer' ? head.agentReadSeq : head.buyerReadSeq);
  let seen: number | null = null;
  let typing = false;

  const pump = createPump({ id, read: (of, after, limit) => store.eventsAfter(of, after, limit), deliver: options.deliver, onError: options.onError });
  const marks = createLatch(async () => {
    const head = await store.head(id);
    if (!head || seen === null || markOf(head) <= seen) return;
    seen = markOf(head);
    options.onRead(seen);
  }, options.onError);

  function tellTyping(): void {
    const now = presence.typing(id, other);
    if (now === typing || seen === null) return;
    typing = now;
    options.onTyping(now);
  }

  const stops = [bus.listen(conversationTopic(id), pump.wake), bus.listen(readTopic(id), marks.wake), bus.listen(typingTopic(id), tellTyping)];

  return {
    start({ head, events }, after) {
      seen = markOf(head);
      pump.start(after, events);
      tellTyping();
    },
    wake() {
      pump.wake();
      marks.wake();
    },
    stop() {
      for (const stop of [...stops, pump.stop, marks.stop]) stop();
    },
  };
}

/** Where the pump stands before it sends a catch-up: right before its first event, or at the end when there is none. */
export function standBefore({ head, events }: CatchUp): number {
  return events[0] === undefined ? head.seq : events[0].seq - 1;
}
