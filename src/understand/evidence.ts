// Measures how a message and an entry go together: every feature of model.ts, from the index's tables. No weights here.
import type { Topics } from './industry.ts';
import { BACKGROUND, TERM_KINDS, type QuestionIndex } from './index.ts';
import type { Features, NoneFeatures } from './model.ts';
import type { Query } from './query.ts';
import { askAlike, DENIES } from './question.ts';
import { sureness } from './semantic.ts';

/** A question of an entry and its weighted Dice with the message. */
export interface BestQuestion {
  readonly question: number;
  readonly likeness: number;
}

/** What the search knows of an entry. */
export interface Found {
  readonly entry: number;
  readonly best: BestQuestion;
  readonly same: boolean;
  readonly cosine: number;
  /** Share of the message's weight in terms that any question of the entry has. */
  readonly covered: number;
  /** From orderShares. */
  readonly order: number;
  /** The class model's probability, null without one. */
  readonly ofClass: number | null;
  /** Agreement of topics, null without an industry. */
  readonly topic: number | null;
  /** Nearness in meaning, null without such evidence. */
  readonly semantic: number | null;
}

/** What the cosine is held against, a little above its maximum of 1, so that entry_close stays finite. */
const CLOSEST = 1.03;
/** Values below these are all the same, hopeless, and their logarithms stay finite. */
const COSINE_MIN = 0.01;
const CLASS_PROBABILITY_MIN = 1e-4;
const TOPIC_MIN = 0.02;

const WORD = TERM_KINDS.indexOf('w');
const CHARACTER = TERM_KINDS.indexOf('c');

/** The weights of the message's terms must stand in `scratch.byTerm` (rank.ts). */
export function entryEvidence(index: QuestionIndex, query: Query, { entry, best, same, cosine, covered, order, ofClass, topic, semantic }: Found): Features {
  const weight = index.questionWeight[best.question]!;
  // From the Dice: shared = likeness · (message + question) / 2.
  const shared = (best.likeness * (query.weight + weight)) / 2;
  const parts = sharedParts(index, query, best.question);
  const signs = index.signs[best.question]!;
  return {
    same: same ? 1 : 0,
    entry_cosine: cosine,
    entry_close: -Math.log(CLOSEST - Math.min(1, cosine)),
    entry_log: Math.log(Math.max(COSINE_MIN, cosine)),
    class_log: ofClass === null ? 0 : Math.log(Math.max(CLASS_PROBABILITY_MIN, ofClass)),
    topic: topic ?? 0,
    topic_log: topic === null ? 0 : Math.log(TOPIC_MIN + topic),
    background: BACKGROUND.includes(index.entries[entry]!.handling) ? 1 : 0,
    likeness: best.likeness,
    used: weight > 0 ? shared / weight : 0,
    covered,
    words_covered: parts.wordsCovered,
    characters_covered: parts.charactersCovered,
    characters_used: parts.charactersUsed,
    rarest_covered: parts.rarestCovered,
    order,
    numbers_agree: 1 / (1 + parts.symbolsApart),
    asks_alike: askAlike(query.signs, signs),
    denies_alike: ((query.signs ^ signs) & DENIES) === 0 ? 1 : 0,
    semantic: semantic ?? 0,
    semantic_sure: semantic === null ? 0 : sureness(semantic),
  };
}

/** `rival` depends on the scores of the candidates; the model adds it. */
export function noneEvidence(index: QuestionIndex, query: Query, byClass: Float64Array | null, topics: Topics | null): NoneFeatures {
  let known = 0;
  for (const term of query.terms) known += index.termWeight[term]!;
  return {
    brevity: 1 / (1 + query.termCount / 6),
    class_doubt: byClass ? doubt(byClass) : 0,
    foreign: 1 - known / query.weight,
    topic_background: topics && index.industry ? index.industry.backgroundOf(topics) : 0,
    topic_doubt: topics ? doubt(topics) : 0,
    rival: 0,
  };
}

interface SharedParts {
  readonly wordsCovered: number;
  readonly charactersCovered: number;
  readonly charactersUsed: number;
  readonly rarestCovered: number;
  readonly symbolsApart: number;
}

