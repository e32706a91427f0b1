// Makes the text for a second reading of a message whose first reading found nothing: disguised words plain, and breaks gone that
// only part the words of a sentence (今天\n一定\n发货; 今天，就，能发). A break between two whole pieces stays: joined, a list of
// facts would read as sentences nobody wrote.
import type { NormalText } from '../types.ts';
import { findTerms } from './automaton.ts';
import type { Concepts } from './concepts.ts';
import { readSurface } from './clauses.ts';
import { unfold } from './folds.ts';
import { isCommonPair } from './ordinary.ts';

/** A line, or a piece between commas, up to this many characters is taken for a piece of its neighbour. */
const SHORT_LINE = 4;
/** Words that no piece of a sentence ends with (今天就，给您发). */
const NEVER_LAST = /(?:[就把给被将]|一定|肯定|保证|绝对|永不|直接|私下|另外|额外|其他|那位|全网|全年|历史|(?<!不)能|(?<!不)会)$/u;
/** Breaks more than this are a list or noise, and stay. */
const BREAKS_MAX = 200;
const LINE = '\n';
const COMMAS = new Set([...',、;']);
/** Short pieces that are said by themselves. */
const SAID_ALONE = /^[亲您你好嗯哦噢是对行啊呀哎诶呃在的呢哈嗨喂谢老板掌柜客官宝贝早不没有]*$/u;

/** Null when the text is plain already: a second reading would find what the first one found. */
export function secondReading(concepts: Concepts, normal: NormalText): NormalText | null {
  const plain = concepts.unmask(concepts.respell(unfold(normal)));
  const joined = joinBreaks(concepts, plain);
  return joined === normal || joined.text === normal.text ? null : joined;
}

function joinBreaks(concepts: Concepts, normal: NormalText): NormalText {
  const { text } = normal;
  const breaks: number[] = [];
  for (let i = 0; i < text.length; i++) if (text[i] === LINE || COMMAS.has(text[i]!)) breaks.push(i);
  if (breaks.length === 0 || breaks.length > BREAKS_MAX) return normal;
  const pieces = [...breaks, text.length].map((end, index) => text.slice((breaks[index - 1] ?? -1) + 1, end));
  const splits = breaks.map((place, index) => text[place] !== LINE && isSplit(pieces[index]!, pieces[index + 1]!));
  const shortest = breaks.map((_, index) => Math.min(pieces[index]!.length, pieces[index + 1]!.length));
  const mayPartWord = breaks.some((place) => text[place] === LINE || !partsWords(text, place));
  const insideWord = mayPartWord ? breaksInsideWords(concepts, normal, breaks) : new Set<number>();
  const removed = new Set(breaks.filter((place, index) => (text[place] === LINE
    ? shortest[index]! <= SHORT_LINE || insideWord.has(place)
    : (splits[index]! && ((splits[index - 1] ?? false) || (splits[index + 1] ?? false))) || NEVER_LAST.test(pieces[index]!) || (insideWord.has(place) && !partsWords(text, place)))));
  return removed.size === 0 ? normal : without(normal, removed);
}

/** A comma between two ordinary words (到货，款式) parts no rule word, though one would stand across it. */
function partsWords(text: string, place: number): boolean {
  return isCommonPair(text.charCodeAt(place - 2), text.charCodeAt(place - 1)) && isCommonPair(text.charCodeAt(place + 1), text.charCodeAt(place + 2));
}

/** Two commas in a row part a sentence where both pieces are short, or one is a single character, and neither is a greeting or an answer. */
function isSplit(before: string, behind: string): boolean {
  const short = Math.min(before.length, behind.length);
  const long = Math.max(before.length, behind.length);
  return short > 0 && (long <= SHORT_LINE || short === 1) && !SAID_ALONE.test(before) && !SAID_ALONE.test(behind);
}

function breaksInsideWords(concepts: Concepts, normal: NormalText, breaks: readonly number[]): Set<number> {
  const surface = readSurface(without(normal, new Set(breaks)));
  const inside = new Set<number>();
  for (const { start, end } of findTerms(concepts.data.automaton, surface.text)) for (let at = start + 1; at < end; at++) inside.add(surface.at[at]!);
  return new Set(breaks.filter((place, index) => inside.has(place - index)));
}

/** `removed` are places in `normal.text`. */
function without(normal: NormalText, removed: ReadonlySet<number>): NormalText {
  const kept = normal.offsets.filter((_, place) => !removed.has(place));
  return { original: normal.original, text: normal.text.split('').filter((_, place) => !removed.has(place)).join(''), offsets: kept };
}
