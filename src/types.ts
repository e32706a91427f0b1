// The nouns of the house: every shape that crosses a room's door, all readonly.
// It imports nothing and holds no behaviour; the rooms are described in docs/architecture.md.

export type ShopId = string;
export type VisitorId = string;
export type ConversationId = string;
export type EntryId = string;
export type RiskId = string;
export type AgentId = string;

/** Who takes a hand-over or a task. */
export type Team = 'presale' | 'logistics' | 'finance' | 'aftersale' | 'supervisor';
export type Severity = 'low' | 'medium' | 'high' | 'critical';

/**
 * What happens when an entry is understood: `ask` asks what is meant (a fragment of an earlier talk), `uncovered` says that the
 * shop's answers do not cover it and offers a person.
 */
export type Handling = 'answer' | 'answer_and_notify' | 'escalate' | 'small_talk' | 'ask' | 'uncovered';

/** What an indexed question stands for: an entry's handling, or an example of a risk class. */
export type Meaning = Handling | 'risk';

/**
 * A text in normal form. `offsets[i]` is the place in `original` (UTF-16 units) that `text[i]` came from;
 * `offsets[text.length]` is `original.length`, so `[offsets[a], offsets[b])` covers what `text.slice(a, b)` was.
 */
export interface NormalText {
  readonly original: string;
  readonly text: string;
  readonly offsets: readonly number[];
}

/** A word segmenter. `id` names the engine and its dictionaries; an index records which one built it. */
export interface Segmenter {
  readonly id: string;
  cut(text: string): readonly string[];
}

/**
 * How near a message comes in meaning to each entry that an index was built from, in the order of its entries: standard deviations
 * above the mean of all entries, so that it means the same whatever model measured it.
 */
export interface SemanticEvidence {
  readonly z: Float32Array;
}

/** One entry's standing for a message. `probability` (0..1): how likely its answer is the right one. */
export interface Candidate {
  readonly entryId: EntryId;
  readonly handling: Meaning;
  readonly probability: number;
  /** Lexical likeness 0..1 of the best similar question; orders the candidates, means nothing alone. */
  readonly score: number;
  /** The similar question that matched best. */
  readonly matched: string;
}

/** Why a decision fell as it did. `margin` is best minus runner-up probability. */
export interface Evidence {
  readonly candidates: readonly Candidate[];
  readonly margin: number;
  /** The risk rule or risk example that hit, with the buyer's own words; null when none did. */
  readonly rule: RuleHit | null;
}

/** A rule that matched, with the words of the original text that it saw. */
export interface RuleHit {
  readonly ruleId: string;
  readonly words: string;
}

export type EscalateCause =
  | 'risk' // a risk class was read in the message
  | 'entry' // the entry understood is one that a person handles
  | 'asked' // the buyer asked for a person
  | 'misses' // two messages in a row were not understood
  | 'gate' // the answer did not pass the compliance gate
  | 'fault' // something threw on the way
  | 'agent_absent'; // the person who had the chat is gone

export type Decision =
  | { readonly kind: 'answer'; readonly entryIds: readonly [EntryId, ...EntryId[]]; readonly smallTalk: boolean; readonly probability: number; readonly evidence: Evidence }
  | { readonly kind: 'clarify'; readonly because: 'close' | 'no_match' | 'fragment'; readonly options: readonly EntryId[]; readonly evidence: Evidence }
  | { readonly kind: 'escalate'; readonly cause: EscalateCause; readonly riskId: RiskId | null; readonly entryId: EntryId | null; readonly probability: number; readonly evidence: Evidence };

/** A question that a buyer can pick instead of typing it. */
export interface Option {
  readonly id: EntryId;
  readonly title: string;
}

/** What a person reads. It leaves the house only as `Approved<Reply>`. */
export interface Reply {
  readonly text: string;
  readonly options: readonly Option[];
}

declare const approvedBrand: unique symbol;
/** A value that passed the compliance gate. Only `compliance/gate` mints it (test/tidy.test.ts forbids the cast elsewhere). */
export type Approved<T> = T & { readonly [approvedBrand]: true };

/** Who let a text pass that the gate would have stopped, why, and of which promise types its blocking findings were. */
export interface Override {
  readonly agentId: AgentId;
  readonly agentName: string;
  readonly reason: string;
  readonly types: readonly string[];
}

export type ConversationState = 'bot' | 'waiting' | 'human' | 'closed';

/** A trap that several messages of the buyer make together, as the agent is told of it. */
export interface RadarNote {
  readonly id: string;
  readonly name: string;
  /** The signals by name and what they make together, in one Chinese sentence. */
  readonly reason: string;
  readonly severity: Severity;
  /** `turnsAgo`: messages of the buyer since these words. */
  readonly signals: readonly { readonly name: string; readonly words: string; readonly turnsAgo: number }[];
  /** How to answer. */
  readonly advice: readonly string[];
  /** Evidence to keep. */
  readonly keep: readonly string[];
}

