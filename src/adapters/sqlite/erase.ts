// Erasure: payloads, salts and keys of events go, hashes stay. It runs inside the writer's transaction.
// It knows nothing of backups and logs, which have to be let go of apart (README, Privacy).
import type { Database } from 'better-sqlite3';
import type { Erasure } from '../../conversation/ports.ts';
import type { ConversationId, ShopId, VisitorId } from '../../types.ts';

/** Events that hold copies of what was said before them: the last messages of a hand-over, the words that a radar named. */
const COPIES = `'handover', 'radar'`;
/** How many of the buyer's messages back such a copy may reach. A hand-over holds 10 messages of any author, the radar looks at 20. */
const COPIES_REACH = 20;

const ERASE = `UPDATE event SET body = '', salt = NULL, dedupe_key = NULL, erased_at = :at`;

export type Erasing = ReturnType<typeof createErasing>;

export function createErasing(db: Database) {
  const sql = {
    visitor: db.prepare<[string, string], string>('SELECT id FROM visitor WHERE shop_id = ? AND id = ?').pluck(),
    endToken: db.prepare('UPDATE visitor SET token_hash = NULL WHERE shop_id = ? AND id = ?'),
    conversation: db.prepare<[string, string], string>('SELECT id FROM conversation WHERE shop_id = ? AND visitor_id = ?').pluck(),
    forgetOffers: db.prepare(`UPDATE conversation SET offered = '[]', misses = 0 WHERE id = ?`),
    eraseAll: db.prepare(`${ERASE} WHERE conversation_id = :id AND erased_at IS NULL`),
    aged: db.prepare<[string, number, number], { id: number; conversation_id: string; seq: number }>(
      'SELECT rowid AS id, conversation_id, seq FROM event WHERE shop_id = ? AND at < ? AND erased_at IS NULL ORDER BY at LIMIT ?'),
    eraseOne: db.prepare(`${ERASE} WHERE rowid = :id`),
    // Up to the message after which no copy reaches back to `seq`; without one, to the end.
    eraseCopies: db.prepare(`${ERASE} WHERE conversation_id = :id AND seq > :seq AND erased_at IS NULL AND type IN (${COPIES})
      AND seq <= ifnull((SELECT seq FROM event WHERE conversation_id = :id AND seq > :seq AND type = 'buyer_message' ORDER BY seq LIMIT 1 OFFSET ${COPIES_REACH}), :seq + 1000000000)`),
  };

  function visitor(shopId: ShopId, visitorId: VisitorId, at: number): Erasure | null {
    if (sql.visitor.get(shopId, visitorId) === undefined) return null;
    sql.endToken.run(shopId, visitorId);
    const id = sql.conversation.get(shopId, visitorId);
    if (id === undefined) return { conversations: 0, events: 0 };
    sql.forgetOffers.run(id);
    return { conversations: 1, events: sql.eraseAll.run({ id, at }).changes };
  }

  function olderThan(shopId: ShopId, before: number, limit: number, at: number): Erasure {
    const aged = sql.aged.all(shopId, before, limit);
    const last = new Map<ConversationId, number>();
    for (const { id, conversation_id: conversation, seq } of aged) {
      sql.eraseOne.run({ id, at });
      last.set(conversation, Math.max(seq, last.get(conversation) ?? 0));
    }
    // Counted apart: `events` below `limit` says that nothing older is left.
    for (const [id, seq] of last) sql.eraseCopies.run({ id, seq, at });
    return { conversations: last.size, events: aged.length };
  }

  return { visitor, olderThan };
}
