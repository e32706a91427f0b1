// The drill on a fixed seed: disguised violations and risks are found, harmless counterparts pass. Floors, not targets.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drill } from '../../scripts/redteam/drill.ts';
import { alarmsOf, figuresOf, grouped, held, recallOf } from '../../scripts/redteam/figures.ts';
import { OPERATORS } from '../../scripts/redteam/operators.ts';
import { readerFrom } from '../../scripts/redteam/reader.ts';
import { seedsFrom } from '../../scripts/redteam/seeds.ts';

const SEED = 4;
const RECALL_MIN = 0.98;
const ALARMS_MAX = 0.005;
const SEEDS_MIN = 8;
/** Seeds missed or stopped as they are written; the drill lists them. */
const MISSED_MAX = 20;
const STOPPED_MAX = 5;

const seeds = seedsFrom();
const reader = readerFrom(fileURLToPath(new URL('../../knowledge', import.meta.url)));
const made = drill(reader, seeds, SEED, 2);

describe('the drill', () => {
  it('has seeds of both sides for every class', () => {
    expect(Object.keys(seeds.promises)).toHaveLength(20);
    expect(Object.keys(seeds.risks)).toHaveLength(25);
    for (const [name, { bad, ok }] of [...Object.entries(seeds.promises), ...Object.entries(seeds.risks)]) expect(Math.min(bad.length, ok.length), name).toBeGreaterThanOrEqual(SEEDS_MIN);
  });

  it('is the same for the same seed and uses every operator', () => {
    const one = { promises: { ship_promise: seeds.promises['ship_promise']! }, risks: {} };
    expect(drill(reader, one, 9, 2)).toEqual(drill(reader, one, 9, 2));
    expect(new Set(made.variants.map(({ operator }) => operator))).toEqual(new Set(['none', ...Object.keys(OPERATORS)]));
  });

  it('finds what is disguised and lets harmless text pass', () => {
    const figures = figuresOf(held(made));
    expect(figures.bad).toBeGreaterThan(5_000);
    expect(recallOf(figures), JSON.stringify(grouped(held(made), ({ operator }) => operator))).toBeGreaterThanOrEqual(RECALL_MIN);
    expect(alarmsOf(figures)).toBeLessThanOrEqual(ALARMS_MAX);
    expect(made.missed.length, made.missed.map(({ text }) => text).join()).toBeLessThanOrEqual(MISSED_MAX);
    expect(made.stopped.length, made.stopped.map(({ text }) => text).join()).toBeLessThanOrEqual(STOPPED_MAX);
  });
});
