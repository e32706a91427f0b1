// Reads rule words through a disguise of sound or shape: every character and every syllable in letters is a set of sounds, and a
// trie of the rule words' sounds is walked from each place (徽xin, 法huo, 抱油). Not here: spellings that are listed by hand
// (spellings.ts). What is ordinary Chinese as it stands is never taken for a disguise (ordinary.ts).
import type { NormalText } from '../types.ts';
import { childOf } from './automaton.ts';
import { createOrdinary, isCommonPair, isGrammar, isSingleWord } from './ordinary.ts';
import { WORD_MAX, type SoundIndex } from './sounds.ts';
import { replaced, type Piece } from './spellings.ts';
import { SYLLABLE_MAX, mixedUp, readingsOf } from './syllables.ts';

/** Separators in a row that a disguised word may have between two of its characters. */
const GAP_MAX = 3;
const NO_SOUNDS: readonly number[] = [];
const NO_PIECES: readonly Piece[] = [];
const HAN_LAST = 0x9fff;
/** Runs of letters longer than this are not read as syllables. */
const LETTERS_MAX = 40;
const isGapUnit = new Uint8Array(0x10000);
for (const unit of ' .·•*_|^+-—–\'"`#@&=/\\:<>…・ˉ¯⋯«»„´~') isGapUnit[unit.charCodeAt(0)] = 1;
const isGap = (text: string, at: number): boolean => isGapUnit[text.charCodeAt(at)] === 1;

/** The text with disguised words plain; the same object when there is none. */
export type Unmask = (normal: NormalText) => NormalText;

/** A word found by its sounds; `end` is exclusive. */
interface Candidate extends Piece {
  /** How many of its characters stand in the text as they are. */
  readonly same: number;
}

export function createUnmask(index: SoundIndex): Unmask {
  const reader = new SoundReader(index);
  return (normal) => {
    const pieces = reader.read(normal.text);
    return pieces.length === 0 ? normal : replaced(normal, pieces);
  };
}

class SoundReader {
  readonly #index: SoundIndex;
  readonly #ordinary: (first: number, second: number) => boolean;
  readonly #ids: ReadonlyMap<string, number>;
  /** By code of a character: the units of its sounds, its look-alikes' included; made when first met. */
  readonly #sounds = new Array<readonly number[] | undefined>(HAN_LAST + 1).fill(undefined);
  /** By code: 1 where no sound of a character begins a word, 2 where one does, 0 where that was not asked yet. */
  readonly #begins = new Uint8Array(0x10000);
  /** Where the root of the trie goes on by each syllable; asked at every place. */
  readonly #fromRoot: Int32Array;
  #text = '';
  #found: Candidate[] = [];
  /** Of the walk's steps: where each began, and whether its sound is only mistaken for the character's. */
  readonly #places: number[] = [];
  readonly #lent: boolean[] = [];

  constructor(index: SoundIndex) {
    this.#index = index;
    this.#ordinary = createOrdinary(index.pairs);
    this.#ids = new Map(index.syllables.map((syllable, i) => [syllable, i + 1]));
    this.#fromRoot = Int32Array.from({ length: index.syllables.length + 1 }, (_, unit) => childOf(index.automaton, 0, unit));
  }

  /** From left to right, the longest word at each place; pieces do not overlap. */
  read(text: string): readonly Piece[] {
    this.#text = text;
    let pieces: Piece[] | null = null;
    for (let at = 0; at < text.length;) {
      const found = isLetter(text, at) ? (isLetter(text, at - 1) ? null : this.#cutLetters(at)) : this.#mayBegin(at) ? this.#chain(at) : null;
      if (found === null) at++;
      else {
        (pieces ??= []).push(...found);
        at = found.at(-1)!.end;
      }
    }
    return pieces ?? NO_PIECES;
  }

  /** Most characters' sounds begin no rule word. */
  #mayBegin(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (this.#begins[code] === 0) this.#begins[code] = this.#soundsAt(at).some((unit) => this.#fromRoot[Math.abs(unit)] !== -1) ? 2 : 1;
    return this.#begins[code] === 2;
  }

