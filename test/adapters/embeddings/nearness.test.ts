// The table of vectors against a plain model, what of a base is measured, and that measuring lets other work have its turns.
import fc from 'fast-check';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { learn } from '../../../src/adapters/embeddings/learn.ts';
import { EMBEDDED_MAX, EMBEDDED_PER_ENTRY_MAX, keptRows, nearness, rowsOf, type Table } from '../../../src/adapters/embeddings/nearness.ts';

const asked = (counts: readonly number[]) => counts.map((count, entry) => ({ id: String(entry), questions: Array.from({ length: count }, (_, i) => `${entry}.${i}`) }));
const unit = (values: readonly number[]): readonly number[] => {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
};
const never = (): boolean => false;

describe('what of a base is measured', () => {
  it('is all of a small one, first questions first', () => {
    expect(rowsOf(asked([2, 1, 3])).map(({ text }) => text)).toEqual(['0.0', '1.0', '2.0', '0.1', '2.1', '2.2']);
    expect(rowsOf([])).toEqual([]);
    expect(rowsOf(asked([0, 1])).map(({ entry }) => entry)).toEqual([1]);
  });

  it('is spread over the questions of an entry that has many, its first among them, none twice', () => {
    const texts = rowsOf(asked([1_000])).map(({ text }) => text);
    expect(texts).toHaveLength(EMBEDDED_PER_ENTRY_MAX);
    expect(new Set(texts).size).toBe(EMBEDDED_PER_ENTRY_MAX);
    expect(texts[0]).toBe('0.0');
    expect(Number(texts.at(-1)!.slice(2))).toBeGreaterThan(900);
  });

  it('keeps within its bounds for a large base, with something of every entry', () => {
    const rows = rowsOf(asked(Array.from({ length: 30_000 }, () => 5)));
    expect(rows.length).toBeLessThanOrEqual(EMBEDDED_MAX);
    expect(new Set(rows.map(({ entry }) => entry)).size).toBe(30_000);
    expect(keptRows(100_000, 30_000, 4_096)).toBe(32_768);
    expect(keptRows(100_000, 40_000, 4_096)).toBeNull();
  });
});

describe('nearness', () => {
  const number = fc.integer({ min: -9, max: 9 });
  const vectors = fc.integer({ min: 1, max: 9 }).chain((dimension) => fc.record({
    rows: fc.array(fc.record({ entry: fc.nat({ max: 4 }), vector: fc.array(number, { minLength: dimension, maxLength: dimension }) }), { minLength: 1, maxLength: 20 }),
    message: fc.array(number, { minLength: dimension, maxLength: dimension }),
  })).filter(({ rows, message }) => [...rows.map(({ vector }) => vector), message].every((one) => one.some((value) => value !== 0)));

  it('is the best cosine of each entry over their mean and deviation, for any vectors', async () => {
    await fc.assert(fc.asyncProperty(vectors, async ({ rows, message }) => {
      const dimension = message.length;
      const table: Table = { entries: 5, dimension, values: Float32Array.from(rows.flatMap(({ vector }) => unit(vector))), entryOf: Int32Array.from(rows, ({ entry }) => entry) };
      const m = unit(message);
      const cosines = new Map<number, number>();
      for (const { entry, vector } of rows) cosines.set(entry, Math.max(cosines.get(entry) ?? -2, unit(vector).reduce((sum, value, i) => sum + value * m[i]!, 0)));
      const all = [...cosines.values()];
      const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
      const deviation = Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / all.length);
      const z = await nearness(table, Float32Array.from(m), never);
      if (deviation < 1e-4) expect(z).toBeNull();
      else for (let entry = 0; entry < 5; entry++) expect(z![entry]).toBeCloseTo(cosines.has(entry) ? (cosines.get(entry)! - mean) / deviation : 0, 2);
    }), { numRuns: 200 });
  });

  it('stops when nobody waits any more', async () => {
    const table = large(20_000, 512);
    let turns = 0;
    expect(await nearness(table, table.values.slice(0, 512), () => ++turns > 3)).toBeNull();
    expect(turns).toBe(4);
  });
});

describe('other work', () => {
  it('waits less than 20 ms while 100,000 vectors are compared', async () => {
    const table = large(100_000, 384);
    const message = table.values.slice(384, 768);
    await nearness(table, message, never);
    const longest = await longestPause(async () => { await nearness(table, message, never); });
    expect(longest).toBeLessThan(20);
  });

  it('waits less than 20 ms while 20,000 questions are looked up and taken in', async () => {
    const entries = asked(Array.from({ length: 20_000 }, () => 1));
    const vector = Float32Array.from(unit(Array.from({ length: 64 }, (_, i) => i + 1)));
    const longest = await longestPause(async () => {
      const learned = await learn(entries, {
        cache: null, signal: new AbortController().signal, keyOf: (text) => text,
        embed: (texts) => new Promise((resolve) => { setImmediate(() => resolve(texts.map(() => vector))); }),
        waitAfter: () => Promise.reject(new Error('nothing is refused')),
      });
      expect(learned).toMatchObject({ kind: 'ready', asked: 20_000 });
    });
    expect(longest).toBeLessThan(20);
  });
});

function large(rows: number, dimension: number): Table {
  return {
    entries: rows, dimension, entryOf: Int32Array.from({ length: rows }, (_, row) => row),
    values: new Float32Array(rows * dimension).map((_, i) => (((i * 7_919) % 1_000) / 1_000 - 0.5) * Math.sqrt(12 / dimension)),
  };
}

/** ms beyond the turn that was due. The best of three runs, as the machine has other work too. */
async function longestPause(run: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await run();
    await new Promise((resolve) => setTimeout(resolve, 5));
    delay.disable();
    best = Math.min(best, delay.max / 1e6);
  }
  return best;
}
