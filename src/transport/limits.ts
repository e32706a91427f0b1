// How much one sender may do: frames of a socket, sockets of a person, failed logins. Counts only; acting on it is the caller's.
// Times are ms of the caller's clock, which may step back: that never gives anything away.

export type Verdict = 'allowed' | 'refused' | 'closed';

/**
 * A token bucket that may go into debt: each frame costs one, also a refused one. Below zero frames are refused, a whole
 * burst below zero the socket is closed. So an eager client hears "too fast" first, and one that goes on is put out.
 */
export function createBucket({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }, now: number): { spend(at: number): Verdict } {
  let tokens = burst;
  let filled = now;
  return {
    spend(at) {
      tokens = Math.min(burst, tokens + (Math.max(0, at - filled) / 1_000) * perSecond);
      filled = at;
      tokens -= 1;
      if (tokens >= 0) return 'allowed';
      return tokens >= -burst ? 'refused' : 'closed';
    },
  };
}

export interface Keyed<T> {
  /** Adds and returns those that have to give way, oldest first. */
  add(key: string, member: T): readonly T[];
  remove(key: string, member: T): void;
}

/** At most `max` members per key. */
export function createKeyed<T>(max: number): Keyed<T> {
  const members = new Map<string, Set<T>>();
  return {
    add(key, member) {
      const all = members.get(key) ?? new Set<T>();
      members.set(key, all.add(member));
      const out = [...all].slice(0, Math.max(0, all.size - max));
      for (const old of out) all.delete(old);
      return out;
    },
    remove(key, member) {
      const all = members.get(key);
      if (all?.delete(member) && all.size === 0) members.delete(key);
    },
  };
}

/** Keys remembered at once; the oldest is forgotten first, so that made-up names cannot fill the memory. */
const ATTEMPT_KEYS_MAX = 10_000;

export interface Attempts {
  /** Counts an attempt before it is made, so that parallel guesses count. Returns 0, or how long to wait, ms. */
  begin(key: string, at: number): number;
  /** The attempt was right: it and the failures before it no longer count. */
  clear(key: string): void;
  /** The attempt was right, but others from the same key may not be: only this one no longer counts. */
  refund(key: string): void;
}

/** At most `max` failed attempts per key within a sliding window. */
export function createAttempts(max: number, windowMs: number): Attempts {
  const times = new Map<string, number[]>();
  return {
    begin(key, at) {
      const recent = (times.get(key) ?? []).filter((time) => at - time < windowMs);
      const [first] = recent;
      if (first !== undefined && recent.length >= max) return Math.max(1, first + windowMs - at);
      times.delete(key);
      times.set(key, [...recent, at]);
      const [oldest] = times.keys();
      if (times.size > ATTEMPT_KEYS_MAX && oldest !== undefined) times.delete(oldest);
      return 0;
    },
    clear: (key) => void times.delete(key),
    refund: (key) => void times.get(key)?.pop(),
  };
}
