// One value, one text: JSON as RFC 8785 writes it (keys sorted by UTF-16 code units, no white space, ECMAScript numbers and strings),
// so that a hash over it can be computed again by anyone. It hashes nothing.

/**
 * The canonical text of a JSON value; keys whose value is undefined are left out, as JSON.stringify does. Throws TypeError for what
 * JSON cannot hold (a number that is not finite, a function). A lone surrogate is escaped (\ud83d), where RFC 8785 demands an error:
 * what a buyer typed must be kept.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(value);
    case 'boolean': return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`canonical: JSON cannot hold ${value}`);
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `[${value.map(canonicalItem).join(',')}]` : members(value);
    default: throw new TypeError(`canonical: JSON cannot hold a ${typeof value}`);
  }
}

const canonicalItem = (item: unknown): string => canonical(item);
/** Names that need no escaping, which are all of ours. */
const PLAIN = /^[A-Za-z0-9_]*$/;

/** Written without intermediate lists: it runs for every event that is stored. */
function members(value: object): string {
  const given = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(given).sort()) {
    const item = given[key];
    if (item === undefined) continue;
    text += `${text === '' ? '' : ','}${PLAIN.test(key) ? `"${key}"` : JSON.stringify(key)}:${canonical(item)}`;
  }
  return `{${text}}`;
}
