// What the conversation room offers to the transport: the buyer's side and the desk's. Implemented by handle.ts and desk.ts.
// Every method may throw StoreUnavailable (nothing was written) or Refused (why it will not be done).
import type { PromiseFinding, PromiseReport } from '../compliance/promises.ts';
import type { Agent, AgentId, Approved, ConversationId, Cursor, EntryId, Head, Reply, ShopId, StoredEvent, Task, Team, VisitorId } from '../types.ts';

export interface Accepted {
  readonly head: Head;
  /** The seq under which the sender's message is stored. */
  readonly seq: number;
  readonly duplicate: boolean;
}

export type CatchUp =
  | { readonly kind: 'events'; readonly head: Head; readonly events: readonly StoredEvent[] }
  /** The cursor is of another history, ahead of it, or too far back: start again with these events, the newest ones. */
  | { readonly kind: 'reload'; readonly head: Head; readonly events: readonly StoredEvent[] };

export interface Conversations {
  /** The visitor's conversation, made when there is none. */
  open(visitorId: VisitorId): Promise<Head>;
  /** The greeting that holds now, with the welcome menu; null when the gate refuses it. */
  greeting(): Approved<Reply> | null;
  say(id: ConversationId, message: { readonly clientMsgId: string; readonly text: string }): Promise<Accepted>;
  /** Refused('unknown_option') when the option is not offered now. */
  pick(id: ConversationId, message: { readonly clientMsgId: string; readonly optionId: EntryId }): Promise<Accepted>;
  callHuman(id: ConversationId, message: { readonly clientMsgId: string }): Promise<Accepted>;
  rate(id: ConversationId, rating: { readonly clientMsgId: string; readonly score: number; readonly comment: string }): Promise<Accepted>;
  read(id: ConversationId, seq: number): Promise<void>;
  /** Exactly what came after the cursor, or a reload. Without a cursor: the newest events. */
  catchUp(id: ConversationId, cursor: Cursor | null): Promise<CatchUp>;
  ahead(id: ConversationId): Promise<number>;
}

export interface DeskView {
  readonly waiting: readonly Head[];
  readonly mine: readonly Head[];
  readonly tasks: readonly Task[];
}

export interface Desk {
  overview(agent: Agent): Promise<DeskView>;
  /** Refused('unknown_conversation') for one of another shop. */
  look(agent: Agent, id: ConversationId): Promise<Head>;
  catchUp(agent: Agent, id: ConversationId, cursor: Cursor | null): Promise<CatchUp>;
  /**
   * From then on the bot is silent. Taking what one holds already changes nothing. Refused('already_taken') when a colleague
   * holds it and `fromColleague` is not set, Refused('conversation_closed').
   */
  take(agent: Agent, id: ConversationId, fromColleague: boolean): Promise<Head>;
  /** Whether buyers may read this as an agent's name: it passes the gate like any text. */
  mayBeCalled(name: string): boolean;
  /** What the gate would say to this text from this agent. Nothing is stored. Refused('unknown_conversation' | 'text_too_long'). */
  check(agent: Agent, id: ConversationId, text: string): Promise<PromiseReport>;
  /**
   * Refused('reply_blocked') with the gate's report, 'not_yours', 'text_empty', 'text_too_long'. With an `overrideReason` a
   * supervisor or administrator sends a blocked text all the same, which is recorded; else Refused with an `override_…` code.
   */
  reply(agent: Agent, id: ConversationId, message: { readonly clientMsgId: string; readonly text: string; readonly overrideReason?: string | null }): Promise<Accepted & { readonly warnings: readonly PromiseFinding[] }>;
  /**
   * The original text of a buyer's masked message, which is recorded as an event. For whom holds the conversation, for administrators
   * and supervisors: else Refused('not_yours'). Refused('nothing_masked') when there is nothing to show.
   */
  reveal(agent: Agent, id: ConversationId, request: { readonly seq: number; readonly reason: string }): Promise<string>;
  /** To a team's queue or to an agent by name; exactly one of them. Refused('transfer_target' | 'unknown_agent' | 'not_yours'). */
  transfer(agent: Agent, id: ConversationId, to: { readonly team: Team | null; readonly agentName: string | null }): Promise<Head>;
  returnToBot(agent: Agent, id: ConversationId): Promise<Head>;
  close(agent: Agent, id: ConversationId): Promise<Head>;
  read(agent: Agent, id: ConversationId, seq: number): Promise<void>;
  /** Canned answers by fuzzy search, at most 10. */
  find(query: string): readonly { readonly entryId: EntryId; readonly title: string; readonly text: string }[];
  finishTask(agent: Agent, taskId: string): Promise<void>;
  /** Puts every held conversation whose agent is not among `present` back in the queue; returns how many. */
  requeueAbsent(shopId: ShopId, present: ReadonlySet<AgentId>): Promise<number>;
  entryTitle(id: EntryId): string;
  riskName(id: string): string;
  /** The name of a promise type, for agents. */
  promiseName(type: string): string;
}
