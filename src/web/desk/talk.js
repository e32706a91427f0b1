// @ts-check
// The middle column's lists: the conversation as the agent sees it, and replies that were stopped. It draws only.
import { errorText } from '/web/shared/client.js';
import { el } from '/web/shared/dom.js';
import { clockTime, markedParts, STATES } from '/web/shared/words.js';
import { overrideForm } from './override.js';
import { grouped, withAllSuggestions } from './reword.js';

/**
 * @typedef {import('/web/shared/client.js').AgentChat} AgentChat
 * @typedef {import('/web/shared/client.js').AgentView['outbox'][number]} Item
 * @typedef {import('/web/shared/dom.js').Entry} Entry
 * @typedef {{ retry(id: string): void, rewrite(item: Item, text: string): void, discard(id: string): void, override: ((item: Item, reason: string) => void) | null }} StoppedActions
 */

/** @type {Readonly<Record<string, string>>} */
const BADGES = { bot: '自动回复', system: '系统', agent: '人工' };

/** Shows the original of a masked message, or hides it again; null when this agent may not. @typedef {((seq: number) => void) | null} Reveal */

/** @param {AgentChat} chat @param {readonly Item[]} outbox @param {number} now @param {Reveal} reveal @param {ReadonlySet<string>} hidden @returns {Entry[]} */
export function talkEntries(chat, outbox, now, reveal, hidden) {
  const readSeq = chat.events.findLast((event) => event.type === 'message' && event.from === 'agent' && event.seq <= chat.buyerReadSeq)?.seq;
  const last = chat.events.at(-1)?.seq ?? 0;
  return [
    ...chat.events.map((event) => ({
      key: `${chat.id}:${event.epoch}:${event.seq}`,
      signature: `${event.seq === readSeq ? 'read' : ''}:${shown(chat, event.seq, hidden) ?? ''}:${reveal !== null}`,
      make: () => present(event, event.seq === readSeq, now, { writer: writerOf(chat, event), original: shown(chat, event.seq, hidden), toggle: reveal && (() => reveal(event.seq)) }),
    })),
    ...outbox.filter((item) => isOnItsWay(item, chat.id, last)).map((item) => ({
      key: `out:${item.id}`, signature: `${item.status === 'stored'}:${item.error?.code ?? ''}`, make: () => underway(item),
    })),
  ];
}

/** Whose words were looked at. @param {AgentChat} chat @param {AgentChat['events'][number]} event */
function writerOf(chat, event) {
  const seen = event.type === 'revealed' ? chat.events.find((other) => other.seq === event.of_seq) : undefined;
  return seen?.type === 'message' && seen.from === 'agent' ? seen.agent_name ?? '客服' : '买家';
}

/** @param {AgentChat} chat @param {number} seq @param {ReadonlySet<string>} hidden */
const shown = (chat, seq, hidden) => (hidden.has(`${chat.id}:${seq}`) ? undefined : chat.originals.get(seq));

/** @param {Item} item @param {string} id @param {number} last */
function isOnItsWay(item, id, last) {
  return item.frame.conversation_id === id && item.status !== 'failed' && item.status !== 'refused' && (item.seq === null || item.seq > last);
}

/** @param {string} words */
const note = (words) => el('li', { class: 'note', text: words });

/** @typedef {{ original: string | undefined, toggle: (() => void) | null, writer?: string }} Masked */

/** @param {AgentChat['events'][number]} event @param {boolean} read @param {number} now @param {Masked} masked @returns {HTMLElement} */
function present(event, read, now, masked) {
  switch (event.type) {
    case 'state': return note(`${STATES[event.state] ?? event.state}${event.agent_name ? ` · ${event.agent_name}` : ''} · ${clockTime(event.at, now)}`);
    case 'rated': return el('li', { class: 'note', text: `买家评价：${'★'.repeat(event.score)} ${masked.original ?? event.comment}`.trim() }, maskedLine(event.masked, masked));
    case 'revealed': return note(`${event.agent_name} 查看了${masked.writer ?? '买家'}的${event.kinds.join('、')}${event.reason ? `：${event.reason}` : ''} · ${clockTime(event.at, now)}`);
    case 'handover': return note(`转人工：${event.reason}`);
    case 'radar': return el('li', { class: 'note trap', text: `套路提醒 · ${event.radar.name}：${event.radar.reason}` });
    case 'task': return note(`新任务：${event.task.title}`);
    case 'message': return message(event, read, now, masked);
  }
}

