// @ts-check
// The trap that the radar names, above the hand-over record: what it rests on, how to answer, what evidence to keep. It draws only.
import { el } from '/web/shared/dom.js';
import { turnsWords } from '/web/shared/words.js';
import { severityTag } from './lists.js';

/** @typedef {NonNullable<import('/web/shared/client.js').AgentChat['radar']>} Radar */

/** @param {string} id of the conversation @param {Radar | null} radar @returns {import('/web/shared/dom.js').Entry[]} */
export function radarEntries(id, radar) {
  return radar === null ? [] : [{ key: `${id}:radar`, signature: JSON.stringify(radar), make: () => trap(radar) }];
}

/** @param {Radar} radar */
function trap(radar) {
  return el('section', { class: 'trap', 'aria-label': '套路提醒' },
    el('h3', {}, `套路提醒：${radar.name}`, severityTag(radar.severity)),
    el('p', { text: radar.reason }),
    part('依据', radar.signals.map((signal) => el('li', {},
      el('span', { text: `${signal.name} “${signal.words}”` }), el('span', { class: 'soft', text: turnsWords(signal.turns_ago) })))),
    part('怎么答', radar.advice.map((text) => el('li', { text }))),
    part('留好证据', radar.keep.map((text) => el('li', { text }))));
}

/** @param {string} title @param {HTMLElement[]} items */
function part(title, items) {
  return el('div', {}, el('h4', { text: title }), el('ul', {}, ...items));
}
