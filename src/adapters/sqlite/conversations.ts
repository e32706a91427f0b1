// The conversations' part of the store: heads, events, the queue and tasks, as synchronous actions.
// Writes here run inside the writer's transaction; nothing here begins or commits one.
import type { Database } from 'better-sqlite3';
import type { AppendRequest, AppendResult, QueueCounts, Store, Versions } from '../../conversation/ports.ts';
import { senderOf } from '../../evidence/chain.ts';
import type { ConversationId, EventBody, Head, HeadChange, Severity, ShopId, StoredEvent, Task } from '../../types.ts';
import type { EventRow, HeadRow, Rows, TaskRow } from './rows.ts';
import type { Journal } from './journal.ts';
import { seal, type Seals } from './seal.ts';

type OpenRequest = Parameters<Store['openConversation']>[0];

/** An append whose events are already JSON, so that the transaction does nothing but write. */
export interface PreparedAppend {
  readonly request: AppendRequest;
  readonly bodies: readonly string[];
}

export type Conversations = ReturnType<typeof createConversations>;

const HEAD = `id, shop_id, visitor_id, seq, state, agent_id, team, severity, misses, offered, waiting_since, told_at,
  buyer_read_seq, agent_read_seq, created_at, updated_at, erased_at`;
const TASK = 'id, shop_id, conversation_id, team, entry_id, created_at, done_at';

const UNKNOWN: Versions = { knowledge: '', rules: '' };

/** As the column `urgency` of the schema has it. */
const URGENCY: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** A change of these moves the conversation within indexes; most appends leave them alone. */
const QUEUE_FIELDS = ['state', 'agentId', 'team', 'severity', 'waitingSince'] as const satisfies readonly (keyof HeadChange)[];

