// @ts-check
// One socket that comes back by itself: hello, heartbeat, backoff with jitter, close codes. It knows no message and draws nothing.
import { CLOSE_RULES } from './codes.js';
import { environment } from './environment.js';

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 20_000;
/** From opening the socket to the welcome. */
const WELCOME_DEADLINE_MS = 10_000;
/** A socket that lived this long after its welcome was good: the next backoff starts from the beginning. */
const STABLE_MS = 5_000;
/** Until a welcome names it. */
const HEARTBEAT_DEFAULT_MS = 25_000;
/** After a bye the server closes; a client that hears nothing closes itself. */
const BYE_GRACE_MS = 5_000;
const ABNORMAL = 1006;

/** @type {typeof import('./client.js').backoffMs} */
export function backoffMs(attempt, random) {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 16));
  return ceiling / 2 + (random() * ceiling) / 2;
}

/** @type {typeof import('./client.js').createLink} */
export function createLink(options) {
  const env = environment(options.environment);
  /** @type {import('./client.d.ts').SocketLike | null} */
  let socket = null;
  /** @type {import('./client.d.ts').LinkStatus} */
  let status = { kind: 'idle' };
  /** @type {{ reason: string, reconnect: boolean, reconnect_after_ms: number } | null} */
  let bye = null;
  let attempt = 0;
  let heartbeatMs = HEARTBEAT_DEFAULT_MS;
  let pinged = false;
  /** One timer per purpose; all end with the socket. @type {Map<string, unknown>} */
  const timers = new Map();

  /** @param {string} name @param {() => void} action @param {number} ms */
  function arm(name, action, ms) {
    disarm(name);
    timers.set(name, env.setTimer(() => { timers.delete(name); action(); }, ms));
  }
  /** @param {string} name */
  function disarm(name) {
    if (timers.has(name)) env.clearTimer(timers.get(name));
    timers.delete(name);
  }
  function disarmAll() {
    for (const name of [...timers.keys()]) disarm(name);
  }
  /** @param {import('./client.d.ts').LinkStatus} next */
  function become(next) {
    status = next;
    options.onStatus(next);
  }

  function connect() {
    disarmAll();
    bye = null;
    pinged = false;
    become({ kind: 'connecting' });
    /** @type {import('./client.d.ts').SocketLike} */
    let fresh;
    try {
      fresh = options.open();
    } catch {
      closed(ABNORMAL, '');
      return;
    }
    socket = fresh;
    arm('welcome', drop, WELCOME_DEADLINE_MS);
    fresh.onopen = () => { if (fresh === socket) greet(); };
    fresh.onmessage = (event) => { if (fresh === socket) heard(event.data); };
    fresh.onclose = (event) => { if (fresh === socket) closed(event.code ?? ABNORMAL, String(event.reason ?? '')); };
    // A close follows every error; without a listener the ws package would throw.
    fresh.onerror = () => undefined;
  }

  function greet() {
    socket?.send(JSON.stringify(options.hello()));
  }

  /** @param {unknown} data */
  function heard(data) {
    const frame = parse(data);
    if (frame === null) return;
    pinged = false;
    arm('idle', idle, heartbeatMs);
    if (frame.type === 'welcome') welcomed(frame);
    if (frame.type === 'bye') leave(frame);
    options.onFrame(frame);
    if (frame.type === 'welcome' && socket) become({ kind: 'online' });
  }

  /** @param {any} frame */
  function welcomed(frame) {
    disarm('welcome');
    heartbeatMs = Math.max(1_000, frame.heartbeat_ms);
    arm('idle', idle, heartbeatMs);
    arm('stable', () => { attempt = 0; }, STABLE_MS);
  }

  /** @param {any} frame */
  function leave(frame) {
    bye = frame;
    arm('bye', drop, BYE_GRACE_MS);
  }

  // Browsers cannot see WebSocket pings, so silence is broken by a frame; silence after it means the socket is dead.
  function idle() {
    if (pinged) {
      drop();
      return;
    }
    pinged = true;
    socket?.send(JSON.stringify({ type: 'ping' }));
    arm('idle', idle, heartbeatMs);
  }

  function drop() {
    const dead = socket;
    if (!dead) return;
    socket = null;
    dead.close();
    closed(ABNORMAL, '');
  }

  /** @param {number} code @param {string} reason */
  function closed(code, reason) {
    socket = null;
    disarmAll();
    const rule = CLOSE_RULES[code];
    const why = rule?.text ?? reason;
    if ((bye && !bye.reconnect) || rule?.reconnect === false) {
      become({ kind: 'stopped', code, reason: why });
      return;
    }
    const wait = bye ? bye.reconnect_after_ms : 0;
    const retryInMs = Math.max(wait, rule?.pauseMs ?? 0) + backoffMs(attempt, env.random);
    attempt++;
    arm('retry', connect, retryInMs);
    become({ kind: 'waiting', retryInMs, code, reason: why });
  }

  return {
    start() {
      if (status.kind === 'idle' || status.kind === 'stopped') connect();
    },
    stop() {
      const open = socket;
      socket = null;
      disarmAll();
      attempt = 0;
      open?.close(1000);
      become({ kind: 'idle' });
    },
    retryNow() {
      if (status.kind === 'waiting' && bye === null) connect();
    },
    drop,
    greet,
    send(frame) {
      if (!socket || status.kind !== 'online' || bye) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    status: () => status,
  };
}

/** @param {unknown} data @returns {any} a frame, or null for what is none */
function parse(data) {
  try {
    const frame = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null && typeof frame.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}
