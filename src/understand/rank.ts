// Finds the entries that share terms or a topic with a message, and turns their evidence into probabilities with the model.
// It takes no decision; how sure is sure enough is decide.ts.
import type { Candidate, EntryId, NormalText, SemanticEvidence } from '../types.ts';
import { classScores, softmax } from '../learn/classes.ts';
import { numberOf } from './dictionary.ts';
import { entryEvidence, noneEvidence, type BestQuestion } from './evidence.ts';
import { agreement, type Topics } from './industry.ts';
import type { IndexedEntry, QuestionIndex } from './index.ts';
import { probabilitiesOf, type Features, type NoneFeatures } from './model.ts';
import { readTerms, type Query } from './query.ts';
import { lengthOf, placeOf } from './rows.ts';
import { READING_MODELS, usable } from './semantic.ts';

/** Candidates that leave; entries beyond it are never offered. */
export const CANDIDATES_MAX = 5;
/** Entries measured in full: the leaders by all their questions together, by the class model, by topic, and exact matches. */
const MEASURED_BY_ENTRY_MAX = 8;
const PART_MEASURED_BY_ENTRY_MAX = 4;
const MEASURED_BY_CLASS_MAX = 5;
const MEASURED_BY_TOPIC_MAX = 4;
const MEASURED_BY_MEANING_MAX = 3;
const MEASURED_EXACT_MAX = 4;
/**
 * Postings walked through, rarest terms first; what is left are common terms, which are only looked up for the entries found by
 * then. The leaders go on to be measured.
 */
export const POSTINGS_MAX = 5_000;
/** The same for one clause of a message, of which there may be several (understand.ts). */
export const PART_POSTINGS_MAX = 1_000;
const FOUND_MAX = 32;
const PART_FOUND_MAX = 12;
/** Questions of a leading entry that are compared one by one, the first written; the others count in the entry's vector. */
export const COMPARED_PER_ENTRY_MAX = 600;

/** How much a lookup may cost. */
export interface Effort {
  /** Postings walked through. */
  readonly postings: number;
  /** Entries that are looked up in the common terms too. */
  readonly found: number;
  /** Of these, the entries measured in full. */
  readonly byEntry: number;
}

export const EFFORT_OF = {
  whole: { postings: POSTINGS_MAX, found: FOUND_MAX, byEntry: MEASURED_BY_ENTRY_MAX },
  part: { postings: PART_POSTINGS_MAX, found: PART_FOUND_MAX, byEntry: PART_MEASURED_BY_ENTRY_MAX },
} as const satisfies Record<string, Effort>;

/** An entry as measured: the features, before the model. */
export interface Measured {
  readonly entry: number;
  readonly best: BestQuestion;
  readonly features: Features;
}

export interface Measures {
  readonly query: Query;
  readonly candidates: readonly Measured[];
  readonly none: NoneFeatures;
}

/**
 * Candidates, best first, at most CANDIDATES_MAX: by how likely the answer is right and how likely the very entry was meant, in
 * equal parts, since an answer that happens to serve is second to the one that was asked for. None when nothing is shared. Entries
 * that are not `allowed` leave no candidate, but keep their share of the probability: the message may well have meant them.
 */
export function rank(index: QuestionIndex, normal: NormalText, allowed: (id: EntryId) => boolean, semantic: SemanticEvidence | null = null, effort: Effort = EFFORT_OF.whole): readonly Candidate[] {
  return candidatesOf(index, measure(index, normal, semantic, effort), allowed);
}

