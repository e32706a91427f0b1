// Reads terms that were spelled around: pinyin inside a sentence (jintian 能 fa huo 吗) and same-sound swaps (好萍 for 好评).
// The list is data (spellings in knowledge/rules/concepts.yaml); nothing here guesses a spelling that is not listed.
import type { NormalText } from '../types.ts';
import { buildAutomaton, childOf, findTerms, type Automaton } from './automaton.ts';

export type Respell = (normal: NormalText) => NormalText;

/** A stretch of normal text and the word it stands for. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

/** A single word among others is read as pinyin from this length on (ok jintian, but not my sofa). */
const WORD_MIN = 5;
const LATIN_ONLY = /^[a-z]+$/u;

/** Listed spellings in letters, and the word of each. */
interface Pinyin {
  readonly automaton: Automaton;
  readonly words: readonly string[];
}

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
  const letters: Pinyin = { automaton: buildAutomaton([...pinyin.keys()]), words: [...pinyin.values()] };
  const respell: Respell = (normal) => {
    const swapped = findTerms(automaton, normal.text).map(({ term, start, end }): Piece => ({ start, end, word: swapWords.get(swapTerms[term]!)! }));
    const pieces = [...pinyinPieces(normal.text, letters), ...swapped];
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

const isLetter = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 97 && unit <= 122;
};

function pinyinPieces(text: string, pinyin: Pinyin): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < text.length; start++) {
    if (!isLetter(text, start)) continue;
    let end = start + 1;
    while (isLetter(text, end) || (text[end] === ' ' && isLetter(text, end + 1))) end++;
    const whole = syllables(text, start, end, pinyin);
    if (whole === null) addWords(pieces, text, start, end, pinyin);
    else pieces.push(...whole);
    start = end;
  }
  return pieces;
}

/** Of a run that is not made of spellings: those of its words that are. */
function addWords(pieces: Piece[], text: string, from: number, until: number, pinyin: Pinyin): void {
  for (let start = from; start < until; start++) {
    let end = start;
    while (end < until && isLetter(text, end)) end++;
    const word = end - start < WORD_MIN ? null : syllables(text, start, end, pinyin);
    if (word !== null) pieces.push(...word);
    start = end;
  }
}

/** A run of letters and single spaces cut into listed spellings, the longest first; null when any letter is left over. */
function syllables(text: string, from: number, until: number, { automaton, words }: Pinyin): readonly Piece[] | null {
  const pieces: Piece[] = [];
  for (let start = from; start < until;) {
    let node = 0;
    let last: Piece | null = null;
    for (let at = start; at < until; at++) {
      if (text[at] === ' ') continue;
      node = childOf(automaton, node, text.charCodeAt(at));
      if (node === -1) break;
      const term = automaton.term[node]!;
      if (term === -1) continue;
      let end = at + 1;
      if (end < until && text[end] === ' ') end++;
      last = { start, end, word: words[term]! };
    }
    if (last === null) return null;
    pieces.push(last);
    start = last.end;
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
