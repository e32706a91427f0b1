// Prepares the rule words for being found by their sounds (disguise.ts): a trie of syllables, as plain data that can be built in one
// process and used in another.
import { buildAutomaton, type Automaton } from './automaton.ts';
import { pairsWithin } from './ordinary.ts';
import { syllablesOf } from './syllables.ts';

/** Longer terms are phrases; their words are found by themselves. */
export const WORD_MAX = 6;
const HAN_ONLY = /^[\u4e00-\u9fff]+$/u;

/** What the sounds of rule words are found by; plain data. */
export interface SoundIndex {
  /** Syllable i is the unit i + 1 of the automaton's terms. */
  readonly syllables: readonly string[];
  readonly automaton: Automaton;
  /** Term of the automaton → the words that sound so, one behind the other; all have as many characters as the term. */
  readonly words: readonly string[];
  /** Syllables in letters that stand for one character beside others (neng, ma). */
  readonly single: ReadonlyMap<string, string>;
  /** Characters taken for each other by their shape → the others. */
  readonly shapes: ReadonlyMap<string, string>;
  /** Words disguised so often that they are read even when none of their characters stands (抱油 for 包邮). */
  readonly wanted: ReadonlySet<string>;
  /** Neighbours inside rule words, see ordinary.ts. */
  readonly pairs: Uint32Array;
}

/** `terms` are the rule words in normal form, `known` those and what is excepted; `shapes` groups of look-alikes; `spellings` word → other spellings. */
export function soundIndexOf(terms: readonly string[], known: readonly string[], shapes: readonly string[], spellings: ReadonlyMap<string, readonly string[]>): SoundIndex {
  const bySound = new Map<string, string>();
  const ids = new Map<string, number>();
  const idOf = (syllable: string): number => ids.get(syllable) ?? (ids.set(syllable, ids.size), ids.size - 1);
  for (const term of terms) {
    if (term.length < 2 || term.length > WORD_MAX || !HAN_ONLY.test(term)) continue;
    const sounds = syllablesOf(term);
    if (sounds === null) continue;
    const key = String.fromCharCode(...sounds.map((sound) => idOf(sound) + 1));
    bySound.set(key, (bySound.get(key) ?? '') + term);
  }
  const single = [...spellings].flatMap(([word, others]) => (word.length === 1 ? others.map((other): [string, string] => [other, word]) : []));
  const lent = new Map<string, string>();
  for (const group of shapes) for (const one of group) lent.set(one, (lent.get(one) ?? '') + group.replace(one, ''));
  return {
    syllables: [...ids.keys()], automaton: buildAutomaton([...bySound.keys()]), words: [...bySound.values()],
    single: new Map(single), shapes: lent, wanted: new Set(spellings.keys()), pairs: pairsWithin(known),
  };
}
