// @ts-check
// The door of the shared client library: everything a page, a terminal or a test may use, and nothing else.
export { backoffMs, createLink } from './link.js';
export { createOutbox, STALE_MS } from './outbox.js';
export { createTimeline } from './timeline.js';
export { createBuyer } from './buyer.js';
export { createAgentClient } from './agent.js';
export { keyValueStorage } from './storage.js';
export { CLOSE_RULES, errorText, PROTOCOL } from './codes.js';
