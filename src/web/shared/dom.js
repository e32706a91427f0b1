// @ts-check
// Building page elements from text nodes only, and keeping a list in step without redrawing what did not change
// (a redrawn log would be read out again by a screen reader).

/**
 * `text` sets the text, `on*` attach listeners, the rest become attributes; null and false are left out.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') node.textContent = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no element #${id}`);
  return /** @type {T} */ (node);
}

/**
 * Reading the property alone throws where a browser forbids storage.
 * @param {'localStorage' | 'sessionStorage'} name
 */
export function pageStorage(name) {
  try {
    return window[name];
  } catch {
    return null;
  }
}

/** @typedef {{ key: string, signature: string, make: () => HTMLElement }} Entry */

/** What each kept node was made from. @type {WeakMap<Element, { key: string, signature: string }>} */
const made = new WeakMap();

/**
 * Makes the children of `parent` those of `entries`, in order; a child is made anew only when its signature changed.
 * @param {HTMLElement} parent
 * @param {readonly Entry[]} entries
 */
export function reconcile(parent, entries) {
  const old = new Map([...parent.children].map((child) => [made.get(child)?.key ?? '', child]));
  let place = parent.firstElementChild;
  for (const entry of entries) {
    const known = old.get(entry.key);
    const same = known && made.get(known)?.signature === entry.signature;
    const node = same ? known : entry.make();
    if (!same) made.set(node, { key: entry.key, signature: entry.signature });
    if (known && !same) {
      if (place === known) place = known.nextElementSibling;
      known.remove();
    }
    old.delete(entry.key);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const rest of old.values()) rest.remove();
}

/** Nearer to the end than this counts as reading the end. */
const END_PX = 80;

/**
 * Keeps a scrolled list at its end while the reader is there, also when it gets smaller; a reader who scrolled up is left alone.
 * @param {HTMLElement} list
 * @param {(atEnd: boolean) => void} moved called after each scroll
 */
export function followEnd(list, moved) {
  let following = true;
  const jump = () => { list.scrollTop = list.scrollHeight; };
  list.addEventListener('scroll', () => {
    following = list.scrollHeight - list.scrollTop - list.clientHeight < END_PX;
    moved(following);
  });
  new ResizeObserver(() => { if (following) jump(); }).observe(list);
  return {
    /** @param {() => void} apply */
    change(apply) {
      apply();
      if (following) jump();
    },
    toEnd() {
      following = true;
      jump();
      moved(true);
    },
    atEnd: () => following,
  };
}

/**
 * Enter sends, Shift+Enter breaks the line; an Enter that ends an input method's composition does neither.
 * @param {HTMLTextAreaElement} field
 * @param {() => void} send
 */
export function sendOnEnter(field, send) {
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });
}

/**
 * Puts words into a field and the cursor behind them. What was being typed stays, below them.
 * @param {HTMLTextAreaElement} field
 * @param {string} words
 */
export function putText(field, words) {
  const typed = field.value.trim();
  field.value = typed === '' ? words : `${words}\n${field.value}`;
  field.focus();
  field.setSelectionRange(words.length, words.length);
}

/** @param {HTMLTextAreaElement} field grows with its text up to five lines */
export function fitRows(field) {
  field.rows = Math.min(5, Math.max(1, field.value.split('\n').length));
}

/**
 * Tells about typing once per start and stop, not per key.
 * @param {HTMLTextAreaElement} field
 * @param {(on: boolean) => void} tell
 * @returns {() => void} says that typing stopped
 */
export function watchTyping(field, tell) {
  const PAUSE_MS = 3_000;
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  const stop = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    tell(false);
  };
  field.addEventListener('input', () => {
    if (timer === null) tell(true);
    else clearTimeout(timer);
    timer = setTimeout(stop, PAUSE_MS);
  });
  return stop;
}
