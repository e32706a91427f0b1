// This product's matcher as one of the compared methods: the bench's entries with what every shop is shipped with.
import type { NormalText } from '../../src/types.ts';
import { buildIndex, type IndexedEntry } from '../../src/understand/index.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { understand } from '../../src/understand/understand.ts';
import type { BenchEntry } from '../evaluating/bench.ts';
import type { Shipped } from '../evaluating/shipped.ts';
import { ENTRIES_RANKED, questionsOf, type Build, type Ranked } from './method.ts';

/** A lookup is all of `understand()`, the clauses of a message included; the score is the probability that the entry is right. */
export const buildOurs: Build = (kb, { shipped }) => {
  const started = performance.now();
  const pack = shipped();
  const packMs = performance.now() - started;
  return { lookup: readerOf(kb, pack), note: `${Math.round(packMs)} ms of the build are the shipped pack's, once per process` };
};

export function readerOf(kb: readonly BenchEntry[], { background, tools }: Shipped): (query: string) => readonly Ranked[] {
  const own = kb.map((entry): IndexedEntry => ({ id: entry.id, handling: 'answer', questions: questionsOf(entry) }));
  const ids = new Set(own.map((entry) => entry.id));
  const index = buildIndex([...own, ...background], tools);
  const isOwn = (id: string): boolean => ids.has(id);
  const read = (normal: NormalText): readonly Ranked[] =>
    understand(index, normal, isOwn).whole.slice(0, ENTRIES_RANKED).map(({ entryId, probability }) => ({ entryId, score: probability }));
  return (query) => read(normalise(query));
}
