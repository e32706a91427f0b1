// @ts-check
// The desk page: session, one agent client, and the wiring of lists, conversation and card. Drawing is in its neighbours.
import { createAgentClient, errorText, keyValueStorage } from '/web/shared/client.js';
import { byId, el, fitRows, followEnd, pageStorage, putText, reconcile, sendOnEnter, watchTyping } from '/web/shared/dom.js';
import { buyerName, connectionWords, STATES, TEAMS } from '/web/shared/words.js';
import { drawFound, drawHandover } from './card.js';
import { createDraftCheck } from './check.js';
import { showEvidence, wireEvidence } from './evidence.js';
import { closeLexicon, wireLexicon } from './lexicon.js';
import { drawLists } from './lists.js';
import { currentSession, logIn, logOut } from './session.js';
import { stoppedEntries, talkEntries } from './talk.js';

const TOAST_MS = 4_000;
/** Waiting times in the lists move on by themselves. */
const CLOCK_MS = 15_000;
const FIND_PAUSE_MS = 200;
const TEXT_LENGTH_MAX_DEFAULT = 1_000;

/** @type {import('./session.js').Session | null} */
let session = null;
/** @type {import('/web/shared/client.js').AgentClient | null} */
let client = null;
/** @type {string | null} */
let chosen = null;
/** What was typed and not sent, per conversation. @type {Map<string, string>} */
const drafts = new Map();
/** @type {HTMLTextAreaElement} */
const text = byId('text');
const log = byId('log');
const end = followEnd(log, (atEnd) => { if (atEnd) draw(); });
const draft = createDraftCheck(text, {
  ask: (checkId, words) => chosen !== null && client !== null && client.check(chosen, checkId, words),
  use(words) {
    text.value = '';
    write(words);
  },
});

