// Scores the entries that share terms with a message: measures the evidence, and turns it into probabilities with the model.
// It takes no decision; how sure is sure enough is decide.ts.
import type { Candidate, EntryId, Meaning, NormalText } from '../types.ts';
import { classScores, softmax } from './classes.ts';
import type { QuestionIndex, Rows } from './index.ts';
import { probabilitiesOf, type Features, type NoneFeatures } from './model.ts';
import { stripReferences, termsOf } from './terms.ts';
import { MODELS } from './weights.ts';

/** Candidates that leave; entries beyond it are never offered. */
export const CANDIDATES_MAX = 5;
/** Entries measured in full: the leaders by all their questions together, those by the class model, and exact matches. */
const MEASURED_BY_ENTRY_MAX = 8;
const MEASURED_BY_CLASS_MAX = 5;
const MEASURED_EXACT_MAX = 4;
/** Class probabilities below this are all the same: hopeless. */
const CLASS_PROBABILITY_MIN = 1e-4;

/** What the cosine is held against, a little above its maximum of 1, so that entry_close stays finite. */
const CLOSEST = 1.03;

const BACKGROUND: readonly Meaning[] = ['small_talk', 'ask'];

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
 * Candidates, most probable first, at most CANDIDATES_MAX; none when no term is shared. Entries that are not `allowed` leave no
 * candidate, but keep their share of the probability: the message may well have meant them.
 */
export function rank(index: QuestionIndex, normal: NormalText, allowed: (id: EntryId) => boolean): readonly Candidate[] {
  const { candidates, none } = measure(index, normal);
  const probabilities = probabilitiesOf(MODELS[index.kind], candidates.map((one) => one.features), none);
  const leading = candidates
    .map(({ entry, best }, i) => ({ entry, best, id: index.entries[entry]!.id, probability: probabilities[i]! }))
    .filter(({ id }) => allowed(id))
    .sort((a, b) => b.probability - a.probability || a.entry - b.entry)
    .slice(0, CANDIDATES_MAX);
  return leading.map(({ entry, best, id, probability }): Candidate => ({
    entryId: id,
    handling: index.entries[entry]!.handling,
    probability,
    score: best.likeness,
    matched: index.questions[best.question]!,
  }));
}

/** A message as terms of the index. */
export interface Query {
  readonly text: string;
  /** Terms that the index knows. */
  readonly terms: readonly number[];
  /** Sum of the weights of all terms, those unknown to the index included. */
  readonly weight: number;
  readonly vectorLength: number;
  readonly termCount: number;
}

function readQuery(index: QuestionIndex, text: string): Query {
  const terms: number[] = [];
  let weight = 0;
  let squares = 0;
  const all = termsOf(text, index.segmenter);
  for (const term of all) {
    const id = index.termIds.get(term);
    if (id === undefined) {
      weight += index.unknownWeight(term);
      squares += index.unknownEntryWeight(term) ** 2;
    } else {
      terms.push(id);
      weight += index.termWeight[id]!;
      squares += index.termEntryWeight[id]! ** 2;
    }
  }
  return { text, terms, weight: weight || 1, vectorLength: Math.sqrt(squares) || 1, termCount: all.length };
}

/** The most promising entries with their features, in no particular order. */
export function measure(index: QuestionIndex, normal: NormalText): Measures {
  const query = readQuery(index, stripReferences(normal.text).text);
  const cosines = entryCosines(index, query);
  const byClass = classLikeness(index, query);
  const exact = (query.terms.length > 0 ? index.entriesOfForm.get(query.text) ?? [] : []).slice(0, MEASURED_EXACT_MAX);
  const picked = pick(exact, cosines, byClass);

  const best = bestQuestions(index, query, picked);

  const candidates = picked.map((entry, i): Measured => ({
    entry,
    best: best[i]!,
    features: {
      same: exact.includes(entry) ? 1 : 0,
      entry_cosine: cosines[entry]!,
      entry_close: -Math.log(CLOSEST - Math.min(1, cosines[entry]!)),
      entry_log: Math.log(Math.max(0.01, cosines[entry]!)),
      class_log: byClass ? Math.log(Math.max(CLASS_PROBABILITY_MIN, byClass[entry]!)) : 0,
      background: BACKGROUND.includes(index.entries[entry]!.handling) ? 1 : 0,
      used: usedShare(index, query, best[i]!),
      covered: coveredShare(index, query, entry),
    },
  }));
  return {
    query,
    candidates,
    none: {
      brevity: 1 / (1 + query.termCount / 6),
      class_doubt: byClass ? entropy(byClass) / Math.log(byClass.length) : 0,
    },
  };
}

