// @ts-check
// The middle column's lists: the conversation as the agent sees it, and replies that were stopped. It draws only.
import { errorText } from '/web/shared/client.js';
import { el } from '/web/shared/dom.js';
import { clockTime, markedParts, STATES } from '/web/shared/words.js';

/**
 * @typedef {import('/web/shared/client.js').AgentChat} AgentChat
 * @typedef {import('/web/shared/client.js').AgentView['outbox'][number]} Item
 * @typedef {import('/web/shared/dom.js').Entry} Entry
 * @typedef {{ retry(id: string): void, rewrite(item: Item, text: string): void, discard(id: string): void }} StoppedActions
 */

/** @type {Readonly<Record<string, string>>} */
const BADGES = { bot: '自动回复', system: '系统', agent: '人工' };

/** @param {AgentChat} chat @param {readonly Item[]} outbox @param {number} now @returns {Entry[]} */
export function talkEntries(chat, outbox, now) {
  const readSeq = chat.events.findLast((event) => event.type === 'message' && event.from === 'agent' && event.seq <= chat.buyerReadSeq)?.seq;
  const last = chat.events.at(-1)?.seq ?? 0;
  return [
    ...chat.events.map((event) => ({
      key: `${chat.id}:${event.epoch}:${event.seq}`,
      signature: event.seq === readSeq ? 'read' : '',
      make: () => present(event, event.seq === readSeq, now),
    })),
    ...outbox.filter((item) => isOnItsWay(item, chat.id, last)).map((item) => ({
      key: `out:${item.id}`, signature: `${item.status === 'stored'}:${item.error?.code ?? ''}`, make: () => underway(item),
    })),
  ];
}

/** @param {Item} item @param {string} id @param {number} last */
function isOnItsWay(item, id, last) {
  return item.frame.conversation_id === id && item.status !== 'failed' && item.status !== 'refused' && (item.seq === null || item.seq > last);
}

/** @param {string} words */
const note = (words) => el('li', { class: 'note', text: words });

/** @param {AgentChat['events'][number]} event @param {boolean} read @param {number} now @returns {HTMLElement} */
function present(event, read, now) {
  switch (event.type) {
    case 'state': return note(`${STATES[event.state] ?? event.state}${event.agent_name ? ` · ${event.agent_name}` : ''} · ${clockTime(event.at, now)}`);
    case 'rated': return note(`买家评价：${'★'.repeat(event.score)} ${event.comment}`.trim());
    case 'handover': return note(`转人工：${event.reason}`);
    case 'task': return note(`新任务：${event.task.title}`);
    case 'message': return message(event, read, now);
  }
}

/** @param {Extract<AgentChat['events'][number], { type: 'message' }>} event @param {boolean} read @param {number} now */
function message(event, read, now) {
  const time = clockTime(event.at, now);
  if (event.from === 'buyer') {
    return el('li', { class: 'row' }, el('span', { class: 'who', text: `买家 · ${time}` }), el('div', { class: 'bubble', text: event.text }));
  }
  const person = event.from === 'agent';
  return el('li', { class: person ? 'row own' : 'row own bot' },
    el('span', { class: 'who' }, `${event.agent_name ?? ''} ${time}`.trim(), el('span', { class: person ? 'badge person' : 'badge', text: BADGES[event.from] ?? '' })),
    el('div', { class: 'bubble', text: event.text }),
    event.options.length > 0 && el('span', { class: 'offered', text: `可选：${event.options.map((option) => option.title).join(' / ')}` }),
    read && el('span', { class: 'meta', text: '已读' }));
}

/** @param {Item} item */
function underway(item) {
  const stored = item.status === 'stored';
  const meta = item.error ? `正在重试：${errorText(item.error)}` : '发送中…';
  return el('li', { class: stored ? 'row own' : 'row own pending' },
    el('div', { class: 'bubble', text: item.label }), !stored && el('span', { class: 'meta', text: meta }));
}

/** Replies that need the agent, newest first: stopped by the gate, refused, or failed too often. @param {readonly Item[]} outbox @param {string} id @param {StoppedActions} actions @returns {Entry[]} */
export function stoppedEntries(outbox, id, actions) {
  return outbox
    .filter((item) => item.frame.conversation_id === id && (item.status === 'failed' || item.status === 'refused'))
    .map((item) => ({ key: item.id, signature: `${item.status}:${item.error?.code ?? ''}`, make: () => stopped(item, actions) }))
    .reverse();
}

/** @param {Item} item @param {StoppedActions} actions */
function stopped(item, actions) {
  const findings = item.error?.findings ?? [];
  const suggestion = item.error?.suggestion;
  const blocked = item.error?.code === 'reply_blocked';
  const words = item.error ? errorText(item.error) : '';
  return el('li', {},
    el('p', { class: 'title', text: blocked ? '未发送：这条回复没有通过合规检查' : `未发送：${words}` }),
    el('p', { class: 'sent' }, ...markedParts(item.label, findings).map((part) => el(part.marked ? 'mark' : 'span', { text: part.text }))),
    findings.length > 0 && el('ul', { class: 'findings' }, ...findings.map((finding) => el('li', { text: `“${finding.words}” ${finding.reason}${finding.suggestion && finding.suggestion !== suggestion ? ` 建议：${finding.suggestion}` : ''}` }))),
    suggestion && el('p', { class: 'suggestion', text: suggestion }),
    el('div', { class: 'row-buttons' },
      suggestion && el('button', { type: 'button', class: 'small primary', text: '采用建议', onclick: () => actions.rewrite(item, suggestion) }),
      el('button', { type: 'button', class: 'small', text: '修改原文', onclick: () => actions.rewrite(item, item.label) }),
      !blocked && el('button', { type: 'button', class: 'small', text: '重发', onclick: () => actions.retry(item.id) }),
      el('button', { type: 'button', class: 'small', text: '放弃', onclick: () => actions.discard(item.id) })));
}
