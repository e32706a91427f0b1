// The doors of the conversation: what it needs from the world, as interfaces that adapters implement.
// Store methods are whole domain actions; none hands out a transaction. test/contract/ holds every implementation to them.
import type {
  Agent, AgentId, ConversationId, EntryId, EventBody, Head, HeadChange, Role, SemanticEvidence, Severity, ShopId, StoredEvent, Task, Team, Visitor, VisitorId,
} from '../types.ts';

export interface AppendRequest {
  readonly conversationId: ConversationId;
  /** The seq that the writer decided on; any other is a conflict and nothing is written. */
  readonly expectedSeq: number;
  /** Written in order, all or none, with seq `expectedSeq + 1 …`. At least one. */
  readonly events: readonly EventBody[];
  readonly change: HeadChange;
  /** Names the sender's message within the conversation (`buyer:<client_msg_id>`, `agent:<id>:<client_msg_id>`); null when nothing is retried. */
  readonly dedupeKey: string | null;
  /** ms since 1970. */
  readonly at: number;
  /** What answered when it was decided; sealed with the events. Without them the seal says '' (a tool, a test). */
  readonly versions?: Versions;
}

/** Digests of what answers: the whole knowledge folder, and the files of rules in it. */
export interface Versions {
  readonly knowledge: string;
  readonly rules: string;
}

/** An event as it is sealed: src/evidence/chain.ts says what each hash covers. */
export interface SealedEvent {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  /** buyer, bot, system or agent:<id>. */
  readonly sender: string;
  /** Null, both of them, for an event that was sealed later than it was written. */
  readonly knowledgeVersion: string | null;
  readonly rulesVersion: string | null;
  /** As stored, read by nobody: evidence is what is there. A text that is not JSON is given as a string. Null when erased. */
  readonly body: unknown;
  /** Null when erased. */
  readonly salt: string | null;
  readonly bodyHash: string;
  /** The hash of the event before; null when that one is missing. */
  readonly prev: string | null;
  readonly hash: string;
  /** When its payload was erased, ms; null when it was not. */
  readonly erasedAt: number | null;
}

/** An entry of the store's journal of chain heads: src/evidence/journal.ts says what it holds. */
export interface JournalEntry {
  readonly n: number;
  readonly at: number;
  readonly heads: string;
  readonly upto: number | null;
  readonly uptoHash: string | null;
  readonly prev: string;
  readonly hash: string;
}

export interface JournalPage {
  /** The database's history; a restored backup has another. */
  readonly epoch: string;
  /** Number of the oldest entry that is kept; null when there is none. */
  readonly first: number | null;
  /** Hash of the entry that was asked to come after; null when there is none such. */
  readonly after: string | null;
  readonly entries: readonly JournalEntry[];
}

/** What the journal says of a conversation: src/evidence/journal.ts. */
export interface EvidenceAnchor {
  readonly journal: { readonly n: number; readonly at: number; readonly hash: string } | null;
  readonly heads: readonly { readonly n: number; readonly at: number; readonly seq: number; readonly hash: string }[];
  readonly faults: readonly string[];
}

/** A conversation's events with their seals, oldest first, and what vouches for them, all of one moment. */
export interface StoredEvidence {
  readonly events: readonly SealedEvent[];
  /** Events that the conversation counts; more than stand in `events` when some were removed. */
  readonly count: number;
  readonly anchor: EvidenceAnchor;
}

/** What an erasure removed. */
export interface Erasure {
  readonly conversations: number;
  readonly events: number;
  /** False when a reader of the database still holds up its log, in which the erased text stands: see `clearLog`. */
  readonly cleared: boolean;
}

/** `duplicate` wins over `conflict`: a retry of a stored message is a duplicate whatever came after it. `erased`: the visitor was erased, the conversation is over for good. */
export type AppendResult =
  | { readonly kind: 'stored'; readonly head: Head; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'duplicate'; readonly head: Head; readonly seq: number }
  | { readonly kind: 'conflict'; readonly head: Head }
  | { readonly kind: 'erased'; readonly head: Head };

