// A text as the index reads it: references out, mistakes mended, one word for each meaning, cut into terms.
import type { NormalText } from '../types.ts';
import { correct } from './correct.ts';
import { numberOf } from './dictionary.ts';
import type { QuestionIndex } from './index.ts';
import { applyLexicon, type Replacement } from './lexicon.ts';
import { signsOf } from './question.ts';
import { isSymbol, kindOf, stripReferences, termsOf } from './terms.ts';

/** A message as terms of an index. */
export interface Query {
  /** In reading form. */
  readonly text: string;
  readonly corrections: readonly Replacement[];
  readonly synonyms: readonly Replacement[];
  /** Terms that the index knows. */
  readonly terms: readonly number[];
  /** Sum of the weights of all terms, those unknown to the index included; and of the words and the single characters alone. */
  readonly weight: number;
  readonly wordWeight: number;
  readonly characterWeight: number;
  readonly vectorLength: number;
  readonly termCount: number;
  /** Numbers and Latin words that the index does not know. */
  readonly unknownSymbols: number;
  /** What is asked for (question.ts). */
  readonly signs: number;
}

export function readTerms(index: QuestionIndex, normal: NormalText): Query {
  const corrected = correct(index.spelling, index.shapes, stripReferences(normal.text).text);
  const plain = applyLexicon(index.lexicon, corrected.text);
  const terms: number[] = [];
  let weight = 0;
  let wordWeight = 0;
  let characterWeight = 0;
  let squares = 0;
  let unknownSymbols = 0;
  const all = termsOf(plain.text, index.segmenter);
  for (const term of all) {
    const kind = kindOf(term);
    const id = numberOf(index.termIds, term);
    const mine = id < 0 ? index.unknownWeight(kind) : index.termWeight[id]!;
    if (id >= 0) terms.push(id);
    else if (isSymbol(term)) unknownSymbols++;
    weight += mine;
    if (kind === 'w') wordWeight += mine;
    else if (kind === 'c') characterWeight += mine;
    squares += (id < 0 ? index.unknownEntryWeight(kind) : index.termEntryWeight[id]!) ** 2;
  }
  return {
    text: plain.text, corrections: corrected.used, synonyms: plain.used, terms,
    weight: weight || 1, wordWeight, characterWeight, vectorLength: Math.sqrt(squares) || 1,
    termCount: all.length, unknownSymbols, signs: signsOf(plain.text),
  };
}
