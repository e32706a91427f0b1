// Makes the text for a second reading of a message whose first reading found nothing: disguised words plain, and breaks gone that
// only part the words of a sentence (今天\n一定\n发货; 今天，就，能发). A break between two whole pieces stays: joined, a list of
// facts would read as sentences nobody wrote.
import type { NormalText } from '../types.ts';
import { findTerms } from './automaton.ts';
import type { Concepts } from './concepts.ts';
import { squeezed } from './clauses.ts';
import { turned, withoutFillers } from './fillers.ts';
import { unfold } from './folds.ts';
import { isCommonPair } from './ordinary.ts';

/** A line, or a piece between commas, up to this many characters is taken for a piece of its neighbour. */
const SHORT_LINE = 4;
/** Words that no piece of a sentence ends with (今天就，给您发). */
const NEVER_LAST = /(?:[就把给被将]|一定|肯定|保证|绝对|永不|直接|私下|另外|额外|其他|那位|全网|全年|历史|(?<!不)能|(?<!不)会)$/u;
/** Breaks more than this are a list or noise, and stay. */
const BREAKS_MAX = 200;
const LINE = '\n';
const COMMAS = ',、;';
const NO_PLACES: ReadonlySet<number> = new Set();
const isBreak = new Uint8Array(0x10000);
for (const unit of LINE + COMMAS) isBreak[unit.charCodeAt(0)] = 1;
/** Short pieces that are said by themselves. */
const SAID_ALONE = /^[亲您你好嗯哦噢是对行啊呀哎诶呃在的呢哈嗨喂谢老板掌柜客官宝贝早不没有]*$/u;

/** Null when the text is plain already: a second reading would find what the first one found. */
export function secondReading(concepts: Concepts, normal: NormalText): NormalText | null {
  const plain = concepts.unmask(concepts.respell(withoutFillers(concepts.data.automaton, unfold(turned(normal)))));
  const joined = joinBreaks(concepts, plain);
  return joined === normal || joined.text === normal.text ? null : joined;
}

function joinBreaks(concepts: Concepts, normal: NormalText): NormalText {
  const { text } = normal;
  const breaks: number[] = [];
  for (let i = 0; i < text.length && breaks.length <= BREAKS_MAX; i++) if (isBreak[text.charCodeAt(i)] === 1) breaks.push(i);
  if (breaks.length === 0 || breaks.length > BREAKS_MAX) return normal;
  const pieces = [...breaks, text.length].map((end, index) => text.slice((breaks[index - 1] ?? -1) + 1, end));
  const splits = breaks.map((place, index) => text[place] !== LINE && isSplit(pieces[index]!, pieces[index + 1]!));
  const shortest = breaks.map((_, index) => Math.min(pieces[index]!.length, pieces[index + 1]!.length));
  const mayPartWord = breaks.some((place) => text[place] === LINE || !partsWords(text, place));
  const insideWord = mayPartWord ? breaksInsideWords(concepts, text, breaks) : NO_PLACES;
  const removed = breaks.filter((place, index) => (text[place] === LINE
    ? shortest[index]! <= SHORT_LINE || insideWord.has(place)
    : (splits[index]! && ((splits[index - 1] ?? false) || (splits[index + 1] ?? false))) || NEVER_LAST.test(pieces[index]!) || (insideWord.has(place) && !partsWords(text, place))));
  return removed.length === 0 ? normal : without(normal, removed);
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

/** Breaks that would stand inside a rule word if all of them were gone. */
function breaksInsideWords(concepts: Concepts, text: string, breaks: readonly number[]): ReadonlySet<number> {
  const joined = withoutPlaces(text, breaks);
  const words = squeezed(joined);
  const inside = new Set<number>();
  // `breaks[next]` is the first break behind the start of a word: it stands before place breaks[i] - i of the joined text.
  const places = breaks.map((place, index) => place - index);
  for (const { start, end } of findTerms(concepts.data.automaton, words.text)) {
    const [first, last] = [words.at[start]!, words.at[end - 1]!];
    for (let next = firstBehind(places, first); next < places.length && places[next]! <= last; next++) if (isPlaceIn(words.at, places[next]!, start, end)) inside.add(breaks[next]!);
  }
  return inside;
}

/** The index of the first number of an ascending list that is more than `bound`; its length for none. */
function firstBehind(list: readonly number[], bound: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether one of the words' characters after the first stands right there. */
function isPlaceIn(at: Int32Array, place: number, start: number, end: number): boolean {
  for (let i = start + 1; i < end; i++) if (at[i] === place) return true;
  return false;
}

/** `places` are ascending. */
function withoutPlaces(text: string, places: readonly number[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const place of places) {
    pieces.push(text.slice(from, place));
    from = place + 1;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** `removed` are places in `normal.text`, ascending. */
function without(normal: NormalText, removed: readonly number[]): NormalText {
  const offsets: number[] = [];
  let next = 0;
  for (let place = 0; place < normal.offsets.length; place++) {
    if (place === removed[next]) next++;
    else offsets.push(normal.offsets[place]!);
  }
  return { original: normal.original, text: withoutPlaces(normal.text, removed), offsets };
}
