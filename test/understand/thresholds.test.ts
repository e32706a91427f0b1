// From the wrong answers that a shop can bear to the threshold, by the measured trade.
import { describe, expect, it } from 'vitest';
import { tradeFor, WRONG_MAX, type Trade } from '../../src/understand/thresholds.ts';
import { TRADES } from '../../src/understand/weights.ts';

const trade = (threshold: number, right: number): Trade => ({ threshold, right, covered: 1 - threshold });

describe('tradeFor', () => {
  const trades = [trade(0.4, 0.9), trade(0.5, 0.96), trade(0.6, 0.94), trade(0.7, 0.97), trade(0.8, 0.99)];

  it('is the lowest threshold from which all are good enough: a lucky dip below does not count', () => {
    expect(tradeFor(trades, 0.05).threshold).toBe(0.7);
    expect(tradeFor(trades, 0.1).threshold).toBe(0.4);
  });

  it('is the strictest there is when none is good enough', () => {
    expect(tradeFor(trades, 0.001).threshold).toBe(0.8);
  });
});

describe('the shipped trades', () => {
  it.each(Object.entries(TRADES))('%s: thresholds ascend, coverage falls, shares are shares', (_, trades) => {
    expect(trades.length).toBeGreaterThan(10);
    trades.forEach(({ threshold, right, covered }, i) => {
      expect(threshold).toBeGreaterThan(trades[i - 1]?.threshold ?? 0);
      expect(covered).toBeLessThanOrEqual(trades[i - 1]?.covered ?? 1);
      expect(right).toBeGreaterThan(0);
      expect(right).toBeLessThanOrEqual(1);
    });
  });

  it('asks more certainty of a shop that bears fewer wrong answers', () => {
    for (const trades of Object.values(TRADES)) expect(tradeFor(trades, WRONG_MAX / 2).threshold).toBeGreaterThanOrEqual(tradeFor(trades, WRONG_MAX).threshold);
  });
});
