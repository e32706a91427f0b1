// @ts-check
// While the agent types: the draft is checked by the gate, and what it would say is shown under the box. Nothing is stopped here;
// sending asks the gate again. It sends nothing itself.
import { byId, el } from '/web/shared/dom.js';
import { wordsInPlace } from '/web/shared/words.js';

/** A pause in typing this long asks for a check. */
const CHECK_PAUSE_MS = 250;
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

  function clear() {
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
      draw(box, asked.text, frame, actions);
      if (frame.verdict === 'block') field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    },
    /** @param {{ code: string, check_id?: string }} error */
    failed(error) {
      if (error.code === 'too_fast' && asked !== null && error.check_id === asked.id) this.changed(AGAIN_MS);
    },
  };
}

/** @param {HTMLElement} box @param {string} text @param {Checked} frame @param {CheckActions} actions */
function draw(box, text, frame, actions) {
  const blocked = frame.verdict === 'block';
  box.hidden = frame.verdict === 'ok';
  box.classList.toggle('blocked', blocked);
  box.replaceChildren(...(frame.verdict === 'ok' ? [] : [
    el('p', { class: 'title', text: blocked ? '会被拦下，请修改后再发' : '可以发送，但请再看一眼' }),
    el('ul', {}, ...frame.findings.map((finding) => line(text, finding, actions))),
  ]));
}

/** @param {string} text @param {Checked['findings'][number]} finding @param {CheckActions} actions */
function line(text, finding, actions) {
  const { before, words, after } = wordsInPlace(text, finding);
  return el('li', { class: finding.level },
    el('p', { class: 'words' }, before, el('mark', { text: words }), after),
    el('p', { class: 'reason', text: finding.reason }),
    finding.suggestion !== '' && finding.suggestion !== text && el('p', { class: 'suggestion', text: finding.suggestion }),
    finding.suggestion !== '' && finding.suggestion !== text && el('button', {
      type: 'button', class: 'small', text: '换成建议', 'aria-label': `换成建议：${finding.suggestion}`, onclick: () => actions.use(finding.suggestion),
    }));
}
