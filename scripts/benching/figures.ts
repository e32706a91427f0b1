// The figures of the comparison from what a method found for each query. Pure; recall and AUC are those of evaluating/figures.ts.
import type { BenchQuery } from '../evaluating/bench.ts';
import { figuresOf, rounded, type Line } from '../evaluating/figures.ts';
import type { Ranked } from './method.ts';

const ANSWERABLE = 'in';
const FOLDS = 5;
/** The score of a message for which nothing was found: below every method's scores. */
const NOTHING_FOUND = -1e9;

export interface Coverage {
  /** Share of the answerable queries that were answered rightly. */
  readonly coverage: number;
  /** Share of what was answered, refusals included, that was right; null when nothing was answered. */
  readonly precision: number | null;
}

export interface Quality {
  readonly recallAt1: number | null;
  readonly recallAt3: number | null;
  readonly auc: Readonly<Record<string, number | null>>;
  readonly atP90: Coverage | null;
  readonly atP95: Coverage | null;
}

export function qualityOf(queries: readonly BenchQuery[], found: readonly (readonly Ranked[])[]): Quality {
  const lines = queries.map((query, i) => lineOf(query, found[i]!));
  const { recall_at_1, recall_at_3, auc } = figuresOf(lines);
  return { recallAt1: recall_at_1, recallAt3: recall_at_3, auc, atP90: coverageByFolds(lines, 0.9), atP95: coverageByFolds(lines, 0.95) };
}

export function lineOf({ q, gold, type }: BenchQuery, found: readonly Ranked[]): Line {
  const top = found.map(({ entryId, score }) => ({ entry_id: entryId, probability: score }));
  return { q, gold, type, action: 'answer', entry_id: top[0]?.entry_id ?? null, probability: top[0]?.probability ?? NOTHING_FOUND, top };
}

/**
 * Coverage at a precision with thresholds that were not picked on the queries they are counted on. The queries of each type are
 * dealt to five folds in turn. For each fold, the threshold is the one that on the other four answers most with
 * right / answered ≥ precision (answered: every query whose leading score reaches it, whatever its type; right: an answerable one
 * led by a right entry). With it the fold is counted; coverage = Σ right / answerable queries, precision = Σ right / Σ answered.
 * Where no threshold reaches the precision nothing is answered: 0. Null without answerable queries.
 */
export function coverageByFolds(lines: readonly Line[], precision: number): Coverage | null {
  const answerable = lines.filter((line) => line.type === ANSWERABLE).length;
  if (answerable === 0) return null;
  const seen = new Map<string, number>();
  const folds: Line[][] = Array.from({ length: FOLDS }, () => []);
  for (const line of lines) {
    const turn = seen.get(line.type) ?? 0;
    seen.set(line.type, turn + 1);
    folds[turn % FOLDS]!.push(line);
  }
  let right = 0;
  let answered = 0;
  for (const fold of folds) {
    const threshold = thresholdFor(folds.filter((other) => other !== fold).flat(), precision);
    for (const line of fold) {
      if (line.top.length === 0 || line.probability < threshold) continue;
      answered++;
      if (isRight(line)) right++;
    }
  }
  return { coverage: rounded(right / answerable), precision: answered === 0 ? null : rounded(right / answered) };
}

/** The score from which on the precision holds and most is answered rightly; Infinity when there is none. Equal scores stand or fall together. */
export function thresholdFor(lines: readonly Line[], precision: number): number {
  const sorted = lines.filter((line) => line.top.length > 0).sort((a, b) => b.probability - a.probability);
  let right = 0;
  let best = 0;
  let threshold = Infinity;
  sorted.forEach((line, i) => {
    if (isRight(line)) right++;
    const closed = sorted[i + 1]?.probability !== line.probability;
    if (!closed || right <= best || right / (i + 1) < precision) return;
    best = right;
    threshold = line.probability;
  });
  return threshold;
}

function isRight(line: Line): boolean {
  return line.type === ANSWERABLE && line.gold.includes(line.top[0]!.entry_id);
}

/** The value below which a share of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