/** Share of a question's weight that the message has, from their Dice: shared = likeness · (message + question) / 2. */
function usedShare({ questionWeight }: QuestionIndex, query: Query, { question, likeness }: BestQuestion): number {
  const weight = questionWeight[question]!;
  return weight > 0 ? (likeness * (query.weight + weight)) / 2 / weight : 0;
}

/** Share of the message's weight in terms that any question of the entry has. */
function coveredShare({ entryPostings, termWeight }: QuestionIndex, query: Query, entry: number): number {
  let covered = 0;
  for (const term of query.terms) if (has(entryPostings, term, entry)) covered += termWeight[term]!;
  return covered / query.weight;
}

/** Whether an ascending row holds an item, by bisection. */
function has({ start, items }: Rows, row: number, item: number): boolean {
  let low = start[row]!;
  let high = start[row + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return low < start[row + 1]! && items[low] === item;
}

/** A question of an entry and its weighted Dice with the message. */
export interface BestQuestion {
  readonly question: number;
  readonly likeness: number;
}

/** Each entry's best question by weighted Dice, 2·shared / (message + question); the first written wins a tie. */
export function bestQuestions(index: QuestionIndex, query: Query, entries: readonly number[]): readonly BestQuestion[] {
  const { firstQuestion, questionWeight, questionTerms: { start, items }, scratch } = index;
  for (const term of query.terms) scratch[term] = index.termWeight[term]!;
  const found = entries.map((entry) => {
    let best = firstQuestion[entry]!;
    let likeness = 0;
    for (let question = firstQuestion[entry]!; question < firstQuestion[entry + 1]!; question++) {
      let shared = 0;
      for (let i = start[question]!, until = start[question + 1]!; i < until; i++) shared += scratch[items[i]!]!;
      const mine = (2 * shared) / (query.weight + questionWeight[question]!);
      if (mine <= likeness) continue;
      likeness = mine;
      best = question;
    }
    return { question: best, likeness };
  });
  for (const term of query.terms) scratch[term] = 0;
  return found;
}

/** The angle between the message and all questions of each entry together; 0 where they share no term. */
function entryCosines(index: QuestionIndex, query: Query): Float64Array {
  const cosines = new Float64Array(index.entries.length);
  const { start, items } = index.entryPostings;
  const { entryParts } = index;
  for (const term of query.terms) {
    for (let i = start[term]!, until = start[term + 1]!; i < until; i++) cosines[items[i]!]! += entryParts[i]!;
  }
  for (let entry = 0; entry < cosines.length; entry++) cosines[entry]! /= query.vectorLength;
  return cosines;
}

function classLikeness(index: QuestionIndex, query: Query): Float64Array | null {
  if (!index.classes) return null;
  const probabilities = classScores(index.classes, query.terms, index.termClassWeight);
  softmax(probabilities);
  return probabilities;
}

/** Entries worth measuring; only those that share a term with the message. */
function pick(exact: readonly number[], cosine: Float64Array, byClass: Float64Array | null): readonly number[] {
  const shares = (entry: number): boolean => cosine[entry]! > 0;
  return [...new Set([
    ...exact,
    ...leaders(cosine, MEASURED_BY_ENTRY_MAX, shares),
    ...(byClass ? leaders(byClass, MEASURED_BY_CLASS_MAX, shares) : []),
  ])];
}

/** The places of the largest values, largest first, the earlier one before its equals. */
function leaders(values: Float64Array, most: number, counts: (at: number) => boolean): readonly number[] {
  const top: number[] = [];
  for (let place = 0; place < values.length; place++) {
    if (!counts(place) || (top.length === most && values[place]! <= values[top[most - 1]!]!)) continue;
    let at = top.length < most ? top.length : most - 1;
    while (at > 0 && values[top[at - 1]!]! < values[place]!) {
      top[at] = top[at - 1]!;
      at--;
    }
    top[at] = place;
  }
  return top;
}

function entropy(probabilities: Float64Array): number {
  let sum = 0;
  for (const p of probabilities) if (p > 0) sum -= p * Math.log(p);
  return sum;
}
