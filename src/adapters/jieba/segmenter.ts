// nodejieba behind the Segmenter port. The dictionaries are the package's own; a shop's words are added one by one.
// nodejieba is one per process: shops of one process share their words.
import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import nodejieba from 'nodejieba';
import type { Segmenter } from '../../types.ts';

/** Cutting time grows faster than length (160,000 characters took 844 ms); longer texts are refused, as the caller must cap them. */
export const CUT_LENGTH_MAX = 4_000;

/** Exported by the package with their paths, but not in its type declarations. */
const DICTIONARIES = ['DEFAULT_DICT', 'DEFAULT_HMM_DICT', 'DEFAULT_USER_DICT', 'DEFAULT_IDF_DICT', 'DEFAULT_STOP_WORD_DICT'];

let loaded = false;
const inserted = new Set<string>();

/** Words that this process keeps whole so far, its dictionary's own left out. None is ever taken back. */
export function insertedWords(): readonly string[] {
  return [...inserted];
}

/** Throws when a dictionary is missing: cppjieba would abort the whole process instead. */
export function createJiebaSegmenter(words: readonly string[]): Segmenter {
  if (!loaded) {
    for (const name of DICTIONARIES) {
      const file = (nodejieba as unknown as Readonly<Record<string, unknown>>)[name];
      if (typeof file !== 'string' || !existsSync(file)) throw new Error(`the jieba dictionary ${name} is missing (${String(file)}); install the dependencies again (npm ci)`);
    }
    nodejieba.load();
    loaded = true;
  }
  for (const word of words) {
    if (inserted.has(word)) continue;
    nodejieba.insertWord(word);
    inserted.add(word);
  }
  const digest = createHash('sha256').update([...inserted].sort().join('\n')).digest('hex').slice(0, 12);
  return {
    id: `nodejieba/default+${inserted.size}:${digest}`,
    cut(text) {
      if (text.length > CUT_LENGTH_MAX) throw new Error(`a text of ${text.length} characters is too long to segment (at most ${CUT_LENGTH_MAX})`);
      return nodejieba.cutForSearch(text, true);
    },
  };
}
