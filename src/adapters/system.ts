// The machine's clock and its random identifiers, behind the conversation's ports.
// It keeps no state; tests put a clock and ids of their own in its place.
import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../conversation/ports.ts';

const ID_BYTES = 16;
const TOKEN_BYTES = 32;

/** Wall-clock time in ms since 1970; it may step back when the machine's clock is set. */
export const systemClock: Clock = { now: () => Date.now() };

/** `id()`: 32 lower-case hex digits, safe as a command-line argument. `token()`: 43 base64url characters. */
export const randomIds: Ids = {
  id: () => randomBytes(ID_BYTES).toString('hex'),
  token: () => randomBytes(TOKEN_BYTES).toString('base64url'),
};
