// Scores replayed rows against hand-made labels (columns label, alt, sure) and makes the table that replay ends with.
// Labels: an intent id, `risk:<id>`, `oos` (no entry covers it), `chat`, `context` (cannot be understood alone).
import type { Trace } from '../src/transport/protocol.ts';

export interface Scored {
  readonly label: string;
  readonly alt: readonly string[];
  readonly sure: boolean;
  readonly trace: Trace;
}

export interface Figures {
  readonly rows: number;
  readonly answered: number;
  /** Of the answered rows, the share whose entry is the label or an alternative. */
  readonly precision: number | null;
  /** Of the rows labelled with an intent, the share answered rightly or rightly handed over. */
  readonly intent_coverage: number | null;
  /** Of the rows labelled with a risk, the share that reached a person. */
  readonly risk_reached: number | null;
  /** Of the rows labelled chat or context, the share given an FAQ answer that no label allows. */
  readonly chat_context_answered: number | null;
}

const labelsOf = (row: Scored): readonly string[] => [row.label, ...row.alt];
const isIntent = (label: string): boolean => label.includes('.') && !label.startsWith('risk:');
const understood = (row: Scored): boolean => row.trace.entry_id !== null && labelsOf(row).includes(row.trace.entry_id);

function share(rows: readonly Scored[], right: (row: Scored) => boolean): number | null {
  return rows.length === 0 ? null : rows.filter(right).length / rows.length;
}

/** Handed over for the intent itself, or for a risk that the labels allow. */
function rightlyHandedOver(row: Scored): boolean {
  if (row.trace.action !== 'escalate') return false;
  return row.trace.risk === null ? understood(row) : labelsOf(row).includes(`risk:${row.trace.risk}`);
}

export function figures(rows: readonly Scored[]): Figures {
  const answered = rows.filter((row) => row.trace.action === 'answer');
  return {
    rows: rows.length,
    answered: answered.length,
    precision: share(answered, understood),
    intent_coverage: share(rows.filter((row) => isIntent(row.label)), (row) => (row.trace.action === 'answer' && understood(row)) || rightlyHandedOver(row)),
    risk_reached: share(rows.filter((row) => row.label.startsWith('risk:')), (row) => row.trace.action === 'escalate'),
    chat_context_answered: share(rows.filter((row) => row.label === 'chat' || row.label === 'context'), (row) => row.trace.action === 'answer' && !understood(row)),
  };
}

/** One line for all sure rows, then one for each topic (the label's part before the dot or colon). */
export function scoreTable(rows: readonly Scored[]): string {
  const sure = rows.filter((row) => row.sure);
  const topics = [...new Set(sure.map((row) => topicOf(row.label)))].sort();
  const lines = [['all (sure=1)', figures(sure)] as const, ...topics.map((topic) => [topic, figures(sure.filter((row) => topicOf(row.label) === topic))] as const)];
  const percent = (value: number | null): string => (value === null ? '-' : value.toFixed(3));
  return table([
    ['topic', 'rows', 'answered', 'precision', 'intent coverage', 'risk reached', 'chat/context answered'],
    ...lines.map(([topic, one]) => [topic, String(one.rows), String(one.answered), percent(one.precision), percent(one.intent_coverage), percent(one.risk_reached), percent(one.chat_context_answered)]),
  ]);
}

function topicOf(label: string): string {
  return label.split(/[.:]/)[0] ?? label;
}

/** Columns padded with spaces, the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n');
}
