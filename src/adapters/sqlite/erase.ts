// Erasure: payloads, salts and keys of events go, hashes stay, and an event of the chain names what went. It runs inside the writer's
// transaction. It knows nothing of backups and logs, which have to be let go of apart (README, Privacy).
import type { Database } from 'better-sqlite3';
import type { Erasure } from '../../conversation/ports.ts';
import { rangesOf } from '../../evidence/erasure.ts';
import type { ConversationId, ErasureReason, EventBody, Head, HeadChange, ShopId, VisitorId } from '../../types.ts';
import type { Conversations } from './conversations.ts';
import { BrokenRow } from './rows.ts';

/** Events that hold copies of what was said before them: the last messages of a hand-over, the words that a radar named. */
const COPIES = `'handover', 'radar'`;
/** How many of the buyer's messages back such a copy may reach. A hand-over holds 10 messages of any author, the radar looks at 20. */
const COPIES_REACH = 20;

/** A record of an erasure holds nothing of a person's, and is kept. */
const LEFT = `erased_at IS NULL AND type <> 'erasure'`;
const ERASE = `UPDATE event SET body = '', salt = NULL, dedupe_key = NULL, erased_at = :at`;
/** A conversation that is over: nobody waits in it, nothing is offered. */
const OVER: HeadChange = { state: 'closed', agentId: null, team: null, severity: null, misses: 0, offered: [], waitingSince: null, toldAt: null };

/** A broken row is named by evidence; it must not keep the service from starting. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BrokenRow) return null;
    throw error;
  }
}

type Erased = Omit<Erasure, 'cleared'>;
export type Erasing = ReturnType<typeof createErasing>;

export function createErasing(db: Database, conversations: Pick<Conversations, 'head' | 'record'>) {
  const sql = {
    endVisitor: db.prepare('UPDATE visitor SET token_hash = NULL, erased_at = ifnull(erased_at, :at) WHERE shop_id = :shopId AND id = :visitorId'),
    conversation: db.prepare<[string, string], { id: string; erased_at: number | null }>('SELECT id, erased_at FROM conversation WHERE shop_id = ? AND visitor_id = ?'),
    endConversation: db.prepare('UPDATE conversation SET erased_at = ifnull(erased_at, ?) WHERE id = ?'),
    eraseAll: db.prepare<{ id: string; at: number }, number>(`${ERASE} WHERE conversation_id = :id AND ${LEFT} RETURNING seq`).pluck(),
    aged: db.prepare<[string, number, number], { id: number; conversation_id: string; seq: number }>(
      `SELECT rowid AS id, conversation_id, seq FROM event WHERE shop_id = ? AND at < ? AND ${LEFT} ORDER BY at LIMIT ?`),
    eraseOne: db.prepare(`${ERASE} WHERE rowid = :id`),
    // Up to the message after which no copy reaches back to `seq`; without one, to the end.
    eraseCopies: db.prepare<{ id: string; seq: number; at: number }, number>(`${ERASE} WHERE conversation_id = :id AND seq > :seq AND erased_at IS NULL AND type IN (${COPIES})
      AND seq <= ifnull((SELECT seq FROM event WHERE conversation_id = :id AND seq > :seq AND type = 'buyer_message' ORDER BY seq LIMIT 1 OFFSET ${COPIES_REACH}), :seq + 1000000000)
      RETURNING seq`).pluck(),
    erasedOf: db.prepare<[string], number>('SELECT seq FROM event WHERE conversation_id = ? AND erased_at IS NOT NULL').pluck(),
    withErased: db.prepare<[], string>('SELECT DISTINCT conversation_id FROM event WHERE erased_at IS NOT NULL').pluck(),
  };

  function record(head: Head, why: ErasureReason, seqs: readonly number[], at: number, more: readonly EventBody[] = [], change: HeadChange = {}): void {
    const erasure: readonly EventBody[] = seqs.length === 0 ? [] : [{ type: 'erasure', why, ranges: rangesOf(seqs) }];
    if (erasure.length + more.length > 0) conversations.record(head, [...erasure, ...more], change, at);
  }

  function visitor(shopId: ShopId, visitorId: VisitorId, at: number): Erased | null {
    if (sql.endVisitor.run({ shopId, visitorId, at }).changes === 0) return null;
    const found = sql.conversation.get(shopId, visitorId);
    const head = found === undefined ? null : conversations.head(found.id);
    if (found === undefined || head === null) return { conversations: 0, events: 0 };
    // Nothing was written since: it takes no more events.
    if (found.erased_at !== null) return { conversations: 1, events: 0 };
    const seqs = sql.eraseAll.all({ id: head.id, at });
    const closing: readonly EventBody[] = head.state === 'closed' ? [] : [{ type: 'state', from: head.state, to: 'closed', agentId: null, agentName: null, note: 'visitor_erased' }];
    record(head, 'visitor', seqs, at, closing, OVER);
    sql.endConversation.run(at, head.id);
    return { conversations: 1, events: seqs.length };
  }

  function olderThan(shopId: ShopId, before: number, limit: number, at: number): Erased {
    const aged = sql.aged.all(shopId, before, limit);
    const seqs = new Map<ConversationId, number[]>();
    for (const { id, conversation_id: conversation, seq } of aged) {
      sql.eraseOne.run({ id, at });
      seqs.set(conversation, [...seqs.get(conversation) ?? [], seq]);
    }
    for (const [id, own] of seqs) {
      const copies = sql.eraseCopies.all({ id, seq: Math.max(...own), at });
      const head = conversations.head(id);
      if (head !== null) record(head, 'age', [...own, ...copies], at);
    }
    // Copies are not counted: `events` below `limit` says that nothing older is left.
    return { conversations: seqs.size, events: aged.length };
  }

  return {
    visitor, olderThan,
    /** For a database of a release that erased without a record. */
    recordEarlier(at: number): void {
      for (const id of sql.withErased.all()) {
        const head = readable(() => conversations.head(id));
        if (head !== null) record(head, 'earlier', sql.erasedOf.all(id), at);
      }
    },
  };
}
