// Writes src/compliance/ordinary-words.ts: neighbours in common words and in the starter knowledge, for telling a disguised rule word
// from ordinary Chinese. Run by hand when the lists or the floors change; `half` leaves out every second way of asking, for a test.
//   npx tsx scripts/ordinary-words.ts node_modules/nodejieba/submodules/cppjieba/dict/jieba.dict.utf8 knowledge [half]
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { syllablesOf } from '../src/compliance/syllables.ts';
import { normalise } from '../src/understand/normalise.ts';

/** Words counted less often than this in the list are names and accidents. */
const COUNT_MIN = 40;
/** Longer words vouch for the pairs inside them from this count on. */
const LONG_COUNT_MIN = 400;
/** Neighbours that stand in this many ways of asking are the trade's ordinary language (面单); one may be a typing mistake. */
const SEEN_MIN = 2;
/** A character counted this often by itself says something by itself (是, 的, 给). */
const SINGLE_COUNT_MIN = 30_000;
const LINE_LENGTH = 1_000;
const HAN_WORD = /^[\u4e00-\u9fff]{1,4}$/u;
const HAN = /[\u4e00-\u9fff]/u;

const [file, folder] = process.argv.slice(2);
if (file === undefined || folder === undefined) throw new Error('usage: npx tsx scripts/ordinary-words.ts WORD_LIST KNOWLEDGE_FOLDER (the list has lines of: word count tag)');

const seconds = new Map<string, Set<string>>();
const trade = new Map<string, Set<string>>();
const singles: string[] = [];
const add = (first: string, second: string, to = seconds): void => { to.set(first, (to.get(first) ?? new Set()).add(second)); };
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const [word = '', count = '0', tag = ''] = line.split(' ');
  if (!HAN_WORD.test(word)) continue;
  if (word.length === 1) {
    if (Number(count) >= SINGLE_COUNT_MIN) singles.push(word);
    continue;
  }
  if (Number(count) < (word.length === 2 ? COUNT_MIN : LONG_COUNT_MIN) || (tag === 'nr' && Number(count) < LONG_COUNT_MIN)) continue;
  for (let i = 0; i + 1 < word.length; i++) add(word[i]!, word[i + 1]!);
}
const half = process.argv[4] === 'half';
const seen = new Map<string, number>();
let number = 0;
for (const name of readdirSync(join(folder, 'entries'))) {
  const { entries } = parse(readFileSync(join(folder, 'entries', name), 'utf8')) as { entries: { question: string; similar: string[] }[] };
  for (const { question, similar } of entries) {
    for (const way of [question, ...similar]) {
      if (half && number++ % 2 === 1) continue;
      const { text } = normalise(way);
      const pairs = new Set([...text.slice(1)].map((one, i) => text[i]! + one).filter((pair) => HAN.test(pair[0]!) && HAN.test(pair[1]!)));
      for (const pair of pairs) seen.set(pair, (seen.get(pair) ?? 0) + 1);
    }
  }
}
// Messy ways of asking hold disguises too: what sounds like a word that is often disguised is not made ordinary by them.
const { spellings } = parse(readFileSync(join(folder, 'rules/concepts.yaml'), 'utf8')) as { spellings: Record<string, unknown> };
const wanted = new Map(Object.keys(spellings).filter((word) => word.length === 2).map((word) => [syllablesOf(word)?.join(' '), word]));
const disguises = (pair: string): boolean => { const word = wanted.get(syllablesOf(pair)?.join(' ')); return word !== undefined && word !== pair; };
for (const [pair, count] of seen) if (count >= SEEN_MIN && !disguises(pair) && !(seconds.get(pair[0]!)?.has(pair[1]!) ?? false)) add(pair[0]!, pair[1]!, trade);
const linesOf = (groups: ReadonlyMap<string, ReadonlySet<string>>): string => {
  const text = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([first, list]) => `${first}${[...list].sort().join('')}`).join(' ');
  return (text.match(new RegExp(`.{1,${LINE_LENGTH}}(?: |$)`, 'gu')) ?? []).map((line) => `  '${line.trim()}',`).join('\n');
};
writeFileSync('src/compliance/ordinary-words.ts', `// Ordinary Chinese by neighbours, made by scripts/ordinary-words.ts; do not edit by hand. Each group is a first character and all
// characters that follow it: in common words (from the word list of jieba, MIT licence), and besides in the starter knowledge.
export const ORDINARY_WORDS = [
${linesOf(seconds)}
].join(' ');

export const TRADE_NEIGHBOURS = [
${linesOf(trade)}
].join(' ');

/** Characters that are common words by themselves. */
export const SINGLE_WORDS = '${singles.join('')}';
`);
console.log(`${seconds.size} first characters, ${[...seconds.values(), ...trade.values()].reduce((sum, list) => sum + list.size, 0)} pairs, ${singles.length} characters`);
