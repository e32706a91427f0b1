// Erasures as the chain records them: an event that names the rows whose payload went. A payload that is missing without one was
// taken by somebody else. Ranges only; who erases and stores is the adapter.
import { fault, type Fault } from './faults.ts';
import type { PackRow } from './row.ts';

/** First and last seq, both included. */
export type SeqRange = readonly [from: number, to: number];

/** Seqs in any order as ranges, ascending. */
export function rangesOf(seqs: readonly number[]): readonly SeqRange[] {
  const ranges: [number, number][] = [];
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && seq === last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}

const isRange = (value: unknown): value is SeqRange => Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);

/** The ranges that a body of an erasure names; empty for any other. */
export function rangesIn(body: unknown): readonly SeqRange[] {
  const ranges: unknown = typeof body === 'object' && body !== null && 'ranges' in body ? body.ranges : null;
  return Array.isArray(ranges) ? ranges.filter(isRange) : [];
}

/** Rows without a payload that no later row records as erased. */
export function erasureFaults(rows: readonly PackRow[]): readonly Fault[] {
  const records = rows.filter(({ type, shown }) => type === 'erasure' && shown !== 'erased').map(({ seq, body }) => ({ seq, ranges: rangesIn(body) }));
  const recorded = (seq: number): boolean => records.some((record) => record.seq > seq && record.ranges.some(([from, to]) => from <= seq && seq <= to));
  return rows.filter(({ shown, type, seq }) => shown === 'erased' && (type === 'erasure' || !recorded(seq)))
    .map(({ seq }) => fault('erased', seq, `第 ${seq} 条的内容缺失，却没有删除记录 (the payload of row ${seq} is gone, and no event of the chain records its erasure)`));
}
