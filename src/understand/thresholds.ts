// From what a shop can bear to what the matcher answers: the shop says how many of its answers may be wrong, and the threshold
// follows from the trade measured on held-out questions (weights.ts).
import type { Thresholds } from './decide.ts';
import type { BaseKind } from './model.ts';
import { TRADES } from './weights.ts';

/** At `threshold`, the share of the answers that was right, and the share of the messages with an answer that got it, 0..1. */
export interface Trade {
  readonly threshold: number;
  readonly right: number;
  readonly covered: number;
}

/** Thresholds ascending. */
export type Trades = Readonly<Record<BaseKind, readonly Trade[]>>;

/** Share of the answers that may be wrong when the shop says nothing. */
export const WRONG_MAX = 0.05;

/** The lowest threshold from which no more than `wrong` of the answers were wrong; the highest there is when none is good enough. */
export function tradeFor(trades: readonly Trade[], wrong: number): Trade {
  const good = trades.findIndex((_, i) => trades.slice(i).every(({ right }) => 1 - right <= wrong));
  return trades[good < 0 ? trades.length - 1 : good]!;
}

/** A part of a message has little to go by: it must be so much surer than a whole message. */
const PART_SURER = 0.05;
const PART_MAX = 0.97;
/** A person called without need costs less than a promise or a wrong answer, so these need less than an answer. */
const FIXED = { courtesy: 0.65, person: 0.5, clarify: 0.3, option: 0.1 } as const;

/** Where entries have few ways of asking, a message that none of them resembles leans to the risk examples, which are many. */
const RISK: Readonly<Record<BaseKind, number>> = { rich: 0.15, thin: 0.45, plain: 0.45 };
/** For a message that is a risk only together with the one before it. */
export const RISK_TOGETHER = 0.45;

/** `wrong`: the share of the answers that may be wrong, 0..1. */
export function thresholdsFor(kind: BaseKind, wrong: number = WRONG_MAX): Thresholds {
  const { threshold } = tradeFor(TRADES[kind], wrong);
  return { ...FIXED, risk: RISK[kind], answer: threshold, part: Math.min(PART_MAX, threshold + PART_SURER) };
}
