// @ts-check
// 「以主管身份放行」: under a reply that the gate stopped, a supervisor may give a reason and send it all the same. It draws only.
import { el } from '/web/shared/dom.js';

/** The service's own limits (compliance/levels.ts), told here before it has to refuse. */
const REASON_MIN = 5;
const REASON_MAX = 200;

let made = 0;

/** @param {(reason: string) => void} send @returns {HTMLElement} */
export function overrideForm(send) {
  made += 1;
  const id = `override-reason-${made}`;
  const field = /** @type {HTMLTextAreaElement} */ (el('textarea', { id, rows: '2', maxlength: String(REASON_MAX), autocomplete: 'off', 'aria-describedby': `${id}-hint` }));
  const confirm = /** @type {HTMLButtonElement} */ (el('button', { type: 'submit', class: 'small danger', text: '确认放行并发送', disabled: true }));
  const form = el('form', {
    class: 'override', hidden: true,
    /** @param {Event} event */
    onsubmit(event) {
      event.preventDefault();
      if (confirm.disabled) return;
      confirm.disabled = true;
      send(field.value.trim());
    },
  },
  el('label', { for: id, text: '放行理由' }), field,
  el('div', { class: 'row-buttons' }, confirm, el('p', { class: 'soft', id: `${id}-hint`, text: `${REASON_MIN}–${REASON_MAX} 字，会连同您的姓名一起记录` })));
  field.addEventListener('input', () => { confirm.disabled = field.value.trim().length < REASON_MIN; });
  const open = el('button', {
    type: 'button', class: 'small', text: '以主管身份放行', 'aria-expanded': 'false',
    onclick() {
      form.hidden = !form.hidden;
      open.setAttribute('aria-expanded', String(!form.hidden));
      if (form.hidden) return;
      field.focus();
      form.scrollIntoView({ block: 'nearest' });
    },
  });
  return el('div', { class: 'override-box' }, open, form);
}