function sharedParts(index: QuestionIndex, query: Query, question: number): SharedParts {
  const { questionTerms: { start, items }, termKind, termWeight, termSymbol, scratch: { byTerm } } = index;
  let characters = 0;
  let sharedWords = 0;
  let sharedCharacters = 0;
  let rarest = 0;
  let symbols = query.unknownSymbols;
  const from = start[question]!;
  const until = start[question + 1]!;
  // What both have is told by its sign from what the message has alone.
  for (let i = from; i < until; i++) {
    const term = items[i]!;
    byTerm[term] = -byTerm[term]!;
    if (termKind[term] === CHARACTER) characters += termWeight[term]!;
    symbols += termSymbol[term]!;
  }
  let missing = query.characterWeight;
  for (const term of query.terms) {
    const kind = termKind[term]!;
    const both = byTerm[term]! < 0;
    if (termSymbol[term] === 1) symbols += both ? -1 : 1;
    if (kind === WORD) sharedWords += both ? termWeight[term]! : 0;
    else if (kind === CHARACTER) {
      const weight = termWeight[term]!;
      missing -= weight;
      if (both) sharedCharacters += weight;
      else if (weight > rarest) rarest = weight;
    }
  }
  for (let i = from; i < until; i++) byTerm[items[i]!] = Math.abs(byTerm[items[i]!]!);
  // What is left are characters that the base has nowhere: the rarest there are.
  if (missing > 1e-9) rarest = index.unknownWeight('c');
  return {
    wordsCovered: query.wordWeight > 0 ? sharedWords / query.wordWeight : 0,
    charactersCovered: query.characterWeight > 0 ? sharedCharacters / query.characterWeight : 0,
    charactersUsed: characters > 0 ? sharedCharacters / characters : 0,
    rarestCovered: 1 - rarest / index.unknownWeight('c'),
    symbolsApart: symbols,
  };
}

/** Characters of a text that are compared for their order. */
const ORDER_LENGTH_MAX = 40;

/** The texts' characters are bits of two numbers, so that carrying over from one sum to the other needs no third. */
const HALF = ORDER_LENGTH_MAX / 2;
const HALF_BITS = 2 ** HALF - 1;
/** Where each UTF-16 unit stands in the message, as bits; left at 0. */
const lowPlaces = new Int32Array(0x10000);
const highPlaces = new Int32Array(0x10000);

/**
 * Longest common subsequence of the message and each question over the longer of the two, by bits (Crochemore, Iliopoulos, Pinzon
 * and Reid 2001): a 0 for each character of the message that is matched.
 */
export function orderShares(text: string, { forms }: QuestionIndex, best: readonly BestQuestion[]): readonly number[] {
  const mine = Math.min(ORDER_LENGTH_MAX, text.length);
  if (mine === 0) return best.map(() => 0);
  for (let i = 0; i < mine; i++) (i < HALF ? lowPlaces : highPlaces)[text.charCodeAt(i)]! |= 1 << i % HALF;
  const shares = best.map(({ question }) => {
    const from = forms.start[question]!;
    const theirs = Math.min(ORDER_LENGTH_MAX, forms.start[question + 1]! - from);
    let low = HALF_BITS;
    let high = HALF_BITS;
    for (let i = from; i < from + theirs; i++) {
      const unit = forms.units[i]!;
      const inLow = low & lowPlaces[unit]!;
      const inHigh = high & highPlaces[unit]!;
      const sum = low + inLow;
      low = (sum & HALF_BITS) | (low & ~inLow);
      high = ((high + inHigh + (sum >>> HALF)) & HALF_BITS) | (high & ~inHigh);
    }
    return (2 * HALF - ones(low) - ones(high)) / Math.max(mine, theirs);
  });
  for (let i = 0; i < mine; i++) lowPlaces[text.charCodeAt(i)] = highPlaces[text.charCodeAt(i)] = 0;
  return shares;
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/** Entropy over its maximum: 0 certain, 1 all alike. */
function doubt(probabilities: Float64Array): number {
  let sum = 0;
  for (const p of probabilities) if (p > 0) sum -= p * Math.log(p);
  return sum / Math.log(probabilities.length);
}
