// What the shared client library offers, typed by the frames of protocol.ts; pages, terminals and tests all see this.
// The modules beside it are plain browser ES modules; test/web/types.test.ts compiles them against this file.
import type { AgentFrame, AgentServerFrame, BuyerFrame, BuyerServerFrame } from '../../transport/protocol.ts';

interface SocketEvent { readonly target?: unknown; readonly data?: unknown; readonly code?: number; readonly reason?: unknown }
/** Written as a method, so that listeners for the narrower events of either WebSocket fit. */
type SocketListener = { listen(event: SocketEvent): void }['listen'] | null;

/** The part of a WebSocket that the client uses; the browser's and the `ws` package's both fit. */
export interface SocketLike {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: SocketListener;
  onmessage: SocketListener;
  onclose: SocketListener;
  onerror: SocketListener;
}

/** Clock, timers and chance, given from outside so that tests can drive them. */
export interface Environment {
  setTimer(action: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** ms since 1970. */
  now(): number;
  /** 0 inclusive to 1 exclusive. */
  random(): number;
  /** A new client_msg_id. */
  newId(): string;
}

export type LinkStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'waiting'; readonly retryInMs: number; readonly code: number; readonly reason: string }
  | { readonly kind: 'stopped'; readonly code: number; readonly reason: string };

export interface Link<Outgoing, Incoming> {
  start(): void;
  /** Closes for good; `start` begins anew. */
  stop(): void;
  /** Ends the wait of a backoff at once; nothing when it is not waiting. */
  retryNow(): void;
  /** Drops a socket that seems dead and reconnects. */
  drop(): void;
  /** Says hello again on the same socket (after the server refused the token). */
  greet(): void;
  /** False when there is no welcomed socket; nothing is kept then. */
  send(frame: Outgoing): boolean;
  status(): LinkStatus;
}

export interface LinkOptions<Outgoing, Incoming> {
  /** Makes a new socket; a throw counts as a failed attempt. */
  open(): SocketLike;
  /** The hello of the next socket, made when it opens. */
  hello(): Outgoing;
  onFrame(frame: Incoming): void;
  onStatus(status: LinkStatus): void;
  environment?: Partial<Environment> | undefined;
}

export type ErrorFrame = Extract<BuyerServerFrame, { type: 'error' }>;

/** pending: to be sent; sent: on its way; stored: acked, its event not yet here; failed: may be sent again; refused: may not. */
export type OutboxStatus = 'pending' | 'sent' | 'stored' | 'failed' | 'refused';

export interface OutboxItem<Frame> {
  readonly id: string;
  readonly frame: Frame;
  /** What a person sees for it, e.g. the title of a picked option. */
  readonly label: string;
  readonly at: number;
  status: OutboxStatus;
  attempts: number;
  /** The last error; also there while it is being tried again. */
  error: Pick<ErrorFrame, 'code' | 'message' | 'message_zh' | 'retry' | 'findings' | 'suggestion' | 'overridable'> | null;
  /** The event it became, once acked or seen. */
  seq: number | null;
}

/** Where unacked messages and the token outlive the page. Each method may do nothing. */
export interface Storage {
  readToken(): string | null;
  /** Null forgets it. */
  writeToken(token: string | null): void;
  readItems(): OutboxItem<any>[];
  saveItem(item: OutboxItem<any>): void;
  removeItem(id: string): void;
}

export interface Outbox<Frame> {
  /** Keeps the frame until it is acked, in order, under a new client_msg_id. */
  add(frame: Frame, label: string): OutboxItem<Frame>;
  /** Reads what an earlier page left; messages older than STALE_MS wait for a person to send them. */
  restore(): void;
  flush(): void;
  offline(): void;
  acked(id: string, seq: number): void;
  /** True when the error was about one of its messages. */
  failed(error: ErrorFrame): boolean;
  /** An event of the sender's own came with this text: hide the pending bubble even before the ack. */
  seen(text: string, seq: number): void;
  /** Forgets stored messages whose event (up to seq) is shown now. */
  settle(seq: number): void;
  retry(id: string): void;
  discard(id: string): void;
  items(): readonly OutboxItem<Frame>[];
}

export interface Sequenced { readonly epoch: string; readonly seq: number }

export interface Timeline<Event extends Sequenced> {
  /** False for an event it has already. An event of another epoch clears first. */
  apply(event: Event): boolean;
  clear(epoch: string | null): void;
  events(): readonly Event[];
  seq(): number;
  epoch(): string | null;
}

type Server<Name extends BuyerServerFrame['type']> = Extract<BuyerServerFrame, { type: Name }>;
export type BuyerEvent = Server<'message'> | Server<'state'> | Server<'rated'>;
export type BuyerMessageFrame = Extract<BuyerFrame, { client_msg_id: string }>;

export interface BuyerView {
  readonly status: LinkStatus;
  readonly welcome: Server<'welcome'> | null;
  readonly state: Server<'welcome'>['state'];
  readonly agentName: string | null;
  readonly ahead: number | null;
  readonly events: readonly BuyerEvent[];
  readonly outbox: readonly OutboxItem<BuyerMessageFrame>[];
  readonly agentTyping: boolean;
  readonly agentReadSeq: number;
  /** Whether the last service ended and has no rating yet. */
  readonly mayRate: boolean;
  /** An error that belongs to no message. */
  readonly problem: ErrorFrame | null;
}

