// Mends what a buyer mistyped, by what this base is written with: a character that sounds or looks like another one (发飘 → 发票),
// and words in Latin letters (fapiao → 发票). Only what the base does not know is touched, and only where it then knows it.
import { pinyin } from 'pinyin-pro';
import type { Replacement } from './lexicon.ts';
import { dictionaryOf, numberOf, type Dictionary } from './dictionary.ts';
import { textAt, textsOf, type Texts } from './rows.ts';
import { isHan } from './terms.ts';

/** What the base is written with, in typed arrays but for the small syllable table. */
export interface Spelling {
  /** Pairs of neighbouring characters, as `first << 16 | second`, ascending. */
  readonly pairs: Uint32Array;
  /** Syllable without its tone → the base's characters that may be read so, the most common first. */
  readonly bySyllable: ReadonlyMap<string, string>;
  /** Words of Chinese characters, in `dictionary` by their syllables written together. */
  readonly words: Texts;
  readonly bySyllables: Dictionary;
}

/** Characters that are easily taken for each other by their shape, in groups. */
export type Shapes = ReadonlyMap<string, string>;

/** Characters of a message in which mistakes are looked for; a longer one is a story, found by its other words. */
export const CORRECT_LENGTH_MAX = 60;
/** Mistakes mended in one message: one with more of them is not written in this base's language at all. */
export const CORRECTIONS_MAX = 3;
/** Letters of a word in Latin script: shorter ones are sizes and brands. */
const LATIN_MIN = 4;
const LATIN_MAX = 24;
/** Words longer than this are names and titles that nobody spells. */
const WORD_LENGTH_MAX = 4;

const HAN = /^\p{Script=Han}$/u;
const HAN_ONLY = /^\p{Script=Han}+$/u;

/** Syllables without tones that a character may be read as; ü is written v. */
const syllables = new Map<string, readonly string[]>();

function syllablesOf(character: string): readonly string[] {
  let known = syllables.get(character);
  if (!known) {
    known = HAN.test(character) ? [...new Set(pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true }).filter((one) => /^[a-z]+$/.test(one)))] : [];
    syllables.set(character, known);
  }
  return known;
}

const pairOf = (first: string, second: string): number => ((first.charCodeAt(0) << 16) | second.charCodeAt(0)) >>> 0;

/** `forms` are the texts of the base, `words` its words of several characters. */
export function spellingOf(forms: readonly string[], words: readonly string[]): Spelling {
  const pairs = new Set<number>();
  const counts = new Map<string, number>();
  for (const form of forms) {
    for (let i = 0; i < form.length; i++) {
      if (!HAN.test(form[i]!)) continue;
      counts.set(form[i]!, (counts.get(form[i]!) ?? 0) + 1);
      if (i + 1 < form.length && HAN.test(form[i + 1]!)) pairs.add(pairOf(form[i]!, form[i + 1]!));
    }
  }
  const bySyllable = new Map<string, string>();
  for (const [character] of [...counts].sort((a, b) => b[1] - a[1])) {
    for (const syllable of syllablesOf(character)) bySyllable.set(syllable, (bySyllable.get(syllable) ?? '') + character);
  }
  const byLetters = new Map<string, string>();
  for (const word of words) {
    if (word.length < 2 || word.length > WORD_LENGTH_MAX || !HAN_ONLY.test(word)) continue;
    const letters = [...word].map((character) => syllablesOf(character)[0] ?? '?').join('');
    if (!byLetters.has(letters)) byLetters.set(letters, word);
  }
  return { pairs: Uint32Array.from(pairs).sort(), bySyllable, words: textsOf([...byLetters.values()]), bySyllables: dictionaryOf([...byLetters.keys()]) };
}

