// Which entries are worth measuring: those that share the rarest terms with a message, by an inverted index and in scratch arrays.
import type { QuestionIndex } from './index.ts';
import type { Query } from './query.ts';
import type { Effort } from './rank.ts';
import { lengthOf } from './rows.ts';

const MEASURED_BY_CLASS_MAX = 5;

/** Entries that share terms with the message. */
export interface Sharing {
  readonly entries: readonly number[];
  /** Of these, those that the class model finds likeliest. */
  readonly byClass: readonly number[];
}

/** More terms than a text of READ_LENGTH_MAX characters has. */
const TERMS_MAX = 4_096;
/** Postings per entry from which on most entries are met. */
const MOST_MET_FROM = 2;
const byRarity = new Float64Array(TERMS_MAX);

/**
 * Rare terms find the entries; when the postings of the rest would cost too much, the leaders found so far are all there are.
 * Nothing is made per entry on the way: at 100,000 entries that would cost more than the search.
 */
export function entriesSharingTerms(index: QuestionIndex, query: Query, classes: Float64Array | null, effort: Effort): Sharing {
  const { entryPostings: { start, items }, entryPostings, entryParts, termEntryWeight, scratch: { byEntry, found, ofFound } } = index;
  // The length of its postings before the term's place: numbers are sorted without a call for each comparison.
  let size = 0;
  const most = Math.min(query.terms.length, TERMS_MAX);
  for (let i = 0; i < most; i++) if (termEntryWeight[query.terms[i]!]! > 0) byRarity[size++] = lengthOf(entryPostings, query.terms[i]!) * TERMS_MAX + i;
  const rarest = byRarity.subarray(0, size).sort();
  let walked = 0;
  let walks = 0;
  for (; walks < size; walks++) {
    walked += lengthOf(entryPostings, query.terms[rarest[walks]! % TERMS_MAX]!);
    // The rarest term that any entry has is walked whatever it costs.
    if (walked > effort.postings && walked > lengthOf(entryPostings, query.terms[rarest[walks]! % TERMS_MAX]!)) break;
  }
  // Where most entries are met, looking through all of them afterwards costs less than noting each at its first.
  const all = walked >= byEntry.length * MOST_MET_FROM;
  let count = 0;
  for (let next = 0; next < walks; next++) {
    const term = query.terms[rarest[next]! % TERMS_MAX]!;
    const from = start[term]!;
    const until = start[term + 1]!;
    if (all) for (let i = from; i < until; i++) byEntry[items[i]!]! += entryParts[i]!;
    else {
      for (let i = from; i < until; i++) {
        const entry = items[i]!;
        const before = byEntry[entry]!;
        if (before === 0) found[count++] = entry;
        byEntry[entry] = before + entryParts[i]!;
      }
    }
  }
  if (all) for (let entry = 0; entry < byEntry.length; entry++) if (byEntry[entry] !== 0) found[count++] = entry;
  for (let i = 0; i < count; i++) {
    ofFound[i] = byEntry[found[i]!]!;
    byEntry[found[i]!] = 0;
  }
  const entries = foremost(ofFound, count, effort.found).map((at) => found[at]!);
  const byClass = classes ? leaders(found.subarray(0, count), classes, MEASURED_BY_CLASS_MAX) : [];
  for (const entry of byClass) if (!entries.includes(entry)) entries.push(entry);
  return { entries, byClass };
}

/** The entries of the largest values, largest first, the earlier one before its equals. */
function leaders(entries: ArrayLike<number>, values: ArrayLike<number>, most: number): readonly number[] {
  const theirs = Float64Array.from(entries, (entry) => values[entry]!);
  return foremost(theirs, theirs.length, most).map((at) => entries[at]!);
}

/** The places of the largest of `count` values, largest first, the earlier one before its equals. */
export function foremost(values: ArrayLike<number>, count: number, most: number): number[] {
  const top: number[] = [];
  let least = -Infinity;
  for (let place = 0; place < count; place++) {
    const value = values[place]!;
    if (value <= least && top.length === most) continue;
    let at = top.length < most ? top.length : most - 1;
    while (at > 0 && values[top[at - 1]!]! < value) {
      top[at] = top[at - 1]!;
      at--;
    }
    top[at] = place;
    if (top.length === most) least = values[top[most - 1]!]!;
  }
  return top;
}