/** A ruling of the trade as an agent reads it: `sentence` may be told to a buyer. */
export interface CitedRuling {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
}

/** What a person who takes over needs to know at once. */
export interface HandoverRecord {
  readonly cause: EscalateCause;
  /** One Chinese sentence for the agent. */
  readonly reason: string;
  readonly riskId: RiskId | null;
  readonly rule: RuleHit | null;
  readonly team: Team;
  readonly severity: Severity;
  /** What the message was understood as, best first, with probabilities. */
  readonly understood: readonly { readonly entryId: EntryId; readonly probability: number }[];
  /** The rulings of the trade that the entry understood cites; older records lack them. */
  readonly rulings?: readonly CitedRuling[];
  /** The last messages before the hand-over, oldest first. */
  readonly lastMessages: readonly { readonly author: 'buyer' | 'bot' | 'agent' | 'system'; readonly text: string }[];
  /** A trap over several messages that stands; older rows have none. */
  readonly radar?: RadarNote;
}

/** `earlier`: erased by a release that kept no record of it. */
export type ErasureReason = 'visitor' | 'age' | 'earlier';

export type EventBody =
  | { readonly type: 'buyer_message'; readonly text: string; readonly picked: EntryId | null }
  | { readonly type: 'reply'; readonly author: 'bot' | 'system'; readonly reply: Approved<Reply>; readonly decision: Decision | null }
  | { readonly type: 'agent_reply'; readonly agentId: AgentId; readonly agentName: string; readonly reply: Approved<Reply>; readonly override?: Override | null }
  | { readonly type: 'handover'; readonly record: HandoverRecord }
  | { readonly type: 'state'; readonly from: ConversationState; readonly to: ConversationState; readonly agentId: AgentId | null; readonly agentName: string | null; readonly note: string }
  | { readonly type: 'task'; readonly taskId: string; readonly team: Team; readonly entryId: EntryId }
  | { readonly type: 'rating'; readonly score: number; readonly comment: string }
  /** A trap that the buyer's message completed while a person holds the chat; agents see it, the buyer does not. */
  | { readonly type: 'radar'; readonly note: RadarNote }
  /** An agent was shown the original of a masked message: who, which, what kinds it held, why ('' when no reason was given). Buyers never see it. */
  | { readonly type: 'revealed'; readonly agentId: AgentId; readonly agentName: string; readonly ofSeq: number; readonly kinds: readonly string[]; readonly reason: string }
  /** Payloads that were erased: why, and of which events (first and last seq, both included). Never erased itself; buyers never see it. */
  | { readonly type: 'erasure'; readonly why: ErasureReason; readonly ranges: readonly (readonly [from: number, to: number])[] }
  /** What reading gives for an event whose payload was erased; never appended. `was` is the type it had. */
  | { readonly type: 'erased'; readonly was: string };

/** An event as stored. `seq` counts from 1 within its conversation, without gaps; `at` is ms since 1970. */
export interface StoredEvent {
  readonly seq: number;
  readonly at: number;
  readonly body: EventBody;
}

/** Where a reader stands. Another `epoch` means another history (a restored backup): reload. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

/** A conversation without its events: what deciding needs to know. `seq` is the last event's. */
export interface Head {
  readonly id: ConversationId;
  readonly shopId: ShopId;
  readonly visitorId: VisitorId;
  readonly epoch: string;
  readonly seq: number;
  readonly state: ConversationState;
  readonly agentId: AgentId | null;
  readonly team: Team | null;
  readonly severity: Severity | null;
  /** Messages in a row that were not understood. */
  readonly misses: number;
  /** Entries that the buyer may pick now (menu, clarify options, related questions). */
  readonly offered: readonly EntryId[];
  readonly waitingSince: number | null;
  /** When a waiting buyer was last told so, ms. */
  readonly toldAt: number | null;
  readonly buyerReadSeq: number;
  readonly agentReadSeq: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The part of a head that an append replaces. */
export type HeadChange = Partial<Pick<Head, 'state' | 'agentId' | 'team' | 'severity' | 'misses' | 'offered' | 'waitingSince' | 'toldAt'>>;

export interface Visitor {
  readonly id: VisitorId;
  readonly shopId: ShopId;
  readonly expiresAt: number;
}

export type Role = 'administrator' | 'agent';

export interface Agent {
  readonly id: AgentId;
  readonly shopId: ShopId;
  readonly name: string;
  readonly role: Role;
  readonly team: Team | null;
}

/** Work that an answer opened for a team (`answer_and_notify`). */
export interface Task {
  readonly id: string;
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  readonly team: Team;
  readonly entryId: EntryId;
  readonly createdAt: number;
  readonly doneAt: number | null;
}
