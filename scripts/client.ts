// The reconnecting client of src/web/shared for Node, over `ws` with an explicit Origin header: for the terminals and replay.
// It adds what a script needs: promises for the welcome and for the reply to a message, and the agent's log-in over HTTP.
import { WebSocket } from 'ws';
import type { AgentServerFrame, BuyerServerFrame } from '../src/transport/protocol.ts';
import {
  createAgentClient, createBuyer, errorText, keyValueStorage,
  type AgentClient, type Buyer, type BuyerEvent, type LinkStatus, type SocketLike, type Storage,
} from '../src/web/shared/client.js';

const HANDSHAKE_DEADLINE_MS = 10_000;
const REPLY_DEADLINE_MS = 5_000;
const ACK_DEADLINE_MS = 120_000;

type Welcome = Extract<BuyerServerFrame, { type: 'welcome' }>;
export type MessageFrame = Extract<BuyerEvent, { type: 'message' }>;

/** A message that was not taken; `code` is one of docs/errors.md, or `timeout` or `stopped` when the connection gave up. */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The Origin that a page of that server would send: `ws://host:1/ws/buyer` → `http://host:1`. */
export function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol === 'wss:' || protocol === 'https:' ? 'https:' : 'http:'}//${host}`;
}

interface SocketOptions {
  readonly origin: string;
  readonly cookie?: string;
  /** The upgrade was answered with this HTTP status, such as 403 for an Origin that is not allowed. */
  onRefused(status: number): void;
}

function openSocket(url: string, { origin, cookie, onRefused }: SocketOptions): SocketLike {
  const socket = new WebSocket(url, {
    origin, perMessageDeflate: false, handshakeTimeout: HANDSHAKE_DEADLINE_MS, ...(cookie === undefined ? {} : { headers: { cookie } }),
  });
  socket.on('unexpected-response', (_request, response) => {
    response.resume();
    onRefused(response.statusCode ?? 0);
    socket.terminate();
  });
  return socket;
}

function memoryStorage(token: string | null): Storage {
  const nothing = keyValueStorage(null, '');
  let kept = token;
  return { ...nothing, readToken: () => kept, writeToken: (next) => { kept = next; } };
}

export interface BuyerConnectionOptions {
  readonly url: string;
  /** Default: the server's own. */
  readonly origin?: string;
  /** Goes on with an earlier visitor's conversation. */
  readonly token?: string;
  onFrame?(frame: BuyerServerFrame): void;
  onStatus?(status: LinkStatus): void;
}

export interface BuyerConnection {
  readonly buyer: Buyer;
  /** Resolves with the first welcome; rejects with NotAccepted when the server refuses for good. */
  readonly welcomed: Promise<Welcome>;
  /** Resolves when nothing is on its way any more, acked or refused. */
  idle(): Promise<void>;
  /**
   * Sends a message, also across reconnects, and waits for its ack and then for the first message after it that is not
   * the buyer's; null when none comes within `replyMs` (a person has the chat). Rejects with NotAccepted.
   */
  ask(text: string, limits?: { readonly ackMs?: number; readonly replyMs?: number }): Promise<{ readonly seq: number; readonly reply: MessageFrame | null }>;
  close(): void;
}

