// Finds the numbers that name a person by their form, their check digit and the words beside them: phones, identity cards, bank cards.
// Digits may stand in groups, over a line break, in full width or in Chinese, broken by odd signs or with letters in their place
// (personal-broken.ts). Every repetition is bounded: the work is linear.
import { alikeDigits, gapBetween, idWithDate, isIrregular, weaker, type Gap } from './personal-broken.ts';
import type { Folded } from './personal-fold.ts';

export interface Span<Kind extends string = string> {
  readonly kind: Kind;
  /** Places in the folded text. */
  readonly start: number;
  readonly end: number;
}

export type NumberKind = 'phone' | 'id_card' | 'bank_card';

/** Digits that stand together; `plain` of them are Chinese ones or not. */
interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}

/** A bank card in the fullest writing. */
const DIGITS_MAX = 19;
/** A landline number without its area. */
const DIGITS_MIN = 7;
/** Groups of one number: a bank card's digits, each by itself. */
const GROUPS_MAX = DIGITS_MAX;
/** So many digits in a row, each by itself, are written out one by one. */
const SINGLES_MIN = 15;
/** What our own masks leave standing of a number. */
const LEFTOVER_MAX = 4;

/** Letters right before or after a number that say what it is rather than being a part of it (tel138…, 138…wx). */
const LABELS: ReadonlySet<string> = new Set(['tel', 'phone', 'mobile', 'mob', 'call', 'vx', 'wx', 'v', 'wechat', 'weixin', 'qq', 'sj', 'sjh', 'dh', 'no', 'id', 'tell', 'ph']);
const ORDER_WORDS = /(?:订单|单号|运单|快递|物流|编号|流水|交易号|货号|款号|商品|条码|条形码|税号|发票|批次|型号|编码|信用代码|(?<![a-z])(?:sku|sn|no|id))[是为:号码.# ]{0,4}$/;
const CARD_WORDS = /(?:银行卡|储蓄卡|信用卡|借记卡|工资卡|卡号|账号|账户)[^\d*a-z]{0,8}$/;
const ID_WORDS = /(?:身份证|证件号|证件|身份号)[^\d*a-z]{0,8}$/;
const PHONE_WORDS = /(?:电话|座机|固话|固定电话|传真|(?<![a-z])tel|联系|致电)[是为:号码. ]{0,4}$/;
/** Before digits that are broken like a sum or a size (139x1234x5678), these say that they are a number to call. */
const CALL_WORDS = /(?:电话|手机|手机号|号码|联系|联系方式|致电|拨打|微信|打)[是为我的:号码. ]{0,4}$/;
/** Characters before a number that are looked at for such a word. */
const WORDS_BEFORE = 16;

/** Group lengths of a mobile number as people write it. */
const MOBILE_GROUPS: ReadonlySet<string> = new Set(['11', '3,4,4', '3,8', '7,4', '3,3,5', '3,5,3', '4,4,3', '4,3,4', '5,6', '6,5', '3,4,2,2', '3,2,2,2,2', Array(11).fill(1).join(), [3, ...Array<number>(8).fill(1)].join()]);
const LANDLINE_GROUPS = /^(?:3,8|4,[78]|3,4,4|4,4,4|4,3,4)$/;
const AREA = /^0(?:10|2\d|[3-9]\d\d)[1-9]/;
const CARD_GROUPS = /^(?:1[6-9]|4,4,4,4(?:,[123])?|6,1[03]|4,4,4,[567]|6,4,4,[45]|4,6,6|4,1[2-5])$/;
const ID_GROUPS = /^(?:1[78]|6,8,[34]|6,1[12]|3,3,4,4,[34]|6,4,4,[34]|6,4,2,2,[34]|14,[34]|3,3,8,[34]|4,4,4,4,[12]|6,6,[56])$/;
const OLD_ID_GROUPS = /^(?:15|6,6,3|6,9)$/;

/** Issuer numbers of cards used in this country, with the lengths they come in (ISO/IEC 7812; UnionPay 62, older debit series). */
const ISSUERS: readonly (readonly [pattern: RegExp, lengths: readonly number[]])[] = [
  [/^62/, [16, 17, 18, 19]], [/^4/, [16]], [/^5[1-5]/, [16]], [/^35(?:2[89]|[3-8])/, [16]], [/^6011/, [16]],
  [/^(?:9558|95599|103|456351|436742|601382|60)/, [19]],
];
/** GB/T 2260: provinces, and 91 for permanent residents from abroad. */
const PROVINCES: ReadonlySet<string> = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(' '));
/** GB 11643, from ISO 7064 MOD 11-2. */
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = '10X98765432';
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Phones, identity and bank cards, by place. The Chinese digits are read first, then the plain ones alone (三13800138000), then letters
 * as the digits that they look like.
 */
