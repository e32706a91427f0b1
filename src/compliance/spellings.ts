// Reads terms that were spelled around: pinyin inside a sentence (jintian 能 fa huo 吗) and same-sound swaps (好萍 for 好评).
// The list is data (spellings in knowledge/rules/concepts.yaml); nothing here guesses a spelling that is not listed.
import type { NormalText } from '../types.ts';
import { buildAutomaton, findTerms } from './automaton.ts';

export type Respell = (normal: NormalText) => NormalText;

/** A stretch of normal text and the word it stands for. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

/** A single word among others is read as pinyin from this length on (ok jintian, but not my sofa). */
const WORD_MIN = 5;
const LATIN_RUN = /[a-z]+(?: [a-z]+)*/gu;
const LATIN = /[a-z]/u;
const LATIN_ONLY = /^[a-z]+$/u;

/**
 * `spellings` holds word → its other spellings, both in normal form. Latin spellings are read only where a whole run of
 * letters, or a word of it that is long enough, is made of them, so English words stay; the others wherever they stand. Linear in the text.
 */
export function createRespell(spellings: ReadonlyMap<string, readonly string[]>): Respell {
  const pinyin = new Map<string, string>();
  const swaps: (readonly [spelling: string, word: string])[] = [];
  for (const [word, others] of spellings) {
    for (const other of others) {
      if (LATIN_ONLY.test(other)) pinyin.set(other, word);
      else swaps.push([other, word]);
    }
  }
  const swapWords = new Map(swaps);
  const swapTerms = [...swapWords.keys()];
  const automaton = buildAutomaton(swapTerms);
  const longest = Math.max(0, ...[...pinyin.keys()].map((spelling) => spelling.length));
  const respell: Respell = (normal) => {
    const swapped = findTerms(automaton, normal.text).map(({ term, start, end }): Piece => ({ start, end, word: swapWords.get(swapTerms[term]!)! }));
    const pieces = LATIN.test(normal.text) ? [...pinyinPieces(normal.text, pinyin, longest), ...swapped] : swapped;
    return pieces.length === 0 ? normal : replaced(normal, pieces.sort((a, b) => a.start - b.start));
  };
  return rememberingLast(respell);
}

/** A message is read twice, one reading right after the other: the second finds the answer of the first. */
function rememberingLast(respell: Respell): Respell {
  let last: { readonly given: NormalText; readonly made: NormalText } | null = null;
  return (normal) => {
    if (last?.given !== normal) last = { given: normal, made: respell(normal) };
    return last.made;
  };
}

function pinyinPieces(text: string, pinyin: ReadonlyMap<string, string>, longest: number): Piece[] {
  return [...text.matchAll(LATIN_RUN)].flatMap((run) => {
    const whole = syllables(run[0], run.index, pinyin, longest);
    if (whole.length > 0) return whole;
    return [...run[0].matchAll(/[a-z]+/gu)].flatMap((word) => (word[0].length < WORD_MIN ? [] : syllables(word[0], run.index + word.index, pinyin, longest)));
  });
}

/** The run cut into listed spellings, the longest first; nothing when any letter is left over. */
function syllables(run: string, offset: number, pinyin: ReadonlyMap<string, string>, longest: number): Piece[] {
  const letters = [...run.matchAll(/[a-z]/gu)].map((match) => match.index);
  const plain = run.replaceAll(' ', '');
  const pieces: Piece[] = [];
  for (let at = 0; at < plain.length;) {
    let length = Math.min(longest, plain.length - at);
    while (length > 0 && !pinyin.has(plain.slice(at, at + length))) length--;
    if (length === 0) return [];
    pieces.push({ start: offset + letters[at]!, end: offset + (letters[at + length] ?? run.length), word: pinyin.get(plain.slice(at, at + length))! });
    at += length;
  }
  return pieces;
}

/** Each character of a word keeps a place of its own inside the spelling it replaces, so that every finding has a length. */
export function replaced(normal: NormalText, pieces: readonly Piece[]): NormalText {
  const text: string[] = [];
  const offsets: number[] = [];
  let from = 0;
  const keep = (until: number): void => {
    text.push(normal.text.slice(from, until));
    for (; from < until; from++) offsets.push(normal.offsets[from]!);
  };
  for (const { start, end, word } of pieces) {
    if (start < from) continue;
    keep(start);
    text.push(word);
    for (let i = 0; i < word.length; i++) offsets.push(normal.offsets[start + Math.min(i, end - start - 1)]!);
    from = end;
  }
  keep(normal.text.length);
  offsets.push(normal.offsets.at(-1)!);
  return { original: normal.original, text: text.join(''), offsets };
}
