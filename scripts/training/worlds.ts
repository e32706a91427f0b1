// Shops made from our own knowledge, each with questions that it has never seen: the whole base with a part of its questions
// or entries held out, small shops with few entries of few questions, and
// sparse ones with many. What is learned and measured on them is honest.
import type { Segmenter } from '../../src/types.ts';
import { generator } from '../../src/understand/classes.ts';
import { buildIndex, RISK_PREFIX, type IndexedEntry, type QuestionIndex } from '../../src/understand/index.ts';
import { FEATURES, NONE_FEATURES, type BaseKind } from '../../src/understand/model.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { measure } from '../../src/understand/rank.ts';

export const FOLDS = 5;
/** Questions kept per entry in the small shops. */
const SMALL_KEPT = [3, 4, 5, 6, 7, 8, 3, 5, 8, 6] as const;
const SMALL_ENTRIES = 48;
const SMALL_ASKED = 1_500;
/** Questions kept per entry in the sparse shops: all entries but one fold of them, so that the nearest siblings of an absent one are there. */
const SPARSE_KEPT = [2, 4, 8, 16, 3] as const;
const SPARSE_ASKED = 1_200;
/** Questions whose entry is absent for certain, asked besides. */
const SPARSE_ABSENT = 800;
/** Share of the shipped entries' questions that a small shop knows; the others are asked. */
const SHIPPED_KEPT = 0.7;
const SHIPPED: readonly string[] = ['small_talk', 'ask', 'risk'];
/** One known question in so many is asked word for word. */
const SAME_EVERY = 40;
/** A message that nothing covers is rarer than one that something does. */
const ABSENT_WEIGHT = 0.4;

/** One question asked in one world. Features lie flat: candidate c has `features[c * FEATURES.length ..]`. */
export interface Sample {
  /** `same`: a question that the world knows, word for word; it teaches, but is no measure. */
  readonly world: 'known' | 'absent' | 'small' | 'sparse' | 'same';
  /** A question keeps its fold in every world. */
  readonly fold: number;
  readonly weight: number;
  readonly candidates: number;
  readonly features: Float64Array;
  readonly none: Float64Array;
  /** The right candidate, -1 when none is. */
  readonly right: number;
  /** Whether the right entry is in the world at all. */
  readonly answerable: boolean;
  /** Of each candidate: whether it is an entry that gets an answer. */
  readonly answers: readonly boolean[];
  /** Whether the right entry is in the world and gets an answer. */
  readonly wantsAnswer: boolean;
}

interface Asked { readonly text: string; readonly gold: string; readonly number: number }

function ask(index: QuestionIndex, asked: readonly Asked[], world: Sample['world'], weight: number): Sample[] {
  const answers = new Map(index.entries.map((entry) => [entry.id, !SHIPPED.includes(entry.handling)]));
  return asked.map(({ text, gold, number }) => {
    const { candidates, none } = measure(index, normalise(text));
    return {
      world, weight, fold: number % FOLDS, candidates: candidates.length, answerable: answers.has(gold), wantsAnswer: answers.get(gold) ?? false,
      features: Float64Array.from(candidates.flatMap((one) => FEATURES.map((name) => one.features[name]))),
      none: Float64Array.from(NONE_FEATURES, (name) => none[name]),
      right: candidates.findIndex((one) => index.entries[one.entry]!.id === gold),
      answers: candidates.map((one) => !SHIPPED.includes(index.entries[one.entry]!.handling)),
    };
  });
}

/** The samples that each model learns from. `plain` sees the small and the sparse shops, without class models. */
export function samplesOf(entries: readonly IndexedEntry[], segmenter: Segmenter): Readonly<Record<BaseKind, readonly Sample[]>> {
  let count = 0;
  const all = entries.flatMap((entry) => entry.questions.map((text): Asked => ({ text, gold: entry.id, number: count++ })));
  const out: Record<BaseKind, Sample[]> = { rich: [], thin: [], plain: [] };

  const numberOf = new Map(all.map((asked) => [asked.gold + asked.text, asked]));
  const written = (kept: readonly IndexedEntry[]): Asked[] =>
    kept.flatMap((entry) => entry.questions.map((text) => numberOf.get(entry.id + text)!)).filter((_, i) => i % SAME_EVERY === 0);

  for (let fold = 0; fold < FOLDS; fold++) {
    const held = all.filter((asked) => asked.number % FOLDS === fold);
    const heldTexts = new Set(held.map((asked) => asked.text));
    const known = entries.map((entry) => ({ ...entry, questions: entry.questions.filter((text) => !heldTexts.has(text)) }));
    const index = buildIndex(known, segmenter);
    out.rich.push(...ask(index, held, 'known', 1), ...ask(index, written(known), 'same', 1));
    const goneIds = new Set(entries.filter((_, number) => number % FOLDS === fold).map((entry) => entry.id));
    out.rich.push(...ask(buildIndex(entries.filter((entry) => !goneIds.has(entry.id)), segmenter), all.filter((asked) => goneIds.has(asked.gold)), 'absent', ABSENT_WEIGHT));
  }

  const random = generator(7);
  const shuffled = <T>(items: readonly T[]): T[] => items.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);
  const shipped = entries.filter((entry) => SHIPPED.includes(entry.handling));
  const own = entries.filter((entry) => !SHIPPED.includes(entry.handling));
  SMALL_KEPT.forEach((most, world) => {
    const thin = shuffled(own).slice(0, SMALL_ENTRIES).map((entry) => ({ ...entry, questions: [entry.questions[0]!, ...shuffled(entry.questions.slice(1)).slice(0, most - 1)] }));
    const withShipped = world % 2 === 0;
    const kept = withShipped ? [...thin, ...shipped.map((entry) => ({ ...entry, questions: shuffled(entry.questions).slice(0, Math.ceil(entry.questions.length * SHIPPED_KEPT)) }))] : thin;
    const known = new Set(kept.flatMap((entry) => entry.questions));
    const asked = shuffled(all.filter(({ text, gold }) => !known.has(text) && (withShipped || !gold.startsWith(RISK_PREFIX)))).slice(0, SMALL_ASKED);
    const index = buildIndex(kept, segmenter);
    out.thin.push(...ask(index, asked, 'small', 1), ...ask(index, written(kept), 'same', 1));
    const plain = { ...index, classes: null };
    out.plain.push(...ask(plain, asked, 'small', 1), ...ask(plain, written(kept), 'same', 1));
  });

  SPARSE_KEPT.forEach((most, fold) => {
    const present = entries.filter((_, number) => number % SPARSE_KEPT.length !== fold);
    const kept = present.map((entry) => ({ ...entry, questions: [entry.questions[0]!, ...shuffled(entry.questions.slice(1)).slice(0, most - 1)] }));
    const ids = new Set(present.map((entry) => entry.id));
    const known = new Set(kept.flatMap((entry) => entry.questions));
    const unknown = shuffled(all.filter(({ text }) => !known.has(text)));
    const index = { ...buildIndex(kept, segmenter), classes: null };
    const asked = [...unknown.slice(0, SPARSE_ASKED), ...unknown.slice(SPARSE_ASKED).filter(({ gold }) => !ids.has(gold)).slice(0, SPARSE_ABSENT)];
    out.plain.push(...ask(index, asked, 'sparse', 1), ...ask(index, written(kept), 'same', 1));
  });
  return out;
}
