// Asks the answerable queries of a bench again, written differently, and prints what is lost.
//   npm run -s bench:robust -- --bench FILE.json [--bench FILE2.json] [--confusions FILE [--confusions FILE2]] [--rounds 3]
// One character swapped for one of the same sound (or by the tables given), traditional characters, zero-width characters, full
// width. What depends on chance is asked --rounds times with seeds of its own; every run gives the same figures.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchQuery } from './evaluating/bench.ts';
import { benchFrom } from './evaluating/file.ts';
import { readPack, shippedFrom } from './evaluating/shipped.ts';
import { chanceOf } from './benching/chance.ts';
import { bySound, byTable, inFullWidth, inTaiwansWords, inTraditional, readConfusions, swapBy, withZeroWidth, type Confusions, type Disturb } from './benching/disturb.ts';
import { questionsOf, type Ranked } from './benching/method.ts';
import { readerOf } from './benching/ours.ts';
import { shown, tableOf } from './benching/table.ts';

const USAGE = 'usage: npm run -s bench:robust -- --bench FILE.json [--bench FILE2.json] [--confusions FILE] [--rounds N] [--knowledge FOLDER]';
const ROUNDS_MAX = 100;

interface Way {
  readonly name: string;
  readonly disturb: Disturb;
  /** Whether another seed gives another text. */
  readonly byChance: boolean;
}

/** Means over all answerable queries, those that stayed as they were included. */
interface Figures {
  readonly changed: number;
  readonly recallAt1: number;
  readonly recallAt3: number;
  readonly probability: number;
}

const WRITINGS: readonly Way[] = [
  { name: 'traditional characters', disturb: inTraditional, byChance: false },
  { name: "traditional, Taiwan's words", disturb: inTaiwansWords, byChance: false },
  { name: 'zero-width characters', disturb: withZeroWidth, byChance: true },
  { name: 'full width', disturb: inFullWidth, byChance: false },
];

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      bench: { type: 'string', multiple: true, default: [] }, confusions: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '3' }, knowledge: { type: 'string', default: 'knowledge' },
    },
  });
  if (values.bench.length === 0) throw new Error(`--bench is missing\n${USAGE}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) throw new Error(`--rounds must be a whole number from 1 to ${ROUNDS_MAX}, not ${JSON.stringify(values.rounds)}`);
  const tables = values.confusions.map((file) => ({ name: `one swapped (${basename(file)})`, confusions: confusionsFrom(file) }));
  const benches = values.bench.map((file) => ({ file, bench: benchFrom(file) }));
  const pack = readPack(values.knowledge);
  const shipped = shippedFrom(pack);
  const written = [...pack.entries.values()].flatMap(({ question, similar }) => [question, ...similar]);

  for (const { file, bench } of benches) {
    const queries = bench.queries.filter(({ type }) => type === 'in');
    const lookup = readerOf(bench.kb, shipped);
    const common = [...written, ...bench.kb.flatMap(questionsOf), ...bench.queries.map(({ q }) => q)];
    const swaps: readonly Way[] = tables.length > 0
      ? tables.map(({ name, confusions }) => ({ name, disturb: swapBy(byTable(confusions)), byChance: true }))
      : [{ name: 'one of the same sound', disturb: swapBy(bySound(common)), byChance: true }];
    const plain = measure(queries, lookup, (text) => text, 1);
    const rows = [...swaps, ...WRITINGS].map(({ name, disturb, byChance }) => rowOf(name, measure(queries, lookup, disturb, byChance ? rounds : 1), plain));
    console.log(`\n${file}: ${queries.length} answerable queries; swaps and zero-width characters ${rounds} times`);
    console.log(tableOf([['written', 'changed', 'R@1', 'points', 'R@3', 'points', 'probability', 'change'], rowOf('as they are', plain, null), ...rows]));
  }
  console.log('\nchanged: share of the queries that had something to change. points: percentage points against the queries as they are,');
  console.log('over all of them. probability: mean of the leading entry\'s, and its change.');
}

function measure(queries: readonly BenchQuery[], lookup: (text: string) => readonly Ranked[], disturb: Disturb, rounds: number): Figures {
  const sums = { changed: 0, recallAt1: 0, recallAt3: 0, probability: 0 };
  for (let round = 0; round < rounds; round++) {
    queries.forEach(({ q, gold }, i) => {
      // A seed per query: one that changes does not change what happens to the others.
      const text = disturb(q, chanceOf(round * 1_000_003 + i));
      const found = lookup(text);
      const place = found.findIndex(({ entryId }) => gold.includes(entryId));
      sums.changed += Number(text !== q);
      sums.recallAt1 += Number(place === 0);
      sums.recallAt3 += Number(place >= 0 && place < 3);
      sums.probability += found[0]?.score ?? 0;
    });
  }
  const asked = rounds * queries.length || 1;
  return { changed: sums.changed / asked, recallAt1: sums.recallAt1 / asked, recallAt3: sums.recallAt3 / asked, probability: sums.probability / asked };
}

function rowOf(name: string, mine: Figures, plain: Figures | null): readonly string[] {
  const points = (share: 'recallAt1' | 'recallAt3'): string => (plain ? signed((mine[share] - plain[share]) * 100, 1) : '');
  return [
    name, plain ? shown(mine.changed) : '', shown(mine.recallAt1), points('recallAt1'), shown(mine.recallAt3), points('recallAt3'),
    shown(mine.probability), plain ? signed(mine.probability - plain.probability, 3) : '',
  ];
}

/** With its sign; nothing lost is a plain 0. */
function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? '0' : value > 0 ? `+${text}` : text;
}

function confusionsFrom(file: string): Confusions {
  try {
    return readConfusions(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`the confusions file ${file} is not usable: ${error instanceof Error ? error.message : String(error)}`);
  }
}