export function findNumbers(folded: Folded, isFree: (start: number, end: number) => boolean): Span<NumberKind>[] {
  const views = new Set([folded.digits, folded.plain, alikeDigits(folded.digits, LABELS)]);
  const dated = idWithDate(folded.digits).filter(({ number, start }) => isIdCard(number, folded.plain.slice(Math.max(0, start - WORDS_BEFORE), start)));
  const found = [...dated.map(({ start, end }): Span<NumberKind> => ({ kind: 'id_card', start, end })), ...[...views].flatMap((view) => inChains(folded, view))];
  const covered = new Uint8Array(folded.plain.length);
  return found.filter(({ start, end }) => {
    const isFirst = !covered.subarray(start, end).includes(1);
    covered.fill(1, start, end);
    return isFirst && isFree(start, end);
  });
}

function inChains(folded: Folded, view: string): Span<NumberKind>[] {
  const groups = groupsOf(view);
  const spans: Span<NumberKind>[] = [];
  for (let at = 0; at < groups.length;) {
    const hit = startingAt(folded, view, groups, at);
    if (hit) spans.push(hit.span);
    const end = hit?.span.end ?? 0;
    at++;
    while (at < groups.length && groups[at]!.start < end) at++;
  }
  return spans;
}

function groupsOf(view: string): readonly Group[] {
  return [...view.matchAll(/\d+/g)].map((match) => ({ digits: match[0], start: match.index, end: match.index + match[0].length }))
    .filter((group) => !isLeftover(view, group.start, group.end));
}

/** The last digits of a masked number are no number: 138****8000. */
export function isLeftover(view: string, start: number, end: number): boolean {
  return end - start <= LEFTOVER_MAX && (/\*{3} ?$/.test(view.slice(Math.max(0, start - 4), start)) || /^ ?\*{3}/.test(view.slice(end, end + 4)));
}

interface Candidate {
  readonly digits: string;
  readonly lengths: string;
  /** The least usual of what stands between the groups, and all of it. */
  readonly gap: Gap;
  readonly between: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Folded text before and after, as far as it is looked at. */
  readonly before: string;
  readonly after: string;
  /** Whether another group stands before it, joined by a single dash. */
  readonly dashed: boolean;
}

interface Hit { readonly span: Span<NumberKind>; readonly rank: number }

