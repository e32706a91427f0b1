// Ways in which people write around a reader of words. Each takes a text and the words in it worth disguising, and returns the
// text in disguise, or null where it has nothing to work on. The meaning stays.
import { Converter } from 'opencc-js/cn2t';
import { pinyin } from 'pinyin-pro';
import { pick, type Chance } from '../benching/chance.ts';
import { asLetters, asParts, asPictures, looksLike, soundsLike } from './tables.ts';

export interface Target {
  readonly start: number;
  readonly word: string;
}

export type Operator = (text: string, target: Target | null, chance: Chance) => string | null;

const HAN = /^[\u4e00-\u9fff]$/u;
const ZERO_WIDTH = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u3164', '\u202e'];
const COMBINING = ['\u0301', '\u0336', '\u0489', '\u20dd', '\u0332'];
const DOTS = ['.', '·', '-', '_', '*', '|', '/', '~', '…'];
const EMOJI = ['🌸', '😀', '✨', '👉', '🔥', '💯', '🙏'];
const CHINESE_DIGITS = '零一二三四五六七八九';
const FORMAL_DIGITS = '零壹贰叁肆伍陆柒捌玖';

const toTraditional = Converter({ from: 'cn', to: 'tw' });
const fullWidth = (text: string): string => text.replace(/[!-~]/gu, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));

/** Puts `disguise(word)` in the word's place. */
const within = (disguise: (word: string, chance: Chance) => string | null): Operator => (text, target, chance) => {
  if (target === null) return null;
  const made = disguise(target.word, chance);
  return made === null || made === target.word ? null : text.slice(0, target.start) + made + text.slice(target.start + target.word.length);
};
const between = (signs: readonly string[]) => within((word, chance) => (word.length < 2 ? null : [...word].join(pick(chance, signs))));
const everywhere = (signs: readonly string[]): Operator => (text, _target, chance) => [...text].map((one) => one + (chance() < 0.6 ? pick(chance, signs) : '')).join('');
const letters = (word: string): string => pinyin(word, { toneType: 'none', type: 'array', v: true }).join('');
const oneCharacter = (disguise: (character: string, chance: Chance) => string | null) => within((word, chance) => {
  const places = [...word].flatMap((one, i) => (HAN.test(one) ? [i] : []));
  if (places.length === 0) return null;
  const at = pick(chance, places);
  const made = disguise(word[at]!, chance);
  return made === null ? null : word.slice(0, at) + made + word.slice(at + 1);
});
const changed = (text: string, made: string): string | null => (made === text ? null : made);
const digits = (forms: (digit: number, chance: Chance) => string): Operator => (text, _target, chance) => changed(text, text.replace(/\d/gu, (one) => forms(Number(one), chance)));

const halfInLetters = within((word, chance) => {
  const at = pick(chance, [...word].flatMap((one, i) => (HAN.test(one) ? [i] : [])).concat(word.length));
  const sound = pinyin(word, { toneType: 'none', type: 'array', v: true })[at];
  return sound === undefined || sound === word[at] ? null : word.slice(0, at) + sound + word.slice(at + 1);
});

/** Pieces of up to two characters of the target, its neighbours left whole. */
const parted = (sign: string) => within((word) => (word.length < 2 ? null : (word.match(/.{1,2}/gu) ?? []).length < 2 ? [...word].join(sign) : word.match(/.{1,2}/gu)!.join(sign)));

export const OPERATORS: Readonly<Record<string, Operator>> = {
  'full width': (text) => changed(text, fullWidth(text)),
  'zero width': everywhere(ZERO_WIDTH),
  'combining marks': everywhere(COMBINING),
  'spaces': between([' ', '  ', '\u3000']),
  'spaces everywhere': (text) => [...text].join(' '),
  'dots and dashes': between(DOTS),
  'emoji between': between(EMOJI),
  'pinyin': within((word) => ([...word].every((one) => HAN.test(one)) && word.length > 1 ? letters(word) : null)),
  'pinyin in capitals': within((word) => ([...word].every((one) => HAN.test(one)) && word.length > 1 ? letters(word).toUpperCase() : null)),
  'mixed pinyin': (text, target, chance) => (target === null || target.word.length < 2 ? null : halfInLetters(text, target, chance)),
  'same sound': (text, target, chance) => (target === null || target.word.length < 2 ? null : soundsLike(text, target, chance, false)),
  'same sound, also words': (text, target, chance) => (target === null || target.word.length < 2 ? null : soundsLike(text, target, chance, true)),
  'same shape': (text, target, chance) => (target === null || target.word.length < 2 ? null : looksLike(text, target, chance)),
  'traditional': (text) => changed(text, toTraditional(text)),
  'chinese digits': digits((digit) => CHINESE_DIGITS[digit]!),
  'formal digits': digits((digit) => FORMAL_DIGITS[digit]!),
  'circled digits': digits((digit) => (digit === 0 ? '⓪' : String.fromCodePoint(0x245f + digit))),
  'split characters': oneCharacter((one) => asParts(one)),
  'pictures': (text) => asPictures(text),
  'initials': within((word) => asLetters(word)),
  'line breaks': parted('\n'),
  'commas': (text, target) => (target === null || target.word.length < 2 ? null : parted('，')(text, target, () => 0)),
};

/** Small talk around the words; the meaning stays. */
export const WRAPPERS: readonly ((text: string) => string)[] = [
  (text) => text, (text) => text, (text) => `亲，${text}`, (text) => `${text}~`, (text) => `您好 ${text}`, (text) => `${text}，谢谢`, (text) => `嗯嗯，${text}`, (text) => `${text}！！`, (text) => `在的，${text}😊`,
];
