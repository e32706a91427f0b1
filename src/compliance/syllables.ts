// How characters sound: syllables without tones, and which of them typists mix up. No meaning, no words.
import { pinyin } from 'pinyin-pro';

/** Sounds of digits in disguises: 1定, 8邮. */
const DIGITS: readonly string[] = ['ling', 'yi', 'er', 'san', 'si', 'wu', 'liu', 'qi', 'ba', 'jiu'];
/** Letters of the longest syllable (zhuang). */
export const SYLLABLE_MAX = 6;
const SYLLABLE = /^[a-z]+$/u;

/** Syllables that typists take for each other: eng and ing for en and in, z c s for zh ch sh. */
export function mixedUp(syllable: string): readonly string[] {
  const others = [syllable.replace(/([ei])n$/u, '$1ng'), syllable.replace(/([ei])ng$/u, '$1n'), syllable.replace(/^([zcs])(?!h)/u, '$1h'), syllable.replace(/^([zcs])h/u, '$1')];
  return others.filter((other) => other !== syllable);
}

const known = new Map<string, readonly string[]>();

/** Every way one character may be read; none for what is not a Chinese character or a digit. */
export function readingsOf(character: string): readonly string[] {
  let readings = known.get(character);
  if (readings === undefined) {
    readings = computeReadings(character);
    known.set(character, readings);
  }
  return readings;
}

function computeReadings(character: string): readonly string[] {
  if (character >= '0' && character <= '9') return [DIGITS[Number(character)]!];
  if (character < '\u4e00' || character > '\u9fff') return [];
  const all = pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true });
  return [...new Set(all.filter((one) => SYLLABLE.test(one)))];
}

/** A word as it is read in one piece (重发 chong fa); null when a character has no reading. */
export function syllablesOf(word: string): readonly string[] | null {
  const all = pinyin(word, { toneType: 'none', type: 'array', v: true });
  return all.length === word.length && all.every((one) => SYLLABLE.test(one)) ? all : null;
}
