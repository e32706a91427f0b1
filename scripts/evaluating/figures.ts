// The figures of an evaluation, from what was said about each query. Pure; the keys are the output format and stay as they are.

export interface Line {
  readonly q: string;
  readonly gold: readonly string[];
  readonly type: string;
  readonly action: 'answer' | 'clarify' | 'escalate' | 'small_talk';
  /** The entry answered, null when none was. */
  readonly entry_id: string | null;
  /** Of the leading entry, whatever was done. */
  readonly probability: number;
  readonly top: readonly { readonly entry_id: string; readonly probability: number }[];
}

export interface Figures {
  readonly n: Readonly<Record<string, number>>;
  readonly recall_at_1: number | null;
  readonly recall_at_3: number | null;
  readonly auc: Readonly<Record<string, number | null>>;
  readonly coverage_at_p90: number | null;
  readonly coverage_at_p95: number | null;
  readonly false_answer_rate: Readonly<Record<string, number>>;
}

const ANSWERABLE = 'in';

/** Shares 0..1, rounded to four digits; null where there is no query to measure on. */
export function figuresOf(lines: readonly Line[]): Figures {
  const types = [...new Set(lines.map((line) => line.type))];
  const of = (type: string): readonly Line[] => lines.filter((line) => line.type === type);
  const answerable = of(ANSWERABLE);
  const refusals = types.filter((type) => type !== ANSWERABLE);
  const recall = (depth: number): number | null =>
    share(answerable, (line) => line.top.slice(0, depth).some((candidate) => line.gold.includes(candidate.entry_id)));
  return {
    n: Object.fromEntries(types.map((type) => [type, of(type).length])),
    recall_at_1: recall(1),
    recall_at_3: recall(3),
    auc: Object.fromEntries(refusals.map((type) => [type, auc(answerable, of(type))])),
    coverage_at_p90: coverageAt(lines, 0.9),
    coverage_at_p95: coverageAt(lines, 0.95),
    false_answer_rate: Object.fromEntries(types.map((type) => [type, share(of(type), isFalseAnswer) ?? 0])),
  };
}

function isFalseAnswer(line: Line): boolean {
  return line.action === 'answer' && !line.gold.includes(line.entry_id ?? '');
}

/** How often an answerable query scores above one to refuse, ties counted half (the Mann–Whitney statistic), by ranks: n log n. */
export function auc(answerable: readonly Line[], refused: readonly Line[]): number | null {
  if (answerable.length === 0 || refused.length === 0) return null;
  const sorted = [...answerable.map((line) => ({ p: line.probability, own: 1 })), ...refused.map((line) => ({ p: line.probability, own: 0 }))].sort((a, b) => a.p - b.p);
  let wins = 0;
  let below = 0;
  for (let i = 0; i < sorted.length;) {
    let own = 0;
    let other = 0;
    const { p } = sorted[i]!;
    for (; i < sorted.length && sorted[i]!.p === p; i++) {
      if (sorted[i]!.own === 1) own++;
      else other++;
    }
    wins += own * (below + other / 2);
    below += other;
  }
  return rounded(wins / (answerable.length * refused.length));
}

/**
 * The share of answerable queries led by a right entry at the best threshold on the leading probability at which at least
 * `precision` of everything at or above it, refusals included, is right. Queries of equal probability stand or fall together.
 */
export function coverageAt(lines: readonly Line[], precision: number): number | null {
  const answerable = lines.filter((line) => line.type === ANSWERABLE).length;
  if (answerable === 0) return null;
  const sorted = lines.filter((line) => line.top.length > 0).sort((a, b) => b.probability - a.probability);
  let right = 0;
  let best = 0;
  sorted.forEach((line, i) => {
    if (line.type === ANSWERABLE && line.gold.includes(line.top[0]!.entry_id)) right++;
    const closed = sorted[i + 1]?.probability !== line.probability;
    if (closed && right / (i + 1) >= precision) best = right;
  });
  return rounded(best / answerable);
}

function share(lines: readonly Line[], holds: (line: Line) => boolean): number | null {
  return lines.length === 0 ? null : rounded(lines.filter(holds).length / lines.length);
}

export function rounded(value: number): number {
  return Number(value.toFixed(4));
}
