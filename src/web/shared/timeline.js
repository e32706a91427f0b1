// @ts-check
// The events of one conversation in the order of seq, each once, whatever the socket repeats. It draws nothing.

/** @type {typeof import('./client.js').createTimeline} */
export function createTimeline() {
  /** @type {any[]} */
  let events = [];
  /** @type {string | null} */
  let epoch = null;
  let seq = 0;

  /** @param {string | null} next */
  function clear(next) {
    events = [];
    epoch = next;
    seq = 0;
  }

  return {
    apply(event) {
      if (event.epoch !== epoch) clear(event.epoch);
      if (event.seq <= seq) return false;
      events = [...events, event];
      seq = event.seq;
      return true;
    },
    clear,
    events: () => events,
    seq: () => seq,
    epoch: () => epoch,
  };
}