export function candidatesOf(index: QuestionIndex, { candidates, none }: Measures, allowed: (id: EntryId) => boolean): readonly Candidate[] {
  const shares = probabilitiesOf(READING_MODELS[index.kind], candidates.map((one) => one.features), none);
  const entries = candidates.map(({ entry }) => index.entries[entry]!);
  const leading = candidates
    .map(({ entry, best }, i) => ({ entry, best, id: entries[i]!.id, probability: answering(entries, shares, i), own: shares[i]! }))
    .filter(({ id }) => allowed(id))
    .sort((a, b) => b.probability + b.own - a.probability - a.own || a.entry - b.entry)
    .slice(0, CANDIDATES_MAX);
  return leading.map(({ entry, best, id, probability }): Candidate => {
    const { handling, questions } = index.entries[entry]!;
    return { entryId: id, handling, probability, score: best.likeness, matched: questions[best.question - index.firstQuestion[entry]!]! };
  });
}

/** How likely the answer of entry `at` is right: what it was meant itself, and what its answer serves as well. */
export function answering(entries: readonly Pick<IndexedEntry, 'id' | 'serves'>[], shares: readonly number[], at: number): number {
  const { serves = [] } = entries[at]!;
  return entries.reduce((sum, { id }, i) => (i === at || serves.includes(id) ? sum + shares[i]! : sum), 0);
}

/** The most promising entries with their evidence, in no particular order. */
export function measure(index: QuestionIndex, normal: NormalText, semantic: SemanticEvidence | null = null, effort: Effort = EFFORT_OF.whole): Measures {
  const query = readTerms(index, normal);
  const byClass = classLikeness(index, query);
  const byTopic = topicLikeness(index, normal, query);
  const sharing = entriesSharingTerms(index, query, byClass, effort);
  const exact = exactEntries(index, query);
  const meaning = usable(semantic, index.entries.length);
  const cosines = new Map(sharing.entries.map((entry, i) => [entry, sharing.cosines[i]!]));
  const picked = [...new Set([
    ...exact,
    ...sharing.entries.toSorted((a, b) => cosines.get(b)! - cosines.get(a)!).slice(0, effort.byEntry),
    ...sharing.byClass,
    ...(byTopic ? leaders(byTopic.entries, byTopic.agreements, MEASURED_BY_TOPIC_MAX) : []),
    ...(meaning ? leaders([...meaning.keys()], meaning, MEASURED_BY_MEANING_MAX) : []),
  ])];
  const best = bestQuestions(index, query, picked);
  return {
    query,
    candidates: picked.map((entry, i): Measured => ({
      entry, best: best[i]!,
      features: entryEvidence(index, query, {
        entry, best: best[i]!, same: exact.includes(entry), cosine: cosines.get(entry) ?? 0,
        ofClass: byClass ? byClass[entry]! : null, topic: byTopic ? byTopic.agreements[entry]! : null,
        semantic: meaning ? meaning[entry]! : null,
      }),
    })),
    none: noneEvidence(index, query, byClass, byTopic?.topics ?? null),
  };
}

/** Each entry's best question by weighted Dice, 2·shared / (message + question); the first written wins a tie. */
export function bestQuestions(index: QuestionIndex, query: Query, entries: readonly number[]): readonly BestQuestion[] {
  const { firstQuestion, questionWeight, questionTerms: { start, items }, scratch: { byTerm } } = index;
  for (const term of query.terms) byTerm[term] = index.termWeight[term]!;
  const found = entries.map((entry) => {
    let best = firstQuestion[entry]!;
    let likeness = 0;
    const until = Math.min(firstQuestion[entry + 1]!, firstQuestion[entry]! + COMPARED_PER_ENTRY_MAX);
    for (let question = firstQuestion[entry]!; question < until; question++) {
      let shared = 0;
      for (let i = start[question]!, end = start[question + 1]!; i < end; i++) shared += byTerm[items[i]!]!;
      const mine = (2 * shared) / (query.weight + questionWeight[question]!);
      if (mine <= likeness) continue;
      likeness = mine;
      best = question;
    }
    return { question: best, likeness };
  });
  for (const term of query.terms) byTerm[term] = 0;
  return found;
}