export function createConversations(db: Database, rows: Rows, seals: Seals, journal: Pick<Journal, 'note'>) {
  const sql = {
    head: db.prepare<[string], HeadRow>(`SELECT ${HEAD} FROM conversation WHERE id = ?`),
    ofVisitor: db.prepare<[string, string], HeadRow>(`SELECT ${HEAD} FROM conversation WHERE shop_id = ? AND visitor_id = ?`),
    open: db.prepare(`INSERT INTO conversation (id, shop_id, visitor_id, state, offered, created_at, updated_at)
      SELECT :newId, shop_id, id, 'bot', :offered, :at, :at FROM visitor WHERE shop_id = :shopId AND id = :visitorId AND erased_at IS NULL
      ON CONFLICT (shop_id, visitor_id) DO NOTHING`),
    firstUnderKey: db.prepare<[string, string], number>('SELECT seq FROM event WHERE conversation_id = ? AND dedupe_key = ?').pluck(),
    addEvent: db.prepare(`INSERT INTO event (shop_id, conversation_id, seq, at, type, body, dedupe_key, sender, knowledge_version, rules_version, salt, body_hash, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    addTask: db.prepare(`INSERT INTO task (${TASK}) VALUES (?, ?, ?, ?, ?, ?, NULL)`),
    advance: db.prepare('UPDATE conversation SET seq = ?, misses = ?, offered = ?, told_at = ?, updated_at = ? WHERE id = ?'),
    requeue: db.prepare('UPDATE conversation SET state = ?, agent_id = ?, team = ?, severity = ?, waiting_since = ? WHERE id = ?'),
    eventsAfter: db.prepare<[string, number, number], EventRow>(
      'SELECT seq, at, type, body, erased_at FROM event WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?'),
    lastEvents: db.prepare<[string, number], EventRow>(
      'SELECT seq, at, type, body, erased_at FROM event WHERE conversation_id = ? ORDER BY seq DESC LIMIT ?'),
    readMark: {
      buyer: db.prepare('UPDATE conversation SET buyer_read_seq = max(buyer_read_seq, min(?, seq)) WHERE id = ?'),
      agent: db.prepare('UPDATE conversation SET agent_read_seq = max(agent_read_seq, min(?, seq)) WHERE id = ?'),
    },
    waiting: db.prepare<[string, number], HeadRow>(
      `SELECT ${HEAD} FROM conversation WHERE shop_id = ? AND state = 'waiting' ORDER BY urgency, queued_at, id LIMIT ?`),
    waitingAhead: db.prepare<[string], number>(`
      SELECT count(*) FROM conversation AS me JOIN conversation AS other ON other.shop_id = me.shop_id AND other.state = 'waiting'
        AND (other.urgency, other.queued_at, other.id) < (me.urgency, me.queued_at, me.id)
      WHERE me.id = ? AND me.state = 'waiting'`).pluck(),
    waitingCount: db.prepare<[string, number], number>(
      `SELECT count(*) FROM conversation WHERE shop_id = ? AND state = 'waiting' AND urgency <= ?`).pluck(),
    held: db.prepare<[string, number], HeadRow>(
      `SELECT ${HEAD} FROM conversation WHERE shop_id = ? AND state = 'human' ORDER BY created_at, id LIMIT ?`),
    heldBy: db.prepare<[string, string, number], HeadRow>(
      `SELECT ${HEAD} FROM conversation WHERE shop_id = ? AND state = 'human' AND agent_id = ? ORDER BY created_at, id LIMIT ?`),
    countStates: db.prepare<[string], { state: Head['state']; n: number }>(
      'SELECT state, n FROM conversation_count WHERE shop_id = ?'),
    addToCount: db.prepare(`INSERT INTO conversation_count (shop_id, state, n) VALUES (?, ?, ?)
      ON CONFLICT (shop_id, state) DO UPDATE SET n = n + excluded.n`),
    countTasks: db.prepare<[string], number>('SELECT count(*) FROM task WHERE shop_id = ? AND done_at IS NULL').pluck(),
    openTasks: db.prepare<[string, number], TaskRow>(
      `SELECT ${TASK} FROM task WHERE shop_id = ? AND done_at IS NULL ORDER BY created_at, id LIMIT ?`),
    finishTask: db.prepare('UPDATE task SET done_at = ? WHERE shop_id = ? AND id = ? AND done_at IS NULL'),
  };

  function head(id: ConversationId): Head | null {
    const row = sql.head.get(id);
    return row === undefined ? null : rows.head(row);
  }

  function ofVisitor(shopId: ShopId, visitorId: string): Head | null {
    const row = sql.ofVisitor.get(shopId, visitorId);
    return row === undefined ? null : rows.head(row);
  }

  function open({ shopId, visitorId, newId, offered, at }: OpenRequest): Head {
    const { changes } = sql.open.run({ shopId, visitorId, newId, offered: JSON.stringify(offered), at });
    if (changes === 1) sql.addToCount.run(shopId, 'bot', 1);
    const opened = ofVisitor(shopId, visitorId);
    if (opened === null) throw new Error(`openConversation: shop "${shopId}" has no visitor "${visitorId}", or the visitor was erased`);
    return opened;
  }

  function append({ request, bodies }: PreparedAppend): AppendResult {
    const { conversationId, expectedSeq, dedupeKey } = request;
    const row = sql.head.get(conversationId);
    if (row === undefined) throw new Error(`append: there is no conversation "${conversationId}"`);
    const before = rows.head(row);
    const stored = dedupeKey === null ? undefined : sql.firstUnderKey.get(conversationId, dedupeKey);
    if (stored !== undefined) return { kind: 'duplicate', head: before, seq: stored };
    if (row.erased_at !== null) return { kind: 'erased', head: before };
    if (before.seq !== expectedSeq) return { kind: 'conflict', head: before };
    return write(before, { request, bodies });
  }

  /** Writes what is ours to write on a head that was just read, whether the conversation is over or not. */
  function write(before: Head, { request, bodies }: PreparedAppend): Extract<AppendResult, { kind: 'stored' }> {
    const { conversationId, dedupeKey } = request;
    const expectedSeq = before.seq;
    const events = request.events.map((body, index) => ({ seq: expectedSeq + 1 + index, at: request.at, body }));
    let prev = seals.lastHash(conversationId, expectedSeq);
    events.forEach((event, index) => { prev = addEvent(before, event, bodies[index] ?? '', index === 0 ? dedupeKey : null, request.versions ?? UNKNOWN, prev); });
    const after = changeHead(before, request);
    journal.note(conversationId, after.seq, prev, request.at);
    return { kind: 'stored', head: after, events };
  }

  /** The key goes on the first event alone: its seq is what a retry is told. Returns the hash that the next event follows. */
  function addEvent({ id, shopId }: Head, { seq, at, body }: StoredEvent, json: string, dedupeKey: string | null, versions: Versions, prev: string): string {
    const { sender, salt, bodyHash, hash } = seal({ conversation: id, seq, at, type: body.type, sender: senderOf(body) }, json, versions, prev);
    sql.addEvent.run(shopId, id, seq, at, body.type, json, dedupeKey, sender, versions.knowledge, versions.rules, salt, bodyHash, hash);
    if (body.type === 'task') addTask(id, shopId, body, at);
    return hash;
  }

  function addTask(id: ConversationId, shopId: ShopId, task: Extract<EventBody, { type: 'task' }>, at: number): void {
    sql.addTask.run(task.taskId, shopId, id, task.team, task.entryId, at);
  }

  function changeHead(before: Head, { change, events, at }: AppendRequest): Head {
    const after: Head = { ...before, ...change, seq: before.seq + events.length, updatedAt: at };
    sql.advance.run(after.seq, after.misses, JSON.stringify(after.offered), after.toldAt, at, after.id);
    if (QUEUE_FIELDS.some((field) => after[field] !== before[field])) {
      sql.requeue.run(after.state, after.agentId, after.team, after.severity, after.waitingSince, after.id);
    }
    if (after.state !== before.state) recount(after.shopId, before.state, after.state);
    return after;
  }

  function recount(shopId: ShopId, from: Head['state'], to: Head['state']): void {
    sql.addToCount.run(shopId, from, -1);
    sql.addToCount.run(shopId, to, 1);
  }

  function markRead(id: ConversationId, side: 'buyer' | 'agent', seq: number): Head | null {
    sql.readMark[side].run(seq, id);
    return head(id);
  }

  function counts(shopId: ShopId): QueueCounts {
    const states = { bot: 0, waiting: 0, human: 0, closed: 0 };
    for (const { state, n } of sql.countStates.all(shopId)) states[state] = n;
    return { ...states, openTasks: sql.countTasks.get(shopId) ?? 0 };
  }

  return {
    head, ofVisitor, open, append, markRead, counts,
    /** Appends events of the store itself to a head that was just read; also to a conversation that is over. */
    record: (before: Head, events: readonly EventBody[], change: HeadChange, at: number): void =>
      void write(before, { request: { conversationId: before.id, expectedSeq: before.seq, events, change, dedupeKey: null, at }, bodies: events.map(rows.encode) }),
    eventsAfter: (id: ConversationId, after: number, limit: number): readonly StoredEvent[] =>
      sql.eventsAfter.all(id, after, limit).map((row) => rows.event(id, row)),
    lastEvents: (id: ConversationId, limit: number): readonly StoredEvent[] =>
      sql.lastEvents.all(id, limit).reverse().map((row) => rows.event(id, row)),
    waiting: (shopId: ShopId, limit: number): readonly Head[] => sql.waiting.all(shopId, limit).map(rows.head),
    storedSeq: (id: ConversationId, dedupeKey: string): number | null => sql.firstUnderKey.get(id, dedupeKey) ?? null,
    waitingCount: (shopId: ShopId, atLeast: Severity): number => sql.waitingCount.get(shopId, URGENCY[atLeast]) ?? 0,
    waitingAhead: (id: ConversationId): number => sql.waitingAhead.get(id) ?? 0,
    held: (shopId: ShopId, agentId: string | null, limit: number): readonly Head[] =>
      (agentId === null ? sql.held.all(shopId, limit) : sql.heldBy.all(shopId, agentId, limit)).map(rows.head),
    openTasks: (shopId: ShopId, limit: number): readonly Task[] => sql.openTasks.all(shopId, limit).map(rows.task),
    finishTask: (shopId: ShopId, taskId: string, at: number): boolean => sql.finishTask.run(at, shopId, taskId).changes === 1,
  };
}
