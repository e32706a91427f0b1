// A text as the index reads it: references out, mistakes mended, one word for each meaning, cut into terms. A message and its
// clauses are cut once, together: no word and no pair of characters goes over a clause's end.
import type { NormalText } from '../types.ts';
import { correct, CORRECT_LENGTH_MAX } from './correct.ts';
import { numberOf, numberOfPart } from './dictionary.ts';
import { TERM_KINDS, type QuestionIndex } from './index.ts';
import { applyLexicon, type Replacement } from './lexicon.ts';
import { namesOfSigns, signsOf } from './question.ts';
import { BREAK, eachRun, isSymbol, kindOf, READ_LENGTH_MAX, says, stripReferences } from './terms.ts';

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
  return readClauses(index, stripReferences(normal.text).text, []).whole;
}

/** A message without references, and some of its clauses in their order: the same as each of them read alone. */
export function readClauses(index: QuestionIndex, whole: string, clauses: readonly string[]): { readonly whole: Query; readonly clauses: readonly Query[] } {
  const vocabulary = vocabularyOf(index);
  const form = formOf(index, whole);
  const cuts = cutsOf(vocabulary, form.text);
  const queries: Query[] = [];
  let next = 0;
  let after = 0;
  for (const clause of clauses) {
    after = Math.max(after, whole.indexOf(clause, after) + clause.length);
    // What needed no mending as a whole needs none in its clauses: a character is mended by its neighbours within the clause.
    const isSound = form.corrections.length === 0 && after <= CORRECT_LENGTH_MAX;
    const own = isSound && form.synonyms.length === 0 ? { text: clause, corrections: [], synonyms: [] } : formOf(index, clause, isSound);
    let at = next;
    while (at < cuts.length && cuts[at]!.text !== own.text) at++;
    if (at < cuts.length) next = at + 1;
    queries.push(queryOf(vocabulary, own, at < cuts.length ? [cuts[at]!] : cutsOf(vocabulary, own.text)));
  }
  return { whole: queryOf(vocabulary, form, cuts), clauses: queries };
}

interface Form {
  readonly text: string;
  readonly corrections: readonly Replacement[];
  readonly synonyms: readonly Replacement[];
}

function formOf({ spelling, shapes, lexicon }: QuestionIndex, text: string, sound = false): Form {
  const corrected = sound ? { text, used: [] } : correct(spelling, shapes, text);
  const plain = applyLexicon(lexicon, corrected.text);
  return { text: plain.text, corrections: corrected.used, synonyms: plain.used };
}

const WORD = TERM_KINDS.indexOf('w');
const CHARACTER = TERM_KINDS.indexOf('c');

/** Terms by their numbers; those that the index does not know are -1, -2 … in the order in which they are met. */
interface Vocabulary {
  readonly index: QuestionIndex;
  readonly numbers: Map<string, number>;
  readonly unknown: string[];
}

function vocabularyOf(index: QuestionIndex): Vocabulary {
  return { index, numbers: new Map(), unknown: [] };
}

/** The number of `prefix` and `text.slice(from, until)` together. */
function termAt({ index, numbers, unknown }: Vocabulary, prefix: string, text: string, from: number, until: number): number {
  const known = numberOfPart(index.termIds, prefix, text, from, until);
  if (known >= 0) return known;
  const term = prefix + text.slice(from, until);
  const met = numbers.get(term);
  if (met !== undefined) return met;
  unknown.push(term);
  numbers.set(term, -unknown.length);
  return -unknown.length;
}

/** A clause, or a text that could not be cut by clauses, and its terms as often as they come. */
interface Cut {
  readonly text: string;
  readonly words: readonly number[];
  readonly runs: readonly number[];
}

function cutsOf(vocabulary: Vocabulary, text: string): readonly Cut[] {
  const { segmenter } = vocabulary.index;
  const read = text.slice(0, READ_LENGTH_MAX);
  const pieces = read.split(BREAK).map((piece) => piece.trim());
  const words = wordsOf(vocabulary, segmenter.cut(pieces.join('\n')));
  if (words.length === pieces.length) return pieces.map((piece, i) => ({ text: piece, words: words[i]!, runs: runsOf(vocabulary, piece) }));
  // A segmenter that does not give a line break as a word of its own.
  return [{ text: read, words: wordsOf(vocabulary, segmenter.cut(read)).flat(), runs: runsOf(vocabulary, read) }];
}

/** By line. */
function wordsOf(vocabulary: Vocabulary, words: readonly string[]): readonly (readonly number[])[] {
  let line: number[] = [];
  const lines = [line];
  for (const word of words) {
    if (word === '\n') lines.push(line = []);
    else if (word.length > 1 && says(word)) line.push(termAt(vocabulary, 'w:', word, 0, word.length));
  }
  return lines;
}

function runsOf(vocabulary: Vocabulary, text: string): readonly number[] {
  const terms: number[] = [];
  eachRun(text, (from, until, chinese) => {
    if (!chinese) terms.push(termAt(vocabulary, 'w:', text, from, until));
    else {
      for (let i = from; i < until; i++) {
        terms.push(termAt(vocabulary, 'c:', text, i, i + 1));
        if (i + 1 < until) terms.push(termAt(vocabulary, 'b:', text, i, i + 2));
      }
    }
  });
  return terms;
}

/** Distinct terms in the order of termsOf (terms.ts), and their sums. */
function queryOf({ index, unknown }: Vocabulary, form: Form, cuts: readonly Cut[]): Query {
  const { termKind, termWeight, termEntryWeight, scratch: { byTerm } } = index;
  const all: number[] = [];
  for (const { words } of cuts) for (const term of words) all.push(term);
  for (const { runs } of cuts) for (const term of runs) all.push(term);
  const terms: number[] = [];
  const strange: number[] = [];
  let weight = 0;
  let wordWeight = 0;
  let characterWeight = 0;
  let squares = 0;
  let unknownSymbols = 0;
  for (let i = 0; i < all.length; i++) {
    const term = all[i]!;
    let mine = 0;
    let together = 0;
    let kind = 0;
    if (term >= 0) {
      if (byTerm[term] !== 0) continue;
      byTerm[term] = 1;
      terms.push(term);
      kind = termKind[term]!;
      mine = termWeight[term]!;
      together = termEntryWeight[term]!;
    } else {
      if (strange.includes(term)) continue;
      strange.push(term);
      const name = unknown[-term - 1]!;
      kind = TERM_KINDS.indexOf(kindOf(name));
      mine = index.unknownWeight(kindOf(name));
      together = index.unknownEntryWeight(kindOf(name));
      if (kind === WORD && isSymbol(name)) unknownSymbols++;
    }
    weight += mine;
    squares += together * together;
    if (kind === WORD) wordWeight += mine;
    else if (kind === CHARACTER) characterWeight += mine;
  }
  for (const term of terms) byTerm[term] = 0;
  const signs = signsOf(form.text);
  const asked = all.length === 0 ? [] : namesOfSigns(form.text.length <= READ_LENGTH_MAX ? signs : signsOf(form.text.slice(0, READ_LENGTH_MAX)));
  const termCount = terms.length + strange.length + asked.length;
  for (const name of asked) {
    const term = numberOf(index.termIds, `q:${name}`);
    if (term >= 0) terms.push(term);
  }
  return {
    text: form.text, corrections: form.corrections, synonyms: form.synonyms, terms,
    weight: weight || 1, wordWeight, characterWeight, vectorLength: Math.sqrt(squares) || 1, termCount, unknownSymbols, signs,
  };
}