/** Entries that share terms with the message, and the angle between it and all of their questions together. */
interface Sharing {
  readonly entries: readonly number[];
  readonly cosines: readonly number[];
  /** Those that the class model finds likeliest, whatever the angle. */
  readonly byClass: readonly number[];
}

/**
 * Rare terms find the entries; when the postings of the rest would cost too much, the leaders found so far are looked up in them
 * instead. Nothing is made per entry on the way: at 100,000 entries that would cost more than the search.
 */
function entriesSharingTerms(index: QuestionIndex, query: Query, classes: Float64Array | null, effort: Effort): Sharing {
  const { entryPostings: { start, items }, entryPostings, entryParts, termEntryWeight, scratch: { byEntry, found } } = index;
  const terms = query.terms.filter((term) => termEntryWeight[term]! > 0).sort((a, b) => lengthOf(entryPostings, a) - lengthOf(entryPostings, b));
  let count = 0;
  let walked = 0;
  let next = 0;
  for (; next < terms.length; next++) {
    const term = terms[next]!;
    walked += lengthOf(entryPostings, term);
    if (walked > effort.postings && count > 0) break;
    for (let i = start[term]!, until = start[term + 1]!; i < until; i++) {
      const entry = items[i]!;
      if (byEntry[entry] === 0) found[count++] = entry;
      byEntry[entry]! += entryParts[i]!;
    }
  }
  const sharing = found.subarray(0, count);
  const leading = leaders(sharing, byEntry, effort.found);
  const byClass = classes ? leaders(sharing, classes, MEASURED_BY_CLASS_MAX) : [];
  const entries = [...new Set([...leading, ...byClass])];
  const parts = entries.map((entry) => byEntry[entry]!);
  for (let i = 0; i < count; i++) byEntry[found[i]!] = 0;
  const cosines = entries.map((entry, i) => {
    let part = parts[i]!;
    for (let t = next; t < terms.length; t++) {
      const place = placeOf(entryPostings, terms[t]!, entry);
      if (place >= 0) part += entryParts[place]!;
    }
    return part / query.vectorLength;
  });
  return { entries, cosines, byClass };
}

function exactEntries({ formIds, formEntries }: QuestionIndex, query: Query): readonly number[] {
  const form = query.terms.length > 0 ? numberOf(formIds, query.text) : -1;
  return form < 0 ? [] : [...formEntries.items.subarray(formEntries.start[form]!, formEntries.start[form + 1]!)].slice(0, MEASURED_EXACT_MAX);
}

function classLikeness(index: QuestionIndex, query: Query): Float64Array | null {
  if (!index.classes) return null;
  const probabilities = classScores(index.classes, query.terms, index.termClassWeight);
  softmax(probabilities);
  return probabilities;
}

interface TopicLikeness {
  readonly topics: Topics;
  readonly entries: readonly number[];
  readonly agreements: readonly number[];
}

function topicLikeness({ industry, entryTopics, entries }: QuestionIndex, normal: NormalText, query: Query): TopicLikeness | null {
  if (!industry || entryTopics.length === 0 || query.termCount === 0) return null;
  const topics = industry.topicsOf(normal);
  return { topics, entries: [...entries.keys()], agreements: entries.map((_, entry) => agreement(topics, entryTopics, entry * industry.intents)) };
}

/** The entries of the largest values, largest first, the earlier one before its equals. */
function leaders(entries: ArrayLike<number>, values: ArrayLike<number>, most: number): readonly number[] {
  const top: number[] = [];
  let least = -Infinity;
  for (let place = 0; place < entries.length; place++) {
    const entry = entries[place]!;
    const value = values[entry]!;
    if (top.length === most && value <= least) continue;
    let at = top.length < most ? top.length : most - 1;
    while (at > 0 && values[top[at - 1]!]! < value) {
      top[at] = top[at - 1]!;
      at--;
    }
    top[at] = entry;
    if (top.length === most) least = values[top[most - 1]!]!;
  }
  return top;
}