  /** The best word at a place of characters; when it ends inside letters, those must be used up by more words. */
  #chain(at: number): Piece[] | null {
    const best = this.#candidate(at);
    if (best === null) return null;
    if (!isLetter(this.#text, best.end) || !isLetter(this.#text, best.end - 1)) return [best];
    const rest = this.#cutLetters(best.end);
    return rest === null ? null : [best, ...rest];
  }

  /** A run of letters, cut into words by sound with other syllables between; null when it holds no word or is no run of syllables. */
  #cutLetters(from: number): Piece[] | null {
    let end = from;
    while (end - from <= LETTERS_MAX && isLetter(this.#text, end)) end++;
    if (end - from > LETTERS_MAX || end - from < 2) return null;
    const pieces = this.#cut(from, end, new Set());
    const words = isLetter(this.#text, from - 1) ? 1 : (pieces ?? []).filter(({ word }) => word.length > 1).length;
    return pieces !== null && pieces.length > 0 && words > 0 ? pieces : null;
  }

  /** From `at` to `end` or past it; `dead` are places from where there is no way, so that each is tried once. */
  #cut(at: number, end: number, dead: Set<number>): Piece[] | null {
    if (at >= end) return [];
    if (dead.has(at)) return null;
    const steps: (Piece | { readonly end: number; readonly word: null })[] = [...this.#candidates(at)];
    for (let length = Math.min(SYLLABLE_MAX, end - at); length > 1; length--) {
      const letters = this.#text.slice(at, at + length);
      const word = this.#index.single.get(letters);
      if (word !== undefined) steps.push({ start: at, end: at + length, word });
      else if (this.#ids.has(letters)) steps.push({ end: at + length, word: null });
    }
    for (const step of steps) {
      const rest = this.#cut(step.end, end, dead);
      if (rest !== null) return step.word === null ? rest : [step, ...rest];
    }
    dead.add(at);
    return null;
  }

  #candidate(start: number): Candidate | null {
    return this.#candidates(start)[0] ?? null;
  }

  /** The best word for each end, best first. */
  #candidates(start: number): readonly Candidate[] {
    if (this.#found.length > 0) this.#found = [];
    this.#walk(start, start, 0, 0);
    return this.#found.length < 2 ? this.#found : this.#found.sort((a, b) => weight(b.word.length, b.same) - weight(a.word.length, a.same) || b.end - a.end);
  }

  /** Depth is bounded by WORD_MAX and breadth by the trie: few characters have two sounds, few syllables go on. */
  #walk(start: number, at: number, node: number, depth: number): void {
    const text = this.#text;
    if (isLetter(text, at)) {
      for (let length = 1; length <= SYLLABLE_MAX && isLetter(text, at + length - 1); length++) {
        const unit = this.#ids.get(text.slice(at, at + length));
        if (unit !== undefined) this.#step(start, at, at + length, node, unit, depth);
      }
      return;
    }
    for (const unit of this.#soundsAt(at)) this.#step(start, at, at + 1, node, unit, depth);
  }

  /** `unit` is negative for a sound that the character is only mistaken for. */
  #step(start: number, from: number, end: number, node: number, unit: number, depth: number): void {
    const { automaton, words } = this.#index;
    const id = Math.abs(unit);
    const to = node === 0 ? this.#fromRoot[id]! : childOf(automaton, node, id);
    if (to === -1) return;
    this.#places[depth] = from;
    this.#lent[depth] = unit < 0;
    const term = automaton.term[to]!;
    if (term !== -1) this.#offer(start, end, depth + 1, words[term]!);
    if (depth + 1 >= WORD_MAX || automaton.edgeStart[to] === automaton.edgeStart[to + 1]) return;
    let next = end;
    while (next - end < GAP_MAX && isGap(this.#text, next)) next++;
    this.#walk(start, next, to, depth + 1);
  }

  #soundsAt(at: number): readonly number[] {
    const code = this.#text.charCodeAt(at);
    if (!isHan(code) && !(code >= 48 && code <= 57)) return NO_SOUNDS;
    return (this.#sounds[code] ??= this.#soundsOf(this.#text[at]!));
  }

  /** Its common sound first, then (as negative numbers) its seldom ones and those it is only mistaken for. */
  #soundsOf(character: string): readonly number[] {
    const [common = '', ...seldom] = readingsOf(character);
    const lent = [...seldom, ...[common, ...seldom].flatMap(mixedUp), ...[...(this.#index.shapes.get(character) ?? '')].flatMap(readingsOf)];
    const ids = (readings: readonly string[]): number[] => readings.flatMap((reading) => this.#ids.get(reading) ?? []);
    const exact = ids([common]);
    return [...exact, ...new Set(ids(lent).filter((id) => !exact.includes(id)).map((id) => -id))];
  }

  #offer(start: number, end: number, length: number, words: string): void {
    for (let from = 0; from < words.length; from += length) {
      const same = this.#sameIn(words, from, length);
      if (same === length) continue;
      const rival = this.#found.length === 0 ? -1 : this.#found.findIndex((found) => found.end === end);
      if (rival !== -1 && weight(this.#found[rival]!.word.length, this.#found[rival]!.same) >= weight(length, same)) continue;
      const word = words.slice(from, from + length);
      if (this.#isDisguise(word, end)) this.#found.splice(rival === -1 ? this.#found.length : rival, 1, { start, end, word, same });
    }
  }

  /** Of the word that stands in `words` from `from` on. */
  #sameIn(words: string, from: number, length: number): number {
    let same = 0;
    for (let i = 0; i < length; i++) if (this.#text.charCodeAt(this.#places[i]!) === words.charCodeAt(from + i)) same++;
    return same;
  }

  /**
   * No character that differs from the word may stand in ordinary language as it is. Characters of the word that stand there, and
   * letters among characters, are signs of a disguise; every character that is only mistaken for another needs one.
   */
  #isDisguise(word: string, end: number): boolean {
    if (!this.#isEvenlySpaced(word.length)) return false;
    const text = this.#text;
    const wanted = this.#index.wanted.has(word);
    let signs = 0;
    let needed = 0;
    let digits = 0;
    for (let i = 0; i < word.length; i++) {
      const at = this.#places[i]!;
      const unit = text[at]!;
      if (isLetter(text, at) || unit === word[i]) {
        if ((wanted || !isSingleWord(unit)) && !this.#isTaken(i, word.length, end)) signs++;
        continue;
      }
      if (isDigit(unit)) {
        if (isDigit(text[at - 1]) || isDigit(text[at + 1])) return false;
        digits++;
      } else if ((wanted ? isGrammar : isSingleWord)(unit) || this.#standsIn(i, word.length, end)) return false;
      if (this.#lent[i]!) needed++;
    }
    return needed + digits <= signs && (wanted || signs > 0);
  }

  /** Characters are pulled apart all or none: in "五件 货够吗" the space parts two words. Letters need no space among characters. */
  #isEvenlySpaced(length: number): boolean {
    let gaps = 0;
    let places = 0;
    for (let i = 1; i < length; i++) {
      const at = this.#places[i]!;
      if (isLetter(this.#text, at) !== isLetter(this.#text, this.#places[i - 1]!)) continue;
      places++;
      if (isGap(this.#text, at - 1)) gaps++;
    }
    const first = this.#places[0]!;
    return gaps === 0 || (gaps === places && (first === 0 || !isHan(this.#text.charCodeAt(first - 1))));
  }

  /** Whether the character at step `i` makes an ordinary pair with a neighbour, inside the word or outside. */
  #standsIn(i: number, length: number, end: number): boolean {
    const at = this.#places[i]!;
    const before = i > 0 ? this.#places[i - 1]! : this.#beside(at - 1, -1);
    const behind = i < length - 1 ? this.#places[i + 1]! : this.#beside(end, 1);
    return this.#joins(before, at) || this.#joins(at, behind);
  }

  /** Whether a character that stands is the end of the word before (红包由: 包 is no sign of 包邮) or the beginning of the one behind. */
  #isTaken(i: number, length: number, end: number): boolean {
    const at = this.#places[i]!;
    return (i === 0 && this.#isWord(at - 1, at)) || (i === length - 1 && this.#isWord(at, end));
  }

  #isWord(first: number, second: number): boolean {
    return first >= 0 && second < this.#text.length && isCommonPair(this.#text.charCodeAt(first), this.#text.charCodeAt(second));
  }

  /** The next place that is no separator. */
  #beside(from: number, step: 1 | -1): number {
    let at = from;
    for (let gap = 0; gap < GAP_MAX && isGap(this.#text, at); gap++) at += step;
    return at;
  }

  #joins(first: number, second: number): boolean {
    return first >= 0 && second < this.#text.length && this.#ordinary(this.#text.charCodeAt(first), this.#text.charCodeAt(second));
  }
}

/** Longer words first, then those that change less. */
function weight(length: number, same: number): number {
  return length * (WORD_MAX + 1) + same;
}

function isLetter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 97 && unit <= 122;
}

function isHan(unit: number): boolean {
  return unit >= 0x4e00 && unit <= HAN_LAST;
}

function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= '0' && unit <= '9';
}

