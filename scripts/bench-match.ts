// Compares this product's matcher with the search libraries that one would otherwise take, on the same questions in one run.
//   npm run -s bench:match -- --bench FILE.json [--bench FILE2.json] [--growth 1000,10000,100000] [--methods ours,Orama] [--out FILE.json]
// One table per bench file (format: evaluating/bench.ts), one per size. --growth none leaves the sizes out. Tables go to stdout.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench } from './evaluating/bench.ts';
import { benchFrom } from './evaluating/file.ts';
import { percentile, qualityOf, type Coverage, type Quality } from './benching/figures.ts';
import { GROWTH_QUESTIONS_MAX, grownBench, LONG_LENGTH_MIN, longMessages } from './benching/growth.ts';
import { METHOD_NAMES, type MethodName } from './benching/methods.ts';
import { BENCH_LOOKUP_SECONDS, BUILD_SECONDS, GROWTH_LOOKUP_SECONDS, runMethod, type Outcome, type Result } from './benching/run.ts';
import { shown, shownMs, tableOf } from './benching/table.ts';

const USAGE = 'usage: npm run -s bench:match -- --bench FILE.json [--bench FILE2.json] [--growth 1000,10000,100000|none] [--methods NAME,NAME] [--knowledge FOLDER] [--out FILE.json]';
const SIZES = '1000,10000,100000';

const LEGEND = `
R@1, R@3: share of the answerable queries whose right entry comes first, or among the first three.
AUC: how often an answerable query scores above one to refuse, by its own leading score; .5 is chance.
cov@P90, cov@P95: share of the answerable queries answered rightly, with the threshold picked on four fifths of the queries so that
  at least 90 % (95 %) of all that is answered, refusals included, is right, and counted on the remaining fifth, five times over:
  sum of right answers / answerable queries. (held): the precision that came out there. A method that no threshold brings to the
  precision answers nothing: 0.
ms: one lookup, segmentation included. build ms, MB: the index, in a process of its own; jieba's dictionary is counted for none.`;

const GROWTH_LEGEND = `
hit@1: share of the queries led by their entry. pause: the longest time the event loop stood still during the lookups, about 1 ms of
which is the measuring. long: ms for messages of ${LONG_LENGTH_MIN} and more characters, two to four of the queries each.
"-": given up after ${BUILD_SECONDS} s of building. Queries are asked for ${GROWTH_LOOKUP_SECONDS} s at most.`;

interface Cost {
  readonly asked: number;
  readonly msP50: number;
  readonly msP99: number;
  /** Of long messages; null where none were asked. */
  readonly longP50: number | null;
  readonly longP99: number | null;
  readonly buildMs: number;
  readonly memoryMb: number;
  readonly pauseMs: number;
}

