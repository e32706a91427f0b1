// Cuts a text in reading form into the terms that the index knows: words, character pairs, single characters, and what it asks for.
// Things that carry no question of their own (order cards, links, long numbers, stickers) become markers first.
import type { Segmenter } from '../types.ts';
import { namesOfSigns, signsOf } from './question.ts';

/** Characters of a message that are read; what follows is a story, and cutting time grows with length. */
export const READ_LENGTH_MAX = 200;

/** A word, a pair of neighbouring characters, a single character, a kind of question. */
export type TermKind = 'w' | 'b' | 'c' | 'q';

/** The kind stands before the colon of every term. */
export function kindOf(term: string): TermKind {
  return term[0] as TermKind;
}

/** Platforms put cards and stickers into the text; what they hold is a reference, not a question. Each pattern is linear. */
const MARKERS: readonly (readonly [RegExp, string])[] = [
  [/(?:https?:\/\/|www\.)[\w./?=&%#~:+-]+/g, ' § '],
  [/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,3}/g, ' § '],
  [/\[[^\][]{1,8}\]/g, ' § '],
  [/[a-z]{0,4}\d[\d-]{4,}[a-z]?/g, ' § '],
];
/** `订单号: §` and its like: the label of a reference goes with it. */
const CARD = /(?:咨询|查询)?(?:订单|商品|服务单|运单|快递|下单|支付|退款)(?:号|编号|单号|金额|时间|id)? {0,2}[:：]? {0,2}§[ ,;，；]?/g;

/** Characters in which references are looked for, as finding them costs more than the length; what follows is left away. */
const SCAN_LENGTH_MAX = 1_000;

/** The text without references, and whether it had any. */
export function stripReferences(long: string): { readonly text: string; readonly had: boolean } {
  const text = long.slice(0, SCAN_LENGTH_MAX);
  let out = text;
  for (const [pattern, marker] of MARKERS) out = out.replace(pattern, marker);
  if (out === text) return { text, had: false };
  return { text: out.replace(CARD, ' ').replaceAll('§', ' ').replace(/ {2,}/g, ' ').trim(), had: true };
}

const RUN = /[\p{Script=Han}]+|[a-z]+|\d+(?:\.\d+)?/gu;
const HAN = /^\p{Script=Han}/u;
const SAYS = /[\p{Script=Han}a-z\d]/u;
/** A number, a model name, a brand in Latin letters: it means just itself. */
const SYMBOL = /^w:[a-z\d.]+$/;

/** Whether a term is a number or a Latin word. */
export function isSymbol(term: string): boolean {
  return SYMBOL.test(term);
}

/** Clauses end where buyers end them: at punctuation, a line break, or a space between Chinese characters. No run goes over an end. */
export const BREAK = /[。!?;,、~\n…]+|(?<=\p{Script=Han}) (?=\p{Script=Han})/u;

/** What a UTF-16 unit begins or goes on with; found out once for each. */
const UNSEEN = 0;
const NOTHING = 1;
const CHINESE = 2;
const LETTER = 3;
const DIGIT = 4;
const HALF = 5;
const kinds = new Uint8Array(0x10000);

function unitKind(unit: number): number {
  if (kinds[unit] === UNSEEN) kinds[unit] = newKind(unit);
  return kinds[unit]!;
}

function newKind(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return HALF;
  const text = String.fromCharCode(unit);
  return HAN.test(text) ? CHINESE : text >= 'a' && text <= 'z' ? LETTER : text >= '0' && text <= '9' ? DIGIT : NOTHING;
}

/** Whether a single UTF-16 unit is a Chinese character. */
export function isHan(unit: number): boolean {
  return unitKind(unit) === CHINESE;
}

/** Whether a word holds anything to read. */
export function says(word: string): boolean {
  const kind = unitKind(word.charCodeAt(0));
  return (kind >= CHINESE && kind <= DIGIT) || SAYS.test(word);
}

/** The runs of Chinese characters, of letters, and the numbers of a text, in their order: as RUN finds them, at less cost. */
export function eachRun(text: string, visit: (from: number, until: number, chinese: boolean) => void): void {
  for (let at = 0; at < text.length;) {
    const kind = unitKind(text.charCodeAt(at));
    if (kind === NOTHING) {
      at++;
      continue;
    }
    let until = afterKind(text, at + 1, kind);
    if (kind === HALF || (kind === CHINESE && until < text.length && unitKind(text.charCodeAt(until)) === HALF)) {
      // Half of a character beyond the first plane: from here on by code points.
      for (const match of text.slice(at).matchAll(RUN)) visit(at + match.index, at + match.index + match[0].length, HAN.test(match[0]));
      return;
    }
    if (kind === DIGIT && text[until] === '.' && isDigit(text[until + 1])) until = afterKind(text, until + 2, DIGIT);
    visit(at, until, kind === CHINESE);
    at = until;
  }
}

function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= '0' && unit <= '9';
}

function afterKind(text: string, from: number, kind: number): number {
  let at = from;
  while (at < text.length && unitKind(text.charCodeAt(at)) === kind) at++;
  return at;
}

/** Distinct terms of a text, each prefixed with its kind (`w:发货`, `b:发货`, `c:发`, `q:when`). */
export function termsOf(text: string, segmenter: Segmenter): readonly string[] {
  const read = text.slice(0, READ_LENGTH_MAX);
  const terms = new Set<string>();
  for (const word of segmenter.cut(read)) {
    if (word.length > 1 && says(word)) terms.add(`w:${word}`);
  }
  eachRun(read, (from, until, chinese) => {
    if (!chinese) terms.add(`w:${read.slice(from, until)}`);
    else {
      for (let i = from; i < until; i++) {
        terms.add(`c:${read[i]}`);
        if (i + 1 < until) terms.add(`b:${read.slice(i, i + 2)}`);
      }
    }
  });
  if (terms.size > 0) for (const name of namesOfSigns(signsOf(read))) terms.add(`q:${name}`);
  return [...terms];
}
