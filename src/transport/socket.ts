// What both socket kinds share: reading frames one after another, error frames, limits, heartbeat, hello deadline, closing.
// It knows no conversation; buyer.ts and agent.ts say what a frame does.
import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { StoreUnavailable } from '../conversation/ports.ts';
import { Refused } from '../conversation/refused.ts';
import type { TransportDeps } from './deps.ts';
import { Denied, errorBody, type ErrorCode } from './errors.ts';
import type { ReadFrame, Reference } from './frames.ts';
import { createBucket } from './limits.ts';
import { CLOSE_CODES, type AgentServerFrame, type BuyerServerFrame, type CloseName } from './protocol.ts';

/** Time a peer has to answer a close before its connection is cut. */
const CLOSE_GRACE_MS = 2_000;
/** Frames of one socket that may wait for the one being carried out. */
const PENDING_FRAMES_MAX = 100;
const MISSED_BEATS_MAX = 2;
/** What bye tells a client to wait where a pause helps; chance spreads them, so that all do not come back at once. */
const PAUSES_MS: Partial<Record<CloseName, { readonly least: number; readonly spread: number }>> = {
  too_fast: { least: 5_000, spread: 2_500 }, try_again: { least: 2_000, spread: 4_000 }, going_away: { least: 1_000, spread: 2_000 },
};
const AT_ONCE = { least: 0, spread: 0 };

export type SocketKind = 'buyer' | 'agent';
type ErrorFrame = Extract<BuyerServerFrame, { type: 'error' }>;
type ByeFrame = Extract<BuyerServerFrame, { type: 'bye' }>;

export interface PeerOptions<In> {
  readonly kind: SocketKind;
  readonly socket: WebSocket;
  readonly log: FastifyBaseLogger;
  read(text: string): ReadFrame<In>;
  /**
   * Carries a frame out; frames of a socket run one after another. What it throws becomes an error frame.
   * `receivedAt` is the frame's arrival on the monotonic clock, ms.
   */
  handle(frame: In, receivedAt: number): Promise<void>;
  /** Each heartbeat: the time to look whether a hint was lost. */
  onBeat(): void;
}

export interface Peer<Out> {
  /** False once it is closing. */
  readonly open: boolean;
  send(frame: Out): void;
  /** Sends the error frame for what was thrown. */
  fail(error: unknown, reference: Reference): void;
  /** Resolves at once while little is waiting to be read by the client, else when all of it has left. */
  room(): Promise<void>;
  /** The hello is answered: its deadline no longer counts. */
  welcomed(): void;
  close(name: CloseName): void;
  /** Runs when the socket has closed, at once when it has already. */
  onClose(listener: () => void): void;
}

/** A peer as the hub sees it. */
export interface Member {
  readonly kind: SocketKind;
  beat(): void;
  /** Tells the client to come back, lets the running frames end, closes. */
  leave(): Promise<void>;
  terminate(): void;
}

interface Frame { readonly type: string; readonly id?: string | undefined }

