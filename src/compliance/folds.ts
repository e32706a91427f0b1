// Writes characters that only stand for others as those others: letters of other scripts (х for x), circled and Chinese digits in a
// number, pictures for a character (薇❤), characters pulled apart (亻言). For a second reading only: in an ordinary text some mean themselves.
import type { NormalText } from '../types.ts';

/** Letters that look like Latin ones. */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries([...'аaвbеeкkмmнhоoрpсcтtуyхxіiѕsѵvԛqԝwɡgαaοoρpτtυuνvωwχxκkιiᴠvᴡwᴢzᴏoᴄcᴜuɩiꮩvꮃwшwⅴvⅹx'].reduce<[string, string][]>(
  (pairs, letter, i, all) => (i % 2 === 0 ? [...pairs, [letter, all[i + 1]!]] : pairs), []));
/** Digits in signs that compatibility forms leave as they are, and written in Chinese. */
const DIGITS: Readonly<Record<string, string>> = {
  零: '0', 〇: '0', 一: '1', 壹: '1', 幺: '1', 二: '2', 贰: '2', 三: '3', 叁: '3', 四: '4', 肆: '4', 五: '5', 伍: '5',
  六: '6', 陆: '6', 七: '7', 柒: '7', 八: '8', 捌: '8', 九: '9', 玖: '9', o: '0', l: '1',
};
/** A picture that is read as one character: the characters it must stand behind ('' for any), and the character. */
const PICTURES: ReadonlyMap<string, readonly [behind: string, read: string]> = new Map([
  ...[...'❤♥💗💓💕💖💛💚💙🖤🤍'].map((heart): [string, [string, string]] => [heart, ['微薇威维徽卫围唯葳巍', '心']]),
  ...[...'💰💵💴'].map((money): [string, [string, string]] => [money, ['返转付打退给补赔交', '钱']]),
  ['📮', ['包免抱', '邮']], ['🆓', ['', '免']], ['🐧', ['', 'q']],
]);
/** Two parts in a row and the character they make. */
const PARTS: ReadonlyMap<string, string> = new Map(Object.entries({
  亻言: '信', 亻呆: '保', 讠正: '证', 讠平: '评', 讠斥: '诉', 氵去: '法', 辶反: '返', 辶艮: '退', 彳言: '信', 扌殳: '投', 扌召: '招', 贝咅: '赔',
  王见: '现', 由阝: '邮', 力口: '加', 口马: '吗', 亻木: '休', 艹微: '薇', 亻寸: '付', 车专: '转', 亻尔: '你', 彳寺: '待', 亻叚: '假', 亻艮: '很', 勹巳: '包', 木示: '标',
}));
/** Numerals shorter than this stay: 三天, 一二件. */
const NUMBER_MIN = 4;

/** Separators a number is broken with. */
const BREAKS = new Set([...' .-·_~*']);
const SPECIAL = /[a-z]?[013457][a-z]|[\u0250-\u052f\u1d00-\u1d7f\u2170-\u217f\uab70-\uabbf]|[亻讠氵辶彳扌贝王由力口艹车勹木]|[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺\dol][ .·_~*-]?[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺\dol]|[壹贰叁肆伍陆柒捌玖]/u;

/** The same text when nothing stands for another. Linear; places stay those of the original. */
export function unfold(normal: NormalText): NormalText {
  const pictured = hasPicture(normal);
  if (!pictured && !(hasSign(normal.text) && SPECIAL.test(normal.text))) return normal;
  const units: string[] = [];
  const offsets: number[] = [];
  for (let i = 0; i < normal.text.length; i++) {
    const unit = normal.text[i]!;
    const sign = signOf[normal.text.charCodeAt(i)]!;
    const joined = (sign & PART_SIGN) === 0 ? undefined : PARTS.get(unit + (normal.text[i + 1] ?? ''));
    const picture = pictured && unit === ' ' ? pictureAt(normal, i) : null;
    units.push(joined ?? picture ?? ((sign & LETTER_SIGN) === 0 ? unit : LETTERS[unit]!));
    offsets.push(normal.offsets[i]!);
    if (joined !== undefined) i++;
  }
  offsets.push(normal.original.length);
  const last = pictured ? trailingPicture(normal) : null;
  if (last !== null) {
    units.push(last.read);
    offsets.splice(-1, 1, last.at, normal.original.length);
  }
  plainNumbers(units);
  plainLetters(units);
  const text = units.join('');
  return text === normal.text ? normal : { original: normal.original, text, offsets };
}