/** What is masked, and the button that shows it: whoever looks is recorded. @param {readonly string[] | undefined} kinds @param {Masked} masked */
function maskedLine(kinds, { original, toggle }) {
  if (!kinds) return null;
  const open = original !== undefined;
  const words = kinds.join('、');
  return el('span', { class: 'masked' }, el('span', { text: open ? `已查看${words}` : `已隐藏${words}` }),
    toggle && el('button', { type: 'button', class: 'small', text: open ? '收起' : '查看', title: open ? null : '查看会留下记录', 'aria-label': open ? `收起${words}` : `查看${words}，会留下记录`, onclick: toggle }));
}

/** @param {Extract<AgentChat['events'][number], { type: 'message' }>} event @param {boolean} read @param {number} now @param {Masked} masked */
function message(event, read, now, masked) {
  const time = clockTime(event.at, now);
  if (event.from === 'buyer') {
    return el('li', { class: 'row' }, el('span', { class: 'who', text: `买家 · ${time}` }), el('div', { class: 'bubble', text: masked.original ?? event.text }), maskedLine(event.masked, masked));
  }
  const person = event.from === 'agent';
  return el('li', { class: person ? 'row own' : 'row own bot' },
    el('span', { class: 'who' }, `${event.agent_name ?? ''} ${time}`.trim(), el('span', { class: person ? 'badge person' : 'badge', text: BADGES[event.from] ?? '' })),
    el('div', { class: 'bubble', text: masked.original ?? event.text }),
    maskedLine(event.masked, masked),
    event.options.length > 0 && el('span', { class: 'offered', text: `可选：${event.options.map((option) => option.title).join(' / ')}` }),
    event.override && el('span', { class: 'released', text: `${event.override.agent_name} 以主管身份放行（${event.override.types.join('、')}）：${event.override.reason}` }),
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
  const suggestion = findings.length > 0 ? withAllSuggestions(item.label, findings) : item.error?.suggestion;
  const blocked = findings.length > 0;
  const { override } = actions;
  const words = item.error ? errorText(item.error) : '';
  return el('li', {},
    el('p', { class: 'title', text: item.error?.code === 'reply_blocked' ? '未发送：这条回复没有通过合规检查' : `未发送：${words}` }),
    el('p', { class: 'sent' }, ...markedParts(item.label, findings).map((part) => el(part.marked ? 'mark' : 'span', { text: part.text }))),
    findings.length > 0 && el('ul', { class: 'findings' }, ...grouped(findings).map((group) => el('li', { text: `${group.findings.map((finding) => `“${finding.words}”`).join('、')} ${group.reasons.join('')}${group.level === 'warn' && group.suggestion && !group.rewords ? ` 建议：${group.suggestion}` : ''}` }))),
    suggestion && el('p', { class: 'suggestion', text: suggestion }),
    el('div', { class: 'row-buttons' },
      suggestion && el('button', { type: 'button', class: 'small primary', text: '采用建议', onclick: () => actions.rewrite(item, suggestion) }),
      el('button', { type: 'button', class: 'small', text: '修改原文', onclick: () => actions.rewrite(item, item.label) }),
      !blocked && el('button', { type: 'button', class: 'small', text: '重发', onclick: () => actions.retry(item.id) }),
      el('button', { type: 'button', class: 'small', text: '放弃', onclick: () => actions.discard(item.id) })),
    override && item.error?.overridable === true && overrideForm((reason) => override(item, reason)));
}
