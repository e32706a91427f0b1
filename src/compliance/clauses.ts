// Prepares a normal text for reading: separators out (evasions like 加.微.信 close up), clauses and sentences marked,
// questions and quotations recognised. It knows no topic and no rule.
import type { NormalText } from '../types.ts';

/**
 * How a clause asks: `yesno` (…吗, 能不能…, ends in ?), `tag` (an offer with 可以吗 behind it), `confirm` (…吧),
 * `wh` (什么, 几点, 多少 without one of the others), `none`.
 */
export type Asking = 'none' | 'yesno' | 'tag' | 'confirm' | 'wh';

/** A range of the squeezed text, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Clause extends Range {
  readonly asking: Asking;
  /** Index of the sentence it stands in. */
  readonly sentence: number;
}

export interface Surface {
  readonly normal: NormalText;
  /** The normal text without separators and punctuation. */
  readonly text: string;
  /** `at[i]` is the place of `text[i]` in `normal.text`. */
  readonly at: Int32Array;
  readonly clauses: readonly Clause[];
  readonly sentences: readonly Range[];
  /** What stands between quotation marks. */
  readonly quotes: readonly Range[];
  /** The clause of each character of `text`. */
  readonly clauseOf: Int32Array;
}

/** 3 closes a sentence, 2 a clause, 1 closes a clause unless a short piece stands beside it, 0 never does. */
type Strength = 0 | 1 | 2 | 3;

const STRENGTH: Readonly<Record<string, Strength>> = {
  '。': 3, '!': 3, '?': 3, ';': 3, '\n': 3, ',': 2, '、': 2, ' ': 1, '~': 1, '(': 1, ')': 1, '【': 1, '】': 1,
};
const JOINED = new Set([...'.·•*_|^+-—–\'"`#@&=/\\:<>“”‘’「」『』《》…・ˉ¯⋯«»„`´']);
const QUOTE_PAIRS: Readonly<Record<string, string>> = { '“': '”', '「': '」', '『': '』', '‘': '’', '"': '"' };
const QUOTE = /[“「『‘"]/u;
/** Pieces up to this many characters are not a clause of their own when only a space parts them ("明天 能到 吗"). */
const SHORT_PIECE = 4;
/** A quotation longer than this is not one: someone forgot to close it. */
const QUOTE_MAX = 60;

const TRAILING = /(?:[亲啊呀哦噢喔哈哇啦呗咯哟捏额嗯呢]|亲亲|谢谢|老板|掌柜|客服|宝贝|美女|小姐姐|你好|您好|在吗|急){1,3}$/u;
const YES_NO_END = /(?:吗|嘛|[^什怎这那多要干]么|否|[^不要]不|[了发到有货完走退来]没|没有|木有|不能吗|不行吗)$/u;
const YES_NO_INSIDE = /([^\d不没])[不没]\1|是否|能否|可否|会否|有没有|有木有|可不可|能不能/u;
const CONFIRM_END = /吧$|对不$|(?:是吧|对吧)/u;
const TAG_END = /(?:可以|好|行|成|ok|怎么样|怎样|怎么说|可|中)(?:吗|嘛|么|不|不好|不行|不可以|呢)?$/u;
const TAG_CLOSE = /(?:可以|可|好|行|成|ok|中)(?:吗|嘛|么|不)$|(?:好不好|行不行|可不可以|要不要|成不成|中不中|怎么样|怎样|如何)$/u;
const WH = /什么|啥|怎么|咋|几[天点时号个件]|多少|哪|谁|为何|多久|何时|如何|多会儿|几时/u;

/** Linear in the text's length. */
export function readSurface(normal: NormalText): Surface {
  const squeezed = squeeze(normal.text, true);
  const { clauses, sentences } = splitClauses(squeezed.text, squeezed.gaps);
  const clauseOf = new Int32Array(squeezed.text.length);
  clauses.forEach(({ start, end }, index) => clauseOf.fill(index, start, end));
  return { normal, text: squeezed.text, at: squeezed.at, clauses, sentences, quotes: findQuotes(normal.text, squeezed.at), clauseOf };
}

/** A range of squeezed text as a range of the original. */
export function originalRange(surface: Surface, range: Range): Range {
  const { normal, at } = surface;
  const first = at[range.start] ?? normal.text.length;
  const last = at[range.end - 1] ?? first - 1;
  return { start: normal.offsets[first] ?? normal.original.length, end: normal.offsets[last + 1] ?? normal.original.length };
}

/** What stands between two characters of the words, or before the first or behind the last one. */
interface Gap {
  /** In the squeezed text: the character behind it. */
  readonly place: number;
  strength: Strength;
  question: boolean;
}

/** A text without its separators and punctuation, and the place of each character in it. */
export function squeezed(text: string): { readonly text: string; readonly at: Int32Array } {
  const { text: words, at } = squeeze(text, false);
  return { text: words, at };
}

function squeeze(text: string, withGaps: boolean): { text: string; at: Int32Array; gaps: readonly Gap[] } {
  const pieces: string[] = [];
  const at = new Int32Array(text.length);
  const gaps: Gap[] = [];
  let length = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const strength = strengthAt(text, i);
    if (strength === null) {
      at[length++] = i;
      continue;
    }
    if (i > from) pieces.push(text.slice(from, i));
    from = i + 1;
    if (!withGaps) continue;
    let gap = gaps[gaps.length - 1];
    if (gap?.place !== length) gaps.push((gap = { place: length, strength: 0, question: false }));
    if (strength > gap.strength) gap.strength = strength;
    if (text.charCodeAt(i) === QUESTION_MARK) gap.question = true;
  }
  if (length === text.length) return { text, at, gaps };
  if (from < text.length) pieces.push(text.slice(from));
  return { text: pieces.join(''), at: at.subarray(0, length), gaps };
}

