// The places where concepts stand in a text, and looking them up by place: lists are ordered, and no search walks over all of one.
import type { Range } from './clauses.ts';

export interface ConceptHit {
  readonly concept: number;
  readonly start: number;
  readonly end: number;
  /** Hours of a @duration, else NaN. */
  readonly hours: number;
}

/** Earlier first, of those that start together the longer first. */
const before = (a: ConceptHit, b: ConceptHit): boolean => (a.start !== b.start ? a.start < b.start : a.end !== b.end ? a.end > b.end : a.concept < b.concept);

/** Sorts by insertion: hits come ordered by their ends, so that each is near its place. */
export function inPlace(hits: ConceptHit[]): ConceptHit[] {
  for (let i = 1; i < hits.length; i++) {
    const hit = hits[i]!;
    let at = i;
    for (; at > 0 && before(hit, hits[at - 1]!); at--) hits[at] = hits[at - 1]!;
    hits[at] = hit;
  }
  return hits;
}

export function merged(a: ConceptHit[], b: readonly ConceptHit[]): ConceptHit[] {
  if (b.length === 0) return a;
  const all: ConceptHit[] = [];
  let next = 0;
  for (const hit of a) {
    while (next < b.length && before(b[next]!, hit)) all.push(b[next++]!);
    all.push(hit);
  }
  while (next < b.length) all.push(b[next++]!);
  return all;
}

/** Whether such a hit starts at `from` or later and before `until`. */
export function someFrom(hits: readonly ConceptHit[], from: number, until: number, wanted: (hit: ConceptHit) => boolean): boolean {
  if (hits.length === 0) return false;
  for (let i = firstFrom(hits, from); i < hits.length && hits[i]!.start < until; i++) if (wanted(hits[i]!)) return true;
  return false;
}

/** The index of the first of a list ordered by start that starts at `from` or later; its length for none. */
export function firstFrom(list: readonly Range[], from: number): number {
  let low = 0;
  let high = from === 0 ? 0 : list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.start < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first number of an ascending list that is at least `least`; its length for none. */
export function firstAtLeast(list: readonly number[], least: number): number {
  if (list.length === 0 || list[0]! >= least) return 0;
  let low = 1;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first of a list ordered by end that ends behind a place; its length for none. */
export function firstEndingBehind(list: readonly Range[], place: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.end <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