/** The store could not take or give something now (disk full, locked, closed). Nothing of the action was written. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

export interface Credentials {
  readonly agent: Agent;
  readonly passwordHash: string;
  readonly disabled: boolean;
}

export interface Session {
  readonly agent: Agent;
  readonly csrfToken: string;
  readonly expiresAt: number;
}

export interface QueueCounts {
  readonly bot: number;
  readonly waiting: number;
  readonly human: number;
  readonly closed: number;
  readonly openTasks: number;
}

export interface Store {
  /** Creates the shop or updates its name and knowledge version. */
  saveShop(shop: { readonly id: ShopId; readonly name: string; readonly knowledgeVersion: string; readonly at: number }): Promise<void>;

  createVisitor(visitor: { readonly id: VisitorId; readonly shopId: ShopId; readonly tokenHash: string; readonly expiresAt: number; readonly at: number }): Promise<void>;
  /** The visitor of a token's hash, expired ones included (the caller compares `expiresAt`). */
  visitorByToken(tokenHash: string): Promise<Visitor | null>;

  /** The visitor's conversation, created with `newId` in state `bot` when there is none. Two callers at once get the same one. */
  openConversation(request: { readonly shopId: ShopId; readonly visitorId: VisitorId; readonly newId: ConversationId; readonly offered: readonly string[]; readonly at: number }): Promise<Head>;
  head(id: ConversationId): Promise<Head | null>;
  append(request: AppendRequest): Promise<AppendResult>;
  /** The seq stored under a dedupe key, null when there is none. */
  storedSeq(id: ConversationId, dedupeKey: string): Promise<number | null>;
  /** Events with `seq > after`, oldest first, at most `limit`. */
  eventsAfter(id: ConversationId, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The last `limit` events, oldest first. */
  lastEvents(id: ConversationId, limit: number): Promise<readonly StoredEvent[]>;
  /** Moves a side's read mark forward, never back, never past the last seq. Returns the head, null for no such conversation. */
  markRead(id: ConversationId, side: 'buyer' | 'agent', seq: number): Promise<Head | null>;

  /** Waiting conversations: critical before high before medium before low, then longest waiting first. */
  waiting(shopId: ShopId, limit: number): Promise<readonly Head[]>;
  /** How many waiting conversations come before this one in that order; 0 when it is next or not waiting. */
  waitingAhead(id: ConversationId): Promise<number>;
  /** Waiting conversations at least this severe: how many would come before a new one. */
  waitingCount(shopId: ShopId, atLeast: Severity): Promise<number>;
  /** Conversations in state `human`, all of the shop or one agent's, oldest first. */
  held(shopId: ShopId, agentId: AgentId | null, limit: number): Promise<readonly Head[]>;
  counts(shopId: ShopId): Promise<QueueCounts>;

  /** Open tasks, oldest first. A `task` event creates its row in the same append. */
  openTasks(shopId: ShopId, limit: number): Promise<readonly Task[]>;
  /** False when there is no such open task. */
  finishTask(shopId: ShopId, taskId: string, at: number): Promise<boolean>;

  /** False when the name is taken. */
  createAgent(agent: Agent & { readonly passwordHash: string; readonly at: number }): Promise<boolean>;
  agents(shopId: ShopId): Promise<readonly (Agent & { readonly disabled: boolean })[]>;
  credentials(shopId: ShopId, name: string): Promise<Credentials | null>;
  /** Replaces the password and ends the agent's sessions. False when there is no such agent. */
  setPassword(shopId: ShopId, agentId: AgentId, passwordHash: string): Promise<boolean>;
  /** A disabled agent cannot log in; its sessions end. False when there is no such agent. */
  setDisabled(shopId: ShopId, agentId: AgentId, disabled: boolean): Promise<boolean>;
  createSession(session: { readonly tokenHash: string; readonly agentId: AgentId; readonly csrfToken: string; readonly expiresAt: number; readonly at: number }): Promise<void>;
  /** A session that has not expired at `at`, of an agent that is not disabled. */
  session(tokenHash: string, at: number): Promise<Session | null>;
  endSession(tokenHash: string): Promise<void>;
  /** Removes sessions and visitors' tokens that expired before `at`; returns how many. */
  sweepExpired(at: number): Promise<number>;

  /** Null when there is no such conversation. */
  evidence(id: ConversationId): Promise<StoredEvidence | null>;
  /** Entries of the journal with `n > after`, oldest first, at most `limit`. */
  journal(after: number, limit: number): Promise<JournalPage>;
  /**
   * Gathers entries older than `before` into one at the end, with the heads that no later entry replaced; bounded work for each call.
   * Returns how many were removed. Rejects, and removes nothing, when they are not a whole chain.
   */
  compactJournal(before: number, at: number): Promise<number>;
  /**
   * Removes what a visitor said and what was said to him: payloads, salts, dedupe keys, options offered, the token. Hashes, times,
   * types and senders stay, so that the chain still verifies; an `erasure` event names what went. The conversation is closed and takes
   * no more events. Null when the shop has no such visitor.
   */
  eraseVisitor(shopId: ShopId, visitorId: VisitorId, at: number): Promise<Erasure | null>;
  /**
   * Removes in the same way what is older than `before`, oldest first, at most `limit` events, and with them later events that hold
   * copies of what they said (hand-overs). Fewer than `limit` events means that nothing older is left.
   */
  eraseOlderThan(shopId: ShopId, before: number, limit: number, at: number): Promise<Erasure>;

  /** Brings what was erased out of the database's log too. False when a reader that began before still needs it; try again later. */
  clearLog(): Promise<boolean>;

  /** Resolves when the store can be read and written now; rejects with StoreUnavailable otherwise. */
  ready(): Promise<void>;
  /** Flushes what is queued and closes. Later calls reject with StoreUnavailable. */
  close(): Promise<void>;
}

/** "Look again" signals between sockets and nodes. A lost hint delays, never loses: the store is the truth. */
export interface Bus {
  hint(topic: string): void;
  /** Returns the function that stops listening. */
  listen(topic: string, onHint: () => void): () => void;
}

/** An entry as it is asked for. */
export interface Asked {
  readonly id: EntryId;
  readonly questions: readonly string[];
}

/** Nearness in meaning, measured by a model outside the house. It may be slow, away or wrong; nobody waits for it and nothing fails. */
export interface Semantics {
  /** Begins to read the questions of a knowledge version that goes live, in the background; gives up those of the version before. */
  learn(entries: readonly Asked[]): void;
  /**
   * Evidence in the order of `entries`, which must be the very list that was learned. Null when there is none in time, for whatever
   * reason; never rejects. `text` leaves the house: it holds only what may.
   */
  nearest(entries: readonly Asked[], text: string): Promise<SemanticEvidence | null>;
  close(): void;
}

export interface Clock {
  /** ms since 1970. */
  now(): number;
}

/** Unguessable identifiers. */
export interface Ids {
  /** 128 bits, for row ids. */
  id(): string;
  /** 256 bits, base64url, for tokens. */
  token(): string;
}

export type { Agent, Head, Role, StoredEvent, Task, Team };
