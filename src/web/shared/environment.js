// @ts-check
// The real clock, timers and chance, for those that a caller does not replace.

/** @type {import('./client.d.ts').Environment} */
const REAL = {
  setTimer: (action, ms) => setTimeout(action, ms),
  clearTimer: (timer) => clearTimeout(/** @type {any} */ (timer)),
  now: () => Date.now(),
  random: () => Math.random(),
  // Not randomUUID: browsers offer that in secure contexts only, and a shop may try this over plain http in its own network.
  newId: () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
};

/**
 * @param {Partial<import('./client.d.ts').Environment>} [given]
 * @returns {import('./client.d.ts').Environment}
 */
export const environment = (given) => ({ ...REAL, ...given });