/** Call it synchronously in the route's handler: frames that arrive before a listener is attached are lost. */
export function createPeer<In extends Frame, Out extends BuyerServerFrame | AgentServerFrame>(
  deps: Pick<TransportDeps, 'config' | 'clock' | 'metrics'>, hub: { add(member: Member): () => void }, options: PeerOptions<In>,
): Peer<Out> {
  const { config, clock, metrics } = deps;
  const { socket, log, kind } = options;
  const bucket = createBucket({ perSecond: config.framesPerSecondMax, burst: config.framesBurstMax }, clock.now());
  const closeListeners: (() => void)[] = [];
  const roomWaiters: (() => void)[] = [];
  let closing = false;
  let deaf = false;
  let missedBeats = 0;
  let pending = 0;
  let tail = Promise.resolve();

  function sendText(frame: Out | ErrorFrame | ByeFrame | { readonly type: 'pong'; readonly id?: string }): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > config.sendBufferBytesMax) return close('too_slow');
    socket.send(JSON.stringify(frame), () => {
      if (socket.bufferedAmount === 0) for (const resolve of roomWaiters.splice(0)) resolve();
    });
  }

  function refuse(code: ErrorCode, reference: Reference, detail = '', extra: Partial<ErrorFrame> = {}): void {
    metrics.frameRefused(code);
    sendText({ type: 'error', ...errorBody(code, detail), ...reference, ...extra });
  }

  function close(name: CloseName): void {
    if (closing) return;
    closing = true;
    if (name !== 'too_slow') sendBye(name);
    socket.close(CLOSE_CODES[name].code, name);
    setTimeout(() => socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  function sendBye(name: CloseName): void {
    const { least, spread } = PAUSES_MS[name] ?? AT_ONCE;
    sendText({ type: 'bye', reason: name, reconnect: CLOSE_CODES[name].reconnect, reconnect_after_ms: Math.round(least + spread * Math.random()) });
  }

  function onMessage(data: RawData, isBinary: boolean): void {
    missedBeats = 0;
    if (closing || deaf) return;
    if (isBinary) {
      refuse('binary_frame', {});
      return close('binary_frame');
    }
    const verdict = bucket.spend(clock.now());
    const read = options.read(data.toString());
    if (verdict !== 'allowed' || pending >= PENDING_FRAMES_MAX) {
      refuse('too_fast', read.reference);
      if (verdict === 'closed') close('too_fast');
      return;
    }
    if (!read.ok) return refuse(read.code, read.reference, read.detail);
    if (read.frame.type === 'ping') return sendText({ type: 'pong', ...(read.frame.id === undefined ? {} : { id: read.frame.id }) });
    pending++;
    const receivedAt = performance.now();
    tail = tail.then(() => carryOut(read.frame, read.reference, receivedAt));
  }

  async function carryOut(frame: In, reference: Reference, receivedAt: number): Promise<void> {
    try {
      await options.handle(frame, receivedAt);
    } catch (error) {
      fail(error, reference);
    } finally {
      pending--;
    }
  }

  function fail(error: unknown, reference: Reference): void {
    if (error instanceof Denied) {
      refuse(error.code, reference, error.detail);
      if (error.code === 'protocol_version') close('hello_expected');
      return;
    }
    if (error instanceof Refused) {
      refuse(error.code, reference, '', blocked(error));
      if (error.code === 'visitor_erased' && kind === 'buyer') close('visitor_erased');
      return;
    }
    const unavailable = error instanceof StoreUnavailable;
    log.error({ err: error, request: reference.request, kind }, unavailable ? 'a frame was not accepted' : 'a frame failed');
    refuse(unavailable ? 'not_accepted' : 'fault', reference);
    // A client sends its hello once per socket, so one that could not be welcomed has to come again.
    if (reference.request === 'hello') close('try_again');
  }

  const hello = setTimeout(() => {
    refuse('hello_expected', {}, 'No hello came in time.');
    close('hello_expected');
  }, config.helloDeadlineMs).unref();

  const remove = hub.add({
    kind,
    beat() {
      if (closing) return;
      if (missedBeats >= MISSED_BEATS_MAX) return close('heartbeat_lost');
      missedBeats++;
      if (socket.readyState === socket.OPEN) socket.ping();
      options.onBeat();
    },
    async leave() {
      if (!closing) sendBye('going_away');
      deaf = true;
      await tail;
      if (!closing) socket.close(CLOSE_CODES.going_away.code, 'going_away');
      closing = true;
    },
    terminate: () => socket.terminate(),
  });

  socket.on('message', onMessage);
  socket.on('pong', () => { missedBeats = 0; });
  socket.on('close', () => {
    closing = true;
    clearTimeout(hello);
    remove();
    for (const resolve of roomWaiters.splice(0)) resolve();
    for (const listener of closeListeners.splice(0)) listener();
  });

  return {
    get open() {
      return !closing && socket.readyState === socket.OPEN;
    },
    send: sendText,
    fail,
    room() {
      const roomy = socket.readyState !== socket.OPEN || socket.bufferedAmount <= config.sendBufferBytesMax / 2;
      return roomy ? Promise.resolve() : new Promise<void>((resolve) => roomWaiters.push(resolve));
    },
    welcomed: () => clearTimeout(hello),
    close,
    onClose(listener) {
      if (socket.readyState === socket.CLOSED) listener();
      else closeListeners.push(listener);
    },
  };
}

function blocked({ report, overridable }: Refused): Partial<ErrorFrame> {
  if (report === null) return {};
  return { findings: report.findings.map(plainFinding), ...(report.suggestion === null ? {} : { suggestion: report.suggestion }), overridable };
}

type Findings = NonNullable<Refused['report']>['findings'];

/** A finding of the gate as frames carry it. */
export function plainFinding({ type, level, start, end, words, reason, suggestion, rewords }: Findings[number]): NonNullable<ErrorFrame['findings']>[number] {
  return { type, level, start, end, words, reason, suggestion, ...(rewords === true ? { rewords } : {}) };
}
