// @ts-check
// The demo page: wires the buyer client to the page's form, buttons and log. What a message looks like is in log.js.
import { createBuyer, errorText, keyValueStorage } from '/web/shared/client.js';
import { byId, el, fitRows, followEnd, pageStorage, putText, reconcile, sendOnEnter, watchTyping } from '/web/shared/dom.js';
import { connectionWords, STATES } from '/web/shared/words.js';
import { logEntries } from './log.js';

/** The counter appears from this share of the limit on. */
const COUNTER_FROM = 0.8;
const TEXT_LENGTH_MAX_DEFAULT = 1_000;

/** @type {HTMLTextAreaElement} */
const text = byId('text');
const log = byId('log');
const storage = keyValueStorage(pageStorage('localStorage'), 'zhanggui.buyer');
let score = 0;

const buyer = createBuyer({
  open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws/buyer`),
  storage,
  onChange: draw,
});

let drawing = false;
/** Many frames may come at once; one drawing shows them all. */
function draw() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    show(buyer.view());
  });
}

/** @param {import('/web/shared/client.js').BuyerView} view */
function show(view) {
  showHead(view);
  showConnection(view);
  const before = log.childElementCount;
  end.change(() => reconcile(log, logEntries(view, actions, Date.now())));
  if (!end.atEnd() && log.childElementCount > before) byId('to-end').hidden = false;
  byId('typing').hidden = !view.agentTyping;
  byId('rating').hidden = !view.mayRate || isUnderway(view, 'rate');
  const problem = byId('problem');
  problem.hidden = view.problem === null;
  problem.textContent = view.problem ? errorText(view.problem) : '';
  showComposer();
  read();
}

/** @param {import('/web/shared/client.js').BuyerView} view */
function showHead(view) {
  if (view.welcome) {
    byId('avatar').textContent = view.welcome.shop_name.charAt(0);
    byId('shop-name').textContent = view.welcome.shop_name;
    byId('shop-title').textContent = view.welcome.shop_name;
    document.title = `${view.welcome.shop_name} · 在线客服`;
    setText(byId('state'), stateLine(view));
  }
  /** @type {HTMLButtonElement} */ (byId('human')).disabled =
    !view.welcome || view.state === 'waiting' || view.state === 'human' || isUnderway(view, 'call_human');
}

/** @param {import('/web/shared/client.js').BuyerView} view */
function stateLine(view) {
  if (view.state === 'waiting') return view.ahead === null ? '排队中' : view.ahead === 0 ? '排队中，您排在第一位' : `排队中，前面 ${view.ahead} 位`;
  if (view.state === 'human' && view.agentName) return `人工服务中 · ${view.agentName}`;
  return STATES[view.state] ?? '';
}

/** @param {import('/web/shared/client.js').BuyerView} view @param {string} type */
const isUnderway = (view, type) => view.outbox.some((item) => item.frame.type === type && item.status !== 'refused' && item.status !== 'failed');

/** @param {import('/web/shared/client.js').BuyerView} view */
function showConnection(view) {
  const words = connectionWords(view.status);
  byId('connection').hidden = words.text === '';
  setText(byId('connection-text'), words.text);
  byId('connection-action').hidden = words.action === null;
  setText(byId('connection-action'), words.action ?? '');
}

/** A status region reads out what is set, so the same words are not set twice. @param {HTMLElement} node @param {string} words */
function setText(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function showComposer() {
  const most = buyer.view().welcome?.limits.text_length_max ?? TEXT_LENGTH_MAX_DEFAULT;
  const length = text.value.trim().length;
  const counter = byId('counter');
  counter.hidden = length < most * COUNTER_FROM;
  counter.classList.toggle('over', length > most);
  setText(counter, counter.hidden ? '' : length > most ? `超出 ${length - most} 字，请分几条发送` : `${length} / ${most}`);
  /** @type {HTMLButtonElement} */ (byId('send')).disabled = length === 0 || length > most;
  fitRows(text);
}

const stopTyping = watchTyping(text, (on) => buyer.typing(on));

function send() {
  showComposer();
  if (/** @type {HTMLButtonElement} */ (byId('send')).disabled) return;
  stopTyping();
  buyer.say(text.value.trim());
  text.value = '';
  showComposer();
  end.toEnd();
}

function read() {
  if (end.atEnd() && document.visibilityState === 'visible') buyer.read();
}

const end = followEnd(log, (atEnd) => {
  if (atEnd) byId('to-end').hidden = true;
  read();
});

/** @type {import('./log.js').Actions} */
const actions = {
  pick(option) {
    buyer.pick(option);
    end.toEnd();
  },
  retry: (id) => buyer.retry(id),
  edit(item) {
    buyer.discard(item.id);
    putText(text, item.label);
    showComposer();
  },
  discard: (id) => buyer.discard(id),
};

function drawStars() {
  const stars = byId('stars');
  stars.replaceChildren(...[1, 2, 3, 4, 5].map((value) => el('button', {
    type: 'button', text: value <= score ? '★' : '☆', class: value <= score ? 'lit' : null,
    'aria-label': `${value} 星`, 'aria-pressed': value === score ? 'true' : 'false',
    onclick: () => {
      score = value;
      drawStars();
      /** @type {HTMLElement | undefined} */ (stars.children[value - 1])?.focus();
    },
  })));
  /** @type {HTMLButtonElement} */ (byId('rating-send')).disabled = score === 0;
}

byId('rating').addEventListener('submit', (event) => {
  event.preventDefault();
  /** @type {HTMLInputElement} */
  const comment = byId('rating-comment');
  buyer.rate(score, comment.value.trim());
  comment.value = '';
  score = 0;
  drawStars();
  text.focus();
});
byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
  text.focus();
});
byId('human').addEventListener('click', () => {
  buyer.callHuman();
  end.toEnd();
});
byId('connection-action').addEventListener('click', () => {
  buyer.start();
  buyer.retryNow();
});
byId('to-end').addEventListener('click', end.toEnd);
byId('new-buyer').addEventListener('click', () => {
  buyer.stop();
  for (const item of buyer.view().outbox) storage.removeItem(item.id);
  storage.writeToken(null);
  location.reload();
});
text.addEventListener('input', showComposer);
sendOnEnter(text, send);
window.addEventListener('online', () => buyer.retryNow());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  buyer.retryNow();
  draw();
});

drawStars();
buyer.start();