const QUESTION_MARK = 0x3f;

/** Null for a character that belongs to the words. */
function strengthAt(text: string, i: number): Strength | null {
  if (isPlain(text.charCodeAt(i))) return null;
  const unit = text[i]!;
  const known = STRENGTH[unit];
  if (known === undefined && !JOINED.has(unit)) return null;
  const insideNumber = isDigit(text[i - 1]) && isDigit(text[i + 1]);
  if (insideNumber && '.:-~/'.includes(unit)) return null;
  if (unit === '.' && (text[i - 1] === '.' || text[i + 1] === '.')) return 1;
  if (unit === ' ' && !(isHan(text[i - 1]) && isHan(text[i + 1]))) return 0;
  return known ?? 0;
}

/** Chinese characters, small letters and digits are never separators; most units are one of them. */
const isPlain = (code: number): boolean => (code >= 0x4e00 && code <= 0x9fff) || (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
const isHan = (unit: string | undefined): boolean => unit !== undefined && unit >= '\u4e00' && unit <= '\u9fff';
const isDigit = (unit: string | undefined): boolean => unit !== undefined && unit >= '0' && unit <= '9';

function splitClauses(text: string, gaps: readonly Gap[]): { clauses: Clause[]; sentences: Range[] } {
  const cuts = gaps.filter(({ strength }) => strength > 0);
  const clauses: Clause[] = [];
  const sentences: Range[] = [];
  let clauseStart = 0;
  let sentenceStart = 0;
  let pieceStart = 0;
  let pieceAsking: Asking = 'none';
  const close = (end: number, mark: boolean): void => {
    const whole = askingOf(text.slice(clauseStart, end), mark);
    clauses.push({ start: clauseStart, end, sentence: sentences.length, asking: whole === 'none' || whole === 'wh' ? stronger(pieceAsking, whole) : whole });
    clauseStart = pieceStart = end;
    pieceAsking = 'none';
  };
  cuts.forEach((gap, index) => {
    const { place } = gap;
    if (place === 0) return;
    const left = place - (cuts[index - 1]?.place ?? 0);
    const right = (cuts[index + 1]?.place ?? text.length) - place;
    const spelledOut = left === 1 && right === 1;
    const joins = spelledOut || (gap.strength === 1 && (left <= SHORT_PIECE || right <= SHORT_PIECE));
    if (joins && place < text.length && !gap.question) {
      // A single character behind is a word pulled apart, and what stands before it ends no question (百分百不 起 球).
      if (!spelledOut && right > 1) pieceAsking = stronger(pieceAsking, askingOf(text.slice(pieceStart, place), false));
      pieceStart = place;
      return;
    }
    close(place, gap.question);
    if (gap.strength === 3) {
      sentences.push({ start: sentenceStart, end: place });
      sentenceStart = place;
    }
  });
  if (clauseStart < text.length) close(text.length, false);
  if (sentenceStart < text.length) sentences.push({ start: sentenceStart, end: text.length });
  return { clauses, sentences };
}

/** A clause of several short pieces asks when one of them does ("今天能到吗 急"). */
const stronger = (a: Asking, b: Asking): Asking => (a === 'none' || (a === 'wh' && b !== 'none') ? b : a);

/** What each way of asking holds one of, whatever else: most clauses hold none, and no pattern is tried. */
const SIGNS: readonly (readonly [bit: number, characters: string])[] = [[1, '吗嘛么不样何'], [2, '吧不'], [4, '吗嘛么否不没木'], [8, '不没否木'], [16, '什啥怎咋几多哪谁何']];
const [TAG_SIGN, CONFIRM_SIGN, YES_NO_SIGN, INSIDE_SIGN, WH_SIGN] = SIGNS.map(([bit]) => bit) as [number, number, number, number, number];
const signOf = new Uint8Array(0x10000);
for (const [bit, characters] of SIGNS) for (const character of characters) signOf[character.charCodeAt(0)]! |= bit;

/** Only the last 24 characters decide how a clause ends, so a long clause costs no more than a short one. */
function askingOf(words: string, mark: boolean): Asking {
  let signs = 0;
  for (let i = 0; i < words.length; i++) signs |= signOf[words.charCodeAt(i)]!;
  if (signs === 0 && !mark) return 'none';
  const end = words.slice(-24).replace(TRAILING, '');
  if ((signs & TAG_SIGN) !== 0 && TAG_CLOSE.test(end) && words.length >= 6) return 'tag';
  if (mark && TAG_END.test(end) && words.length >= 8) return 'tag';
  if ((signs & CONFIRM_SIGN) !== 0 && CONFIRM_END.test(end)) return 'confirm';
  if (mark || ((signs & YES_NO_SIGN) !== 0 && YES_NO_END.test(end)) || ((signs & INSIDE_SIGN) !== 0 && YES_NO_INSIDE.test(words))) return 'yesno';
  return (signs & WH_SIGN) !== 0 && WH.test(words) ? 'wh' : 'none';
}

function findQuotes(text: string, at: Int32Array): Range[] {
  const quotes: Range[] = [];
  if (!QUOTE.test(text)) return quotes;
  // `next` is the first of the words at a place or behind it.
  let next = 0;
  for (let i = 0; i < text.length; i++) {
    if (isPlain(text.charCodeAt(i))) continue;
    const closing = QUOTE_PAIRS[text[i]!];
    if (closing === undefined) continue;
    const close = text.slice(i + 1, i + 2 + QUOTE_MAX).indexOf(closing);
    if (close <= 0) continue;
    while (next < at.length && at[next]! <= i) next++;
    const start = next;
    while (next < at.length && at[next]! <= i + close) next++;
    if (next > start) quotes.push({ start, end: next });
    i += close + 1;
  }
  return quotes;
}
