// Times the guard and the risk reading per message over the texts of a knowledge folder, beside a naive search for every rule word.
//   npm run -s bench:guard [-- --knowledge FOLDER] [--rounds N]
// Every message is read --rounds times and its median counts, so that what another process took from the machine is left out; the
// column "first" is each message's first reading, everything included.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { checkPromises } from '../src/compliance/promises.ts';
import { readRisks } from '../src/compliance/risk.ts';
import { normalise } from '../src/understand/normalise.ts';
import { readerFrom } from './redteam/reader.ts';
import { shownMs, tableOf } from './benching/table.ts';

const LONG = 4_000;
const ROUNDS_MAX = 100;
/** Messages read before any is timed. */
const WARM_UP = 3_000;

interface EntryFile {
  readonly entries: readonly { readonly question: string; readonly similar: readonly string[]; readonly answers: readonly { readonly text: string }[] }[];
}

const { values } = parseArgs({ options: { knowledge: { type: 'string', default: 'knowledge' }, rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) throw new Error(`--rounds must be a whole number from 1 to ${ROUNDS_MAX}, not ${JSON.stringify(values.rounds)}`);
const reader = readerFrom(values.knowledge);
const files = readdirSync(join(values.knowledge, 'entries')).map((name) => parse(readFileSync(join(values.knowledge, 'entries', name), 'utf8')) as EntryFile);
const entries = files.flatMap((file) => file.entries);
const asked = entries.flatMap(({ question, similar }) => [question, ...similar]);
const answers = entries.flatMap((entry) => entry.answers.map(({ text }) => text));

const guard = (text: string): unknown => checkPromises(reader.promises, reader.policy, normalise(text));
const risk = (text: string): unknown => readRisks(reader.risks, normalise(text));
const naive = (text: string): unknown => {
  const { text: plain } = normalise(text);
  return reader.terms.filter((term) => plain.indexOf(term) !== -1);
};

const rows = [
  { name: 'guard, answers', texts: answers, read: guard },
  { name: 'guard, ways of asking', texts: asked, read: guard },
  { name: 'risk reading, ways of asking', texts: asked, read: risk },
  { name: `naive search of ${reader.terms.length} words`, texts: asked.filter((_, i) => i % 10 === 0), read: naive },
];
const measured = rows.map(({ name, texts, read }) => ({ name, count: texts.length, ...timesOf(texts, read) }));
console.log(tableOf([
  ['', 'messages', 'p50 ms', 'p99 ms', 'first p50', 'first p99'],
  ...measured.map(({ name, count, median, first }) => [name, String(count), shownMs(at(median, 0.5)), shownMs(at(median, 0.99)), shownMs(at(first, 0.5)), shownMs(at(first, 0.99))]),
]));

const LONG_TEXTS: readonly (readonly [name: string, unit: string])[] = [
  ['combining marks', 'a\u0301\u0302\u0303'], ['one character', '发'], ['one letter', 'a'], ['punctuation only', '，。！？'], ['mixed scripts', '今jin天тяfa①ⅴ'],
  ['alternating hits', '今天发货赔您'], ['clauses with hits', '今天发货，赔您50元。'], ['broken lines', '今\n天\n'], ['same sound', '今添法祸'], ['knowledge texts', asked.slice(0, 600).join('，')],
];
console.log(tableOf([
  [`${LONG} characters of`, 'guard ms', 'risk ms'],
  ...LONG_TEXTS.map(([name, unit]) => {
    const text = unit.repeat(Math.ceil(LONG / unit.length)).slice(0, LONG);
    return [name, ...[guard, risk].map((read) => shownMs(at(timesOf(Array<string>(5).fill(text), read).median, 0.5)))];
  }),
]));

function timesOf(texts: readonly string[], read: (text: string) => unknown): { median: number[]; first: number[] } {
  for (const text of texts.slice(0, WARM_UP)) read(text);
  const median: number[] = [];
  const first: number[] = [];
  for (const text of texts) {
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
