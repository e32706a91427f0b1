// Height and weight in what a buyer writes: 165, 1米65, 一米六五, 110斤, 55kg, 体重110, 165/55. Pure; at most one number a place.
// A weight without its unit is 斤 from JIN_BARE_MIN up and kg below; where the height stands beside it, it is whichever of the
// two gives the body mass index nearer to BMI_USUAL.
import { NUMBER, numberOf } from './numerals.ts';

/** Centimetres: from a child of one year to the tallest people. */
export const HEIGHT_CM_MIN = 60;
export const HEIGHT_CM_MAX = 230;
/** Kilograms, likewise. */
export const WEIGHT_KG_MIN = 8;
export const WEIGHT_KG_MAX = 200;
/** A height without unit or label is believed within these bounds only: 110 may be a weight, 240 a shoe. */
const BARE_CM_MIN = 130;
const BARE_CM_MAX = 219;
const JIN_BARE_MIN = 80;
/** kg/m²: the middle of the normal range (18.5 to 25, WHO); outside the other two a bare pair of numbers is no body. */
const BMI_USUAL = 22;
const BMI_MIN = 11;
const BMI_MAX = 55;

export type BodyKind = 'height' | 'weight';

/** A reading and the place of its words in the text, UTF-16 units. Heights in cm, weights in kg. */
export interface BodyFound {
  readonly kind: BodyKind;
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

const N = `(${NUMBER})`;
const IS = '(?:是|有|:|为|大概|差不多|大约|约|在|才|只有|都| ){0,3}';
const TALL = '(?:身高|个子|个头|(?<![腰跟领鞋帮\\d])高(?=[ :]?\\d))';
const HEAVY = '(?:体重|(?<![毛净很超])重(?=[ :]?\\d))';
const HALF = '[〇零一二三四五六七八九]';
/** What is a metre long and no person. */
const THINGS = '(?! ?的?(?:床|被|布|沙发|柜|桌|绳|线|宽|长|门|窗|垫))';
const MEASURED = /(?:脚|腰|胸|臀|肩|袖|裤|裙|衣|鞋|头|手|腿|围|长|宽|跟|领|内)(?:围|长|宽|身|子|底|高)?(?:是|有|:|大概| ){0,3}$/u;
const GAP = String.raw`[ ,、/.\-和]{0,3}`;

type Unit = (match: RegExpMatchArray) => number;

/** Each pattern is linear: every repetition is bounded. */
const HEIGHTS: readonly (readonly [RegExp, Unit])[] = [
  [new RegExp(String.raw`${TALL}?${IS}(?<![\d.])([12一两])(?:米|m)(\d{1,2}|${HALF}{1,2})(?![\d.a-z])${THINGS}`, 'gu'), ([, metres, rest]) => numberOf(metres!) * 100 + hundredths(rest!)],
  [new RegExp(String.raw`${TALL}?${IS}(?<![\d.])([12]\.\d{1,2})(?:米|m)(?![\da-z])${THINGS}`, 'gu'), ([, metres]) => Number(metres) * 100],
  [new RegExp(String.raw`${TALL}?${IS}(?<![\d.])(\d{2,3}(?:\.\d)?)(?:cm|厘米|公分)(?![a-z])${THINGS}`, 'gu'), ([, cm]) => Number(cm)],
  [new RegExp(String.raw`${TALL}${IS}${N}(?![\d.]|米|m|cm|厘米|公分|斤|kg|公斤)`, 'gu'), ([, number]) => labelled(numberOf(number!))],
  [/(?<![\d.])(\d{3})的?高(?![腰跟领帮档清端级弹度])/gu, ([, cm]) => Number(cm)],
];

const WEIGHTS: readonly (readonly [RegExp, Unit])[] = [
  [new RegExp(String.raw`${HEAVY}?${IS}(?<![\d.])${N}(?:[-~到至]${N})?[多来几]?(kg|公斤|千克|斤)(?![装a-z])`, 'gu'), ([, from, to, unit]) => middle(from!, to) * (unit === '斤' ? 0.5 : 1)],
  [/(?<![\d.])(\d{2,3})重(?![量复新要点装\d])/gu, ([, number]) => Number(number)],
  [new RegExp(String.raw`${HEAVY}${IS}${N}(?![\d.]|kg|公斤|千克|斤|[多来几\-~到至])`, 'gu'), ([, number]) => numberOf(number!)],
];
/** Which of WEIGHTS say no unit. */
const UNITLESS_FROM = 1;

/** Heights and weights in the order of their places, none overlapping. `asked`: what a lone number may mean. */
export function readBody(text: string, asked: readonly BodyKind[] = []): readonly BodyFound[] {
  const heights: BodyFound[] = HEIGHTS.flatMap(([pattern, unit]) => found('height', text, pattern, unit))
    .filter(({ start }) => !MEASURED.test(text.slice(0, start))).filter(isSane);
  const said = WEIGHTS.flatMap(([pattern, unit], i) => found('weight', text, pattern, unit).map((one) => ({ ...one, bare: i >= UNITLESS_FROM })));
  for (const weight of said) heights.push(...heightBeside(text, weight));
  const pair = heights.length + said.length === 0 ? barePair(text) : [];
  if (pair.length > 0) return pair;
  const height = heights.at(-1)?.value ?? null;
  const beside = said.length > 0 ? [] : heights.flatMap((one) => weightBeside(text, one));
  const weights = [...said.map(({ bare, ...one }) => (bare ? { ...one, value: bareKg(one.value, height) } : one)), ...beside].filter(isSane);
  const all = distinct([...heights, ...weights]);
  return all.length > 0 ? all : loneNumber(text, asked);
}

function found(kind: BodyKind, text: string, pattern: RegExp, unit: Unit): readonly BodyFound[] {
  return [...text.matchAll(pattern)].map((match) => ({ kind, value: rounded(unit(match)), start: match.index, end: match.index + match[0].length }));
}

/** "165 110斤": the bare number before a weight, or after it. */
function heightBeside(text: string, weight: BodyFound): readonly BodyFound[] {
  const before = new RegExp(String.raw`(?<![\d.])(\d{3})的?${GAP}$`, 'u').exec(text.slice(0, weight.start));
  const after = new RegExp(String.raw`^[ ,、/]{1,3}(\d{3})(?![\d.a-z斤码元块件])`, 'u').exec(text.slice(weight.end));
  const [match, from] = before ? [before, 0] : [after, weight.end];
  if (!match || !isBareHeight(Number(match[1]))) return [];
  const start = from + match.index + match[0].indexOf(match[1]!);
  return [{ kind: 'height', value: Number(match[1]), start, end: start + match[1]!.length }];
}

/** "一米七 一百三", "165cm 60": the bare number after a height. */
function weightBeside(text: string, height: BodyFound): readonly BodyFound[] {
  const match = new RegExp(String.raw`^[ ,、/]{1,3}((?:\d{2,3}|[一二两][百][一二两三四五六七八九十零]{0,3}|[四五六七八九]十[一二三四五六七八九]?))(?![\d.a-z码元块件米天号点])`, 'u').exec(text.slice(height.end));
  if (!match) return [];
  const start = height.end + match[0].indexOf(match[1]!);
  return [{ kind: 'weight', value: bareKg(numberOf(match[1]!), height.value), start, end: start + match[1]!.length }];
}

/** "168/60", "175 140": two bare numbers, believed when they make a body. 175/96a is a label in a collar. */
function barePair(text: string): readonly BodyFound[] {
  const match = /(?<![\d.])(\d{3})[ ,、/-]{1,3}(\d{2,3})(?![\d.a-z码元块件%])/u.exec(text);
  if (!match || !isBareHeight(Number(match[1]))) return [];
  const height = Number(match[1]);
  const value = bareKg(Number(match[2]), height);
  const index = bmi(value, height);
  if (index < BMI_MIN || index > BMI_MAX) return [];
  const middleOf = match.index + match[0].lastIndexOf(match[2]!);
  return [
    { kind: 'height', value: height, start: match.index, end: match.index + match[1]!.length },
    { kind: 'weight', value, start: middleOf, end: middleOf + match[2]!.length },
  ];
}

/** A number that is all there is, after a question for it. */
function loneNumber(text: string, asked: readonly BodyKind[]): readonly BodyFound[] {
  const matches = [...text.matchAll(new RegExp(String.raw`(?<![\d.a-z])${NUMBER}(?![\d.a-z])`, 'gu'))].filter((match) => !Number.isNaN(numberOf(match[0])));
  const [match] = matches;
  if (!match || matches.length > 1 || asked.length === 0) return [];
  const number = numberOf(match[0]);
  const cm = labelled(number);
  const kind: BodyKind = asked.length > 1 ? (isBareHeight(cm) ? 'height' : 'weight') : asked[0]!;
  const one: BodyFound = { kind, value: kind === 'height' ? cm : bareKg(number, null), start: match.index, end: match.index + match[0].length };
  return [one].filter(isSane);
}

/** 65 → 65 hundredths of a metre, 6 → 60: 1米6 is 160 cm. */
function hundredths(words: string): number {
  const digits = /^\d/.test(words) ? words : [...words].map((sign) => (sign === '〇' ? 0 : numberOf(sign) || 0)).join('');
  return Number(digits) * (digits.length === 1 ? 10 : 1);
}

/** 身高1.65 is in metres. */
function labelled(number: number): number {
  return number > 1 && number < 2.5 ? number * 100 : number;
}

function middle(from: string, to: string | undefined): number {
  return to === undefined ? numberOf(from) : (numberOf(from) + numberOf(to)) / 2;
}

function bareKg(number: number, height: number | null): number {
  const jin = number / 2;
  if (height === null) return number >= JIN_BARE_MIN ? jin : number;
  const far = (kg: number): number => Math.abs(Math.log(bmi(kg, height) / BMI_USUAL));
  return far(jin) < far(number) ? jin : number;
}

function bmi(kg: number, cm: number): number {
  return kg / (cm / 100) ** 2;
}

function isBareHeight(cm: number): boolean {
  return cm >= BARE_CM_MIN && cm <= BARE_CM_MAX;
}

function isSane({ kind, value }: BodyFound): boolean {
  return kind === 'height' ? value >= HEIGHT_CM_MIN && value <= HEIGHT_CM_MAX : value >= WEIGHT_KG_MIN && value <= WEIGHT_KG_MAX;
}

/** To one decimal: 1.65 · 100 is not 165 in floating point. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The earlier one, then the longer one, wins. */
function distinct(all: readonly BodyFound[]): readonly BodyFound[] {
  const kept: BodyFound[] = [];
  for (const one of [...all].sort((a, b) => a.start - b.start || b.end - a.end)) if ((kept.at(-1)?.end ?? 0) <= one.start) kept.push(one);
  return kept;
}
