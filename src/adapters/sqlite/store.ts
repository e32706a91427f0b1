// The Store port on SQLite: joins the connection, the writer and the domain's actions.
// Reads run at once and see every write that was resolved; all writes go through the one writer.
import type { Database } from 'better-sqlite3';
import { StoreUnavailable, type AppendRequest, type Store, type StoredEvidence } from '../../conversation/ports.ts';
import type { Approved, ConversationId, Reply } from '../../types.ts';
import { createConversations, type PreparedAppend } from './conversations.ts';
import { callerError, DatabaseRefused } from './faults.ts';
import { openDatabase } from './open.ts';
import { begin } from './begin.ts';
import { createErasing } from './erase.ts';
import { createJournal } from './journal.ts';
import { createPeople } from './people.ts';
import { createRows, type Rows } from './rows.ts';
import { createSeals } from './seal.ts';
import { createWriter } from './writer.ts';

export interface StoreOptions {
  /** Gives a stored reply its approval back; the composition passes compliance's `reviveApproved`. */
  readonly revive: (reply: Reply) => Approved<Reply>;
  /** Writes that may wait for a commit; beyond it a write rejects with StoreUnavailable at once. Default 20,000. */
  readonly writeQueueMax?: number;
  /** Writes in one commit; a longer queue is spread over several turns of the event loop. Default 1,000. */
  readonly writeGroupMax?: number;
}

export interface SqliteOptions extends StoreOptions {
  /** Path of the database, made when missing. */
  readonly file: string;
  /** How long a write waits for another process's lock, ms; the process stands still meanwhile. Default 1,000. */
  readonly busyTimeoutMs?: number;
}

const DEFAULTS = { busyTimeoutMs: 1_000, writeQueueMax: 20_000, writeGroupMax: 1_000 };
const BUSY_TIMEOUT_MAX_MS = 60_000;

