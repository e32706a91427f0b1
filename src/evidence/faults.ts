// Reads a list of rows as a chain and names what is wrong with it: which row was changed, removed, moved or put in.
// One fault is named once, at the row where it is; what only follows from it is left out.
import { rowFault, type PackRow } from './row.ts';

/**
 * `cut`: rows are gone from the end. `replaced`: the chain was made anew. `erased`: a payload is gone without a record of its erasure.
 * `journal`, `heads`: what should vouch for the rows is itself not whole.
 */
export type FaultKind =
  | 'changed' | 'removed' | 'reordered' | 'inserted' | 'cut' | 'replaced' | 'erased'
  | 'journal' | 'heads' | 'file' | 'manifest' | 'signature' | 'export';

export interface Fault {
  readonly kind: FaultKind;
  /** Of the row at fault; null when it is none. */
  readonly seq: number | null;
  /** One sentence in Chinese and English for a reader. */
  readonly message: string;
}

export interface ChainFacts {
  /** How many rows there should be. */
  readonly count: number;
  /** What the first row follows. */
  readonly genesis: string;
  /** Of rows that are not whole, by seq: what vouches for how they are shown (`shownMark`). */
  readonly marks: ReadonlyMap<number, string>;
}

/** Missing rows that are named one by one; more are named as a range. */
const REMOVED_NAMED_MAX = 100;

export const fault = (kind: FaultKind, seq: number | null, message: string): Fault => ({ kind, seq, message });

/** `rows` in the order in which they stand. */
export function chainFaults(conversation: string, rows: readonly PackRow[], facts: ChainFacts): readonly Fault[] {
  const faults: Fault[] = [];
  const bySeq = new Map<number, PackRow>();
  let highest = 0;
  for (const row of rows) {
    if (bySeq.has(row.seq)) {
      faults.push(fault('inserted', row.seq, `第 ${row.seq} 条出现了不止一次 (row ${row.seq} stands more than once)`));
      continue;
    }
    bySeq.set(row.seq, row);
    if (row.seq < highest) faults.push(fault('reordered', row.seq, `第 ${row.seq} 条的位置被调换 (row ${row.seq} is out of its place)`));
    highest = Math.max(highest, row.seq);
    if (row.seq > facts.count) faults.push(fault('inserted', row.seq, `第 ${row.seq} 条是多出来的 (row ${row.seq} is beyond the ${facts.count} that there were)`));
  }
  faults.push(...resealedFaults(rows));
  faults.push(...removedFaults(bySeq, Math.max(facts.count, 0)));
  for (const row of bySeq.values()) {
    const wrong = rowFault(conversation, row, facts.marks.get(row.seq)) ?? linkFault(row, row.seq === 1 ? facts.genesis : bySeq.get(row.seq - 1)?.hash);
    if (wrong !== null) faults.push(fault('changed', row.seq, `第 ${row.seq} 条被改动 (row ${row.seq} was changed: ${wrong})`));
  }
  return faults;
}

/** Rows without versions stood before there were seals: behind a row that was sealed as it was written there can be none. */
function resealedFaults(rows: readonly PackRow[]): readonly Fault[] {
  const first = Math.min(...rows.filter(({ sealed }) => sealed === 'written').map(({ seq }) => seq));
  return rows.filter(({ sealed, seq }) => sealed === 'later' && seq > first)
    .map(({ seq }) => fault('changed', seq, `第 ${seq} 条是事后重新封存的 (row ${seq} was sealed anew, behind rows that had been sealed as they were written)`));
}

/** `before`: the hash of the row before; undefined when that one is missing, which is named already. */
function linkFault(row: PackRow, before: string | undefined): string | null {
  if (before === undefined || row.prev === before) return null;
  return 'it does not follow the row before it';
}

function removedFaults(bySeq: ReadonlyMap<number, PackRow>, count: number): readonly Fault[] {
  const faults: Fault[] = [];
  let more = 0;
  for (let seq = 1; seq <= count; seq++) {
    if (bySeq.has(seq)) continue;
    if (faults.length >= REMOVED_NAMED_MAX) {
      more = count - bySeq.size - faults.length;
      break;
    }
    faults.push(fault('removed', seq, `第 ${seq} 条缺失 (row ${seq} is missing)`));
  }
  return more > 0 ? [...faults, fault('removed', null, `另有约 ${more} 条缺失 (about ${more} more are missing)`)] : faults;
}
