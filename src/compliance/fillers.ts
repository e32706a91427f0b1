// Takes out what only parts the characters of a phrase (今x天x能x发), and turns round what is written from right to left (U+202E).
// For a second reading only: a letter stays where no rule word stands across it (T恤, M码), a digit unless it alternates with characters
// for long (2天2夜 is said so).
import type { NormalText } from '../types.ts';
import { findTerms, type Automaton } from './automaton.ts';
import { squeezed } from './clauses.ts';
import { isCommonPair } from './ordinary.ts';

/** Fillers that alternate with single characters this often are no units and no sizes. */
const CHAIN_MIN = 3;
/** More than this is noise, and stays. */
const FILLERS_MAX = 100;

/** A single letter or digit between two Chinese characters, with the spaces around it. */
interface Filler {
  readonly start: number;
  readonly end: number;
  readonly isDigit: boolean;
}

const isHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;
const isLetter = (code: number): boolean => code >= 97 && code <= 122;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const SPACE = 32;

/** The same text when nothing parts a rule word. Linear; places stay those of the original. */
export function withoutFillers(automaton: Automaton, normal: NormalText): NormalText {
  const fillers = fillersIn(normal.text);
  if (fillers.length === 0 || fillers.length > FILLERS_MAX) return normal;
  const { text } = normal;
  const across = acrossWords(automaton, text, fillers);
  if (across.size === 0) return normal;
  const removed = chainsOf(fillers).flatMap((chain) => (chain.length >= CHAIN_MIN && chain.some((filler) => across.has(filler)) ? chain
    : chain.filter((filler) => !filler.isDigit && across.has(filler) && !partsWords(text, filler))));
  return removed.length === 0 ? normal : without(normal, removed);
}

function fillersIn(text: string): readonly Filler[] {
  let fillers: Filler[] | null = null;
  for (let i = 1; i + 1 < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isLetter(code) && !isDigit(code)) continue;
    const start = text.charCodeAt(i - 1) === SPACE ? i - 1 : i;
    const end = text.charCodeAt(i + 1) === SPACE ? i + 2 : i + 1;
    if (isHan(text.charCodeAt(start - 1)) && isHan(text.charCodeAt(end))) (fillers ??= []).push({ start, end, isDigit: isDigit(code) });
  }
  return fillers ?? [];
}

/** Fillers with one character between each two. */
function chainsOf(fillers: readonly Filler[]): readonly (readonly Filler[])[] {
  const chains: Filler[][] = [];
  for (const filler of fillers) {
    const chain = chains.at(-1);
    if (chain !== undefined && filler.start === chain.at(-1)!.end + 1) chain.push(filler);
    else chains.push([filler]);
  }
  return chains;
}

/** 到货x款式: a letter between two ordinary words parts neither. */
function partsWords(text: string, { start, end }: Filler): boolean {
  return isCommonPair(text.charCodeAt(start - 2), text.charCodeAt(start - 1)) && isCommonPair(text.charCodeAt(end), text.charCodeAt(end + 1));
}

/** Those that a rule word would stand across if all were gone. */
function acrossWords(automaton: Automaton, text: string, fillers: readonly Filler[]): ReadonlySet<Filler> {
  const across = new Set<Filler>();
  const { text: words, at } = squeezed(cut(text, fillers));
  let gone = 0;
  // Where each stood in the text without them.
  const byPlace = new Map(fillers.map((filler) => {
    const place = filler.start - gone;
    gone += filler.end - filler.start;
    return [place, filler];
  }));
  for (const { start, end } of findTerms(automaton, words)) {
    for (let i = start + 1; i < end; i++) {
      const filler = byPlace.get(at[i]!);
      if (filler !== undefined) across.add(filler);
    }
  }
  return across;
}

function cut(text: string, fillers: readonly Filler[]): string {
  let from = 0;
  const pieces = fillers.map(({ start, end }) => {
    const piece = text.slice(from, start);
    from = end;
    return piece;
  });
  return pieces.join('') + text.slice(from);
}

function without(normal: NormalText, fillers: readonly Filler[]): NormalText {
  const offsets: number[] = [];
  let next = 0;
  for (let place = 0; place < normal.offsets.length; place++) {
    while (next < fillers.length && fillers[next]!.end <= place) next++;
    if (next >= fillers.length || place < fillers[next]!.start) offsets.push(normal.offsets[place]!);
  }
  return { original: normal.original, text: cut(normal.text, fillers), offsets };
}

/** Everything behind it is shown from right to left, up to PDF or the end of the line. */
export const OVERRIDE = '\u202e';
const END_OF_OVERRIDE = /[\u202c\n]/;

/** Stretches of a text that are shown from right to left, UTF-16 units, the signs themselves left out. */
export function turnedStretches(original: string): readonly { readonly start: number; readonly end: number }[] {
  const stretches: { start: number; end: number }[] = [];
  for (let at = original.indexOf(OVERRIDE); at !== -1; at = original.indexOf(OVERRIDE, stretches.at(-1)!.end)) {
    const length = original.slice(at + 1).search(END_OF_OVERRIDE);
    stretches.push({ start: at + 1, end: length === -1 ? original.length : at + 1 + length });
  }
  return stretches;
}

/** The text as it is shown. Findings in a turned stretch keep their order, so that each has a length. */
export function turned(normal: NormalText): NormalText {
  if (!normal.original.includes(OVERRIDE)) return normal;
  const units = [...normal.text];
  if (units.length !== normal.text.length) return normal;
  for (const { start, end } of turnedStretches(normal.original)) {
    const first = normal.offsets.findIndex((offset) => offset >= start);
    let last = first;
    while (last < units.length && normal.offsets[last]! < end) last++;
    if (first !== -1) units.splice(first, last - first, ...units.slice(first, last).reverse());
  }
  return { ...normal, text: units.join('') };
}
