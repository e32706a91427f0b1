// @ts-check
// The desk as a page or a terminal sees it: one socket, a timeline per watched conversation, an outbox for replies. It draws nothing.
import { PROTOCOL } from './codes.js';
import { environment } from './environment.js';
import { createLink } from './link.js';
import { createOutbox } from './outbox.js';
import { createTimeline } from './timeline.js';

/** hello takes at most this many cursors (protocol.ts). */
const CURSORS_MAX = 200;
const EVENTS = ['message', 'state', 'rated', 'handover', 'radar', 'revealed', 'task'];

/**
 * @typedef {{ id: string, timeline: import('./client.d.ts').Timeline<import('./client.d.ts').AgentEvent>,
 *   ticket: import('./client.d.ts').Ticket | null, buyerTyping: boolean, buyerReadSeq: number, readSent: number, readSeq: number,
 *   originals: Map<number, string> }} Watched
 */

/** @type {typeof import('./client.js').createAgentClient} */
export function createAgentClient(options) {
  const env = environment(options.environment);
  const changed = () => options.onChange?.();
  /** @type {import('./client.d.ts').AgentView['welcome']} */
  let welcome = null;
  /** @type {import('./client.d.ts').AgentView['desk']} */
  let desk = { waiting: [], mine: [], tasks: [] };
  /** @type {Map<string, Watched>} */
  const watched = new Map();

  /** @type {import('./client.d.ts').Link<import('../../transport/protocol.ts').AgentFrame, import('../../transport/protocol.ts').AgentServerFrame>} */
  const link = createLink({ open: options.open, hello, onFrame, onStatus, environment: env });
  /** @type {import('./client.d.ts').Outbox<import('./client.d.ts').AgentReplyFrame>} */
  let outbox = newOutbox(options.storage);

  /**
   * @param {import('./client.d.ts').Storage | undefined} storage
   * @returns {import('./client.d.ts').Outbox<import('./client.d.ts').AgentReplyFrame>}
   */
  function newOutbox(storage) {
    return createOutbox({ send: (frame) => link.send(frame), onStall: () => link.drop(), onChange: changed, storage, environment: env });
  }

  function hello() {
    const cursors = [...watched.values()].flatMap(({ id, timeline }) => {
      const epoch = timeline.epoch();
      return epoch === null ? [] : [{ conversation_id: id, epoch, seq: timeline.seq() }];
    });
    return { type: /** @type {const} */ ('hello'), protocol: PROTOCOL, ...(cursors.length > 0 ? { cursors: cursors.slice(-CURSORS_MAX) } : {}) };
  }

  /** @param {import('./client.d.ts').LinkStatus} status */
  function onStatus(status) {
    for (const chat of watched.values()) chat.buyerTyping = false;
    if (status.kind === 'waiting' || status.kind === 'stopped' || status.kind === 'idle') outbox.offline();
    if (status.kind === 'online') {
      // Those with events were named in hello; a conversation still empty here has no cursor and is asked for again.
      for (const { id, timeline } of watched.values()) if (timeline.epoch() === null) link.send({ type: 'watch', conversation_id: id });
      outbox.flush();
    }
    changed();
  }

  /** @param {string} id */
  function watch(id) {
    if (watched.has(id)) return;
    follow(id);
    link.send({ type: 'watch', conversation_id: id });
  }

  /** @type {Record<string, (frame: any, chat: Watched | undefined) => void>} */
  const handlers = {
    welcome(frame) {
      if (welcome?.agent_id !== frame.agent_id && options.storageFor) {
        outbox = newOutbox(options.storageFor(frame.agent_id));
        outbox.restore();
      }
      welcome = frame;
      for (const chat of watched.values()) chat.readSent = 0;
    },
    desk: (frame) => { desk = { waiting: frame.waiting, mine: frame.mine, tasks: frame.tasks }; },
    watching(frame, chat) {
      if (chat) Object.assign(chat, { ticket: frame.ticket, buyerReadSeq: frame.buyer_read_seq });
    },
    ack: (frame, chat) => { outbox.acked(frame.client_msg_id, frame.seq); settle(chat); },
    message(frame, chat) {
      if (frame.from === 'buyer' && chat) chat.buyerTyping = false;
      if (frame.from === 'agent' && frame.agent_name === welcome?.agent_name) outbox.seen(frame.text, frame.seq);
    },
    state(frame, chat) {
      if (chat?.ticket && frame.seq >= chat.ticket.seq) chat.ticket = { ...chat.ticket, state: frame.state, agent_name: frame.agent_name ?? null, seq: frame.seq };
    },
    original: (frame, chat) => { if (chat) chat.originals = new Map([...chat.originals, [frame.of_seq, frame.text]]); },
    typing: (frame, chat) => { if (chat) chat.buyerTyping = frame.on; },
    read: (frame, chat) => { if (chat) chat.buyerReadSeq = Math.max(chat.buyerReadSeq, frame.seq); },
    reload(frame, chat) {
      if (!chat) return;
      chat.timeline.clear(frame.epoch);
      chat.originals = new Map();
      chat.readSent = 0;
      settle(chat, Infinity);
    },
    error: (frame) => { outbox.failed(frame); },
  };

  // The outbox spans conversations, so only those of this one whose event is shown are forgotten.
  /** @param {Watched | undefined} chat */
  function settle(chat, shown = chat?.timeline.seq() ?? 0) {
    for (const item of outbox.items()) {
      const settled = item.status === 'stored' && item.frame.conversation_id === chat?.id && (item.seq ?? 0) <= shown;
      if (settled) outbox.discard(item.id);
    }
  }

  /** @param {any} frame */
  function onFrame(frame) {
    // A take is answered by watching, too: the server follows the conversation from then on.
    if (frame.type === 'watching') follow(frame.ticket.conversation_id);
    const chat = watched.get(frame.conversation_id ?? frame.ticket?.conversation_id);
    if (EVENTS.includes(frame.type)) {
      if (!chat || !chat.timeline.apply(frame)) return;
      settle(chat);
    }
    handlers[frame.type]?.(frame, chat);
    options.onFrame?.(frame);
    changed();
  }

  /** @param {string} id */
  function follow(id) {
    if (!watched.has(id)) watched.set(id, { id, timeline: createTimeline(), ticket: null, buyerTyping: false, buyerReadSeq: 0, readSent: 0, readSeq: 0, originals: new Map() });
  }

  /** @param {Watched} entry */
  function unreadOf({ timeline, readSeq }) {
    const messages = timeline.events().filter((event) => event.type === 'message');
    const replied = messages.findLast((event) => event.from === 'agent')?.seq ?? 0;
    return messages.filter((event) => event.from === 'buyer' && event.seq > Math.max(readSeq, replied)).length;
  }

  /** @param {string} id @returns {import('./client.d.ts').AgentChat | null} */
  function chat(id) {
    const entry = watched.get(id);
    if (!entry) return null;
    const events = entry.timeline.events();
    const handover = events.findLast((event) => event.type === 'handover');
    const noted = events.findLast((event) => event.type === 'handover' || event.type === 'radar');
    return {
      id, ticket: entry.ticket, state: entry.ticket?.state ?? 'bot', agentName: entry.ticket?.agent_name ?? null, events,
      handover: handover?.type === 'handover' ? handover : null, radar: noted && 'radar' in noted ? noted.radar ?? null : null, buyerTyping: entry.buyerTyping, buyerReadSeq: entry.buyerReadSeq, originals: entry.originals, unread: unreadOf(entry),
    };
  }

  return {
    start: () => link.start(),
    stop: () => link.stop(),
    retryNow: () => link.retryNow(),
    watch,
    unwatch(id) {
      if (watched.delete(id)) link.send({ type: 'unwatch', conversation_id: id });
    },
    take: (id, fromColleague = false) => link.send({ type: 'take', conversation_id: id, ...(fromColleague ? { from_colleague: true } : {}) }),
    reply: (id, text, overrideReason) => outbox.add({
      type: 'reply', conversation_id: id, client_msg_id: env.newId(), text, ...(overrideReason === undefined ? {} : { override_reason: overrideReason }),
    }, text),
    check: (id, checkId, text) => link.send({ type: 'check', conversation_id: id, check_id: checkId, text }),
    transfer: (id, to) => link.send({
      type: 'transfer', conversation_id: id,
      ...(to.team === undefined ? {} : { team: /** @type {any} */ (to.team) }), ...(to.agentName === undefined ? {} : { agent_name: to.agentName }),
    }),
    returnToBot: (id) => link.send({ type: 'return_to_bot', conversation_id: id }),
    close: (id) => link.send({ type: 'close', conversation_id: id }),
    reveal: (id, seq) => link.send({ type: 'reveal', conversation_id: id, seq }),
    find: (query) => link.send({ type: 'find', query }),
    finishTask: (id) => link.send({ type: 'finish_task', task_id: id }),
    typing: (id, on) => { link.send({ type: 'typing', conversation_id: id, on }); },
    read(id) {
      const entry = watched.get(id);
      const seq = entry?.timeline.seq() ?? 0;
      if (entry && seq > entry.readSent && link.send({ type: 'read', conversation_id: id, seq })) Object.assign(entry, { readSent: seq, readSeq: seq });
    },
    retry: (id) => outbox.retry(id),
    discard: (id) => outbox.discard(id),
    view: () => ({ status: link.status(), welcome, desk, outbox: outbox.items(), chat }),
  };
}
