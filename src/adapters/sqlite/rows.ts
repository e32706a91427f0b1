// Rows of the database to nouns and back: the one place that knows how an event or a head is written down.
// It runs no SQL. What does not fit its shape is BrokenRow, which names the conversation and the seq.
import type { SealedEvent } from '../../conversation/ports.ts';
import type {
  Agent, Approved, Candidate, CitedRuling, Decision, ErasureReason, EscalateCause, EventBody, Evidence, HandoverRecord, Head, Meaning, Option, Override, RadarNote, Reply, Role, RuleHit, StoredEvent, Task, Team,
} from '../../types.ts';
import { flag, list, nullable, number, oneOf, optional, record, ShapeError, tagged, text, type Read } from './shape.ts';

/** A stored row cannot be read. The rest of the store is well; the message holds no row content. */
export class BrokenRow extends Error {
  override readonly name = 'BrokenRow';
}

export interface HeadRow {
  readonly id: string;
  readonly shop_id: string;
  readonly visitor_id: string;
  readonly seq: number;
  readonly state: string;
  readonly agent_id: string | null;
  readonly team: string | null;
  readonly severity: string | null;
  readonly misses: number;
  readonly offered: string;
  readonly waiting_since: number | null;
  readonly told_at: number | null;
  readonly buyer_read_seq: number;
  readonly agent_read_seq: number;
  readonly created_at: number;
  readonly updated_at: number;
  /** Not null: the visitor was erased. */
  readonly erased_at: number | null;
}

export interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly body: string;
  /** Not null: the body is empty. */
  readonly erased_at: number | null;
}

export interface SealRow extends EventRow {
  readonly sender: string;
  readonly knowledge_version: string | null;
  readonly rules_version: string | null;
  readonly salt: string | null;
  readonly body_hash: string;
  readonly hash: string;
}

export interface AgentRow {
  readonly id: string;
  readonly shop_id: string;
  readonly name: string;
  readonly role: string;
  readonly team: string | null;
}

export interface TaskRow {
  readonly id: string;
  readonly shop_id: string;
  readonly conversation_id: string;
  readonly team: string;
  readonly entry_id: string;
  readonly created_at: number;
  readonly done_at: number | null;
}

export interface RowsOptions {
  /** The database's history; every head carries it. */
  readonly epoch: string;
  /** Gives a stored reply its approval back: it passed the gate when it was written. */
  readonly revive: (reply: Reply) => Approved<Reply>;
}

export interface Rows {
  head(row: HeadRow): Head;
  event(conversationId: string, row: EventRow): StoredEvent;
  /** `prev`: the hash that the row follows, null when that row is missing. Never throws for what the body holds: a broken row is evidence too. */
  sealed(row: SealRow, prev: string | null): SealedEvent;
  /** The canonical JSON text of a body. Throws ShapeError for one that could not be read back (a probability of NaN …). */
  encode(body: EventBody): string;
  agent(row: AgentRow): Agent;
  task(row: TaskRow): Task;
}

const TEAM = oneOf<Team>({ presale: true, logistics: true, finance: true, aftersale: true, supervisor: true });
const SEVERITY = oneOf<'low' | 'medium' | 'high' | 'critical'>({ low: true, medium: true, high: true, critical: true });
const STATE = oneOf<Head['state']>({ bot: true, waiting: true, human: true, closed: true });
const ROLE = oneOf<Role>({ administrator: true, agent: true });
const CAUSE = oneOf<EscalateCause>({ risk: true, entry: true, asked: true, misses: true, gate: true, fault: true, agent_absent: true });
const MEANING = oneOf<Meaning>({ answer: true, answer_and_notify: true, escalate: true, small_talk: true, ask: true, uncovered: true, risk: true });
const AUTHOR = oneOf<'buyer' | 'bot' | 'agent' | 'system'>({ buyer: true, bot: true, agent: true, system: true });
const TEXTS = list(text);

function literal<T extends string>(value: T): Read<T> {
  return (given, path) => {
    if (given !== value) throw new ShapeError(`${path}: expected "${value}"`);
    return value;
  };
}

const atLeastOne: Read<readonly [string, ...string[]]> = (value, path) => {
  const [first, ...rest] = TEXTS(value, path);
  if (first === undefined) throw new ShapeError(`${path}: expected at least one entry`);
  return [first, ...rest];
};

const RULE_HIT = nullable(record<RuleHit>({ ruleId: text, words: text }));
const CANDIDATE = record<Candidate>({ entryId: text, handling: MEANING, probability: number, score: number, matched: text });
const EVIDENCE = record<Evidence>({ candidates: list(CANDIDATE), margin: number, rule: RULE_HIT });
const REPLY = record<Reply>({ text, options: list(record<Option>({ id: text, title: text })) });

type Kind<K extends Decision['kind']> = Extract<Decision, { readonly kind: K }>;
const DECISION = tagged<'kind', Decision>('kind', {
  answer: record<Kind<'answer'>>({ kind: literal('answer'), entryIds: atLeastOne, smallTalk: flag, probability: number, evidence: EVIDENCE }),
  clarify: record<Kind<'clarify'>>({
    kind: literal('clarify'), because: oneOf({ close: true, no_match: true, fragment: true }), options: TEXTS, evidence: EVIDENCE,
  }),
  escalate: record<Kind<'escalate'>>({
    kind: literal('escalate'), cause: CAUSE, riskId: nullable(text), entryId: nullable(text), probability: number, evidence: EVIDENCE,
  }),
});

