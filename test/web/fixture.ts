// What the client tests share: a hand-driven clock, sockets the test plays the server of, and short frame makers.
import type { BuyerServerFrame } from '../../src/transport/protocol.ts';
import type { Environment, SocketLike, Storage } from '../../src/web/shared/client.js';

interface Timer { readonly at: number; readonly action: () => void }

export interface ManualClock extends Environment {
  /** Runs what falls due within the next `ms`, in order. */
  advance(ms: number): void;
}

/** Chance is fixed at `chance`, so that a backoff is exact. */
export function manualClock(chance = 0.5): ManualClock {
  const timers = new Set<Timer>();
  let now = 1_700_000_000_000;
  let ids = 0;
  return {
    setTimer(action, ms) {
      const timer = { at: now + ms, action };
      timers.add(timer);
      return timer;
    },
    clearTimer: (timer) => void timers.delete(timer as Timer),
    now: () => now,
    random: () => chance,
    newId: () => `m${++ids}`,
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at)[0];
        if (!due) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.action();
      }
      now = end;
    },
  };
}

export type SentFrame = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A socket whose server is the test. */
export class FakeSocket implements SocketLike {
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  readonly sent: SentFrame[] = [];
  closedByClient = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as SentFrame);
  }
  close(): void {
    this.closedByClient = true;
  }
  opens(): void {
    this.onopen?.({});
  }
  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  closes(code: number): void {
    this.onclose?.({ code, reason: '' });
  }
  ofType(type: string): readonly SentFrame[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export interface Sockets {
  open(): SocketLike;
  readonly all: readonly FakeSocket[];
  /** The newest. */
  last(): FakeSocket;
}

export function fakeSockets(): Sockets {
  const all: FakeSocket[] = [];
  return {
    all,
    open() {
      const socket = new FakeSocket();
      all.push(socket);
      return socket;
    },
    last() {
      const socket = all.at(-1);
      if (!socket) throw new Error('no socket was opened');
      return socket;
    },
  };
}

export const LIMITS = { text_length_max: 1_000, payload_bytes_max: 65_536, frames_per_second_max: 10 };

export function welcome(change: Partial<Extract<BuyerServerFrame, { type: 'welcome' }>> = {}): Extract<BuyerServerFrame, { type: 'welcome' }> {
  return {
    type: 'welcome', protocol: 1, token: 'token-1', conversation_id: 'c1', epoch: 'e1', seq: 0, state: 'bot', shop_name: '青禾衣橱', greeting: '您好',
    menu: [], agent_read_seq: 0, heartbeat_ms: 30_000, limits: LIMITS, ...change,
  };
}

export function message(seq: number, change: Partial<Extract<BuyerServerFrame, { type: 'message' }>> = {}): Extract<BuyerServerFrame, { type: 'message' }> {
  return { type: 'message', conversation_id: 'c1', epoch: 'e1', seq, at: seq, from: 'bot', text: `event ${seq}`, options: [], ...change };
}

export const ack = (id: string, seq: number, duplicate = false) => ({ type: 'ack', client_msg_id: id, epoch: 'e1', seq, duplicate });

export const error = (code: string, change: object = {}) => ({ type: 'error', code, message: code, message_zh: `中文 ${code}`, retry: false, ...change });

/** Storage that a later client of the test can read: what a reload of the page leaves. */
export function keptStorage(): Storage & { readonly items: Map<string, string>; token: string | null } {
  const items = new Map<string, string>();
  return {
    items, token: null,
    readToken() { return this.token; },
    writeToken(token) { this.token = token; },
    readItems: () => [...items.values()].map((text) => JSON.parse(text) as ReturnType<Storage['readItems']>[number]),
    saveItem: (item) => void items.set(item.id, JSON.stringify(item)),
    removeItem: (id) => void items.delete(id),
  };
}
