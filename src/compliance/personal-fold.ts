// Brings a text into the form that personal data is looked for in: half width, lower case, simplified script, nothing invisible.
// Every character remembers the place it came from. It is a form of its own: understand's collapses runs and drops what numbers need.
import { Converter } from 'opencc-js/t2cn';

export interface Folded {
  readonly original: string;
  /** Folded text. A code point may give several characters; blanks and emoji give one space, invisible ones nothing. */
  readonly plain: string;
  /** `plain` with Chinese digits (一二三, 壹贰叁, 幺) written as 0 to 9; as long as `plain`. */
  readonly digits: string;
  /** Where the character came from in `original`, UTF-16 units: first of it, and first after it. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const HAN_DIGITS: ReadonlyMap<string, string> = new Map(
  ['零〇○', '一壹幺弌', '二贰贰弍', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((signs, value) => [...signs].map((sign): [string, string] => [sign, String(value)])),
);
/** Circled digits that NFKC leaves alone: ❶…❿, ➀…➉, ➊…➓, and ⓿. */
const CIRCLED: readonly (readonly [first: number, value: number, count: number])[] = [[0x2776, 1, 10], [0x2780, 1, 10], [0x278a, 1, 10], [0x24ff, 0, 1]];

const toSimplified = Converter({ from: 'tw', to: 'cn' });
/** The converter takes them for traditional forms of others (么 → 幺, 甚 …). */
const KEPT = '么';
const INVISIBLE = /^[\p{Cf}\p{Mn}\p{Me}\p{Co}\p{Cs}\p{Cn}]$/u;
const BLANK = /^[\s\p{Cc}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]$/u;
const HAN = /^\p{Script=Han}$/u;
const DIGIT = /^\p{Nd}$/u;
const BLANK_LETTERS = '\u115f\u1160\u3164\uffa0\u2800\ufffc';

/** A code point in folded form, and the same with its Chinese digits written as 0 to 9. */
interface Form {
  readonly plain: string;
  readonly digits: string;
}

/** By code point. */
const cache = new Map<number, Form>();
/** Code points whose form is kept; a text in every script there is must not fill the memory. */
const CACHE_MAX = 60_000;

function formOf(code: number): Form {
  const known = cache.get(code);
  if (known !== undefined) return known;
  const plain = computeForm(String.fromCodePoint(code));
  const form = { plain, digits: plain.split('').map((unit) => HAN_DIGITS.get(unit) ?? unit).join('') };
  if (cache.size < CACHE_MAX) cache.set(code, form);
  return form;
}

function computeForm(codePoint: string): string {
  if (codePoint === '\n' || codePoint === '#' || codePoint === '*') return codePoint;
  if (INVISIBLE.test(codePoint) || BLANK_LETTERS.includes(codePoint)) return '';
  const known = circledDigit(codePoint) ?? foreignDigit(codePoint);
  if (known !== null) return known;
  if (BLANK.test(codePoint) && !/^\d$/.test(codePoint)) return ' ';
  return [...codePoint.normalize('NFKC').toLowerCase()].map((part) => (INVISIBLE.test(part) ? '' : HAN.test(part) && part !== KEPT ? toSimplified(part) : part)).join('');
}

function circledDigit(codePoint: string): string | null {
  const code = codePoint.codePointAt(0) ?? 0;
  const row = CIRCLED.find(([first, , count]) => code >= first && code < first + count);
  return row ? String(code - row[0] + row[1]) : null;
}

/** A digit of another script (٣, ३): Unicode sets each script's ten in a row. */
function foreignDigit(codePoint: string): string | null {
  const code = codePoint.codePointAt(0) ?? 0;
  if (code < 0x660 || !DIGIT.test(codePoint) || /\d/.test(codePoint.normalize('NFKC'))) return null;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

/** Linear in the length of the text; never throws, also of broken surrogates. */
export function fold(original: string): Folded {
  const plain: string[] = [];
  const digits: string[] = [];
  let starts = new Int32Array(original.length);
  let ends = new Int32Array(original.length);
  let length = 0;
  for (let place = 0; place < original.length;) {
    const code = original.codePointAt(place)!;
    const end = place + (code > 0xffff ? 2 : 1);
    const form = formOf(code);
    if (length + form.plain.length > starts.length) [starts, ends] = [widened(starts), widened(ends)];
    plain.push(form.plain);
    digits.push(form.digits);
    for (let i = 0; i < form.plain.length; i++, length++) {
      starts[length] = place;
      ends[length] = end;
    }
    place = end;
  }
  return { original, plain: plain.join(''), digits: digits.join(''), starts: starts.subarray(0, length), ends: ends.subarray(0, length) };
}

/** Room for signs of several characters; the longest has 18. */
function widened(list: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(list.length * 2 + 32);
  wider.set(list);
  return wider;
}
