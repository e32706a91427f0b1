// What the starter shop must hold: breadth, background classes, short answers, a menu that works.
import { describe, expect, it } from 'vitest';
import { advise } from '../../src/knowledge/advise.ts';
import { answerText, questionsOf } from '../../src/knowledge/base.ts';
import { BACKGROUND } from '../../src/understand/index.ts';
import { AT_NIGHT, AT_WORK, starterShop } from '../helper.ts';

const { base, sources } = starterShop();
const entries = [...base.entries.values()];
const INSTANTS = [AT_WORK, AT_NIGHT, Date.parse('2026-12-09T12:00:00+08:00')];

describe('the starter shop', () => {
  it('covers the trade: 83 intents in nine topics, small talk, fragments, 25 risk classes', () => {
    const intents = entries.filter((entry) => !BACKGROUND.includes(entry.handling));
    expect(intents).toHaveLength(83);
    expect(new Set(intents.map((entry) => entry.topic))).toEqual(new Set(['service', 'size', 'shipping', 'invoice', 'promotion', 'returns', 'product', 'price', 'order']));
    expect(entries.filter((entry) => entry.handling === 'small_talk').length).toBeGreaterThanOrEqual(5);
    expect(entries.filter((entry) => entry.handling === 'ask').length).toBeGreaterThanOrEqual(3);
    expect(entries.filter((entry) => entry.handling === 'uncovered').length).toBeGreaterThanOrEqual(3);
    expect(base.risks.size).toBe(25);
  });

  it('knows at least 30 ways of asking each, and needs no advice', () => {
    expect(entries.filter((entry) => questionsOf(entry).length < 31).map((entry) => entry.id)).toEqual([]);
    expect([...base.risks.values()].filter((risk) => risk.similar.length < 30).map((risk) => risk.id)).toEqual([]);
    expect(advise(base, sources)).toEqual([]);
  });

  it('answers every entry by day, by night and during a campaign, with every variable filled', () => {
    for (const now of INSTANTS) {
      for (const entry of entries) {
        const text = answerText(base, entry.id, now);
        expect(text, entry.id).toMatch(/^[^{}]+$/);
      }
    }
  });

  it('speaks of a campaign only while it runs', () => {
    expect(answerText(base, 'promo.current', Date.parse('2026-12-09T12:00:00+08:00'))).toContain('双12');
    expect(answerText(base, 'promo.current', Date.parse('2026-12-14T12:00:00+08:00'))).not.toContain('双12');
  });

  it('knows at least 150 groups of look-alikes', () => {
    expect(base.shapes.length).toBeGreaterThanOrEqual(150);
  });

  it('a risk question is no similar question of an entry', () => {
    const risky = new Set([...base.risks.values()].flatMap((risk) => risk.similar));
    expect(entries.flatMap((entry) => questionsOf(entry).filter((question) => risky.has(question)))).toEqual([]);
  });
});
