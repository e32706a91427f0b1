// A circuit breaker (Nygard, Release It!, 2007): after some failures in a row nobody asks for a while, then one asks on trial.
// It counts what it is told and knows no endpoint.

/** Failures in a row after which nobody asks any more. */
export const FAILURES_MAX = 5;
/** Until one asks again, on trial. */
const OPEN_MS = 30_000;

export type BreakerState = 'closed' | 'half_open' | 'open';

export interface BreakerOptions {
  /** ms of a clock that never steps back. */
  now(): number;
  onChange(state: BreakerState): void;
  readonly openMs?: number | undefined;
}

export interface Breaker {
  readonly state: BreakerState;
  /** Whether the caller may ask now. Who may must tell how it ended. */
  enter(): boolean;
  succeeded(): void;
  failed(): void;
}

export function createBreaker({ now, onChange, openMs = OPEN_MS }: BreakerOptions): Breaker {
  let state: BreakerState = 'closed';
  let failures = 0;
  let openedAt = 0;

  function become(next: BreakerState): void {
    if (next === 'open') openedAt = now();
    if (next === state) return;
    state = next;
    onChange(next);
  }

  return {
    get state() { return state; },
    enter() {
      if (state === 'closed') return true;
      // On trial is one alone; what others asked before the breaker opened still comes in.
      if (state === 'half_open' || now() - openedAt < openMs) return false;
      become('half_open');
      return true;
    },
    succeeded() {
      failures = 0;
      if (state === 'half_open') become('closed');
    },
    failed() {
      failures++;
      if (state === 'half_open' || (state === 'closed' && failures >= FAILURES_MAX)) become('open');
    },
  };
}
