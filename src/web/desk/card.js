// @ts-check
// The right column: the hand-over record (why a person is needed, what the bot understood) and found canned answers. It draws only.
import { byId, el, reconcile } from '/web/shared/dom.js';
import { CAUSES, TEAMS } from '/web/shared/words.js';
import { severityTag } from './lists.js';
import { radarEntries } from './radar.js';

/** @typedef {NonNullable<import('/web/shared/client.js').AgentChat['handover']>} Handover */

/** @type {Readonly<Record<string, string>>} */
const AUTHORS = { buyer: '买家', bot: '机器人', agent: '客服', system: '系统' };

/** @param {Handover | null} handover @param {import('./radar.js').Radar | null} radar */
export function drawHandover(handover, radar) {
  const entry = handover
    ? { key: `${handover.conversation_id}:${handover.seq}`, signature: '', make: () => record(handover) }
    : { key: 'none', signature: '', make: () => el('p', { class: 'empty', text: '这个会话没有交接记录' }) };
  reconcile(byId('handover'), [...radarEntries(handover?.conversation_id ?? '', radar), entry]);
}

/** @param {Handover} handover */
function record(handover) {
  const rows = [
    ['原因', handover.reason],
    ['类型', CAUSES[handover.cause] ?? handover.cause],
    ['严重程度', severityTag(handover.severity)],
    ['团队', TEAMS[handover.team] ?? handover.team],
    ['风险', handover.risk_name ?? handover.risk],
    ['触发词', handover.rule && `“${handover.rule.words}”`],
    ['规则', handover.rule?.rule_id],
  ];
  return el('dl', { class: 'facts' },
    ...rows.filter(([, value]) => value).flatMap(([name, value]) => [el('dt', { text: name }), el('dd', {}, value)]),
    el('dt', { class: 'wide', text: '机器人的理解' }),
    el('dd', { class: 'wide' }, understood(handover)),
    ...rulings(handover),
    el('dt', { class: 'wide', text: '转接前的对话' }),
    el('dd', { class: 'wide' }, lastMessages(handover)));
}

/** @param {Handover} handover */
function understood(handover) {
  if (handover.understood.length === 0) return el('span', { class: 'soft', text: '没有相近的问题' });
  return el('ul', { class: 'understood' }, ...handover.understood.map((entry) => el('li', {},
    el('span', { text: entry.title }), el('span', { class: 'soft', text: `${Math.round(entry.probability * 100)}%` }))));
}

/**
 * What the trade rules on such a case: a title, and a sentence that may be told to the buyer.
 * @param {Handover} handover
 */
function rulings({ rulings: cited = [] }) {
  if (cited.length === 0) return [];
  return [
    el('dt', { class: 'wide', text: '行业裁定（可对买家说）' }),
    el('dd', { class: 'wide' }, el('ul', { class: 'rulings' }, ...cited.map((ruling) => el('li', { title: ruling.id }, el('strong', { text: ruling.title }), el('span', { class: 'soft', text: ruling.sentence }))))),
  ];
}

/** @param {Handover} handover */
function lastMessages(handover) {
  if (handover.last_messages.length === 0) return el('span', { class: 'soft', text: '无' });
  return el('ul', { class: 'last' }, ...handover.last_messages.map((message) => el('li', { text: `${AUTHORS[message.from] ?? message.from}：${message.text}` })));
}

/**
 * @param {readonly { entry_id: string, title: string, text: string }[] | null} items null before any search
 * @param {(text: string) => void} use
 */
export function drawFound(items, use) {
  const list = byId('found');
  if (items === null) list.replaceChildren();
  else if (items.length === 0) list.replaceChildren(el('li', { class: 'empty', text: '没有找到，换个词试试' }));
  else {
    list.replaceChildren(...items.map((item) => el('li', {}, el('button', { type: 'button', onclick: () => use(item.text) },
      el('strong', { text: item.title }), el('span', { class: 'soft', text: item.text })))));
  }
}