interface Row {
  readonly method: MethodName;
  readonly quality: Quality | null;
  readonly cost: Cost | null;
  readonly note: string | null;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      bench: { type: 'string', multiple: true, default: [] }, growth: { type: 'string', default: SIZES }, methods: { type: 'string', default: METHOD_NAMES.join(',') },
      knowledge: { type: 'string', default: 'knowledge' }, out: { type: 'string' },
    },
  });
  const sizes = values.growth === 'none' ? [] : values.growth.split(',').map(sizeFrom);
  if (values.bench.length === 0 && sizes.length === 0) throw new Error(`there is nothing to measure\n${USAGE}`);
  const methods = values.methods.split(',').map(methodFrom);
  // A file that is not usable is found before the first minutes are spent.
  const benches = values.bench.map((file) => ({ file, bench: benchFrom(file) }));

  const report: { readonly bench: string; readonly rows: readonly Row[] }[] = [];
  for (const { file, bench } of benches) {
    const rows = await rowsFor(bench, methods, values.knowledge, BENCH_LOOKUP_SECONDS);
    report.push({ bench: file, rows });
    console.log(`\n${file}: ${sizeOf(bench)}\n${qualityTable(bench, rows)}\n${notesOf(rows)}`);
  }
  if (benches.length > 0) console.log(LEGEND);
  for (const size of sizes) {
    const bench = grownBench(size);
    const rows = await rowsFor(bench, methods, values.knowledge, GROWTH_LOOKUP_SECONDS, longMessages(bench.queries));
    report.push({ bench: `made text, ${size} questions`, rows });
    console.log(`\nmade text: ${sizeOf(bench)}\n${growthTable(rows)}\n${notesOf(rows)}`);
  }
  if (sizes.length > 0) console.log(GROWTH_LEGEND);
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(report, null, 1)}\n`);
}

/** One after the other: two at a time would take each other's processor. */
async function rowsFor(bench: Bench, methods: readonly MethodName[], knowledge: string, lookupSeconds: number, long: readonly string[] = []): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const method of methods) {
    const result = await runMethod({ method, kb: bench.kb, queries: bench.queries.map(({ q }) => q), longMessages: long, knowledge, lookupSeconds });
    rows.push(rowOf(method, bench, result, lookupSeconds));
  }
  return rows;
}

function rowOf(method: MethodName, bench: Bench, result: Result, lookupSeconds: number): Row {
  if (result.kind === 'given_up') return { method, quality: null, cost: null, note: `no figures: ${result.reason}` };
  const { found, note } = result.outcome;
  const fewer = found.length < bench.queries.length ? `the first ${found.length} of ${bench.queries.length} queries, all that ${lookupSeconds} s were enough for` : null;
  return { method, quality: qualityOf(bench.queries.slice(0, found.length), found), cost: costOf(result.outcome), note: [fewer, note].filter((one) => one !== null).join('; ') || null };
}

function costOf({ times, longTimes, buildMs, memoryMb, pauseMs }: Outcome): Cost {
  const ofLong = (share: number): number | null => (longTimes.length === 0 ? null : percentile(longTimes, share));
  return { asked: times.length, msP50: percentile(times, 0.5), msP99: percentile(times, 0.99), longP50: ofLong(0.5), longP99: ofLong(0.99), buildMs, memoryMb, pauseMs };
}

function qualityTable(bench: Bench, rows: readonly Row[]): string {
  const refusals = [...new Set(bench.queries.map(({ type }) => type))].filter((type) => type !== 'in');
  return tableOf([
    ['method', 'R@1', 'R@3', ...refusals.map((type) => `AUC ${type}`), 'cov@P90', '(held)', 'cov@P95', '(held)', 'p50 ms', 'p99 ms', 'build ms', 'MB'],
    ...rows.map(({ method, quality, cost }) => [
      method, shown(quality?.recallAt1), shown(quality?.recallAt3), ...refusals.map((type) => shown(quality?.auc[type])),
      ...coverageCells(quality?.atP90), ...coverageCells(quality?.atP95), ...costCells(cost),
    ]),
  ]);
}

function coverageCells(coverage: Coverage | null | undefined): readonly [string, string] {
  return [shown(coverage?.coverage), shown(coverage?.precision)];
}

function growthTable(rows: readonly Row[]): string {
  return tableOf([
    ['method', 'hit@1', 'queries', 'p50 ms', 'p99 ms', 'build ms', 'MB', 'pause ms', 'long p50', 'long p99'],
    ...rows.map(({ method, quality, cost }) => [method, shown(quality?.recallAt1), String(cost?.asked ?? '-'), ...costCells(cost), cost ? shownMs(cost.pauseMs) : '-', longCell(cost?.longP50), longCell(cost?.longP99)]),
  ]);
}

function longCell(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '-' : shownMs(ms);
}

function costCells(cost: Cost | null): readonly string[] {
  return cost ? [shownMs(cost.msP50), shownMs(cost.msP99), cost.buildMs.toFixed(0), cost.memoryMb.toFixed(1)] : ['-', '-', '-', '-'];
}

function sizeOf({ kb, queries }: Bench): string {
  const questions = kb.reduce((sum, { title, similar }) => sum + new Set([title, ...similar]).size, 0);
  return `${kb.length} entries, ${questions} questions, ${queries.length} queries`;
}

function notesOf(rows: readonly Row[]): string {
  return rows.flatMap(({ method, note }) => (note === null ? [] : [`  ${method}: ${note}`])).join('\n');
}

function sizeFrom(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 10 || size > GROWTH_QUESTIONS_MAX) throw new Error(`--growth must be whole numbers from 10 to ${GROWTH_QUESTIONS_MAX} with commas between, or none; not ${JSON.stringify(text)}`);
  return size;
}

function methodFrom(text: string): MethodName {
  const method = METHOD_NAMES.find((name) => name.toLowerCase() === text.trim().toLowerCase());
  if (method === undefined) throw new Error(`unknown method ${JSON.stringify(text)}; there are ${METHOD_NAMES.join(', ')}`);
  return method;
}
