// The size that a shop's chart names for a height and a weight, and the words for it. Pure arithmetic over the profile's
// size.chart (cm and kg, bounds included); the words are system replies, so a shop edits them like all its texts.
import { plainSize, slotValue, type Slot, type SlotKind } from '../understand/slots.ts';
import type { EntryId } from '../types.ts';
import { systemReply, type KnowledgeBase } from './base.ts';
import type { Profile, SystemReplyId } from './schema.ts';

export type ChartRow = NonNullable<Profile['size']>['chart'][number];

export interface Measures {
  /** cm */
  readonly height: number | null;
  /** kg */
  readonly weight: number | null;
}

/** Sizes are named as in the chart, whose rows go from small to large. */
export type SizeAdvice =
  | { readonly kind: 'missing'; readonly missing: readonly ('height' | 'weight')[] }
  /** One row holds both; `larger` is the next one, null at the end of the chart. */
  | { readonly kind: 'one'; readonly size: string; readonly larger: string | null }
  /** Several rows hold both, or a measure lies between two rows: the fit decides. */
  | { readonly kind: 'between'; readonly size: string; readonly larger: string }
  /** The height names one row, the weight its neighbour. */
  | { readonly kind: 'apart'; readonly byHeight: string; readonly byWeight: string }
  /** No row, or rows too far apart, to say anything. */
  | { readonly kind: 'outside' };

/** Rows that the height and the weight may be apart, so that either size can be worn. */
const APART_MAX = 1;

export function adviseSize(chart: readonly ChartRow[], { height, weight }: Measures): SizeAdvice {
  if (height === null || weight === null) {
    return { kind: 'missing', missing: [...(height === null ? ['height' as const] : []), ...(weight === null ? ['weight' as const] : [])] };
  }
  const tall = rowsFor(chart, 'height', height);
  const heavy = rowsFor(chart, 'weight', weight);
  const both = tall.between || heavy.between ? [] : heavy.rows.filter((row) => tall.rows.includes(row));
  const [first, last] = [both[0], both.at(-1)];
  if (first === undefined || last === undefined) return nearest(chart, tall, heavy);
  return first === last
    ? { kind: 'one', size: chart[first]!.size, larger: chart[first + 1]?.size ?? null }
    : { kind: 'between', size: chart[first]!.size, larger: chart[last]!.size };
}

interface Rows {
  readonly rows: readonly number[];
  /** The measure lies in a gap, and `rows` are the ones below and above it. */
  readonly between: boolean;
}

/** The rows that hold a measure; none outside the chart. */
function rowsFor(chart: readonly ChartRow[], side: 'height' | 'weight', value: number): Rows {
  const places = chart.map((_, row) => row);
  const holding = places.filter((row) => chart[row]![side][0] <= value && value <= chart[row]![side][1]);
  if (holding.length > 0) return { rows: holding, between: false };
  const below = places.findLast((row) => chart[row]![side][1] < value);
  const above = places.find((row) => chart[row]![side][0] > value);
  return { rows: below === undefined || above === undefined ? [] : [below, above], between: true };
}

/** No row holds both: the two rows around a gap, or the two that the measures name when these are neighbours. */
function nearest(chart: readonly ChartRow[], tall: Rows, heavy: Rows): SizeAdvice {
  const pairs = tall.rows.flatMap((height) => heavy.rows.map((weight) => ({ height, weight, apart: Math.abs(height - weight) })));
  const closest = pairs.reduce<(typeof pairs)[number] | null>((best, pair) => (best === null || pair.apart < best.apart ? pair : best), null);
  if (closest === null || closest.apart > APART_MAX) return { kind: 'outside' };
  if (closest.apart > 0) return { kind: 'apart', byHeight: chart[closest.height]!.size, byWeight: chart[closest.weight]!.size };
  const [below, above] = (heavy.between ? heavy : tall).rows;
  return { kind: 'between', size: chart[below!]!.size, larger: chart[above!]!.size };
}

/** The slots that a size entry is answered from; what the buyer says after such an answer completes or corrects them. */
const SIZE_SLOTS: readonly SlotKind[] = ['height', 'weight', 'fit'];

/** The entry that recommends a size. */
export const SIZE_ENTRY: EntryId = 'size.recommend';

/** Entries whose static answer the computed one replaces; one that has a good answer of its own waits until all is known. */
const SIZE_ENTRIES: Readonly<Record<EntryId, 'always' | 'when_known'>> = { [SIZE_ENTRY]: 'always', 'size.between': 'when_known' };