const openSocket = () => new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws/agent`);

/** @param {import('./session.js').Session} next */
function enter(next) {
  session = next;
  byId('login').hidden = true;
  byId('desk').hidden = false;
  byId('agent-name').textContent = next.agent.name;
  byId('lexicon-open').hidden = next.agent.role !== 'administrator';
  // Per tab and per agent: an unsent reply must not go out under another name, nor from a tab opened next week.
  client = createAgentClient({
    open: openSocket,
    storageFor: (agentId) => keyValueStorage(pageStorage('sessionStorage'), `zhanggui.agent.${agentId}`),
    onFrame: heard,
    onChange: draw,
  });
  client.start();
}

/** @param {string} problem */
function leave(problem) {
  client?.stop();
  closeLexicon();
  client = null;
  session = null;
  chosen = null;
  drafts.clear();
  hidden.clear();
  text.value = '';
  draft.clear();
  byId('desk').hidden = true;
  byId('login').hidden = false;
  showLoginProblem(problem);
  byId('name').focus();
}

/** @param {string} problem */
function showLoginProblem(problem) {
  byId('login-problem').hidden = problem === '';
  byId('login-problem').textContent = problem;
}

// A browser does not say why a socket was refused; a session that is over shows as one that fails to connect.
let checking = false;
async function checkSession() {
  if (checking) return;
  checking = true;
  const running = await currentSession().catch(() => session);
  checking = false;
  if (session && !running) leave('登录已失效，请重新登录');
}

/** @param {import('../../transport/protocol.ts').AgentServerFrame} frame */
function heard(frame) {
  if (frame.type === 'error' && frame.request === 'check') return draft.failed(frame);
  if (frame.type === 'checked') draft.heard(frame);
  if (frame.type === 'error' && !frame.client_msg_id) toast(errorText(frame));
  if (frame.type === 'error' && frame.client_msg_id && frame.conversation_id && frame.conversation_id !== chosen) toast(`${buyerName(frame.conversation_id)}：${errorText(frame)}`);
  if (frame.type === 'found' && frame.query === queryText()) drawFound(frame.items, useCanned);
  if (frame.type === 'ack' && frame.warnings.length > 0) toast(`已发送，请注意：${frame.warnings.map((finding) => finding.reason).join('；')}`);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;
/** @param {string} words */
function toast(words) {
  byId('toast').textContent = words;
  byId('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { byId('toast').hidden = true; }, TOAST_MS);
}

let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    if (client) show(client.view());
  });
}

/** @param {import('/web/shared/client.js').AgentView} view */
function show(view) {
  if (view.status.kind === 'stopped' && view.status.code === 4401) return leave('登录已失效，请重新登录');
  if (view.status.kind === 'waiting') void checkSession();
  const words = connectionWords(view.status);
  byId('connection').hidden = words.text === '';
  setText('connection-text', words.text);
  byId('connection-action').hidden = words.action === null;
  setText('connection-action', words.action ?? '');
  if (view.welcome) setText('shop-name', `${view.welcome.shop_name} · 客服工作台`);
  const { waiting, mine } = view.desk;
  // Held conversations are all followed, so that a message in one that is not open shows in the list.
  for (const ticket of mine) client?.watch(ticket.conversation_id);
  document.title = waiting.length > 0 ? `(${waiting.length}) 客服工作台` : '客服工作台';
  byId('tab-count').hidden = waiting.length === 0;
  setText('tab-count', String(waiting.length));
  drawLists(view, chosen, { open, take, finish: (id) => ask(client?.finishTask(id)) }, Date.now());
  showTalk(view);
}

/** @param {string} id @param {string} words */
function setText(id, words) {
  const node = byId(id);
  if (node.textContent !== words) node.textContent = words;
}

/** @param {import('/web/shared/client.js').AgentView} view */
function showTalk(view) {
  const chat = chosen === null ? null : view.chat(chosen);
  byId('talk-empty').hidden = chat !== null;
  byId('talk').hidden = chat === null;
  drawHandover(chat?.handover ?? null, chat?.radar ?? null);
  if (!chat) return;
  const own = chat.state === 'human' && chat.agentName === (view.welcome?.agent_name ?? '');
  setText('talk-title', buyerName(chat.id));
  showEvidence(chat.id, view.welcome?.may_override === true);
  setText('talk-state', [STATES[chat.state], chat.agentName].filter(Boolean).join(' · '));
  byId('take').hidden = own || chat.state === 'closed';
  for (const id of ['transfer', 'to-bot', 'close']) byId(id).hidden = !own;
  end.change(() => {
    reconcile(log, talkEntries(chat, view.outbox, Date.now(), own || view.welcome?.may_override === true ? toggleMasked : null, hidden));
    byId('typing').hidden = !chat.buyerTyping;
    reconcile(byId('stopped'), stoppedEntries(view.outbox, chat.id, { ...stoppedActions, override: view.welcome?.may_override === true && own ? override : null }));
  });
  showComposer(own);
  if (end.atEnd() && own && document.visibilityState === 'visible' && isShown(log)) client?.read(chat.id);
}

/** Originals that were shown and are put away again, as `conversation:seq`. @type {Set<string>} */
const hidden = new Set();

/** The original of a masked message: asked for once, then shown and put away. @param {number} seq */
function toggleMasked(seq) {
  if (chosen === null) return;
  const key = `${chosen}:${seq}`;
  if (client?.view().chat(chosen)?.originals.has(seq) !== true) return ask(client?.reveal(chosen, seq));
  if (!hidden.delete(key)) hidden.add(key);
  draw();
}

/** @param {HTMLElement} node */
const isShown = (node) => node.offsetParent !== null;

function showComposer(own = !byId('close').hidden) {
  const most = client?.view().welcome?.limits.text_length_max ?? TEXT_LENGTH_MAX_DEFAULT;
  const length = text.value.trim().length;
  byId('composer').hidden = !own;
  byId('counter').hidden = length < most * 0.8;
  byId('counter').classList.toggle('over', length > most);
  setText('counter', length > most ? `超出 ${length - most} 字` : `${length} / ${most}`);
  /** @type {HTMLButtonElement} */ (byId('send')).disabled = length === 0 || length > most;
  fitRows(text);
}

/** @param {boolean | undefined} sent what a request answered */
function ask(sent) {
  if (!sent) toast(errorText({ code: 'offline' }));
}

/** @param {string} id */
function open(id) {
  if (chosen !== null) drafts.set(chosen, text.value);
  if (chosen !== id) {
    chosen = id;
    text.value = drafts.get(id) ?? '';
    draft.clear();
    draft.changed();
    log.replaceChildren();
    client?.watch(id);
  }
  tab('talk');
  draw();
  end.toEnd();
}

/** @param {string} id */
function take(id) {
  open(id);
  ask(client?.take(id));
}

/** @param {string} name */
function tab(name) {
  byId('columns').dataset['tab'] = name;
  for (const button of document.querySelectorAll('.tabs button')) {
    button.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (button).dataset['tab'] === name));
  }
}

/** @param {string} words */
function write(words) {
  putText(text, words);
  showComposer();
  draft.changed(0);
}

/** @param {string} words */
function useCanned(words) {
  if (byId('composer').hidden) return toast('接入会话后才能使用');
  tab('talk');
  write(words);
}

/** @type {Omit<import('./talk.js').StoppedActions, 'override'>} */
const stoppedActions = {
  retry: (id) => client?.retry(id),
  rewrite(item, words) {
    client?.discard(item.id);
    write(words);
  },
  discard: (id) => client?.discard(id),
};

/** @type {NonNullable<import('./talk.js').StoppedActions['override']>} */
function override(item, reason) {
  if (item.frame.type !== 'reply') return;
  client?.discard(item.id);
  client?.reply(item.frame.conversation_id, item.label, reason);
}

const stopTyping = watchTyping(text, (on) => { if (chosen !== null) client?.typing(chosen, on); });

function send() {
  showComposer();
  if (chosen === null || /** @type {HTMLButtonElement} */ (byId('send')).disabled || byId('composer').hidden) return;
  stopTyping();
  client?.reply(chosen, text.value.trim());
  text.value = '';
  draft.clear();
  drafts.delete(chosen);
  showComposer();
  end.toEnd();
}

/** Asks in a dialog and calls back when it was confirmed. @param {string} id @param {() => void} confirmed */
function dialog(id, confirmed) {
  /** @type {HTMLDialogElement} */
  const node = byId(id);
  node.returnValue = 'cancel';
  node.addEventListener('close', () => { if (node.returnValue === 'ok') confirmed(); }, { once: true });
  node.showModal();
}

function transfer() {
  /** @type {HTMLSelectElement} */
  const team = byId('transfer-team');
  /** @type {HTMLInputElement} */
  const agent = byId('transfer-agent');
  agent.value = '';
  dialog('transfer-dialog', () => {
    const agentName = agent.value.trim();
    if (chosen !== null) ask(client?.transfer(chosen, agentName ? { agentName } : { team: team.value }));
  });
}

const queryText = () => /** @type {HTMLInputElement} */ (byId('query')).value.trim();

/** @type {ReturnType<typeof setTimeout> | undefined} */
let findTimer;
function find() {
  const query = queryText();
  clearTimeout(findTimer);
  if (query === '') return drawFound(null, useCanned);
  findTimer = setTimeout(() => ask(client?.find(query)), FIND_PAUSE_MS);
}

function wire() {
  byId('transfer-team').append(...Object.entries(TEAMS).map(([value, name]) => el('option', { value, text: name })));
  byId('login-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    /** @type {HTMLInputElement} */
    const password = byId('password');
    /** @type {HTMLButtonElement} */ (byId('login-send')).disabled = true;
    const result = await logIn(/** @type {HTMLInputElement} */ (byId('name')).value.trim(), password.value);
    /** @type {HTMLButtonElement} */ (byId('login-send')).disabled = false;
    password.value = '';
    showLoginProblem('problem' in result ? result.problem : '');
    if ('session' in result) enter(result.session);
    else password.focus();
  });
  byId('logout').addEventListener('click', async () => {
    const token = session?.csrf_token ?? '';
    client?.stop();
    await logOut(token);
    leave('');
  });
  wireEvidence({ chosen: () => chosen, tell: toast, loggedOut: () => void checkSession() });
  wireLexicon({ csrfToken: () => session?.csrf_token ?? '', loggedOut: () => void checkSession() });
  byId('composer').addEventListener('submit', (event) => { event.preventDefault(); send(); text.focus(); });
  byId('find').addEventListener('submit', (event) => { event.preventDefault(); find(); });
  byId('query').addEventListener('input', find);
  byId('take').addEventListener('click', () => { if (chosen !== null) ask(client?.take(chosen, true)); });
  byId('to-bot').addEventListener('click', () => { if (chosen !== null) ask(client?.returnToBot(chosen)); });
  byId('close').addEventListener('click', () => dialog('close-dialog', () => { if (chosen !== null) ask(client?.close(chosen)); }));
  byId('transfer').addEventListener('click', transfer);
  byId('connection-action').addEventListener('click', () => { client?.start(); client?.retryNow(); });
  for (const button of document.querySelectorAll('.tabs button')) {
    button.addEventListener('click', () => { tab(/** @type {HTMLElement} */ (button).dataset['tab'] ?? 'lists'); draw(); });
  }
  text.addEventListener('input', () => { showComposer(); draft.changed(); });
  sendOnEnter(text, send);
  window.addEventListener('online', () => client?.retryNow());
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') { client?.retryNow(); draw(); } });
  setInterval(draw, CLOCK_MS);
}

wire();
currentSession().then((running) => (running ? enter(running) : leave('')), () => leave('连不上服务器，请稍后刷新页面'));
