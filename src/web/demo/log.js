// @ts-check
// What the buyer's log shows: greeting, events in order, then the messages still on their way. It wires nothing.
import { errorText } from '/web/shared/client.js';
import { el } from '/web/shared/dom.js';
import { clockTime } from '/web/shared/words.js';

/** A pause this long gets a time above the next message. */
const TIME_GAP_MS = 5 * 60_000;

/**
 * @typedef {import('/web/shared/client.js').BuyerView} BuyerView
 * @typedef {BuyerView['outbox'][number]} Item
 * @typedef {{ readonly id: string, readonly title: string }} Option
 * @typedef {{ pick(option: Option): void, retry(id: string): void, edit(item: Item): void, discard(id: string): void }} Actions
 * @typedef {import('/web/shared/dom.js').Entry} Entry
 */

/** @param {BuyerView} view @param {Actions} actions @param {number} now @returns {Entry[]} */
export function logEntries(view, actions, now) {
  return [...greeting(view, actions), ...events(view, actions, now), ...underway(view, actions)];
}

/** @param {BuyerView} view @param {Actions} actions @returns {Entry[]} */
function greeting(view, actions) {
  const { welcome } = view;
  if (!welcome) return [];
  return [{
    key: 'greeting',
    signature: JSON.stringify([welcome.greeting, welcome.menu]),
    make: () => reply(welcome.shop_name, 'bot', welcome.greeting, welcome.menu, actions),
  }];
}

/** @param {BuyerView} view @param {Actions} actions @param {number} now @returns {Entry[]} */
function events(view, actions, now) {
  const shopName = view.welcome?.shop_name ?? '';
  const readSeq = lastOwnRead(view);
  let before = 0;
  return view.events.flatMap((event) => {
    const key = `${event.epoch}:${event.seq}`;
    const node = present(event, shopName, event.seq === readSeq, actions);
    if (!node) return [];
    const entry = { key, signature: event.seq === readSeq ? 'read' : '', make: node };
    const pause = event.at - before > TIME_GAP_MS;
    before = event.at;
    const time = clockTime(event.at, now);
    return pause ? [{ key: `${key}:time`, signature: time, make: () => el('li', { class: 'time', text: time }) }, entry] : [entry];
  });
}

/** The buyer's newest message that an agent has read. @param {BuyerView} view */
function lastOwnRead(view) {
  if (view.state !== 'human') return 0;
  return view.events.findLast((event) => event.type === 'message' && event.from === 'buyer' && event.seq <= view.agentReadSeq)?.seq ?? 0;
}

/**
 * @param {BuyerView['events'][number]} event @param {string} shopName @param {boolean} read @param {Actions} actions
 * @returns {(() => HTMLElement) | null}
 */
function present(event, shopName, read, actions) {
  if (event.type === 'rated') return () => el('li', { class: 'note', text: `您已评价：${'★'.repeat(event.score)}` });
  // The header names the state and the service says in words what happened.
  if (event.type === 'state') return null;
  if (event.from === 'buyer') return () => own(event.text, read ? '已读' : '');
  if (event.from === 'system' && event.options.length === 0) return () => el('li', { class: 'note', text: event.text });
  const name = event.from === 'agent' ? event.agent_name ?? '客服' : shopName;
  return () => reply(name, event.from, event.text, event.options, actions);
}

/** @param {string} words @param {string} meta */
function own(words, meta) {
  return el('li', { class: 'row own' },
    el('span', { class: 'visually-hidden', text: '我：' }),
    el('div', { class: 'bubble', text: words }),
    meta && el('span', { class: 'meta', text: meta }));
}

/** @param {string} name @param {string} from @param {string} words @param {readonly Option[]} options @param {Actions} actions */
function reply(name, from, words, options, actions) {
  const person = from === 'agent';
  return el('li', { class: 'row' },
    el('span', { class: 'who' }, name, el('span', { class: person ? 'badge person' : 'badge', text: person ? '人工' : '自动回复' })),
    el('div', { class: 'bubble', text: words }),
    options.length > 0 && el('div', { class: 'options', role: 'group', 'aria-label': '可以点选的问题' },
      ...options.map((option) => el('button', { type: 'button', text: option.title, onclick: () => actions.pick(option) }))));
}

/** Messages whose event is not here yet. One that the store took, or that was seen, looks like any other. @param {BuyerView} view @param {Actions} actions @returns {Entry[]} */
function underway(view, actions) {
  const seq = view.events.at(-1)?.seq ?? 0;
  return view.outbox.filter((item) => (item.seq === null || item.seq > seq)).flatMap((item) => {
    const bad = item.status === 'failed' || item.status === 'refused';
    if (item.frame.type === 'rate' && !bad) return [];
    return [{ key: `out:${item.id}`, signature: `${bad}:${item.status === 'stored'}:${item.error?.code ?? ''}`, make: () => outgoing(item, bad, actions) }];
  });
}

/** @param {Item} item @param {boolean} bad @param {Actions} actions */
function outgoing(item, bad, actions) {
  const why = item.error ? errorText(item.error) : '';
  const meta = item.status === 'stored' ? '' : why ? `正在重试：${why}` : '发送中…';
  return el('li', { class: `row own ${bad ? 'bad' : item.status === 'stored' ? '' : 'pending'}` },
    el('span', { class: 'visually-hidden', text: '我：' }),
    el('div', { class: 'bubble', text: item.label }),
    bad
      ? el('div', { class: 'why' },
        el('span', { text: `未发送：${why}` }),
        el('button', { type: 'button', class: 'small', text: '重发', onclick: () => actions.retry(item.id) }),
        (item.frame.type === 'say' || item.frame.type === 'pick') && el('button', { type: 'button', class: 'small', text: '改一改', onclick: () => actions.edit(item) }),
        el('button', { type: 'button', class: 'small', text: '删除', onclick: () => actions.discard(item.id) }))
      : meta && el('span', { class: 'meta', text: meta }));
}