/** Slots that the entry's answer is computed from; none when the shop has no chart. */
export function slotsOfEntry(base: KnowledgeBase, entryId: EntryId): readonly SlotKind[] {
  return base.profile.size !== undefined && Object.hasOwn(SIZE_ENTRIES, entryId) ? SIZE_SLOTS : [];
}

export interface SizeQuestion {
  readonly entryId: EntryId;
  /** What the buyer asked, in normal form, the question before a follow-up included. */
  readonly text: string;
  /** Slots of the message at hand. */
  readonly said: readonly Slot[];
  /** Slots known altogether, the newest last. */
  readonly known: readonly Slot[];
}

export interface SizeReply {
  readonly text: string;
  /** Whether a person should be offered beside it. */
  readonly offerPerson: boolean;
}

/** The computed answer, not yet approved; null when the entry's own answer is the right one. */
export function sizeReply(base: KnowledgeBase, question: SizeQuestion): SizeReply | null {
  const chart = base.profile.size?.chart;
  const use = Object.hasOwn(SIZE_ENTRIES, question.entryId) ? SIZE_ENTRIES[question.entryId] : undefined;
  if (!chart || use === undefined || isNotFor(base.profile, question.text)) return null;
  const row = use === 'always' ? rowAsked(chart, question) : undefined;
  if (row) return { text: systemReply(base, 'size_row', rowWords(row)).text, offerPerson: false };
  const measures = { height: slotValue(question.known, 'height'), weight: slotValue(question.known, 'weight') };
  const advice = adviseSize(chart, measures);
  if (advice.kind === 'missing' && use === 'when_known') return null;
  const [id, words] = wording(advice, slotValue(question.known, 'fit'));
  return { text: systemReply(base, id, { ...measureWords(measures), ...words }).text, offerPerson: advice.kind === 'outside' || advice.kind === 'apart' };
}

function wording(advice: SizeAdvice, fit: 'loose' | 'slim' | null): readonly [SystemReplyId, Readonly<Record<string, string>>] {
  switch (advice.kind) {
    case 'missing': return [advice.missing.length > 1 ? 'size_ask_both' : advice.missing[0] === 'height' ? 'size_ask_height' : 'size_ask_weight', {}];
    case 'outside': return ['size_outside', {}];
    case 'apart': return ['size_apart', { by_height: advice.byHeight, by_weight: advice.byWeight }];
    case 'between': return [fit === 'loose' ? 'size_loose' : fit === 'slim' ? 'size_one' : 'size_between', { size: advice.size, larger: advice.larger }];
    case 'one': {
      if (advice.larger === null) return ['size_largest', { size: advice.size }];
      return [fit === 'loose' ? 'size_loose' : 'size_one', { size: advice.size, larger: advice.larger }];
    }
  }
}

function measureWords({ height, weight }: Measures): Readonly<Record<string, string>> {
  return { ...(height === null ? {} : { height: plain(height) }), ...(weight === null ? {} : { weight: plain(weight) }) };
}

/** "L 码适合多高多重": the row of a size that is named, when the buyer gives no measure of his own. */
function rowAsked(chart: readonly ChartRow[], { text, said }: SizeQuestion): ChartRow | undefined {
  const size = slotValue(said, 'size');
  const own = slotValue(said, 'height') ?? slotValue(said, 'weight');
  return size !== null && own === null && ASKS_ROW.test(text) ? chart.find((row) => plainSize(row.size) === size) : undefined;
}

const ASKS_ROW = /多高|多重|几斤|多少(?:斤|公斤|kg|体重)|(?:体重|身高).{0,4}(?:多少|范围|是)|适合.{0,6}[人穿]/u;

function rowWords(row: ChartRow): Readonly<Record<string, string>> {
  const span = ([from, to]: readonly [number, number], times = 1): string => `${plain(from * times)}-${plain(to * times)}`;
  return { size: row.size, heights: span(row.height), weights: span(row.weight), jins: span(row.weight, 2) };
}

/** Whether the question is about someone or something that the chart is not made for. */
function isNotFor({ size }: Profile, text: string): boolean {
  return size?.not_for?.some((word) => text.includes(word)) ?? false;
}

/** At most one decimal. */
function plain(value: number): string {
  return String(Math.round(value * 10) / 10);
}
