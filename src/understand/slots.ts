// What a buyer's message states, apart from what it asks: height, weight, region, order number, size, amount, quantity, fit.
// Each slot keeps the words it came from. It reads; what a slot is good for is followup.ts and knowledge/size.ts.
import type { NormalText } from '../types.ts';
import { readBody, type BodyKind } from './body.ts';
import { NUMBER, numberOf } from './numerals.ts';
import { REGIONS } from './regions.ts';

/** Characters of a message in which slots are looked for. */
export const SLOTS_READ_MAX = 200;
export const AMOUNT_MAX = 1_000_000;
export const QUANTITY_MAX = 10_000;
/** Numbered sizes: children's shoes to men's shoes and waists. */
export const SIZE_NUMBER_MIN = 15;
export const SIZE_NUMBER_MAX = 60;

/** What each kind of slot holds. */
export interface SlotValues {
  /** cm */
  readonly height: number;
  /** kg */
  readonly weight: number;
  /** The province, or a group of regions (江浙沪, 偏远地区, 港澳台). */
  readonly region: string;
  readonly order: string;
  /** S, M, 2XL (never XXL), 38, 均码. */
  readonly size: string;
  /** Yuan. */
  readonly amount: number;
  readonly quantity: number;
  readonly fit: 'loose' | 'slim';
}

export type SlotKind = keyof SlotValues;

/** `words` as the buyer wrote them; `[start, end)` is their place in the normal text. */
export type Slot = { readonly [K in SlotKind]: { readonly kind: K; readonly value: SlotValues[K]; readonly words: string; readonly start: number; readonly end: number } }[SlotKind];

type Found = { readonly [K in SlotKind]: { readonly kind: K; readonly value: SlotValues[K]; readonly start: number; readonly end: number } }[SlotKind];
type Reader = (text: string, asked: readonly BodyKind[]) => readonly Found[];

const REGION = new RegExp([...REGIONS.keys()].sort((a, b) => b.length - a.length).join('|'), 'gu');
const LABELLED_ORDER = /订单(?:号|编号)?[: 是]{0,3}([a-z]{0,4}\d[\d-]{7,29})/gu;
/** Longer than a phone number. */
const BARE_ORDER = /(?<![\da-z-])\d{12,24}(?![\d-])/gu;
const LETTER_SIZE = /(?<![a-z\d])(?:[2-6] ?xl|x{0,5}[sl]|m)(?![a-z\d])/gu;
const NUMBER_SIZE = /(?<![\d.])(\d{2}(?:\.5)?)码|均码/gu;
const AMOUNT = new RegExp(String.raw`[¥$] ?(${NUMBER})|(?<![\d.])(${NUMBER})(?:元|块钱|块(?!布|面|头|状)|rmb)`, 'gu');
const QUANTITY = new RegExp(String.raw`(?<![\d.第这那哪])(${NUMBER})(?:件|双|条|套|盒|包(?!邮)|箱|顶)`, 'gu');
const FIT = /(不(?:要|想|想要|喜欢|爱)?(?:太|穿|那么)?)?(宽松|松一?点|大一?点|修身|合身|贴身|紧身|紧一?点)(?!款|版|的?吗|不|还是|的?还)/gu;

/** The earlier reader wins where two see the same words. */
const READERS: readonly Reader[] = [
  (text) => [
    ...matches(text, LABELLED_ORDER, (match): Found => ({ kind: 'order', value: match[1]!, ...placeOf(match) })),
    ...matches(text, BARE_ORDER, (match): Found => ({ kind: 'order', value: match[0], ...placeOf(match) })),
  ],
  (text) => matches(text, AMOUNT, (match) => within('amount', numberOf(match[1] ?? match[2] ?? ''), 0.01, AMOUNT_MAX, match)),
  (text) => matches(text, NUMBER_SIZE, (match) => sizeOf(match)),
  (text) => matches(text, QUANTITY, (match) => within('quantity', numberOf(match[1]!), 1, QUANTITY_MAX, match)),
  (text, asked) => readBody(text, asked),
  (text) => matches(text, LETTER_SIZE, (match): Found => ({ kind: 'size', value: plainSize(match[0]), ...placeOf(match) })),
  (text) => matches(text, REGION, (match): Found => ({ kind: 'region', value: REGIONS.get(match[0])!, ...placeOf(match) })),
  (text) => matches(text, FIT, (match): Found => ({ kind: 'fit', value: /[松大]/u.test(match[2]!) === (match[1] === undefined) ? 'loose' : 'slim', ...placeOf(match) })),
];

/**
 * The slots of a message, in the order of their places, none overlapping. `asked` is what was asked of the buyer, so that a
 * number alone can answer it.
 */
export function readSlots(normal: NormalText, asked: readonly BodyKind[] = []): readonly Slot[] {
  const text = normal.text.slice(0, SLOTS_READ_MAX);
  const taken: Found[] = [];
  for (const read of READERS) {
    for (const one of read(text, asked)) if (taken.every((other) => other.end <= one.start || one.end <= other.start)) taken.push(one);
  }
  return taken.sort((a, b) => a.start - b.start)
    .map((one) => ({ ...one, words: normal.original.slice(normal.offsets[one.start], normal.offsets[one.end]).trim() }));
}

/** The last slot of a kind: who corrects himself says the right thing last. Null when there is none. */
export function slotValue<K extends SlotKind>(slots: readonly Slot[], kind: K): SlotValues[K] | null {
  const slot = slots.findLast((one): one is Extract<Slot, { kind: K }> => one.kind === kind);
  return slot ? (slot.value as SlotValues[K]) : null;
}

/** The text without the words of its slots. */
export function withoutSlots(text: string, slots: readonly Slot[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of slots) {
    rest += `${text.slice(at, start)} `;
    at = end;
  }
  return rest + text.slice(at);
}

function matches(text: string, pattern: RegExp, read: (match: RegExpMatchArray & { index: number }) => Found | null): readonly Found[] {
  return [...text.matchAll(pattern)].flatMap((match) => read(match) ?? []);
}

function placeOf(match: { readonly index: number; readonly 0: string }): { readonly start: number; readonly end: number } {
  return { start: match.index, end: match.index + match[0].length };
}

function within(kind: 'amount' | 'quantity', value: number, least: number, most: number, match: RegExpMatchArray & { index: number }): Found | null {
  return value >= least && value <= most ? { kind, value, ...placeOf(match) } : null;
}

function sizeOf(match: RegExpMatchArray & { index: number }): Found | null {
  const number = match[1] === undefined ? null : Number(match[1]);
  if (number !== null && (number < SIZE_NUMBER_MIN || number > SIZE_NUMBER_MAX)) return null;
  return { kind: 'size', value: match[1] ?? '均码', ...placeOf(match) };
}

/** xxl → 2XL: one name for one size. */
export function plainSize(words: string): string {
  const size = words.toUpperCase().replace(' ', '');
  const crosses = /^(X{2,5})([SL])$/.exec(size);
  return crosses ? `${crosses[1]!.length}X${crosses[2]}` : size;
}
