// What commands read from a database beside a running service, or from a copy of one: the evidence of a conversation, who a visitor
// is. It changes nothing, and refuses a database that still waits for what the service does at its start.
import type { Database } from 'better-sqlite3';
import type { StoredEvidence } from '../../conversation/ports.ts';
import type { ConversationId, ShopId, VisitorId } from '../../types.ts';
import { DatabaseRefused } from './faults.ts';
import { createJournal } from './journal.ts';
import { MIGRATIONS, schemaVersion } from './migrations.ts';
import { openForReading } from './open.ts';
import { createRows } from './rows.ts';
import { createSeals } from './seal.ts';

const BUSY_TIMEOUT_MS = 5_000;

export interface ReadEvidence {
  readonly shop: { readonly id: ShopId; readonly name: string };
  readonly stored: StoredEvidence;
}

/** Runs `read` on a database of this release, which it does not change. Throws DatabaseRefused. */
export function reading<T>(file: string, read: (db: Database) => T): T {
  const db = openForReading({ file, busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    const waits = schemaVersion(db) < MIGRATIONS.length || db.prepare('SELECT count(*) FROM (SELECT 1 FROM event WHERE hash IS NULL LIMIT 1)').pluck().get() !== 0
      || db.prepare(`SELECT count(*) FROM meta WHERE key = 'journal'`).pluck().get() === 0;
    if (waits) throw new DatabaseRefused(`${file} was last used by an older release: start this release's service with it once, which brings it up to date and seals what it holds`);
    return read(db);
  } finally {
    db.close();
  }
}

/** Characters that a shortened id has at least: the desk shows the last four of the buyer's. */
const SHORT_ID_MIN = 4;

/** The conversation with this id, or the only one whose id ends so; null when there is none, or more than one. Throws DatabaseRefused. */
export function conversationOf(file: string, id: string): ConversationId | null {
  return reading(file, (db) => {
    const found = db.prepare<{ id: string; least: number }, string>(
      'SELECT id FROM conversation WHERE id = :id OR (length(:id) >= :least AND substr(id, -length(:id)) = :id) LIMIT 2').pluck().all({ id, least: SHORT_ID_MIN });
    return found.length === 1 ? found[0]! : null;
  });
}

/** Null when there is no such conversation. Throws DatabaseRefused. */
export function readEvidence(file: string, id: ConversationId): ReadEvidence | null {
  return reading(file, (db) => db.transaction((): ReadEvidence | null => {
    const head = db.prepare<[string], { shop_id: string; name: string; seq: number }>(
      'SELECT shop_id, shop.name, seq FROM conversation JOIN shop ON shop.id = shop_id WHERE conversation.id = ?').get(id);
    if (head === undefined) return null;
    const rows = createRows({ epoch: '', revive: () => { throw new Error('evidence is given as it is stored'); } });
    const journal = createJournal(db);
    return { shop: { id: head.shop_id, name: head.name }, stored: { count: head.seq, events: createSeals(db, rows, journal).evidence(id), anchor: journal.anchor(id) } };
  })());
}

/** Whose a visitor's id, or a conversation's, is. Null when there is none. Throws DatabaseRefused. */
export function readVisitor(file: string, by: 'visitor' | 'conversation', id: string): { readonly shopId: ShopId; readonly visitorId: VisitorId } | null {
  const sql = by === 'visitor' ? 'SELECT shop_id, id AS visitor_id FROM visitor WHERE id = ?' : 'SELECT shop_id, visitor_id FROM conversation WHERE id = ?';
  return reading(file, (db) => {
    const row = db.prepare<[string], { shop_id: string; visitor_id: string }>(sql).get(id);
    return row === undefined ? null : { shopId: row.shop_id, visitorId: row.visitor_id };
  });
}
