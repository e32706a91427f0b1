// @ts-check
// While the agent types: the draft is checked by the gate, and what it would say is shown under the box. Nothing is stopped here;
// sending asks the gate again. It sends nothing itself.
import { byId, el } from '/web/shared/dom.js';
import { wordsInPlace } from '/web/shared/words.js';
import { difference, grouped, withInserted, withSuggestion } from './reword.js';

/** A pause in typing this long asks for a check. */
const CHECK_PAUSE_MS = 250;
/** Findings shown at once; the rest unfolds. On a phone only the worst, so that the talk stays in sight. */
const SHOWN_MAX = 3;
const PHONE = window.matchMedia('(max-width: 860px)');

/** A check that was refused for its frequency is asked for again. */
const AGAIN_MS = 1_000;

/**
 * @typedef {Extract<import('../../transport/protocol.ts').AgentServerFrame, { type: 'checked' }>} Checked
 * @typedef {{ ask(checkId: string, text: string): boolean, use(text: string): void }} CheckActions
 */

/** @param {HTMLTextAreaElement} field @param {CheckActions} actions */
export function createDraftCheck(field, actions) {
  const box = byId('draft-check');
  let number = 0;
  /** What the newest check was asked of. @type {{ id: string, text: string } | null} */
  let asked = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Whether the agent unfolded the rest; kept while he types. */
  let unfolded = false;

  function clear() {
    unfolded = false;
    clearTimeout(timer);
    asked = null;
    box.hidden = true;
    box.replaceChildren();
    field.removeAttribute('aria-invalid');
  }

  function ask() {
    const text = field.value;
    if (text.trim() === '') return clear();
    number += 1;
    asked = { id: `d${number}`, text };
    actions.ask(asked.id, text);
  }

  return {
    clear,
    /** The draft changed. */
    changed(pause = CHECK_PAUSE_MS) {
      clearTimeout(timer);
      if (field.value.trim() === '') return clear();
      timer = setTimeout(ask, pause);
    },
    /** An answer to an older draft is left out: a newer one is on its way. @param {Checked} frame */
    heard(frame) {
      if (asked === null || frame.check_id !== asked.id || field.value !== asked.text) return;
      const { text } = asked;
      const show = () => draw(box, text, frame, actions, unfolded, () => { unfolded = !unfolded; show(); });
      show();
      if (frame.verdict === 'block') field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    },
    /** @param {{ code: string, check_id?: string }} error */
    failed(error) {
      if (error.code === 'too_fast' && asked !== null && error.check_id === asked.id) this.changed(AGAIN_MS);
    },
  };
}

/** @param {HTMLElement} box @param {string} text @param {Checked} frame @param {CheckActions} actions @param {boolean} unfolded @param {() => void} toggle */
function draw(box, text, frame, actions, unfolded, toggle) {
  const blocked = frame.verdict === 'block';
  const groups = grouped(frame.findings);
  const shown = unfolded ? groups.length : PHONE.matches ? 1 : SHOWN_MAX;
  const more = groups.length - (PHONE.matches ? 1 : SHOWN_MAX);
  box.hidden = frame.verdict === 'ok';
  box.classList.toggle('blocked', blocked);
  box.replaceChildren(...(frame.verdict === 'ok' ? [] : [
    el('p', { class: 'title', text: blocked ? '会被拦下，请修改后再发' : '可以发送，但请再看一眼' }),
    el('ul', {}, ...groups.slice(0, shown).map((group) => line(text, group, actions))),
    ...(more > 0 ? [el('button', { type: 'button', class: 'small more', 'aria-expanded': String(unfolded), text: unfolded ? '收起' : `还有 ${more} 处`, onclick: toggle })] : []),
  ]));
}

/** What to do with the advice: a rewording and what stops are put into the draft's place, other advice is added to it. @param {string} text @param {import('./reword.js').Group} group */
function adviceOf(text, group) {
  const [finding] = group.findings;
  if (finding === undefined || group.suggestion === '' || text.includes(group.suggestion)) return null;
  if (group.rewords) return { label: '换成建议', shown: difference(text, group.suggestion), draft: group.suggestion };
  if (group.level === 'warn') return { label: '插入建议', shown: group.suggestion, draft: withInserted(text, group.suggestion) };
  return { label: '换成建议', shown: group.suggestion, draft: withSuggestion(text, finding) };
}

/** @param {string} text @param {import('./reword.js').Group} group @param {CheckActions} actions */
function line(text, group, actions) {
  const advice = adviceOf(text, group);
  return el('li', { class: group.level },
    ...group.findings.map((finding) => {
      const { before, words, after } = wordsInPlace(text, finding);
      return el('p', { class: 'words' }, before, el('mark', { text: words }), after);
    }),
    el('p', { class: 'reason', text: group.reasons.join('') }),
    advice && el('p', { class: 'suggestion', text: advice.shown }),
    advice && el('button', { type: 'button', class: 'small', text: advice.label, 'aria-label': `${advice.label}：${advice.shown}`, onclick: () => actions.use(advice.draft) }));
}