/** The surest kind that groups from `at` on make, the longest of it. */
function startingAt(folded: Folded, view: string, groups: readonly Group[], at: number): Hit | null {
  const first = groups[at]!;
  // Digit by digit people write mobile numbers, seldom cards.
  if (first.digits.length === 1 && !(first.digits === '1' && /^[3-9]/.test(groups[at + 1]?.digits ?? '')) && !areSingles(groups, at)) return null;
  const before = folded.plain.slice(Math.max(0, first.start - WORDS_BEFORE), first.start);
  if (!labelledBefore(before)) return null;
  const dashed = groups[at - 1]?.end === first.start - 1 && before.endsWith('-');
  let best: Hit | null = null;
  let digits = '';
  let lengths = '';
  let gap: Gap = 'usual';
  const between: string[] = [];
  for (let to = at; to < Math.min(groups.length, at + GROUPS_MAX) && digits.length < DIGITS_MAX; to++) {
    const group = groups[to]!;
    if (to > at) {
      const words = view.slice(groups[to - 1]!.end, group.start);
      const next = gapBetween(words);
      if (next === null) break;
      gap = weaker(gap, next);
      between.push(words);
    }
    digits += group.digits;
    if (digits.length > DIGITS_MAX) break;
    lengths += `${to > at ? ',' : ''}${group.digits.length}`;
    if (digits.length < DIGITS_MIN) continue;
    const candidate: Candidate = { digits, lengths, gap, between, start: first.start, end: group.end, before, after: folded.plain.slice(group.end, group.end + 8), dashed };
    for (const [rank, read] of READERS.entries()) {
      const span = read(candidate);
      if (span && (best === null || rank <= best.rank)) best = { span, rank };
    }
  }
  return best;
}

/** Whether a run of single digits begins here. */
function areSingles(groups: readonly Group[], at: number): boolean {
  const before = groups[at - 1];
  if (before?.digits.length === 1 && groups[at]!.start - before.end <= 1) return false;
  for (let i = at; i < at + SINGLES_MIN; i++) if (groups[i]?.digits.length !== 1 || (i > at && groups[i]!.start - groups[i - 1]!.end > 1)) return false;
  return true;
}

const labelledBefore = (before: string): boolean => {
  const letters = /[a-z]{1,12}$/.exec(before)?.[0];
  return !/[¥$€]$/.test(before) && (letters === undefined || LABELS.has(letters));
};
const labelledAfter = (after: string): boolean => {
  const letters = /^[a-z]{1,8}/.exec(after)?.[0];
  return letters === undefined || LABELS.has(letters);
};

type Reader = (candidate: Candidate) => Span<NumberKind> | null;

/** Surest first. */
const READERS: readonly Reader[] = [idCard, bankCard, mobile, landline, oldIdCard];

function idCard({ digits, lengths, gap, start, end, before, after }: Candidate): Span<NumberKind> | null {
  if (digits.length < 17) return null;
  const x = digits.length === 17 ? /^[ -]?x(?![a-z\d])/.exec(after)?.[0] : undefined;
  const number = x === undefined ? digits : `${digits}X`;
  if (number.length !== 18 || (x === undefined && !labelledAfter(after))) return null;
  // In groups that nobody writes, only the check digit tells.
  if (gap === 'usual' && ID_GROUPS.test(lengths) ? !isIdCard(number, before) : !isIdCard(number, before) || !hasIdCheck(number)) return null;
  return { kind: 'id_card', start, end: end + (x?.length ?? 0) };
}

/** A province, a day of birth, and a check digit or the word for it before. */
function isIdCard(number: string, before: string): boolean {
  if (!PROVINCES.has(number.slice(0, 2)) || !isDay(Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14)))) return false;
  return ID_WORDS.test(before) || (hasIdCheck(number) && !ORDER_WORDS.test(before));
}

