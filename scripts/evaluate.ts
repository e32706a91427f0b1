// Measures the matcher with its shipped weights and thresholds on a knowledge base with queries (format: evaluating/bench.ts).
//   npm run -s evaluate -- --bench FILE.json [--out OUT.jsonl] [--knowledge FOLDER] [--alone]
// One JSON line per query to OUT (or stdout), one line of figures to stdout, a table to stderr. The index holds the bench's own
// entries and the small talk and fragments that every shop ships with; --alone leaves those out.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createJiebaSegmenter } from '../src/adapters/jieba/segmenter.ts';
import { readKnowledgeFolder } from '../src/adapters/knowledge-folder.ts';
import { questionsOf } from '../src/knowledge/base.ts';
import { loadKnowledge } from '../src/knowledge/load.ts';
import type { Decision } from '../src/types.ts';
import { decide, OPTIONS_MAX, THRESHOLDS } from '../src/understand/decide.ts';
import { buildIndex, type IndexedEntry } from '../src/understand/index.ts';
import { normalise } from '../src/understand/normalise.ts';
import { understand } from '../src/understand/understand.ts';
import { readBench, type Bench } from './evaluating/bench.ts';
import { figuresOf, rounded, type Line } from './evaluating/figures.ts';

/** Entries that ship with the product must not take an id of the bench. */
const SHIPPED_PREFIX = 'shipped:';
const USAGE = 'usage: npm run -s evaluate -- --bench FILE.json [--out OUT.jsonl] [--knowledge FOLDER] [--alone]';

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main(): void {
  const { values } = parseArgs({ options: { bench: { type: 'string' }, out: { type: 'string' }, knowledge: { type: 'string', default: 'knowledge' }, alone: { type: 'boolean', default: false } } });
  if (values.bench === undefined) throw new Error(`--bench is missing\n${USAGE}`);
  const bench = benchOf(values.bench);
  const shipped = shippedPart(values.knowledge);
  const segmenter = createJiebaSegmenter(shipped.words);
  const own = bench.kb.map((entry): IndexedEntry => ({ id: entry.id, handling: 'answer', questions: [...new Set([entry.title, ...entry.similar])] }));
  const entries = values.alone ? own : [...own, ...shipped.entries];
  const out = openOut(values.out);

  const started = performance.now();
  const index = buildIndex(entries, segmenter);
  const buildMs = performance.now() - started;
  const ids = new Set(own.map((entry) => entry.id));
  const settings = { thresholds: THRESHOLDS, menu: own.slice(0, OPTIONS_MAX).map((entry) => entry.id), humanEntryId: '' };
  const times: number[] = [];
  const lines = bench.queries.map((query): Line => {
    const from = performance.now();
    const normal = normalise(query.q);
    const decision = decide(understand(index, normal, () => true), settings);
    times.push(performance.now() - from);
    const top = understand(index, normal, (id) => ids.has(id)).whole.map((candidate) => ({ entry_id: candidate.entryId, probability: candidate.probability }));
    const line: Line = { q: query.q, gold: query.gold, type: query.type, ...actionOf(decision), probability: top[0]?.probability ?? 0, top };
    writeSync(out, `${JSON.stringify(line)}\n`);
    return line;
  });
  if (out !== process.stdout.fd) closeSync(out);

  times.sort((a, b) => a - b);
  const percentile = (share: number): number => rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))]!);
  const figures = {
    bench: values.bench, entries: own.length, questions: own.reduce((sum, entry) => sum + entry.questions.length, 0), shipped_entries: entries.length - own.length, base_kind: index.kind,
    ...figuresOf(lines), ms_p50: percentile(0.5), ms_p99: percentile(0.99), build_ms: Math.round(buildMs),
  };
  for (const [name, value] of Object.entries(figures)) console.error(`${name.padEnd(20)} ${typeof value === 'object' && value !== null ? spread(value) : String(value)}`);
  console.log(JSON.stringify(figures));
}

function benchOf(file: string): Bench {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot read the bench file ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return readBench(text);
  } catch (error) {
    throw new Error(`the bench file ${file} is not usable:\n  ${error instanceof Error ? error.message : String(error)}`);
  }
}

function shippedPart(folder: string): { readonly entries: readonly IndexedEntry[]; readonly words: readonly string[] } {
  const { files, version } = readKnowledgeFolder(folder);
  const { base, problems } = loadKnowledge(files, version);
  if (!base) throw new Error(`the knowledge folder ${folder} has problems; npm run check-knowledge lists them\n  ${problems.slice(0, 3).map((problem) => `${problem.file}:${problem.line} ${problem.message}`).join('\n  ')}`);
  const entries = [...base.entries.values()].filter((entry) => entry.handling === 'small_talk' || entry.handling === 'ask');
  return { words: base.words, entries: entries.map((entry) => ({ id: SHIPPED_PREFIX + entry.id, handling: entry.handling, questions: questionsOf(entry) })) };
}

function openOut(file: string | undefined): number {
  if (file === undefined) return process.stdout.fd;
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new Error(`cannot write to ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function actionOf(decision: Decision): Pick<Line, 'action' | 'entry_id'> {
  if (decision.kind !== 'answer') return { action: decision.kind, entry_id: null };
  return decision.smallTalk ? { action: 'small_talk', entry_id: null } : { action: 'answer', entry_id: decision.entryIds[0] };
}

function spread(value: object): string {
  return Object.entries(value).map(([name, one]) => `${name} ${String(one)}`).join('  ');
}
