// Finds the entries that share terms or a topic with a message, and turns their evidence into probabilities with the model.
// It takes no decision; how sure is sure enough is decide.ts.
import type { Candidate, EntryId, NormalText, SemanticEvidence } from '../types.ts';
import { classScores, softmax } from '../learn/classes.ts';
import { numberOf } from './dictionary.ts';
import { entryEvidence, noneEvidence, orderShares, type BestQuestion } from './evidence.ts';
import { agreement, type Topics } from './industry.ts';
import type { IndexedEntry, QuestionIndex } from './index.ts';
import { probabilitiesOf, type Features, type NoneFeatures } from './model.ts';
import { readTerms, type Query } from './query.ts';
import { lengthOf, placeOf } from './rows.ts';
import { entriesSharingTerms, foremost } from './search.ts';
import { READING_MODELS, usable } from './semantic.ts';

/** Candidates that leave; entries beyond it are never offered. */
export const CANDIDATES_MAX = 5;
/** Entries measured in full: the leaders by all their questions together, by the class model, by topic, and exact matches. */
const MEASURED_BY_ENTRY_MAX = 8;
const PART_MEASURED_BY_ENTRY_MAX = 4;
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
  return measureRead(index, normal, readTerms(index, normal), semantic, effort);
}

/** The same for a text that is read already. */
export function measureRead(index: QuestionIndex, normal: NormalText, query: Query, semantic: SemanticEvidence | null, effort: Effort): Measures {
  const byClass = classLikeness(index, query);
  const byTopic = topicLikeness(index, normal, query);
  const found = entriesSharingTerms(index, query, byClass, effort);
  const exact = exactEntries(index, query);
  const meaning = usable(semantic, index.entries.length);
  mark(index, query);
  const sharing = found.entries.map((entry) => sharedWith(index, query, entry));
  const cosines = sharing.map((one) => one.cosine);
  const picked: number[] = [];
  addNew(picked, exact);
  addNew(picked, foremost(cosines, cosines.length, effort.byEntry).map((at) => found.entries[at]!));
  addNew(picked, found.byClass);
  if (byTopic) addNew(picked, foremost(byTopic.agreements, byTopic.agreements.length, MEASURED_BY_TOPIC_MAX));
  if (meaning) addNew(picked, foremost(meaning, meaning.length, MEASURED_BY_MEANING_MAX));
  const shared = picked.map((entry) => {
    const at = found.entries.indexOf(entry);
    // Found by other ways than its terms: the angle counts as nothing.
    return at >= 0 ? sharing[at]! : { ...sharedWith(index, query, entry), cosine: 0 };
  });
  const best = picked.map((entry) => bestQuestion(index, query, entry));
  const orders = orderShares(query.text, index, best);
  const candidates = picked.map((entry, i): Measured => ({
    entry, best: best[i]!,
    features: entryEvidence(index, query, {
      entry, best: best[i]!, same: exact.includes(entry), cosine: shared[i]!.cosine, covered: shared[i]!.weight / query.weight, order: orders[i]!,
      ofClass: byClass ? byClass[entry]! : null, topic: byTopic ? byTopic.agreements[entry]! : null,
      semantic: meaning ? meaning[entry]! : null,
    }),
  }));
  unmark(index, query);
  return { query, candidates, none: noneEvidence(index, query, byClass, byTopic?.topics ?? null) };
}

/** Leaves the weights of a message's terms where the functions below look for them. */
function mark({ termWeight, scratch: { byTerm, hasTerm } }: QuestionIndex, { terms }: Query): void {
  for (const term of terms) {
    byTerm[term] = termWeight[term]!;
    hasTerm[term] = 1;
  }
}

function unmark({ scratch: { byTerm, hasTerm } }: QuestionIndex, { terms }: Query): void {
  for (const term of terms) byTerm[term] = hasTerm[term] = 0;
}

function addNew(list: number[], more: readonly number[]): void {
  for (const one of more) if (!list.includes(one)) list.push(one);
}

/** Each entry's best question by weighted Dice, 2·shared / (message + question); the first written wins a tie. */
export function bestQuestions(index: QuestionIndex, query: Query, entries: readonly number[]): readonly BestQuestion[] {
  mark(index, query);
  const best = entries.map((entry) => bestQuestion(index, query, entry));
  unmark(index, query);
  return best;
}

const ofQuestion = new Float64Array(COMPARED_PER_ENTRY_MAX);

/** Needs `mark`. */
function bestQuestion(index: QuestionIndex, query: Query, entry: number): BestQuestion {
  const { firstQuestion, questionWeight, entryTerms, entryTermQuestions: { start, items }, scratch: { byTerm, hasTerm } } = index;
  const first = firstQuestion[entry]!;
  const count = Math.min(firstQuestion[entry + 1]! - first, COMPARED_PER_ENTRY_MAX);
  for (let question = 0; question < count; question++) ofQuestion[question] = 0;
  if (isLong(index, query, entry)) {
    for (const term of query.terms) {
      const place = placeOf(entryTerms, entry, term);
      if (place < 0) continue;
      const weight = byTerm[term]!;
      for (let i = start[place]!, until = start[place + 1]!; i < until && items[i]! < count; i++) ofQuestion[items[i]!]! += weight;
    }
  } else {
    for (let place = entryTerms.start[entry]!, until = entryTerms.start[entry + 1]!; place < until; place++) {
      const term = entryTerms.items[place]!;
      if (hasTerm[term] === 0) continue;
      const weight = byTerm[term]!;
      for (let i = start[place]!, end = start[place + 1]!; i < end && items[i]! < count; i++) ofQuestion[items[i]!]! += weight;
    }
  }
  let best = 0;
  let likeness = 0;
  for (let question = 0; question < count; question++) {
    const mine = (2 * ofQuestion[question]!) / (query.weight + questionWeight[first + question]!);
    if (mine <= likeness) continue;
    likeness = mine;
    best = question;
  }
  return { question: first + best, likeness };
}

/** What a message and an entry have in common: the angle between the message and all of its questions, and the weight of the terms. */
interface Shared {
  readonly cosine: number;
  readonly weight: number;
}

/** An entry with many more terms than the message is looked up by the message's. */
const LONGER_BY = 8;

function isLong({ entryTerms }: QuestionIndex, { terms }: Query, entry: number): boolean {
  return lengthOf(entryTerms, entry) > LONGER_BY * terms.length;
}

/** Needs `mark`. */
function sharedWith(index: QuestionIndex, query: Query, entry: number): Shared {
  const { entryTerms, entryTermParts, scratch: { byTerm, hasTerm } } = index;
  let part = 0;
  let weight = 0;
  if (isLong(index, query, entry)) {
    for (const term of query.terms) {
      const place = placeOf(entryTerms, entry, term);
      if (place < 0) continue;
      part += entryTermParts[place]!;
      weight += byTerm[term]!;
    }
  } else {
    for (let i = entryTerms.start[entry]!, until = entryTerms.start[entry + 1]!; i < until; i++) {
      const term = entryTerms.items[i]!;
      if (hasTerm[term] === 0) continue;
      part += entryTermParts[i]!;
      weight += byTerm[term]!;
    }
  }
  return { cosine: part / query.vectorLength, weight };
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
  readonly agreements: readonly number[];
}

function topicLikeness({ industry, entryTopics, entries }: QuestionIndex, normal: NormalText, query: Query): TopicLikeness | null {
  if (!industry || entryTopics.length === 0 || query.termCount === 0) return null;
  const topics = industry.topicsOf(normal);
  return { topics, agreements: entries.map((_, entry) => agreement(topics, entryTopics, entry * industry.intents)) };
}
