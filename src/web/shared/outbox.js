// @ts-check
// Messages on their way: kept until acked, sent one at a time in order, sent again under the same client_msg_id.
// One at a time costs a round trip per message and keeps the order when one of them must be tried again.
import { environment } from './environment.js';
import { backoffMs } from './link.js';

/** Left by an earlier page longer ago than this, a message waits for a person: "在吗" of yesterday is not sent by itself. */
export const STALE_MS = 10 * 60_000;
/** Tries of a message whose error says retry, before a person is asked. */
const ATTEMPTS_MAX = 5;
const ACK_DEADLINE_MS = 15_000;

/** @type {typeof import('./client.js').createOutbox} */
export function createOutbox(options) {
  const env = environment(options.environment);
  const { storage } = options;
  /** @type {import('./client.d.ts').OutboxItem<any>[]} */
  let items = [];
  /** @type {unknown} */
  let ackTimer = null;
  /** @type {unknown} */
  let retryTimer = null;

  const find = (/** @type {string} */ id) => items.find((item) => item.id === id);

  /** @param {import('./client.d.ts').OutboxItem<any>} item */
  function keep(item) {
    storage?.saveItem(item);
    options.onChange();
  }
  /** @param {string} id */
  function forget(id) {
    items = items.filter((item) => item.id !== id);
    storage?.removeItem(id);
  }
  function stopTimers() {
    if (ackTimer !== null) env.clearTimer(ackTimer);
    if (retryTimer !== null) env.clearTimer(retryTimer);
    ackTimer = null;
    retryTimer = null;
  }

  function flush() {
    if (retryTimer !== null || items.some((item) => item.status === 'sent')) return;
    const next = items.find((item) => item.status === 'pending');
    if (!next || !options.send(next.frame)) return;
    next.status = 'sent';
    next.attempts++;
    ackTimer = env.setTimer(() => { ackTimer = null; options.onStall(); }, ACK_DEADLINE_MS);
    options.onChange();
  }

  /** @param {import('./client.d.ts').OutboxItem<any>} item */
  function tryLater(item) {
    item.status = 'pending';
    retryTimer = env.setTimer(() => { retryTimer = null; flush(); }, backoffMs(item.attempts, env.random));
  }

  return {
    add(frame, label) {
      const item = { id: frame.client_msg_id, frame, label, at: env.now(), status: /** @type {const} */ ('pending'), attempts: 0, error: null, seq: null };
      items = [...items, item];
      keep(item);
      flush();
      return item;
    },
    restore() {
      const known = new Set(items.map((item) => item.id));
      const left = (storage?.readItems() ?? []).filter((item) => !known.has(item.id));
      items = [...left.map((item) => restored(item, env.now())), ...items];
      if (left.length > 0) options.onChange();
    },
    flush,
    offline() {
      stopTimers();
      for (const item of items) {
        if (item.status === 'sent') Object.assign(item, { status: 'pending', seq: null });
      }
    },
    acked(id, seq) {
      const item = find(id);
      if (!item) return;
      stopTimers();
      storage?.removeItem(id);
      Object.assign(item, { status: 'stored', seq, error: null });
      options.onChange();
      flush();
    },
    failed(error) {
      const item = error.client_msg_id === undefined ? undefined : find(error.client_msg_id);
      if (!item) return false;
      stopTimers();
      item.error = { code: error.code, message: error.message, message_zh: error.message_zh, retry: error.retry, ...pickReport(error) };
      if (error.retry && item.attempts < ATTEMPTS_MAX) tryLater(item);
      else item.status = error.retry ? 'failed' : 'refused';
      keep(item);
      flush();
      return true;
    },
    seen(text, seq) {
      const item = items.find((candidate) => candidate.status === 'sent');
      if (item && item.label === text) item.seq = seq;
    },
    settle(seq) {
      items = items.filter((item) => item.status !== 'stored' || (item.seq ?? 0) > seq);
    },
    retry(id) {
      const item = find(id);
      if (!item || (item.status !== 'failed' && item.status !== 'refused')) return;
      Object.assign(item, { status: 'pending', attempts: 0, error: null, seq: null });
      keep(item);
      flush();
    },
    discard(id) {
      if (find(id)?.status === 'sent') return;
      forget(id);
      options.onChange();
    },
    items: () => items,
  };
}

/** @param {import('./client.d.ts').OutboxItem<any>} item @param {number} now */
function restored(item, now) {
  if (item.status === 'failed' || item.status === 'refused') return item;
  if (now - item.at < STALE_MS) return { ...item, status: /** @type {const} */ ('pending'), attempts: 0, seq: null };
  return { ...item, status: /** @type {const} */ ('failed'), attempts: 0, seq: null, error: { code: 'stale', message: 'left by an earlier page', message_zh: '', retry: true } };
}

/** @param {import('./client.d.ts').ErrorFrame} error */
function pickReport(error) {
  return {
    ...(error.findings === undefined ? {} : { findings: error.findings }),
    ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
    ...(error.overridable === undefined ? {} : { overridable: error.overridable }),
  };
}
