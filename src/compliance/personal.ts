// Finds and masks what names a person: phones, identity and bank cards, addresses, codes, e-mail, QQ and WeChat names.
// By form, check digit and the words beside; it knows no names and cannot tell whose number it is. Pure, linear, never throws.
import { findAddresses, shownOfAddress } from './personal-address.ts';
import { OVERRIDE, turnedStretches } from './fillers.ts';
import { alikeDigits } from './personal-broken.ts';
import { fold, type Folded } from './personal-fold.ts';
import { findNumbers, type NumberKind } from './personal-numbers.ts';
import { findByWords, type WordKind } from './personal-words.ts';

/** `code`: a verification code, which opens an account; `pickup`: a code that opens a locker. */
export type PersonalKind = NumberKind | WordKind | 'address';

export interface Personal {
  readonly kind: PersonalKind;
  /** UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
}

/** For people, in Chinese. */
export const PERSONAL_NAMES: Readonly<Record<PersonalKind, string>> = {
  phone: '电话', id_card: '身份证号', bank_card: '银行卡号', address: '地址', code: '验证码', pickup: '取件码', password: '密码', passport: '证件号', email: '邮箱', wechat: '微信号', qq: 'QQ 号',
};

/** Texts without any of these hold nothing personal. */
const SUSPECT = /[\p{N}@＠A-Za-zＡ-Ｚａ-ｚ零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺路街镇鎮村乡鄉區区号號❶-➓]/u;

interface FoundSpan {
  readonly kind: PersonalKind;
  /** Places in the folded text. */
  readonly start: number;
  readonly end: number;
  /** Places in the original. */
  readonly from: number;
  readonly until: number;
  readonly folded: Folded;
}
/** By place, none overlapping. */
function find(text: string): readonly FoundSpan[] {
  if (!SUSPECT.test(text)) return [];
  return text.includes(OVERRIDE) ? apart([...findIn(fold(text)), ...findTurned(text)].sort((a, b) => a.from - b.from)) : findIn(fold(text));
}

function findIn(folded: Folded): readonly FoundSpan[] {
  const taken = new Uint8Array(folded.plain.length);
  const spans: FoundSpan[] = [];
  const isFree = (start: number, end: number): boolean => !taken.subarray(start, end).includes(1);
  const claim = (found: readonly Pick<FoundSpan, 'kind' | 'start' | 'end'>[]): void => {
    for (const span of found) {
      if (!isFree(span.start, span.end)) continue;
      taken.fill(1, span.start, span.end);
      spans.push({ ...span, from: folded.starts[span.start] ?? 0, until: folded.ends[span.end - 1] ?? folded.original.length, folded });
    }
  };
  const worded = findByWords(folded);
  claim(worded.filter(({ kind }) => kind === 'email'));
  claim(findNumbers(folded, isFree));
  claim(worded);
  claim(findAddresses(folded));
  return spans.sort((a, b) => a.from - b.from);
}

/** In the text as it is shown where U+202E turns it round. */
function findTurned(text: string): readonly FoundSpan[] {
  const stretches = turnedStretches(text);
  const shown = stretches.reduceRight((all, { start, end }) => all.slice(0, start) + [...all.slice(start, end)].reverse().join('') + all.slice(end), text);
  /** Where the unit at a place of `shown` stands in the text. */
  const placeOf = (place: number): number => {
    const stretch = stretches.find(({ start, end }) => place >= start && place < end);
    return stretch === undefined ? place : stretch.start + stretch.end - 1 - place;
  };
  return findIn(fold(shown)).map((span) => {
    const places = [placeOf(span.from), placeOf(span.until - 1)];
    return { ...span, from: Math.min(...places), until: Math.max(...places) + 1 };
  });
}

/** Found in either direction, spans may reach into each other: the later one begins behind the one before. */
function apart(spans: readonly FoundSpan[]): readonly FoundSpan[] {
  let at = 0;
  return spans.flatMap((span) => {
    if (span.until <= at) return [];
    const from = Math.max(span.from, at);
    at = span.until;
    return [from === span.from ? span : { ...span, from }];
  });
}

/** Everything personal in a text, by place, none overlapping. */
export function findPersonal(text: string): readonly Personal[] {
  return find(text).map(({ kind, from, until }) => ({ kind, start: from, end: until }));
}

type Mask = (digits: string, plain: string) => string;
/** The house of a mail address, from the sign on. */
const AT = /[@#].*$/;
const NO_LABELS: ReadonlySet<string> = new Set();
const numberOf = (digits: string): string => digits.replace(/\D/g, '');

/** What is shown: enough to know the kind and to tell two apart, never enough to use. */
const MASKS: Readonly<Record<PersonalKind, Mask>> = {
  phone: maskPhone,
  id_card: (digits) => numberOf(digits).slice(0, 3) + '*'.repeat(15),
  bank_card: (digits) => `${numberOf(digits).slice(0, 4)} **** **** ${numberOf(digits).slice(-4)}`,
  address: (_, plain) => shownOfAddress(plain),
  code: () => '******',
  pickup: () => '****',
  password: () => '******',
  passport: (_, plain) => `${plain.slice(0, 1)}********`,
  email: (_, plain) => `${plain.slice(0, 1)}***${AT.exec(plain)?.[0] ?? ''}`,
  wechat: (_, plain) => `${plain.slice(0, 2)}****`,
  qq: (digits) => `${digits.slice(0, 2)}****`,
};

function maskPhone(text: string): string {
  const digits = numberOf(text.replace(/(?:-| ?(?:转接?|分机|ext\.?) ?)\d{1,5}$/, (tail) => (numberOf(text).length > 12 ? '' : tail)));
  const mobile = /1[3-9]\d{9}/.exec(digits)?.[0];
  if (mobile !== undefined && !/^0(?!0|1[3-9]\d{9}$)/.test(digits)) return `${mobile.slice(0, 3)}****${mobile.slice(-4)}`;
  const area = /^(?:86)?(0?(?:10|2\d|[3-9]\d\d))(?=\d{7,8})/.exec(digits)?.[0] ?? '';
  return `${area === '' || digits.length < 10 ? '' : `${area}-`}****${digits.slice(-4)}`;
}

/** A mask may set free what stood close to it (wx lucky520一三八…): read again, this often at most. */
const PASSES_MAX = 5;

/** The text with everything personal masked. Masking twice changes nothing more. */
export function maskPersonal(text: string): string {
  let masked = text;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const next = maskOnce(masked);
    if (next === masked) break;
    masked = next;
  }
  return masked;
}

function maskOnce(text: string): string {
  return replacePersonal(text, (kind, { digits, plain }, start, end) => MASKS[kind](alikeDigits(digits.slice(start, end), NO_LABELS), plain.slice(start, end)));
}

/** The text with one space for everything personal: what may leave the house to be measured. */
export function withoutPersonal(text: string): string {
  return replacePersonal(text, () => ' ');
}

function replacePersonal(text: string, shown: (kind: PersonalKind, folded: Folded, start: number, end: number) => string): string {
  const spans = find(text);
  if (spans.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const { kind, start, end, from, until, folded } of spans) {
    pieces.push(text.slice(at, from), shown(kind, folded, start, end));
    at = until;
  }
  return pieces.join('') + text.slice(at);
}

/** The kinds in a text, each once. */
export function personalKinds(text: string): readonly PersonalKind[] {
  return [...new Set(findPersonal(text).map(({ kind }) => kind))];
}
