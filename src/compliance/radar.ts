// Traps laid over several messages: what each message of a buyer signals, and which combinations of signals stand after it.
// A signal fades with every further message; a combination calls a person when its signals are there together and strong enough.
// It only reports. Which messages those are, and what is done, is the conversation's affair (conversation/watch.ts).
import type { EntryId, NormalText, RiskId } from '../types.ts';
import { findTerms } from './automaton.ts';
import { originalRange, type Range } from './clauses.ts';
import { matchRules, readText, type Reading } from './pattern.ts';
import { REPEATS_MAX, type Combination, type RadarRules, type RegionTable, type Signal } from './radar-file.ts';

/** Messages of the buyer looked back on, the last one included. */
export const RADAR_TURNS_MAX = 20;
/** A signal is active while at least this share of its weight is left. */
export const ACTIVE_SHARE_MIN = 0.25;
/** A combination that became active lasts while at least this share of the strength it needs is left. */
export const LASTING_SHARE_MIN = 0.6;
/** Characters of the buyer's words that a signal keeps. */
export const SIGNAL_WORDS_MAX = 40;

/** What a message was understood as besides its words: by likeness to examples, or because it was picked. */
export interface Understood {
  readonly risks: readonly { readonly risk: RiskId; readonly words: string }[];
  readonly entries: readonly EntryId[];
}

export const NOTHING_UNDERSTOOD: Understood = { risks: [], entries: [] };

/** A signal that one message raises, with the buyer's words. `signal` is its place in `signals`. */
export interface Raised {
  readonly signal: number;
  readonly words: string;
}

export interface ActiveSignal {
  readonly signal: Signal;
  /** The words of the last mention. */
  readonly words: string;
  /** Messages of the buyer since the last mention; 0 for the last message. */
  readonly turnsAgo: number;
}

export interface Active {
  readonly combination: Combination;
  readonly strength: number;
  /** Its signals that are active, oldest mention first. */
  readonly signals: readonly ActiveSignal[];
  /** It became active by the last message. */
  readonly isNew: boolean;
}

/**
 * Each signal at most once, in the order of the rule file. Linear in the text for a given rule file. Disguised words are not looked
 * for: that costs more than all the rest, and a risk that was read in spite of its disguise comes with `understood`.
 */
export function readSignals(radar: RadarRules, normal: NormalText, understood: Understood = NOTHING_UNDERSTOOD): readonly Raised[] {
  const found = new Map<number, string>();
  const raise = (signals: readonly number[], words: string): void => {
    for (const signal of signals) if (!found.has(signal)) found.set(signal, shortened(words));
  };
  readWords(radar, readText(radar.concepts, normal), raise);
  for (const { risk, words } of understood.risks) raise(radar.byRisk.get(risk) ?? [], words);
  for (const entry of understood.entries) raise(radar.byEntry.get(entry) ?? [], normal.original.trim());
  return [...found].sort(([a], [b]) => a - b).map(([signal, words]) => ({ signal, words }));
}

function readWords(radar: RadarRules, reading: Reading, raise: (signals: readonly number[], words: string) => void): void {
  const { surface } = reading;
  const wordsAt = (range: Range): string => {
    const { start, end } = originalRange(surface, range);
    return surface.normal.original.slice(start, end);
  };
  for (const match of matchRules(radar.rules, reading)) raise(match.rule.signals, wordsAt(match));
  for (const { signal, start, end } of regionsIn(radar.regions, surface.text)) raise([signal], wordsAt({ start, end }));
}

/** Regions named in the text, but for those inside a longer word that means something else (新疆棉). */
function regionsIn({ automaton, members, exceptions }: RegionTable, text: string): readonly (Range & { readonly signal: number })[] {
  const hits = findTerms(automaton, text);
  if (hits.length === 0) return [];
  const covered = new Map<number, Uint8Array>();
  for (const { term, start, end } of hits) {
    for (const signal of exceptions[term]!) {
      const cover = covered.get(signal) ?? new Uint8Array(text.length);
      covered.set(signal, cover.fill(1, start, end));
    }
  }
  return hits.flatMap(({ term, start, end }) => members[term]!.flatMap((signal) => (covered.get(signal)?.[start] === 1 ? [] : [{ signal, start, end }])));
}

/** Never cut inside a number: half a phone number would no longer be known as one where it is masked. */
function shortened(words: string): string {
  return words.length <= SIGNAL_WORDS_MAX ? words : words.slice(0, SIGNAL_WORDS_MAX).replace(/[\p{L}\p{N}\s-]{0,3}$/u, '').replace(/[\p{N}a-z〇零一二三四五六七八九十壹贰叁肆伍陆柒捌玖\s.-]+$/iu, '');
}

interface Mention {
  readonly strength: number;
  readonly words: string;
  readonly turn: number;
}

/**
 * The combinations that stand after the last of these messages (each given as what it raised, oldest first), the most severe and
 * then the strongest first. Strength of a signal: the weights of its mentions, each halved every `halfLife` messages, at most
 * REPEATS_MAX times its weight. Only the last RADAR_TURNS_MAX messages count.
 */
export function standing(radar: RadarRules, turns: readonly (readonly Raised[])[]): readonly Active[] {
  const looked = turns.slice(-RADAR_TURNS_MAX);
  const mentions = new Map<number, Mention>();
  let active: ReadonlySet<Combination> = new Set();
  let before: ReadonlySet<Combination> = active;
  looked.forEach((raised, turn) => {
    for (const [signal, mention] of mentions) mentions.set(signal, { ...mention, strength: mention.strength * 0.5 ** (1 / radar.signals[signal]!.halfLife) });
    for (const { signal, words } of raised) {
      const { weight } = radar.signals[signal]!;
      mentions.set(signal, { strength: Math.min(weight * REPEATS_MAX, (mentions.get(signal)?.strength ?? 0) + weight), words, turn });
    }
    before = active;
    active = new Set(radar.combinations.filter((one) => holds(radar, one, mentions, before.has(one) ? one.strength * LASTING_SHARE_MIN : one.strength)));
  });
  return [...active].map((combination): Active => {
    const signals = combination.members.filter((member) => isActive(radar, member, mentions))
      .map((member) => ({ signal: radar.signals[member]!, words: mentions.get(member)!.words, turnsAgo: looked.length - 1 - mentions.get(member)!.turn }))
      .sort((a, b) => b.turnsAgo - a.turnsAgo);
    return { combination, strength: strengthOf(radar, combination, mentions), signals, isNew: !before.has(combination) };
  }).sort((a, b) => RANK[a.combination.severity] - RANK[b.combination.severity] || b.strength - a.strength);
}

const RANK: Readonly<Record<Combination['severity'], number>> = { critical: 0, high: 1, medium: 2, low: 3 };

function holds(radar: RadarRules, combination: Combination, mentions: ReadonlyMap<number, Mention>, least: number): boolean {
  return combination.groups.every((group) => group.some((member) => isActive(radar, member, mentions))) && strengthOf(radar, combination, mentions) >= least;
}

function isActive(radar: RadarRules, signal: number, mentions: ReadonlyMap<number, Mention>): boolean {
  return (mentions.get(signal)?.strength ?? 0) >= radar.signals[signal]!.weight * ACTIVE_SHARE_MIN;
}

function strengthOf(radar: RadarRules, { members }: Combination, mentions: ReadonlyMap<number, Mention>): number {
  return members.reduce((sum, member) => sum + (isActive(radar, member, mentions) ? mentions.get(member)!.strength : 0), 0);
}
