// Ways in which a message is written differently and means the same. Each returns the text unchanged where it has nothing to change.
import { Converter } from 'opencc-js/cn2t';
import { pinyin } from 'pinyin-pro';
import { pick, type Chance } from './chance.ts';

export type Disturb = (text: string, chance: Chance) => string;

/** Characters that one may be taken for. */
export type Confusions = ReadonlyMap<string, readonly string[]>;

const HAN = /^\p{Script=Han}$/u;
/** A character seen less often in the texts at hand is not a common one, and nobody's typing would offer it first. */
const COMMON_MIN = 5;
const ZERO_WIDTH: readonly string[] = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff'];
/** Share of the places between characters that get one. */
const ZERO_WIDTH_SHARE = 0.3;

/** One character, by chance among those that the table knows, for one that it may be taken for. */
export function swapBy(confusions: (text: string) => readonly (readonly string[])[]): Disturb {
  return (text, chance) => {
    const others = confusions(text);
    const places = others.flatMap((list, place) => (list.length > 0 ? [place] : []));
    if (places.length === 0) return text;
    const place = pick(chance, places);
    return [...text].map((one, at) => (at === place ? pick(chance, others[place]!) : one)).join('');
  };
}

/** By a table: for each character of a text, those it may be taken for. */
export function byTable(confusions: Confusions): (text: string) => readonly (readonly string[])[] {
  return (text) => [...text].map((one) => confusions.get(one) ?? []);
}

/** By sound: the common characters of `texts` with the same syllable as the character has where it stands, whatever the tones. */
export function bySound(texts: readonly string[]): (text: string) => readonly (readonly string[])[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const one of text) if (HAN.test(one)) counts.set(one, (counts.get(one) ?? 0) + 1);
  const common = new Map<string, string[]>();
  for (const [character, count] of counts) {
    if (count < COMMON_MIN) continue;
    const [syllable] = syllablesOf(character);
    common.set(syllable!, [...(common.get(syllable!) ?? []), character]);
  }
  return (text) => {
    const syllables = syllablesOf(text);
    return [...text].map((one, at) => (HAN.test(one) ? (common.get(syllables[at]!) ?? []).filter((other) => other !== one) : []));
  };
}

function syllablesOf(text: string): readonly string[] {
  return pinyin(text, { toneType: 'none', type: 'array' });
}

/**
 * A table as the spelling-correction sets have it: a character, then those it is mistaken for, with tabs between; lines that begin
 * with # are remarks. Taken both ways: whoever writes 已 for 乙 may write 乙 for 已.
 */
export function readConfusions(text: string): Confusions {
  const table = new Map<string, Set<string>>();
  const add = (from: string, to: string): void => { if (from !== to) table.set(from, (table.get(from) ?? new Set()).add(to)); };
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const [head, ...others] = line.replaceAll('\t', '').trim();
    for (const other of others) {
      add(head!, other);
      add(other, head!);
    }
  }
  if (table.size === 0) throw new Error('no confusions found: expected lines of a character and, with tabs between, those it is mistaken for');
  return new Map([...table].map(([character, others]) => [character, [...others]]));
}

const toTraditional = Converter({ from: 'cn', to: 'tw' });
const toTaiwan = Converter({ from: 'cn', to: 'twp' });

/** Character by character, as Taiwan's standard writes them. */
export const inTraditional: Disturb = (text) => toTraditional(text);

/** With Taiwan's words too (打印机 → 印表機). */
export const inTaiwansWords: Disturb = (text) => toTaiwan(text);

/** Characters that show nothing between some of the others, one at least. */
export const withZeroWidth: Disturb = (text, chance) => {
  const characters = [...text];
  if (characters.length < 2) return text + pick(chance, ZERO_WIDTH);
  const sure = 1 + Math.floor(chance() * (characters.length - 1));
  return characters.map((one, at) => (at > 0 && (at === sure || chance() < ZERO_WIDTH_SHARE) ? pick(chance, ZERO_WIDTH) + one : one)).join('');
};

/** Letters, digits, signs and spaces of ASCII in their full-width forms (U+FF01 … U+FF5E, U+3000). */
export const inFullWidth: Disturb = (text) =>
  text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');
