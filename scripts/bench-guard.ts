// Times the guard, the risk reading and the masking per message: a shop's own texts, agents' messages and texts of the longest allowed
// length that are the hardest to read, beside a naive search for every rule word.
//   npm run -s bench:guard [-- --knowledge FOLDER] [--rounds N] [--messages FILE.tsv] [--all]
// The guard is the shop's whole guard, rules and learned reader. Every message is read --rounds times and its median counts, so that
// what another process took from the machine is left out; the columns "first" are each message's first reading, everything included.
// --messages adds a row for the column `text` of a file; --all prints every long text, not the slowest alone.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { maskPersonal } from '../src/compliance/personal.ts';
import { checkPromises } from '../src/compliance/promises.ts';
import { readRisks } from '../src/compliance/risk.ts';
import { loadShop } from '../src/shop.ts';
import { normalise } from '../src/understand/normalise.ts';
import { LONG_LENGTH, longTexts } from './benching/long-texts.ts';
import { shownMs, tableOf } from './benching/table.ts';
import { readerFrom } from './redteam/reader.ts';
import { readTsv } from './tsv.ts';
import './models.ts';

const ROUNDS_MAX = 100;
/** Messages read before any is timed. */
const WARM_UP = 3_000;
/** Long texts that are printed, the slowest. */
const SLOWEST = 8;
/** Sentences of agents that nothing is learned from. */
const SENTENCES: readonly (readonly [file: string, column: string])[] = [['test/golden/agent_everyday.tsv', 'text'], ['test/golden/agent_sentences.tsv', 'text']];

interface EntryFile {
  readonly entries: readonly { readonly question: string; readonly similar: readonly string[]; readonly answers: readonly { readonly text: string }[] }[];
}

interface Times {
  readonly median: readonly number[];
  readonly first: readonly number[];
}

const { values } = parseArgs({ options: { knowledge: { type: 'string', default: 'knowledge' }, rounds: { type: 'string', default: '5' }, messages: { type: 'string' }, all: { type: 'boolean', default: false } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) throw new Error(`--rounds must be a whole number from 1 to ${ROUNDS_MAX}, not ${JSON.stringify(values.rounds)}`);
const { promises, policy, riskRules } = loadShop(values.knowledge);
const files = readdirSync(join(values.knowledge, 'entries')).map((name) => parse(readFileSync(join(values.knowledge, 'entries', name), 'utf8')) as EntryFile);
const entries = files.flatMap((file) => file.entries);
const asked = entries.flatMap(({ question, similar }) => [question, ...similar]);
const answers = entries.flatMap((entry) => entry.answers.map(({ text }) => text));
const sentences = SENTENCES.map(([file, column]) => readTsv(file, [column]).map((row) => row[column] ?? ''));
/** A message of an agent is mostly a sentence of service with another one. */
const agents = sentences[1]!.map((sentence, i) => `${sentences[0]![i % sentences[0]!.length]!}，${sentence}`);
const { terms } = readerFrom(values.knowledge);

type Read = (text: string) => unknown;
const guard: Read = (text) => checkPromises(promises, policy, normalise(text));
const risk: Read = (text) => readRisks(riskRules, normalise(text));
const naive: Read = (text) => {
  const { text: plain } = normalise(text);
  return terms.filter((term) => plain.indexOf(term) !== -1);
};
const READERS: Readonly<Record<string, Read>> = { guard, 'risk reading': risk, masking: maskPersonal };

const texts: Readonly<Record<string, readonly string[]>> = {
  'ways of asking': asked, "agents' messages": agents, 'long answers': answers,
  ...(values.messages === undefined ? {} : { [values.messages]: readTsv(values.messages, ['text']).map((row) => row['text'] ?? '') }),
};
const rows = Object.entries(READERS).flatMap(([reader, read]) => Object.entries(texts).map(([name, list]) => ({ name: `${reader}, ${name}`, list, read })));
console.log(tableOf([
  ['', 'messages', 'mean length', 'p50 ms', 'p99 ms', 'first p50', 'first p99'],
  ...[...rows, { name: `naive search of ${terms.length} words`, list: asked.filter((_, i) => i % 10 === 0), read: naive }].map(({ name, list, read }) => {
    const { median, first } = timesOf(list, read);
    const length = list.reduce((sum, text) => sum + text.length, 0) / list.length;
    return [name, String(list.length), length.toFixed(0), shownMs(at(median, 0.5)), shownMs(at(median, 0.99)), shownMs(at(first, 0.5)), shownMs(at(first, 0.99))];
  }),
]));

const long = longTexts(asked, answers);
const names = Object.keys(long);
const byReader = Object.values(READERS).map((read) => timesOf(Object.values(long), read).median);
const slowest = (text: number): number => Math.max(...byReader.map((times) => times[text]!));
const order = names.map((_, i) => i).sort((a, b) => slowest(b) - slowest(a));
console.log();
console.log(tableOf([
  [`${LONG_LENGTH} characters of`, ...Object.keys(READERS).map((reader) => `${reader} ms`)],
  ...[0.5, 0.99].map((share) => [`p${share * 100} of ${names.length} texts`, ...byReader.map((times) => shownMs(at(times, share)))]),
  ...(values.all ? order : order.slice(0, SLOWEST)).map((i) => [names[i]!, ...byReader.map((times) => shownMs(times[i]!))]),
]));

function timesOf(list: readonly string[], read: Read): Times {
  for (const text of list.slice(0, WARM_UP)) read(text);
  const median: number[] = [];
  const first: number[] = [];
  for (const text of list) {
    const times = Array.from({ length: rounds }, () => {
      const started = performance.now();
      read(text);
      return performance.now() - started;
    });
    first.push(times[0]!);
    median.push(at(times, 0.5));
  }
  return { median, first };
}

function at(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