export interface Buyer {
  start(): void;
  stop(): void;
  retryNow(): void;
  say(text: string): OutboxItem<BuyerMessageFrame>;
  pick(option: { readonly id: string; readonly title: string }): OutboxItem<BuyerMessageFrame>;
  callHuman(): OutboxItem<BuyerMessageFrame>;
  rate(score: number, comment?: string): OutboxItem<BuyerMessageFrame>;
  typing(on: boolean): void;
  /** Tells the server that everything shown has been seen. */
  read(): void;
  retry(id: string): void;
  discard(id: string): void;
  view(): BuyerView;
}

export interface ClientOptions<Incoming> {
  open(): SocketLike;
  storage?: Storage | undefined;
  /** Every frame, after it was applied; events that were there already are left out. */
  onFrame?: ((frame: Incoming) => void) | undefined;
  onChange?: (() => void) | undefined;
  environment?: Partial<Environment> | undefined;
}

type AgentServer<Name extends AgentServerFrame['type']> = Extract<AgentServerFrame, { type: Name }>;
export type AgentEvent = AgentServer<'message'> | AgentServer<'state'> | AgentServer<'rated'> | AgentServer<'handover'> | AgentServer<'radar'> | AgentServer<'revealed'> | AgentServer<'task'>;
export type AgentReplyFrame = Extract<AgentFrame, { client_msg_id: string }>;
export type Ticket = AgentServer<'watching'>['ticket'];
export type TaskItem = AgentServer<'desk'>['tasks'][number];

export interface AgentChat {
  readonly id: string;
  readonly ticket: Ticket | null;
  readonly state: Ticket['state'];
  readonly agentName: string | null;
  readonly events: readonly AgentEvent[];
  readonly handover: AgentServer<'handover'> | null;
  /** The trap that the last hand-over or note named; null when it named none. */
  readonly radar: AgentServer<'radar'>['radar'] | null;
  /** Originals of masked messages that this page was shown, by seq; forgotten when the history is. */
  readonly originals: ReadonlyMap<number, string>;
  readonly buyerTyping: boolean;
  readonly buyerReadSeq: number;
  /** The buyer's messages since the agent last read or replied. */
  readonly unread: number;
}

export interface AgentView {
  readonly status: LinkStatus;
  readonly welcome: AgentServer<'welcome'> | null;
  readonly desk: Pick<AgentServer<'desk'>, 'waiting' | 'mine' | 'tasks'>;
  readonly outbox: readonly OutboxItem<AgentReplyFrame>[];
  chat(id: string): AgentChat | null;
}

/** Requests answer false when there is no connection: they are not kept, as the desk may look different by then. Replies are. */
export interface AgentClient {
  start(): void;
  stop(): void;
  retryNow(): void;
  watch(id: string): void;
  unwatch(id: string): void;
  take(id: string, fromColleague?: boolean): boolean;
  /** With a reason a supervisor sends what the gate would stop. */
  reply(id: string, text: string, overrideReason?: string): OutboxItem<AgentReplyFrame>;
  /** Asks what the gate would say to a draft; answered by a `checked` frame, or an error with the same check_id. */
  check(id: string, checkId: string, text: string): boolean;
  transfer(id: string, to: { readonly team?: string; readonly agentName?: string }): boolean;
  returnToBot(id: string): boolean;
  close(id: string): boolean;
  /** Asks for the original of a masked message; it comes as a frame and in `originals`. */
  reveal(id: string, seq: number): boolean;
  find(query: string): boolean;
  finishTask(id: string): boolean;
  typing(id: string, on: boolean): void;
  read(id: string): void;
  retry(id: string): void;
  discard(id: string): void;
  view(): AgentView;
}

export interface AgentClientOptions extends ClientOptions<AgentServerFrame> {
  /** Replies are kept apart per agent, as a browser may serve several. */
  storageFor?: ((agentId: string) => Storage) | undefined;
}

export const PROTOCOL: number;
export const STALE_MS: number;
export const CLOSE_RULES: Readonly<Record<number, { readonly reconnect: boolean; readonly pauseMs: number; readonly text: string }>>;
/** Words for the person who uses the client. */
export function errorText(error: { readonly code: string; readonly message_zh?: string; readonly message?: string }): string;
/** ms to wait before attempt n (from 0): half fixed, half chance, doubling up to a cap. */
export function backoffMs(attempt: number, random: () => number): number;
export function createLink<Outgoing, Incoming>(options: LinkOptions<Outgoing, Incoming>): Link<Outgoing, Incoming>;
export function createOutbox<Frame extends { client_msg_id: string }>(options: {
  send(frame: Frame): boolean;
  /** No ack came in time: the socket is probably dead. */
  onStall(): void;
  onChange(): void;
  storage?: Storage | undefined;
  environment?: Partial<Environment> | undefined;
}): Outbox<Frame>;
export function createTimeline<Event extends Sequenced>(): Timeline<Event>;
export function createBuyer(options: ClientOptions<BuyerServerFrame>): Buyer;
export function createAgentClient(options: AgentClientOptions): AgentClient;
/** Over localStorage or sessionStorage; without one (private window) it keeps nothing. */
export function keyValueStorage(store: Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> | null, prefix: string): Storage;
