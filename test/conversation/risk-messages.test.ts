// Buyers' messages that carry a risk without its key word, and their harmless twins, by writers who saw neither rules nor examples.
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../src/conversation/brain.ts';
import { golden } from '../compliance/shop.ts';
import { starterShop } from '../helper.ts';

const NOW = Date.parse('2026-11-22T10:00:00+08:00');

describe('messages of the 25 risk classes', () => {
  const rows = golden('risk_messages.tsv');
  const { brain } = starterShop();
  const reached = rows.map(([risk, kind, text]) => ({ risk: risk!, kind: kind!, decision: readMessage(brain, text!, NOW).decision }));
  const share = (kind: string, holds: (one: (typeof reached)[number]) => boolean): number => {
    const some = reached.filter((one) => one.kind === kind);
    return some.filter(holds).length / some.length;
  };

  it('cover every class', () => {
    expect(new Set(rows.map(([risk]) => risk))).toEqual(new Set(brain.base.risks.keys()));
  });

  it('reach a person, most of them', () => {
    expect(share('risk', ({ decision }) => decision.kind === 'escalate')).toBeGreaterThanOrEqual(0.8);
  });

  it('leave harmless twins alone, nearly all', () => {
    expect(share('harmless', ({ decision }) => decision.kind === 'escalate' && decision.cause === 'risk')).toBeLessThanOrEqual(0.06);
  });
});

describe('photos, and what children wear', () => {
  const { brain } = starterShop();
  it.each(golden('risk_everyday.tsv'))('%s: %s', (kind, text) => {
    const { decision } = readMessage(brain, text!, NOW);
    expect(decision.kind === 'escalate' && decision.cause === 'risk').toBe(kind === 'risk');
  });
});