/** What each character may be a part of; most are of nothing, and nothing is looked up for them. */
const [PART_SIGN, LETTER_SIGN, DIGIT_SIGN, LEET_SIGN] = [1, 2, 4, 8];
const signOf = new Uint8Array(0x10000);

/** Whether a text holds anything that may be written otherwise: a letter or a part, a numeral that is no Arabic one, a digit before a letter. */
function hasSign(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const sign = signOf[text.charCodeAt(i)]!;
    if ((sign & (PART_SIGN | LETTER_SIGN | DIGIT_SIGN)) !== 0) return true;
    if ((sign & LEET_SIGN) !== 0 && text.charCodeAt(i + 1) >= 97 && text.charCodeAt(i + 1) <= 122) return true;
  }
  return false;
}

/** Pictures are spaces in normal text; only the astral and dingbat blocks hold them. */
function hasPicture({ original }: NormalText): boolean {
  for (let i = 0; i < original.length; i++) {
    const unit = original.charCodeAt(i);
    if (unit === 0x2764 || unit === 0x2665 || unit === 0xd83d || unit === 0xd83c) return true;
  }
  return false;
}

function pictureAt({ original, text, offsets }: NormalText, i: number): string | null {
  for (const point of original.slice(offsets[i], offsets[i + 1])) {
    const picture = PICTURES.get(point);
    if (picture !== undefined && stands(picture[0], text[i - 1])) return picture[1];
  }
  return null;
}

const stands = (behind: string, before: string | undefined): boolean => behind === '' || (before !== undefined && behind.includes(before));

/** Normal text ends with its last word; a picture behind it is not in it at all. */
function trailingPicture({ original, text, offsets }: NormalText): { read: string; at: number } | null {
  const from = text === '' ? 0 : offsets[text.length - 1]! + 1;
  let at = from;
  for (const point of original.slice(from, from + 40)) {
    const picture = PICTURES.get(point);
    if (picture !== undefined && stands(picture[0], text.at(-1))) return { read: picture[1], at };
    at += point.length;
  }
  return null;
}

/** Digits that are written for a letter between letters (we1xin, 1ist). */
const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' };

for (const [sign, units] of [[PART_SIGN, [...PARTS.keys()].map((part) => part[0]!)], [LETTER_SIGN, Object.keys(LETTERS)], [DIGIT_SIGN, Object.keys(DIGITS)], [LEET_SIGN, Object.keys(LEET)]] as const) {
  for (const unit of units) signOf[unit.charCodeAt(0)]! |= sign!;
}

/** In place: digits between two letters, or before a word of letters. */
function plainLetters(units: string[]): void {
  const letterAt = (i: number): boolean => units[i] !== undefined && units[i]! >= 'a' && units[i]! <= 'z';
  for (let i = 0; i < units.length; i++) {
    const read = isArabic(units[i]!) ? LEET[units[i]!] : undefined;
    if (read === undefined || !letterAt(i + 1)) continue;
    if (letterAt(i - 1) || (!isArabic(units[i - 1] ?? ' ') && letterAt(i + 2) && letterAt(i + 3))) units[i] = read;
  }
}

/** In place: runs of at least NUMBER_MIN numerals, broken or not, in Arabic digits, where the other numerals are no word of their own (150一单). */
function plainNumbers(units: string[]): void {
  let run: number[] = [];
  const close = (): void => {
    if (run.length === 0) return;
    if (isNumber(run.map((at) => units[at]!), units[(run.at(-1) ?? 0) + 1] ?? '')) for (const at of run) units[at] = DIGITS[units[at]!] ?? units[at]!;
    run = [];
  };
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    if (isArabic(unit) || (signOf[unit.charCodeAt(0)]! & DIGIT_SIGN) !== 0) run.push(i);
    else if (!(BREAKS.has(unit) && run.length > 0 && run.at(-1) === i - 1)) close();
  }
  close();
}

/** Formal numerals, also names (陆先生), are numbers together or before a unit. */
const FORMAL = /^[\d零壹贰叁肆伍陆柒捌玖]+$/u;
const UNITS = /[元块点小天折个%]/u;

function isNumber(run: readonly string[], next: string): boolean {
  const written = run.join('');
  if (FORMAL.test(written) && !/^\d+$/u.test(written) && (run.length > 1 || UNITS.test(next))) return true;
  if (run.length < NUMBER_MIN) return false;
  const others = run.filter((unit) => !isArabic(unit)).length;
  const letters = run.filter((unit) => unit === 'o' || unit === 'l').length;
  return others >= 2 ? letters < run.length : others === 1 && isArabic(run[0]!) && isArabic(run.at(-1)!);
}

function isArabic(unit: string): boolean {
  return unit >= '0' && unit <= '9';
}