const RADAR = record<RadarNote>({
  id: text, name: text, reason: text, severity: SEVERITY, advice: TEXTS, keep: TEXTS,
  signals: list(record<RadarNote['signals'][number]>({ name: text, words: text, turnsAgo: number })),
});
const HANDOVER = record<HandoverRecord>({
  cause: CAUSE, reason: text, riskId: nullable(text), rule: RULE_HIT, team: TEAM, severity: SEVERITY,
  understood: list(record<HandoverRecord['understood'][number]>({ entryId: text, probability: number })),
  lastMessages: list(record<HandoverRecord['lastMessages'][number]>({ author: AUTHOR, text })),
  rulings: optional(list(record<CitedRuling>({ id: text, title: text, sentence: text }))),
  radar: optional(RADAR),
});

/** Rows from before there were overrides have none. */
const OVERRIDE = optional(nullable(record<Override>({ agentId: text, agentName: text, reason: text, types: TEXTS })));

const RANGE: Read<readonly [number, number]> = (value, path) => {
  const [from, to, more] = list(number)(value, path);
  if (from === undefined || to === undefined || more !== undefined) throw new ShapeError(`${path}: expected two numbers`);
  return [from, to];
};

type Body<T extends EventBody['type']> = Extract<EventBody, { readonly type: T }>;
function bodyReader(revive: RowsOptions['revive']): Read<EventBody> {
  const reply: Read<Approved<Reply>> = (value, path) => revive(REPLY(value, path));
  return tagged<'type', EventBody>('type', {
    buyer_message: record<Body<'buyer_message'>>({ type: literal('buyer_message'), text, picked: nullable(text) }),
    reply: record<Body<'reply'>>({ type: literal('reply'), author: oneOf({ bot: true, system: true }), reply, decision: nullable(DECISION) }),
    agent_reply: record<Body<'agent_reply'>>({ type: literal('agent_reply'), agentId: text, agentName: text, reply, override: OVERRIDE }),
    handover: record<Body<'handover'>>({ type: literal('handover'), record: HANDOVER }),
    state: record<Body<'state'>>({ type: literal('state'), from: STATE, to: STATE, agentId: nullable(text), agentName: nullable(text), note: text }),
    task: record<Body<'task'>>({ type: literal('task'), taskId: text, team: TEAM, entryId: text }),
    rating: record<Body<'rating'>>({ type: literal('rating'), score: number, comment: text }),
    radar: record<Body<'radar'>>({ type: literal('radar'), note: RADAR }),
    revealed: record<Body<'revealed'>>({ type: literal('revealed'), agentId: text, agentName: text, ofSeq: number, kinds: TEXTS, reason: text }),
    erasure: record<Body<'erasure'>>({ type: literal('erasure'), why: oneOf<ErasureReason>({ visitor: true, age: true, earlier: true }), ranges: list(RANGE) }),
    erased: record<Body<'erased'>>({ type: literal('erased'), was: text }),
  });
}

/** Parses JSON without its own message, which quotes the text. */
function parse(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ShapeError(`${path}: is not JSON`);
  }
}

/** What a seal is over: the JSON value of a stored body, or the text itself when it is none. */
export function storedValue(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Names the row in what `read` says of its shape. */
function named<T>(row: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ShapeError) throw new BrokenRow(`${row} cannot be read: ${error.message}`);
    throw error;
  }
}

export function createRows({ epoch, revive }: RowsOptions): Rows {
  const readBody = bodyReader(revive);
  return {
    head: (row) => named(`conversation "${row.id}"`, () => ({
      id: row.id, shopId: row.shop_id, visitorId: row.visitor_id, epoch, seq: row.seq,
      state: STATE(row.state, 'state'), agentId: row.agent_id,
      team: nullable(TEAM)(row.team, 'team'), severity: nullable(SEVERITY)(row.severity, 'severity'),
      misses: row.misses, offered: TEXTS(parse(row.offered, 'offered'), 'offered'),
      waitingSince: row.waiting_since, toldAt: row.told_at,
      buyerReadSeq: row.buyer_read_seq, agentReadSeq: row.agent_read_seq, createdAt: row.created_at, updatedAt: row.updated_at,
    })),
    event: (conversationId, row) => named(`event ${row.seq} of conversation "${conversationId}"`, () => {
      if (row.erased_at !== null) return { seq: row.seq, at: row.at, body: { type: 'erased', was: row.type } };
      const body = readBody(parse(row.body, 'body'), 'body');
      if (body.type !== row.type) throw new ShapeError(`type: the column says "${row.type}", the body "${body.type}"`);
      return { seq: row.seq, at: row.at, body };
    }),
    sealed: (row, prev) => ({
      seq: row.seq, at: row.at, type: row.type, sender: row.sender, knowledgeVersion: row.knowledge_version, rulesVersion: row.rules_version,
      body: row.erased_at === null ? storedValue(row.body) : null, salt: row.salt, bodyHash: row.body_hash, prev, hash: row.hash, erasedAt: row.erased_at,
    }),
    encode(body) {
      if (body.type === 'erased') throw new ShapeError('body.type: an erased event is what reading gives; it is never appended');
      // Canonical, as readers of records give their keys in order; sorting every body anew would cost more than all of its hashes.
      return JSON.stringify(readBody(body, 'body'));
    },
    agent: (row) => named(`agent "${row.id}"`, () => ({
      id: row.id, shopId: row.shop_id, name: row.name, role: ROLE(row.role, 'role'), team: nullable(TEAM)(row.team, 'team'),
    })),
    task: (row) => named(`task "${row.id}" of conversation "${row.conversation_id}"`, () => ({
      id: row.id, shopId: row.shop_id, conversationId: row.conversation_id, team: TEAM(row.team, 'team'),
      entryId: row.entry_id, createdAt: row.created_at, doneAt: row.done_at,
    })),
  };
}