/** Connects and keeps connected until `close`. */
export function connectBuyer(options: BuyerConnectionOptions): BuyerConnection {
  const { url, origin = originOf(url), token } = options;
  const acks = new Map<string, number>();
  const watchers = new Set<() => void>();
  let refused: NotAccepted | null = null;

  const buyer = createBuyer({
    open: () => openSocket(url, { origin, onRefused }),
    storage: memoryStorage(token ?? null),
    onFrame(frame) {
      if (frame.type === 'ack') acks.set(frame.client_msg_id, frame.seq);
      options.onFrame?.(frame);
    },
    onChange: changed,
  });
  let status: LinkStatus['kind'] = 'idle';

  function changed(): void {
    const now = buyer.view().status;
    if (now.kind !== status) {
      status = now.kind;
      options.onStatus?.(now);
    }
    if (now.kind === 'stopped') refused = new NotAccepted('stopped', `the server closed for good: ${now.code} ${now.reason}`);
    for (const look of [...watchers]) look();
  }

  // 4xx answers to an upgrade do not get better by asking again; 5xx may.
  function onRefused(httpStatus: number): void {
    if (httpStatus < 400 || httpStatus >= 500) return;
    refused = new NotAccepted('refused', `the server refused the socket with HTTP ${httpStatus}; is the origin ${origin} in ZHANGGUI_ALLOWED_ORIGINS?`);
    queueMicrotask(() => {
      buyer.stop();
      changed();
    });
  }

  /** Waits until `look` finds something; null after `ms`. */
  function until<T>(look: () => T | null, ms: number): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        watchers.delete(check);
        settle();
      };
      const check = () => {
        try {
          const found = look();
          if (found !== null) return end(() => resolve(found));
        } catch (error) {
          return end(() => reject(error));
        }
        const why = refused;
        if (why) end(() => reject(why));
      };
      const timer = setTimeout(() => end(() => resolve(null)), ms);
      watchers.add(check);
      check();
    });
  }

  async function ask(text: string, { ackMs = ACK_DEADLINE_MS, replyMs = REPLY_DEADLINE_MS } = {}): ReturnType<BuyerConnection['ask']> {
    const { id } = buyer.say(text);
    const seq = await until(() => acks.get(id) ?? refusalOf(id), ackMs);
    if (seq === null) throw new NotAccepted('timeout', `no ack within ${ackMs} ms`);
    acks.delete(id);
    const reply = await until(() => replyAfter(buyer.view().events, seq), replyMs);
    return { seq, reply };
  }

  /** Null while the message is under way; throws when it was refused. */
  function refusalOf(id: string): null {
    const item = buyer.view().outbox.find((candidate) => candidate.id === id);
    if (!item?.error || (item.status !== 'failed' && item.status !== 'refused')) return null;
    buyer.discard(id);
    throw new NotAccepted(item.error.code, item.error.message);
  }

  const isUnderway = () => buyer.view().outbox.some(({ status: now }) => now === 'pending' || now === 'sent' || now === 'stored');
  buyer.start();
  const welcomed = until(() => buyer.view().welcome, ACK_DEADLINE_MS).then((welcome) => {
    if (!welcome) throw new NotAccepted('timeout', `no welcome from ${url}`);
    return welcome;
  });
  // A caller that only listens to frames need not handle the refusal twice.
  welcomed.catch(() => undefined);
  return { buyer, welcomed, ask, idle: async () => { await until(() => (isUnderway() ? null : true), ACK_DEADLINE_MS); }, close: () => buyer.stop() };
}

function replyAfter(events: readonly BuyerEvent[], seq: number): MessageFrame | null {
  for (const event of events) if (event.type === 'message' && event.from !== 'buyer' && event.seq > seq) return event;
  return null;
}

export interface AgentSession {
  readonly name: string;
  readonly cookie: string;
  logOut(): Promise<void>;
}

/** Logs in at `url` (http or https). Throws NotAccepted with the server's code. */
export async function logIn(url: string, name: string, password: string): Promise<AgentSession> {
  const origin = originOf(url);
  const post = (path: string, body: object, headers: Record<string, string>) =>
    fetch(new URL(path, url), { method: 'POST', headers: { 'content-type': 'application/json', origin, ...headers }, body: JSON.stringify(body) });
  const response = await post('/api/auth/login', { name, password }, {});
  const body = await response.json().catch(() => ({})) as { csrf_token?: string; code?: string; message?: string; message_zh?: string };
  if (!response.ok || body.csrf_token === undefined) {
    const code = body.code ?? String(response.status);
    throw new NotAccepted(code, errorText({ code, ...(body.message_zh ? { message_zh: body.message_zh } : {}), message: body.message ?? `HTTP ${response.status}` }));
  }
  const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  const csrfToken = body.csrf_token;
  return { name, cookie, logOut: async () => { await post('/api/auth/logout', {}, { cookie, 'x-csrf-token': csrfToken }); } };
}

export interface AgentListeners {
  onFrame(frame: AgentServerFrame): void;
  onChange(): void;
  /** The upgrade was answered with this HTTP status; the client goes on trying until it is stopped. */
  onRefused(status: number): void;
}

/** The agent's socket of the server at `url` (http or https), not started yet. */
export function connectAgent(url: string, session: AgentSession, on: AgentListeners): AgentClient {
  const socketUrl = new URL('/ws/agent', url.replace(/^http/, 'ws')).href;
  return createAgentClient({
    open: () => openSocket(socketUrl, { origin: originOf(url), cookie: session.cookie, onRefused: on.onRefused }),
    onFrame: on.onFrame,
    onChange: on.onChange,
  });
}
