// Measures the matcher with its shipped weights and thresholds on a knowledge base with queries (format: evaluating/bench.ts).
//   npm run -s evaluate -- --bench FILE.json [--out OUT.jsonl] [--knowledge FOLDER] [--alone]
// One JSON line per query to OUT (or stdout), one line of figures to stdout, a table to stderr. The index holds the bench's own
// entries and the small talk and fragments that every shop ships with; --alone leaves those out.
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Decision } from '../src/types.ts';
import { decide, OPTIONS_MAX } from '../src/understand/decide.ts';
import { buildIndex, type IndexedEntry } from '../src/understand/index.ts';
import { normalise } from '../src/understand/normalise.ts';
import { thresholdsFor } from '../src/understand/thresholds.ts';
import { understand } from '../src/understand/understand.ts';
import { benchFrom } from './evaluating/file.ts';
import { figuresOf, rounded, type Line } from './evaluating/figures.ts';
import { readPack, shippedFrom } from './evaluating/shipped.ts';

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
  const bench = benchFrom(values.bench);
  const shipped = shippedFrom(readPack(values.knowledge));
  const own = bench.kb.map((entry): IndexedEntry => ({ id: entry.id, handling: 'answer', questions: [...new Set([entry.title, ...entry.similar])] }));
  const entries = values.alone ? own : [...own, ...shipped.background];
  const out = openOut(values.out);

  const started = performance.now();
  const index = buildIndex(entries, shipped.tools);
  const buildMs = performance.now() - started;
  const ids = new Set(own.map((entry) => entry.id));
  const settings = { thresholds: thresholdsFor(index.kind), menu: own.slice(0, OPTIONS_MAX).map((entry) => entry.id), humanEntryId: '' };
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