export function hasIdCheck(number: string): boolean {
  const sum = ID_WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return ID_CHECKS[sum % 11] === number[17];
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1800 || year > 2099 || day < 1 || day > (MONTH_DAYS[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** Before 1999: two digits of the year, no check digit. */
function oldIdCard({ digits, lengths, gap, start, end, before, after, dashed }: Candidate): Span<NumberKind> | null {
  if (gap !== 'usual' || !OLD_ID_GROUPS.test(lengths) || dashed || !labelledAfter(after) || ORDER_WORDS.test(before) || /^(\d)\1+$/.test(digits)) return null;
  if (!PROVINCES.has(digits.slice(0, 2)) || !isDay(1900 + Number(digits.slice(6, 8)), Number(digits.slice(8, 10)), Number(digits.slice(10, 12)))) return null;
  return { kind: 'id_card', start, end };
}

function bankCard({ digits, lengths, gap, start, end, before, after, dashed }: Candidate): Span<NumberKind> | null {
  if (digits.length < 16) return null;
  const said = CARD_WORDS.test(before);
  if (gap !== 'usual' && !(said && hasLuhn(digits))) return null;
  if ((!said && (dashed || !CARD_GROUPS.test(lengths) || ORDER_WORDS.test(before))) || !labelledAfter(after)) return null;
  const issued = ISSUERS.some(([pattern, sizes]) => pattern.test(digits) && sizes.includes(digits.length));
  return (issued && (said || hasLuhn(digits))) || (said && hasLuhn(digits)) ? { kind: 'bank_card', start, end } : null;
}

/** ISO/IEC 7812-1, annex B. */
export function hasLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** An extension or the tail of a platform's virtual number: 转 802, -1234. */
const EXTENSION = /^(?:-| ?(?:转接?|分机|ext\.?) ?)\d{1,5}(?!\d)/;
const withExtension = (end: number, after: string): number => end + (EXTENSION.exec(after)?.[0].length ?? 0);

function mobile({ digits, lengths, gap, between, start, end, before, after }: Candidate): Span<NumberKind> | null {
  if (digits.length < 11 || digits.length > 15) return null;
  const country = /^(?:0086|86|0)(?=1[3-9]\d{9}$)/.exec(digits)?.[0] ?? '';
  const own = digits.slice(country.length);
  if (!/^1[3-9]\d{9}$/.test(own) || !labelledAfter(after) || (country !== '' && ORDER_WORDS.test(before))) return null;
  const groups = country === '' ? lengths : withoutFirst(lengths, country.length);
  if (gap !== 'usual') {
    if (ORDER_WORDS.test(before) || (gap === 'sum' && !hasLeadingZero(digits, lengths) && !CALL_WORDS.test(before))) return null;
    if (isIrregular(between)) return { kind: 'phone', start, end };
  }
  return groups !== null && MOBILE_GROUPS.has(groups) ? { kind: 'phone', start, end: withExtension(end, after) } : null;
}

/** No amount and no size begins with a nought (138x0013x8000). */
function hasLeadingZero(digits: string, lengths: string): boolean {
  let at = 0;
  return lengths.split(',').some((length, index) => {
    const zero = index > 0 && Number(length) > 1 && digits[at] === '0';
    at += Number(length);
    return zero;
  });
}

/** The group lengths without the first `count` digits; null when they end within a later group. */
function withoutFirst(lengths: string, count: number): string | null {
  const [first = 0, ...rest] = lengths.split(',').map(Number);
  if (first < count) return null;
  return (first === count ? rest : [first - count, ...rest]).join();
}

function landline({ digits, lengths, gap, start, end, before, after }: Candidate): Span<NumberKind> | null {
  if (gap !== 'usual' || digits.length < 7 || digits.length > 14 || !labelledAfter(after)) return null;
  const said = PHONE_WORDS.test(before);
  const withArea = AREA.test(digits) && (LANDLINE_GROUPS.test(lengths) || (said && /^1[12]$/.test(lengths)));
  const abroad = /^86(?:10|2\d|[3-9]\d\d)[1-9]\d{6,7}$/.test(digits) && /^2,(?:2,8|3,[78]|2,4,4|3,4,4)$/.test(lengths);
  const bare = said && /^(?:[78]|4,4|3,4)$/.test(lengths) && /^[2-8](?!00)/.test(digits) && !/^20\d{6}$/.test(digits);
  // The bracket of (0755) belongs to it.
  const from = withArea && before.endsWith('(') ? start - 1 : start;
  return withArea || abroad || bare ? { kind: 'phone', start: from, end: withExtension(end, after) } : null;
}
