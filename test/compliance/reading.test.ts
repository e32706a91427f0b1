// Properties of reading: it never throws, stays inside the original, and its time is bounded.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPromises } from '../../src/compliance/promises.ts';
import { readRisks } from '../../src/compliance/risk.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { policy, promiseRules, riskRules } from './shop.ts';

const piece = fc.constantFrom('今天', '发货', '不', '保证', '，', '。', '?', ' ', '😀', '\u200b', '“', '”', '赔您50元', '好评', '返现', '吗', '16点', '加', '微', '信', 'x', '包邮', '\n');
const chat = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const anything = fc.oneof(chat, fc.string({ unit: 'binary', maxLength: 200 }));

/** Generous: measured below 100 ms on a busy two-core machine. */
const READ_MS_MAX = 1_500;
const TEXT_MAX = 4_000;

describe('reading', () => {
  it('never faults and keeps places inside the original', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const finding of checkPromises(promiseRules, policy, normalise(text)).findings) {
          expect(finding.type).not.toBe('fault');
          expect(finding.start).toBeGreaterThanOrEqual(0);
          expect(finding.end).toBeGreaterThan(finding.start);
          expect(finding.end).toBeLessThanOrEqual(text.length);
          expect(text.slice(finding.start, finding.end)).toBe(finding.words);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads risks in any text, each class once', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const found = readRisks(riskRules, normalise(text));
        expect(new Set(found.map((reading) => reading.riskId)).size).toBe(found.length);
        for (const { rule } of found) expect(text).toContain(rule.words);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['今天发', '薇❤', 'ﷺ', '“今天”', '不今天发', '今 天 发 ', '“', '1', '好评返现5元，', '如果今天发不了明天给您发', '半天内', '是不是'])('takes bounded time for %s, repeated', (unit) => {
    const text = unit.repeat(TEXT_MAX).slice(0, TEXT_MAX);
    const started = performance.now();
    checkPromises(promiseRules, policy, normalise(text));
    readRisks(riskRules, normalise(text));
    expect(performance.now() - started).toBeLessThan(READ_MS_MAX);
  });
});
