// @ts-check
// A buyer's conversation as a page or a terminal sees it: link, outbox and timeline put together. It draws nothing.
import { PROTOCOL } from './codes.js';
import { environment } from './environment.js';
import { createLink } from './link.js';
import { createOutbox } from './outbox.js';
import { keyValueStorage } from './storage.js';
import { createTimeline } from './timeline.js';

const TOKEN_ERRORS = ['token_expired', 'unknown_token'];
const EVENTS = ['message', 'state', 'rated'];

/** @type {typeof import('./client.js').createBuyer} */
export function createBuyer(options) {
  const env = environment(options.environment);
  const storage = options.storage ?? keyValueStorage(null, '');
  const changed = () => options.onChange?.();
  /** @type {string | null} */
  let token = storage.readToken();
  /** @type {import('./client.d.ts').BuyerView['welcome']} */
  let welcome = null;
  /** @type {import('./client.d.ts').BuyerView['problem']} */
  let problem = null;
  /** State, agent's name and the seq they are of: events that a catch-up repeats are older than the welcome. */
  let standing = { state: /** @type {import('./client.d.ts').BuyerView['state']} */ ('bot'), agentName: /** @type {string | null} */ (null), seq: 0 };
  /** @type {number | null} */
  let ahead = null;
  let agentTyping = false;
  let agentReadSeq = 0;
  let readSent = 0;

  /** @type {import('./client.d.ts').Timeline<import('./client.d.ts').BuyerEvent>} */
  const timeline = createTimeline();
  /** @type {import('./client.d.ts').Link<import('../../transport/protocol.ts').BuyerFrame, import('../../transport/protocol.ts').BuyerServerFrame>} */
  const link = createLink({ open: options.open, hello, onFrame, onStatus, environment: env });
  /** @type {import('./client.d.ts').Outbox<import('./client.d.ts').BuyerMessageFrame>} */
  const outbox = createOutbox({ send: (frame) => link.send(frame), onStall: () => link.drop(), onChange: changed, storage, environment: env });

  function hello() {
    const epoch = timeline.epoch();
    return {
      type: /** @type {const} */ ('hello'),
      protocol: PROTOCOL,
      ...(token === null ? {} : { token }),
      ...(token === null || epoch === null ? {} : { cursor: { epoch, seq: timeline.seq() } }),
    };
  }

  /** @param {import('./client.d.ts').LinkStatus} status */
  function onStatus(status) {
    agentTyping = false;
    if (status.kind === 'waiting' || status.kind === 'stopped' || status.kind === 'idle') outbox.offline();
    if (status.kind === 'online') outbox.flush();
    changed();
  }

  /** @type {Record<string, (frame: any) => void>} */
  const handlers = {
    welcome(frame) {
      if (welcome && welcome.conversation_id !== frame.conversation_id) startOver(null);
      welcome = frame;
      problem = null;
      token = frame.token;
      storage.writeToken(frame.token);
      standing = { state: frame.state, agentName: frame.state === 'human' ? standing.agentName : null, seq: frame.seq };
      if (frame.state !== 'waiting') ahead = null;
      agentReadSeq = frame.agent_read_seq;
      readSent = 0;
    },
    ack: (frame) => { outbox.acked(frame.client_msg_id, frame.seq); outbox.settle(timeline.seq()); },
    message(frame) {
      if (frame.from === 'buyer') outbox.seen(frame.text, frame.seq);
      else agentTyping = false;
      if (frame.agent_name && standing.state === 'human') standing = { ...standing, agentName: frame.agent_name };
    },
    state(frame) {
      // A state event up to the welcome's own seq still knows the agent's name, which the welcome does not.
      if (frame.seq < standing.seq && frame.state !== standing.state) return;
      standing = { state: frame.state, agentName: frame.agent_name ?? null, seq: Math.max(frame.seq, standing.seq) };
      if (frame.state !== 'waiting') ahead = null;
    },
    queue: (frame) => { ahead = frame.ahead; },
    typing: (frame) => { agentTyping = frame.on; },
    read: (frame) => { agentReadSeq = Math.max(agentReadSeq, frame.seq); },
    reload: (frame) => startOver(frame.epoch),
    error(frame) {
      if (TOKEN_ERRORS.includes(frame.code) && token !== null) forgetToken();
      else if (!outbox.failed(frame)) problem = frame;
    },
  };

  /** @param {any} frame */
  function onFrame(frame) {
    if (EVENTS.includes(frame.type)) {
      if (!timeline.apply(frame)) return;
      outbox.settle(frame.seq);
    }
    handlers[frame.type]?.(frame);
    options.onFrame?.(frame);
    changed();
  }

  /** @param {string | null} epoch */
  function startOver(epoch) {
    timeline.clear(epoch);
    // What was acked is in the history that follows, or in one that is gone; its old seq says nothing any more.
    outbox.settle(Infinity);
    readSent = 0;
  }

  // Another tab may have got a new token already; only the refused one is forgotten.
  function forgetToken() {
    const stored = storage.readToken();
    if (stored === token) storage.writeToken(null);
    token = stored === token ? null : stored;
    startOver(null);
    link.greet();
  }

  /** @param {(clientMsgId: string) => import('./client.d.ts').BuyerMessageFrame} make @param {string} label */
  function put(make, label) {
    problem = null;
    return outbox.add(make(env.newId()), label);
  }

  function mayRate() {
    if (standing.state !== 'closed') return false;
    const last = timeline.events().findLast((event) => event.type === 'rated' || event.type === 'state');
    return last?.type !== 'rated';
  }

  return {
    start() {
      outbox.restore();
      link.start();
    },
    stop: () => link.stop(),
    retryNow: () => link.retryNow(),
    say: (text) => put((client_msg_id) => ({ type: 'say', client_msg_id, text }), text),
    pick: (option) => put((client_msg_id) => ({ type: 'pick', client_msg_id, option_id: option.id }), option.title),
    callHuman: () => put((client_msg_id) => ({ type: 'call_human', client_msg_id }), '转人工'),
    rate: (score, comment) => put((client_msg_id) => ({ type: 'rate', client_msg_id, score, ...(comment ? { comment } : {}) }), `${score} 星`),
    typing: (on) => { link.send({ type: 'typing', on }); },
    read() {
      const seq = timeline.seq();
      if (seq > readSent && link.send({ type: 'read', seq })) readSent = seq;
    },
    retry: (id) => outbox.retry(id),
    discard: (id) => outbox.discard(id),
    view: () => ({
      status: link.status(), welcome, state: standing.state, agentName: standing.agentName, ahead, events: timeline.events(),
      outbox: outbox.items(), agentTyping, agentReadSeq, mayRate: mayRate(), problem,
    }),
  };
}
