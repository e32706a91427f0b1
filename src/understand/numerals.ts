// Numbers as buyers write them, in digits or Chinese numerals, read as they are said: 一百一 is 110, 一百零一 is 101.
// It reads one number that was found already; finding them is the caller's affair.

const DIGITS: Readonly<Record<string, number>> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const SCALES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
/** Digits said one by one (一六五); shorter runs are ranges (四五十), longer ones are no size of anything. */
const SPELT_LENGTH = 3;

/** A pattern source for one number: digits with a decimal, or numerals below ten thousand. */
export const NUMBER = String.raw`(?:\d{1,6}(?:\.\d{1,2})?|[零〇一二两三四五六七八九十百千]{1,7})`;

/** The value; NaN for what is no single number (四五十, 一百一百). */
export function numberOf(words: string): number {
  if (/^\d/.test(words)) return Number(words);
  if (words.length === SPELT_LENGTH && [...words].every((sign) => sign in DIGITS)) return Number([...words].map((sign) => DIGITS[sign]).join(''));
  return spoken(words);
}

function spoken(words: string): number {
  let total = 0;
  let digit: number | null = null;
  let last = Infinity;
  let zero = false;
  for (const sign of words) {
    const scale = SCALES[sign];
    if (scale === undefined) {
      const value = DIGITS[sign];
      if (value === undefined || digit !== null) return Number.NaN;
      if (value === 0) zero = true;
      else digit = value;
      continue;
    }
    if (scale >= last || (digit === null && (scale !== 10 || total > 0))) return Number.NaN;
    total += (digit ?? 1) * scale;
    last = scale;
    digit = null;
    zero = false;
  }
  if (digit === null) return words === '' || zero ? Number.NaN : total;
  // 一百一 leaves out its 十, as everybody does; 一百零一 and 十一 do not.
  const shortened = Number.isFinite(last) && last >= 100 && !zero;
  return total + (shortened ? (digit * last) / 10 : digit);
}
