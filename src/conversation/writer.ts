// The one way events reach the store: read the head, plan, append behind the fence, plan again on a conflict, hint.
import type { ConversationId, EventBody, Head, HeadChange } from '../types.ts';
import { Mailbox } from './mailbox.ts';
import { StoreUnavailable, type Bus, type Clock, type Store, type Versions } from './ports.ts';
import { Refused } from './refused.ts';

/** Plans that lose the race this often in a row are given up; the sender is told that nothing was accepted. */
const CONFLICT_RETRIES_MAX = 20;

export interface Plan {
  readonly events: readonly EventBody[];
  readonly change: HeadChange;
}

export interface Written {
  readonly head: Head;
  /** The first event's seq, also of the first time when this is a duplicate. */
  readonly seq: number;
  readonly duplicate: boolean;
}

export interface Writer {
  /**
   * Runs `plan` on the current head and appends what it returns; a conflict plans again on the newer head.
   * Null from `plan` writes nothing. A duplicate is found before any plan is refused.
   * Throws StoreUnavailable (nothing written), Refused('unknown_conversation'), or what the last plan threw.
   */
  write(id: ConversationId, dedupeKey: string | null, plan: (head: Head, now: number) => Promise<Plan | null>): Promise<Written>;
}

/** Events that change what the desk shows: who waits, who holds what, open tasks. */
const DESK_EVENTS: readonly EventBody['type'][] = ['state', 'handover', 'task'];

export const conversationTopic = (id: ConversationId): string => `conversation:${id}`;
export const deskTopic = (shopId: string): string => `desk:${shopId}`;

export interface WriterDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  /** What answers now; sealed with what is written. */
  readonly versions?: () => Versions;
}

export function createWriter(deps: WriterDeps): Writer {
  const { store, bus, clock } = deps;
  const mailbox = new Mailbox();

  async function attempt(id: ConversationId, dedupeKey: string | null, plan: (head: Head, now: number) => Promise<Plan | null>): Promise<Written> {
    let head = await store.head(id);
    if (!head) throw new Refused('unknown_conversation');
    for (let attempts = 0; attempts < CONFLICT_RETRIES_MAX; attempts++) {
      const at = clock.now();
      // Before the plan, which reads the knowledge of this moment.
      const versions = deps.versions?.();
      const planned = await plan(head, at).catch(async (error: unknown) => {
        // A retry of what was stored is a duplicate even when the same thing would be refused today.
        const seq = dedupeKey === null ? null : await store.storedSeq(id, dedupeKey);
        if (seq === null) throw error;
        return seq;
      });
      if (typeof planned === 'number') return { head, seq: planned, duplicate: true };
      if (planned === null) return { head, seq: head.seq, duplicate: false };
      const result = await store.append({ conversationId: id, expectedSeq: head.seq, events: planned.events, change: planned.change, dedupeKey, at, ...(versions && { versions }) });
      if (result.kind === 'erased') throw new Refused('visitor_erased');
      if (result.kind === 'duplicate') return { head: result.head, seq: result.seq, duplicate: true };
      if (result.kind === 'stored') {
        announce(result.head, planned.events);
        return { head: result.head, seq: head.seq + 1, duplicate: false };
      }
      head = result.head;
    }
    throw new StoreUnavailable(`conversation ${id} changed ${CONFLICT_RETRIES_MAX} times while one message was being placed`);
  }

  function announce(head: Head, events: readonly EventBody[]): void {
    bus.hint(conversationTopic(head.id));
    if (events.some((event) => DESK_EVENTS.includes(event.type))) bus.hint(deskTopic(head.shopId));
  }

  return { write: (id, dedupeKey, plan) => mailbox.run(id, () => attempt(id, dedupeKey, plan)) };
}
