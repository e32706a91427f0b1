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

/** Distinct terms of a text, each prefixed with its kind (`w:发货`, `b:发货`, `c:发`, `q:when`). */
export function termsOf(text: string, segmenter: Segmenter): readonly string[] {
  const read = text.slice(0, READ_LENGTH_MAX);
  const terms = new Set<string>();
  for (const word of segmenter.cut(read)) {
    if (word.length > 1 && SAYS.test(word)) terms.add(`w:${word}`);
  }
  for (const [run] of read.matchAll(RUN)) {
    if (!HAN.test(run)) {
      terms.add(`w:${run}`);
      continue;
    }
    for (let i = 0; i < run.length; i++) {
      terms.add(`c:${run[i]}`);
      if (i + 1 < run.length) terms.add(`b:${run.slice(i, i + 2)}`);
    }
  }
  if (terms.size > 0) for (const name of namesOfSigns(signsOf(read))) terms.add(`q:${name}`);
  return [...terms];
}
