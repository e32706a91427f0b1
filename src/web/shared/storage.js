// @ts-check
// Where the token and unacked messages outlive a page: one key per message, so that tabs never overwrite each other's.

/** @type {typeof import('./client.js').keyValueStorage} */
export function keyValueStorage(store, prefix) {
  const itemKey = (/** @type {string} */ id) => `${prefix}.out.${id}`;
  const tokenKey = `${prefix}.token`;

  return {
    readToken: () => attempt(() => store?.getItem(tokenKey) ?? null, null),
    writeToken: (token) => attempt(() => (token === null ? store?.removeItem(tokenKey) : store?.setItem(tokenKey, token)), undefined),
    readItems: () => attempt(() => readItems(store, itemKey('')), []),
    saveItem: (item) => attempt(() => store?.setItem(itemKey(item.id), JSON.stringify(item)), undefined),
    removeItem: (id) => attempt(() => store?.removeItem(itemKey(id)), undefined),
  };
}

/**
 * @param {Parameters<typeof import('./client.js').keyValueStorage>[0]} store
 * @param {string} start
 */
function readItems(store, start) {
  if (!store) return [];
  const keys = Array.from({ length: store.length }, (_, place) => store.key(place) ?? '').filter((key) => key.startsWith(start));
  const items = keys.flatMap((key) => {
    const item = attempt(() => JSON.parse(store.getItem(key) ?? 'null'), null);
    return item && typeof item.id === 'string' && item.frame ? [item] : [];
  });
  return items.sort((one, other) => one.at - other.at);
}

/**
 * Storage may be full or forbidden; the chat works without it.
 * @template T @param {() => T} action @param {T} otherwise @returns {T}
 */
function attempt(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