/** The text as the base would write it, and what was changed. Changes nothing in a text whose pairs the base knows. */
export function correct(spelling: Spelling, shapes: Shapes, long: string): { readonly text: string; readonly used: readonly Replacement[] } {
  const used: Replacement[] = [];
  const mend = (from: string, to: string): string => {
    if (used.length >= CORRECTIONS_MAX) return from;
    used.push({ from, to });
    return to;
  };
  const spelled = long.replace(/[a-z]{2,}/g, (letters, at: number) => {
    const word = wordOf(spelling, letters) ?? characterFor(spelling, letters, long[at - 1], long[at + letters.length]);
    return word === null ? letters : mend(letters, word);
  });
  const characters = [...spelled.slice(0, CORRECT_LENGTH_MAX)];
  let known = false;
  for (let i = 0; i < characters.length; i++) {
    // Whether the pair with the character before is known; what was mended is known with it.
    const knownBefore = known;
    const here = characters[i]!;
    const after = neighbour(characters[i + 1]);
    const chinese = isChinese(here);
    known = chinese && after !== null && knows(spelling, here, after);
    if (!chinese || knownBefore || known) continue;
    const better = betterCharacter(spelling, shapes, here, neighbour(characters[i - 1]), after);
    if (better === null) continue;
    characters[i] = mend(here, better);
    known = after !== null && knows(spelling, characters[i]!, after);
  }
  return used.length === 0 ? { text: long, used } : { text: characters.join('') + spelled.slice(CORRECT_LENGTH_MAX), used };
}

function wordOf({ words, bySyllables }: Spelling, letters: string): string | null {
  if (letters.length < LATIN_MIN || letters.length > LATIN_MAX) return null;
  const number = numberOf(bySyllables, letters);
  return number < 0 ? null : textAt(words, number);
}

/** For one syllable in letters beside a character: fa票 → 发票. */
function characterFor(spelling: Spelling, letters: string, before: string | undefined, after: string | undefined): string | null {
  for (const character of spelling.bySyllable.get(letters) ?? '') {
    if ((before && knows(spelling, before, character)) || (after && knows(spelling, character, after))) return character;
  }
  return null;
}

/**
 * A character none of whose neighbours goes with it, when one of the same sound or shape goes with all of them, or with one of
 * them into a word of the base. Null when there is nothing to mend.
 */
function betterCharacter(spelling: Spelling, shapes: Shapes, here: string, before: string | null, after: string | null): string | null {
  if (before === null && after === null) return null;
  let best: string | null = null;
  for (const other of alternatives(spelling, shapes, here)) {
    const left = before !== null && knows(spelling, before, other);
    const right = after !== null && knows(spelling, other, after);
    if ((left || before === null) && (right || after === null)) return other;
    if (best === null && ((left && isWord(spelling, before! + other)) || (right && isWord(spelling, other + after!)))) best = other;
  }
  return best;
}

function neighbour(character: string | undefined): string | null {
  return character !== undefined && isChinese(character) ? character : null;
}

function isChinese(character: string): boolean {
  return character.length === 1 ? isHan(character.charCodeAt(0)) : HAN.test(character);
}

function alternatives(spelling: Spelling, shapes: Shapes, character: string): readonly string[] {
  const same = syllablesOf(character).map((syllable) => spelling.bySyllable.get(syllable) ?? '').join('') + (shapes.get(character) ?? '');
  return [...new Set(same)].filter((other) => other !== character);
}

function isWord({ words, bySyllables }: Spelling, word: string): boolean {
  const number = numberOf(bySyllables, [...word].map((character) => syllablesOf(character)[0] ?? '?').join(''));
  return number >= 0 && textAt(words, number) === word;
}

function knows({ pairs }: Spelling, first: string, second: string): boolean {
  const pair = pairOf(first, second);
  let low = 0;
  let high = pairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pairs[middle]! < pair) low = middle + 1;
    else high = middle;
  }
  return pairs[low] === pair;
}

/** Groups of look-alikes, one string each, as a table for `correct`. */
export function shapesOf(groups: readonly string[]): Shapes {
  const shapes = new Map<string, string>();
  for (const group of groups) for (const character of group) shapes.set(character, (shapes.get(character) ?? '') + group);
  return shapes;
}