/** Opens (or makes and migrates) the database. Throws DatabaseRefused with a message for the operator. */
export function openSqlite(options: SqliteOptions): Store {
  const { file, busyTimeoutMs = DEFAULTS.busyTimeoutMs } = options;
  requireWhole('busyTimeoutMs', busyTimeoutMs, 0, BUSY_TIMEOUT_MAX_MS);
  const db = openDatabase({ file, busyTimeoutMs });
  try {
    return createSqliteStore(db, options);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The store on a connection that `openDatabase` gave; the store closes it. */
export function createSqliteStore(db: Database, { revive, writeQueueMax = DEFAULTS.writeQueueMax, writeGroupMax = DEFAULTS.writeGroupMax }: StoreOptions): Store {
  requireWhole('writeQueueMax', writeQueueMax, 1);
  requireWhole('writeGroupMax', writeGroupMax, 1);
  const epoch = readEpoch(db);
  const rows = createRows({ epoch, revive });
  const journal = createJournal(db);
  const seals = createSeals(db, rows, journal);
  const conversations = createConversations(db, rows, seals, journal);
  const erasing = createErasing(db, conversations);
  begin(db, { journal, seals, erasing }, Date.now());
  const people = createPeople(db, rows);
  const writer = createWriter(db, { queueMax: writeQueueMax, groupMax: writeGroupMax, hook: journal });
  // A counter, as SQLite skips the disk when an update changes nothing.
  const probe = db.prepare(`UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'probes'`);
  let closed = false;

  const closedError = (name: string) => new StoreUnavailable(`${name}: the store is closed`);

  async function read<T>(name: string, action: () => T): Promise<T> {
    if (closed) throw closedError(name);
    try {
      return action();
    } catch (error) {
      throw callerError(name, error);
    }
  }

  async function write<T>(name: string, action: () => T): Promise<T> {
    if (closed) throw closedError(name);
    return writer.write(name, action);
  }

  async function openConversation(request: Parameters<Store['openConversation']>[0]) {
    const opened = await read('openConversation', () => conversations.ofVisitor(request.shopId, request.visitorId));
    return opened ?? write('openConversation', () => conversations.open(request));
  }

  /** Empties the write-ahead log; false when a reader that began before is in the way. It waits for nobody: appends would wait with it. */
  function clearLog(): boolean {
    const timeout = db.pragma('busy_timeout', { simple: true });
    try {
      db.pragma('busy_timeout = 0');
      return emptied(db.pragma('wal_checkpoint(TRUNCATE)'));
    } catch {
      return false;
    } finally {
      db.pragma(`busy_timeout = ${Number(timeout)}`);
    }
  }

  /** What was erased must leave the write-ahead log too, and is told when it could not. */
  async function erase<T>(name: string, action: () => T): Promise<T & { readonly cleared: boolean }> {
    const erased = await write(name, action);
    return { ...erased, cleared: !closed && clearLog() };
  }

  /** One moment, also while another process writes. */
  const evidence = db.transaction((id: ConversationId): StoredEvidence | null => {
    const head = conversations.head(id);
    return head === null ? null : { count: head.seq, events: seals.evidence(id), anchor: journal.anchor(id) };
  });

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    writer.drain();
    try {
      db.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // What was committed is in the WAL and is read from there at the next start.
    } finally {
      db.close();
    }
  }

  return {
    saveShop: (shop) => write('saveShop', () => people.saveShop(shop)),
    createVisitor: (visitor) => write('createVisitor', () => people.createVisitor(visitor)),
    visitorByToken: (tokenHash) => read('visitorByToken', () => people.visitorByToken(tokenHash)),

    openConversation,
    head: (id) => read('head', () => conversations.head(id)),
    async append(request) {
      const prepared = prepareAppend(request, rows);
      return write('append', () => conversations.append(prepared));
    },
    storedSeq: (id, dedupeKey) => read('storedSeq', () => conversations.storedSeq(id, dedupeKey)),
    eventsAfter: (id, after, limit) => read('eventsAfter', () => conversations.eventsAfter(id, whole('after', after), whole('limit', limit))),
    lastEvents: (id, limit) => read('lastEvents', () => conversations.lastEvents(id, whole('limit', limit))),
    markRead: async (id, side, seq) => {
      whole('seq', seq);
      return write('markRead', () => conversations.markRead(id, side, seq));
    },

    waiting: (shopId, limit) => read('waiting', () => conversations.waiting(shopId, whole('limit', limit))),
    waitingAhead: (id) => read('waitingAhead', () => conversations.waitingAhead(id)),
    waitingCount: (shopId, atLeast) => read('waitingCount', () => conversations.waitingCount(shopId, atLeast)),
    held: (shopId, agentId, limit) => read('held', () => conversations.held(shopId, agentId, whole('limit', limit))),
    counts: (shopId) => read('counts', () => conversations.counts(shopId)),
    openTasks: (shopId, limit) => read('openTasks', () => conversations.openTasks(shopId, whole('limit', limit))),
    finishTask: (shopId, taskId, at) => write('finishTask', () => conversations.finishTask(shopId, taskId, at)),

    createAgent: (agent) => write('createAgent', () => people.createAgent(agent)),
    agents: (shopId) => read('agents', () => people.agents(shopId)),
    credentials: (shopId, name) => read('credentials', () => people.credentials(shopId, name)),
    setPassword: (shopId, agentId, hash) => write('setPassword', () => people.setPassword(shopId, agentId, hash)),
    setDisabled: (shopId, agentId, disabled) => write('setDisabled', () => people.setDisabled(shopId, agentId, disabled)),
    createSession: (session) => write('createSession', () => people.createSession(session)),
    session: (tokenHash, at) => read('session', () => people.session(tokenHash, at)),
    endSession: (tokenHash) => write('endSession', () => people.endSession(tokenHash)),
    sweepExpired: (at) => write('sweepExpired', () => people.sweepExpired(at)),

    evidence: (id) => read('evidence', () => evidence(id)),
    journal: (after, limit) => read('journal', () => journal.page(epoch, whole('after', after), whole('limit', limit))),
    compactJournal: (before, at) => read('compactJournal', () => journal.compact(before, at)),
    async eraseVisitor(shopId, visitorId, at) {
      const { erased, cleared } = await erase('eraseVisitor', () => ({ erased: erasing.visitor(shopId, visitorId, at) }));
      return erased === null ? null : { ...erased, cleared };
    },
    eraseOlderThan: async (shopId, before, limit, at) => {
      whole('limit', limit);
      return erase('eraseOlderThan', () => erasing.olderThan(shopId, before, limit, at));
    },

    clearLog: () => read('clearLog', clearLog),
    ready: () => write('ready', () => void probe.run()),
    close,
  };
}

function prepareAppend(request: AppendRequest, rows: Rows): PreparedAppend {
  if (request.events.length === 0) throw new RangeError(`append: no events for conversation "${request.conversationId}"; give at least one`);
  whole('expectedSeq', request.expectedSeq);
  return { request, bodies: request.events.map(rows.encode) };
}

/** The row that a checkpoint answers with: `busy` is 1 when it was not carried through. */
function emptied(answer: unknown): boolean {
  const row: unknown = Array.isArray(answer) ? answer[0] : null;
  return typeof row === 'object' && row !== null && 'busy' in row && row.busy === 0;
}

function readEpoch(db: Database): string {
  const epoch = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'epoch'`).pluck().get();
  if (epoch === undefined) throw new DatabaseRefused('the database has lost its epoch: restore a backup');
  return epoch;
}

/** SQLite reads a negative LIMIT as none, so a wrong number is stopped here. */
function whole(name: string, value: number): number {
  requireWhole(name, value, 0);
  return value;
}

function requireWhole(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${name} must be a whole number from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ''}, not ${value}`);
}
