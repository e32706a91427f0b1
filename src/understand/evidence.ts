// Measures how a message and an entry go together: every feature of model.ts, from the index's tables. No weights here.
import type { Topics } from './industry.ts';
import { BACKGROUND, TERM_KINDS, type QuestionIndex } from './index.ts';
import type { Features, NoneFeatures } from './model.ts';
import type { Query } from './query.ts';
import { askAlike, DENIES } from './question.ts';
import { placeOf } from './rows.ts';
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

export function entryEvidence(index: QuestionIndex, query: Query, { entry, best, same, cosine, ofClass, topic, semantic }: Found): Features {
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
    covered: coveredShare(index, query, entry),
    words_covered: parts.wordsCovered,
    characters_covered: parts.charactersCovered,
    characters_used: parts.charactersUsed,
    rarest_covered: parts.rarestCovered,
    order: orderShare(query.text, index, best.question),
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

/** Share of the message's weight in terms that any question of the entry has. */
function coveredShare({ entryPostings, termWeight }: QuestionIndex, query: Query, entry: number): number {
  let covered = 0;
  for (const term of query.terms) if (placeOf(entryPostings, term, entry) >= 0) covered += termWeight[term]!;
  return covered / query.weight;
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
  let rarest = index.unknownWeight('c');
  let symbols = query.unknownSymbols;
  for (let i = start[question]!; i < start[question + 1]!; i++) {
    const term = items[i]!;
    byTerm[term] = 1;
    if (termKind[term] === CHARACTER) characters += termWeight[term]!;
    symbols += termSymbol[term]!;
  }
  let missing = query.characterWeight;
  for (const term of query.terms) if (termKind[term] === CHARACTER) missing -= termWeight[term]!;
  // What is left are characters that the base has nowhere: the rarest there are.
  rarest = missing > 1e-9 ? rarest : 0;
  for (const term of query.terms) {
    const both = byTerm[term] === 1;
    if (termSymbol[term] === 1) symbols += both ? -1 : 1;
    if (termKind[term] === WORD) sharedWords += both ? termWeight[term]! : 0;
    else if (termKind[term] === CHARACTER) {
      if (both) sharedCharacters += termWeight[term]!;
      else rarest = Math.max(rarest, termWeight[term]!);
    }
  }
  for (let i = start[question]!; i < start[question + 1]!; i++) byTerm[items[i]!] = 0;
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

/** Longest common subsequence (Hirschberg 1975) of message and question over the longer of the two. */
function orderShare(text: string, { forms }: QuestionIndex, question: number): number {
  const from = forms.start[question]!;
  const theirs = Math.min(ORDER_LENGTH_MAX, forms.start[question + 1]! - from);
  const mine = Math.min(ORDER_LENGTH_MAX, text.length);
  if (mine === 0 || theirs === 0) return 0;
  const row = new Uint8Array(theirs + 1);
  for (let i = 0; i < mine; i++) {
    const unit = text.charCodeAt(i);
    let diagonal = 0;
    for (let j = 1; j <= theirs; j++) {
      const above = row[j]!;
      row[j] = unit === forms.units[from + j - 1] ? diagonal + 1 : Math.max(above, row[j - 1]!);
      diagonal = above;
    }
  }
  return row[theirs]! / Math.max(mine, theirs);
}

/** Entropy over its maximum: 0 certain, 1 all alike. */
function doubt(probabilities: Float64Array): number {
  let sum = 0;
  for (const p of probabilities) if (p > 0) sum -= p * Math.log(p);
  return sum / Math.log(probabilities.length);
}
