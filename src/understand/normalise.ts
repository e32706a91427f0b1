// Brings a message into normal form before anything reads it, and remembers where each character came from.
// It changes writing only (width, case, script, noise); it corrects no spelling and drops no word.
import { Converter } from 'opencc-js/t2cn';
import type { NormalText } from '../types.ts';

/** A run of one character longer than this is shortened to it (好好好好好 → 好好); digits are never touched. */
const REPEAT_MAX = 2;
/** Letters that mean something more often: sizes (xxxl), addresses (www), numerals (a telephone number in Chinese). */
const NUMERAL_REPEAT_MAX = 9;
const REPEATS: Readonly<Record<string, number>> = { x: 5, w: 3, ...Object.fromEntries([...'零〇一二三四五六七八九幺'].map((numeral) => [numeral, NUMERAL_REPEAT_MAX])) };

/**
 * Characters that signs written as several of them (㍿, ㍨, ﷺ) may add to a text, UTF-16 units; of every further such sign only its
 * first character is read. A sign may stand for 18 characters, and reading takes time by the length of the normal form.
 */
export const EXPANSION_MAX = 1_000;

// Taiwan's standard covers Hong Kong's forms too; single characters only, so that offsets stay exact.
const toSimplified = Converter({ from: 'tw', to: 'cn' });
/** Simplified already, though the converter takes it for the traditional form of another character (么 → 幺). */
const KEPT = '么';
/** Forms buyers type that are not script variants of the standard but always mean the plain word. */
const PLAIN: Readonly<Record<string, string>> = { 妳: '你', 甚: '什', '〜': '~', '∼': '~' };

/** Letters by category that show nothing: Hangul fillers, the blank Braille pattern, the object placeholder. */
const BLANK_LETTERS = '\u115f\u1160\u3164\uffa0\u2800\ufffc';
/** Pictographs that buyers and agents type for a character. */
const PICTURED: Readonly<Record<string, string>> = { '➕': '+', '➖': '-', '❌': 'x', '⭕': 'o', ...circled() };
const INVISIBLE = /^[\p{Cf}\p{Mn}\p{Me}\p{Co}\p{Cs}\p{Cn}]$/u;
const BLANK = /^[\s\p{Cc}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]$/u;
const DIGIT = /^\d$/;
const HAN = /^\p{Script=Han}$/u;

/** Circled digits and letters that compatibility forms leave as they are, by the code point of the first of each row. */
function circled(): Record<string, string> {
  const digitRows = [0x2776, 0x2780, 0x278a, 0x24f5].flatMap((first) => Array.from({ length: 9 }, (_, i) => [String.fromCodePoint(first + i), String(i + 1)]));
  const letterRows = [0x1f150, 0x1f170].flatMap((first) => Array.from({ length: 26 }, (_, i) => [String.fromCodePoint(first + i), String.fromCharCode(97 + i)]));
  return Object.fromEntries([...digitRows, ...letterRows, ['⓿', '0'], ['⓪', '0']]);
}

const cache = new Map<string, string>();

/** One code point in normal form: '' when it is noise, ' ' when it separates. */
function plainForm(codePoint: string): string {
  const known = cache.get(codePoint);
  if (known !== undefined) return known;
  const form = computePlainForm(codePoint);
  if (cache.size < 60_000) cache.set(codePoint, form);
  return form;
}

function computePlainForm(codePoint: string): string {
  if (codePoint === '\n') return '\n';
  if (DIGIT.test(codePoint)) return codePoint;
  if (INVISIBLE.test(codePoint) || BLANK_LETTERS.includes(codePoint)) return '';
  const pictured = PICTURED[codePoint];
  if (pictured !== undefined) return pictured;
  if (BLANK.test(codePoint) && !/^[#*]$/.test(codePoint)) return ' ';
  let form = '';
  for (const part of codePoint.normalize('NFKC').toLowerCase()) {
    if (INVISIBLE.test(part)) continue;
    const simple = HAN.test(part) && part !== KEPT ? toSimplified(part) : part;
    form += PLAIN[simple] ?? simple;
  }
  return form;
}

/**
 * NFKC, half width, lower case, simplified script; invisible, bidirectional and combining characters removed;
 * emoji and white space become one space (a line break stays one line break); long repeats shortened.
 * Linear in the length of the text. Offsets are UTF-16 units of `original`.
 */
export function normalise(original: string): NormalText {
  // One list item per character: reading the end of a string that grows would copy it each time.
  const units: string[] = [];
  const places: number[] = [];
  let last = '';
  let run = 0;
  let expanded = 0;
  const take = (unit: string, at: number): void => {
    if (isSpace(unit) && (last === '' || isSpace(last))) {
      if (last === ' ' && unit === '\n') units[units.length - 1] = last = '\n';
      return;
    }
    run = unit === last ? run + 1 : 1;
    if (run > REPEAT_MAX && run > (REPEATS[unit] ?? REPEAT_MAX) && !DIGIT.test(unit)) return;
    units.push(unit);
    places.push(at);
    last = unit;
  };
  for (let at = 0; at < original.length;) {
    const codePoint = codePointAt(original, at);
    const form = plainForm(codePoint);
    if (form.length === 1) take(form, at);
    else {
      const kept = expanded >= EXPANSION_MAX && form.length > codePoint.length ? codePointAt(form, 0) : form;
      expanded += Math.max(0, kept.length - codePoint.length);
      for (const unit of kept) take(unit, at);
    }
    at += codePoint.length;
  }
  if (isSpace(last)) {
    units.pop();
    places.pop();
  }
  const offsets: number[] = [];
  for (let i = 0; i < units.length; i++) for (let n = 0; n < units[i]!.length; n++) offsets.push(places[i]!);
  offsets.push(original.length);
  return { original, text: units.join(''), offsets };
}

/** As a loop over a string gives them: a lone surrogate is itself. */
function codePointAt(text: string, at: number): string {
  return text.codePointAt(at)! > 0xffff ? text.slice(at, at + 2) : text[at]!;
}

function isSpace(unit: string): boolean {
  return unit === ' ' || unit === '\n';
}
