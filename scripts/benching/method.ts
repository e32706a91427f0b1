// What every compared method is: a knowledge base in, a lookup out. The table of methods is methods.ts.
import type { BenchEntry } from '../evaluating/bench.ts';
import type { Shipped } from '../evaluating/shipped.ts';

/** An entry that a method found; a higher score is a better one, on a scale of the method's own. */
export interface Ranked {
  readonly entryId: string;
  readonly score: number;
}

/** The best entries for a message, best first, each once. */
export type Lookup = (query: string) => readonly Ranked[] | Promise<readonly Ranked[]>;

export interface Built {
  readonly lookup: Lookup;
  /** Bytes held outside of JavaScript's heap, for a method that keeps its index there. */
  readonly nativeBytes?: number;
  /** What a reader of the table should know about this build. */
  readonly note?: string;
}

export interface Tools {
  /** Search tokens of jieba, lower case, without punctuation. */
  readonly tokens: (text: string) => string[];
  readonly shipped: () => Shipped;
}

export type Build = (kb: readonly BenchEntry[], tools: Tools) => Built | Promise<Built>;

/** Entries that a lookup returns: recall is measured up to the third. */
export const ENTRIES_RANKED = 3;
/** Texts asked for where a method wants a limit: several of them may belong to one entry. */
export const TEXTS_ASKED_FOR = 60;

/** One written question: a peer's document. */
export interface Text {
  readonly id: number;
  readonly text: string;
  /** Place of its entry in the knowledge base. */
  readonly entry: number;
}

export interface Hit {
  /** Text.id. */
  readonly id: number;
  readonly score: number;
}

export function textsOf(kb: readonly BenchEntry[]): readonly Text[] {
  return kb.flatMap((entry, i) => questionsOf(entry).map((text) => ({ text, entry: i }))).map((one, id) => ({ id, ...one }));
}

export function questionsOf(entry: BenchEntry): readonly string[] {
  return [...new Set([entry.title, ...entry.similar])];
}

/**
 * The best text per entry, the first written one among equals. `hits` come best first; reading ends at the first that can no
 * longer be among the leaders, so that a method with thousands of hits is not charged for sorting them.
 */
export function leadersOf(kb: readonly BenchEntry[], texts: readonly Text[], hits: Iterable<Hit>): readonly Ranked[] {
  const best = new Map<number, Hit>();
  let least = Infinity;
  for (const hit of hits) {
    if (best.size >= ENTRIES_RANKED && hit.score < least) break;
    const { entry } = texts[hit.id]!;
    const known = best.get(entry);
    if (known && (known.score > hit.score || (known.score === hit.score && known.id < hit.id))) continue;
    best.set(entry, hit);
    if (best.size <= ENTRIES_RANKED) least = Math.min(least, hit.score);
  }
  return [...best.entries()]
    .sort(([, a], [, b]) => b.score - a.score || a.id - b.id)
    .slice(0, ENTRIES_RANKED)
    .map(([entry, { score }]) => ({ entryId: kb[entry]!.id, score }));
}
