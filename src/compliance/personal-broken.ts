// Numbers that are written so as not to be found: broken by letters or odd signs (138a0013b8000), with letters or spoken words for
// digits (l38OO138000, 洞拐), an identity number with its date in words. It says what could be a number; personal-numbers.ts judges.

/** What stands between two groups of digits: as people write numbers, as nobody does, or as in sums and sizes (30x40, 2+1). */
export type Gap = 'usual' | 'odd' | 'sum';

const USUAL = /^[ \n\t\-‐‑–—−.·_/,、()~]{1,3}$/;
/** No character of a word, no money; a single letter may be one. Three stars are our own mask. */
const ODD = /^(?!\*{3})(?:[^\p{L}\p{N}\n¥$€%]{1,3}|[ ._-]?[a-z][ ._-]?)$/u;
const SUM = /[x×*+=:÷]/;
/** Letters that stand for a unit behind a number (16g512g). */
const UNITS = /^[gtkwvml]$/;
const GAPS: readonly Gap[] = ['usual', 'odd', 'sum'];

/** Null when two groups belong to two numbers. `words` are folded. */
export function gapBetween(words: string): Gap | null {
  if (words.length > 3) return null;
  if (USUAL.test(words)) return 'usual';
  if (!ODD.test(words)) return null;
  return SUM.test(words) ? 'sum' : 'odd';
}

export const weaker = (a: Gap, b: Gap): Gap => (GAPS.indexOf(a) > GAPS.indexOf(b) ? a : b);

/** Whether digits are broken at places of no meaning: an odd sign at each break, and not only units. */
export function isIrregular(between: readonly string[]): boolean {
  return between.length > 1 && between.every((words) => words.length === 1 && gapBetween(words) === 'odd') && !between.every((words) => UNITS.test(words));
}

/** Letters that look like a digit, and digits as they are said on the phone. */
const ALIKE: ReadonlyMap<string, string> = new Map([['0', 'oοоօσ洞'], ['1', 'liıіӏι|丨'], ['2', '两俩'], ['7', '拐'], ['9', '勾']].flatMap(([digit, signs]) => [...signs!].map((sign): [string, string] => [sign, digit!])));
const RUN = /[\doοоօσliıіӏι|丨洞拐勾两俩]+/gu;
/** 15l, 10o are amounts, or a misprint: too short to tell. */
const AMOUNT = /^\d{1,4}[lo]$/;
/** A number needs as many digits that are written as such. */
const WRITTEN_MIN = 5;

/** `view` with letters among digits as the digits that they look like; the same text when there are none. `labels` may stand right before. */
export function alikeDigits(view: string, labels: ReadonlySet<string>): string {
  if ((view.match(/\d/g)?.length ?? 0) < WRITTEN_MIN) return view;
  return view.replace(RUN, (run: string, at: number) => {
    if (/^\d+$/.test(run) || AMOUNT.test(run)) return run;
    const before = /[a-z]{1,12}$/.exec(view.slice(Math.max(0, at - 12), at))?.[0];
    const after = view.slice(at + run.length, at + run.length + 2);
    const isPart = /\d/.test(run) || /\d[ -]$/.test(view.slice(Math.max(0, at - 2), at)) || /^[ -]\d/.test(after);
    if (!isPart || (before !== undefined && !labels.has(before)) || (/^[a-z]/.test(after) && !/^x(?![a-z\d])/.test(after))) return run;
    return run.replace(/\D/gu, (sign) => ALIKE.get(sign) ?? sign);
  });
}

const PART = String.raw`(\d{1,2}|\d?十\d?)`;
/** A number of eighteen with the day of birth in words: 110105 1949年12月31日 002X. */
const DATED = new RegExp(String.raw`(?<!\d)(\d{6})[^\d\n]{0,3}?((?:19|20)\d\d) ?年 ?${PART} ?月 ?${PART} ?[日号]?[^\d\n]{0,3}?(\d{3})[ -]?([\dx])(?![\da-z])`, 'g');

interface Dated {
  /** Eighteen places, X in capital. */
  readonly number: string;
  readonly start: number;
  readonly end: number;
}

/** What may be an identity number with its date in words; nothing is checked yet. `view` has digits for Chinese ones. */
export function idWithDate(view: string): readonly Dated[] {
  if (!view.includes('年')) return [];
  return [...view.matchAll(DATED)].map((match) => {
    const [words, region = '', year = '', month = '', day = '', tail = '', check = ''] = match;
    return { number: region + year + twoPlaces(month) + twoPlaces(day) + tail + check.toUpperCase(), start: match.index, end: match.index + words.length };
  });
}

/** 十2 → 12, 3十1 → 31, 5 → 05. */
function twoPlaces(words: string): string {
  const [tens, ones] = words.split('十');
  return (ones === undefined ? words : String(Number(tens === '' ? 1 : tens) * 10 + Number(ones))).padStart(2, '0');
}
