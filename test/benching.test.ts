// The benchmarks: coverage by folds, the leaders of a list of hits, made text, texts written differently, and one small run.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { chanceOf, sample } from '../scripts/benching/chance.ts';
import { bySound, byTable, inFullWidth, inTraditional, readConfusions, swapBy, withZeroWidth } from '../scripts/benching/disturb.ts';
import { coverageByFolds, lineOf, percentile, thresholdFor } from '../scripts/benching/figures.ts';
import { GROWTH_QUESTIONS_MAX, grownBench, LONG_LENGTH_MIN, longMessages, QUESTIONS_PER_ENTRY } from '../scripts/benching/growth.ts';
import { leadersOf, textsOf } from '../scripts/benching/method.ts';
import { tableOf } from '../scripts/benching/table.ts';
import { normalise } from '../src/understand/normalise.ts';

const line = (type: string, score: number, right: boolean) => lineOf({ q: '', gold: right ? ['a'] : ['b'], type }, [{ entryId: 'a', score }]);

describe('coverage by folds', () => {
  const answerable = Array.from({ length: 10 }, (_, i) => line('in', 10 + (i % 2), true));

  it('is all of it when every score above the refusals is right', () => {
    const refused = Array.from({ length: 5 }, (_, i) => line('noise', i, false));
    expect(coverageByFolds([...answerable, ...refused], 0.9)).toEqual({ coverage: 1, precision: 1 });
  });

  it('is 0 when no threshold reaches the precision', () => {
    const refused = Array.from({ length: 10 }, () => line('noise', 99, false));
    expect(coverageByFolds([...answerable, ...refused], 0.9)).toEqual({ coverage: 0, precision: null });
  });

  it('counts a fold with the threshold of the other four', () => {
    // The refusal falls into the first fold: only there the threshold is picked without it, and only there it is answered.
    const lines = [...Array.from({ length: 5 }, () => line('in', 5, true)), line('noise', 5, false)];
    expect(thresholdFor(lines, 0.9)).toBe(Infinity);
    expect(coverageByFolds(lines, 0.9)).toEqual({ coverage: 0.2, precision: 0.5 });
  });

  it('does not split equal scores, and goes on where the precision recovers', () => {
    expect(thresholdFor([line('in', 3, true), line('in', 2, true), line('noise', 2, false)], 0.9)).toBe(3);
    expect(thresholdFor([line('noise', 9, false), ...answerable.map((one) => ({ ...one, probability: 1 }))], 0.9)).toBe(1);
  });

  it('answers nothing for which nothing was found', () => {
    const empty = lineOf({ q: '', gold: ['a'], type: 'in' }, []);
    expect(coverageByFolds([...answerable, empty], 0.9)?.coverage).toBe(0.9091);
  });
});

describe('leaders', () => {
  const kb = [{ id: 'a', title: '一', similar: ['二'] }, { id: 'b', title: '三', similar: ['三'] }, { id: 'c', title: '四', similar: [] }, { id: 'd', title: '五', similar: [] }];
  const texts = textsOf(kb);

  it('are the best text of each entry, the first written among equals', () => {
    expect(texts.map(({ text }) => text)).toEqual(['一', '二', '三', '四', '五']);
    const hits = [{ id: 4, score: 2 }, { id: 1, score: 2 }, { id: 0, score: 1 }, { id: 3, score: 1 }, { id: 2, score: 1 }];
    expect(leadersOf(kb, texts, hits)).toEqual([{ entryId: 'a', score: 2 }, { entryId: 'd', score: 2 }, { entryId: 'b', score: 1 }]);
  });

  it('stop reading once nothing can lead any more', () => {
    function* hits() {
      for (const id of [0, 2, 3]) yield { id, score: 3 };
      yield { id: 4, score: 1 };
      throw new Error('read too far');
    }
    expect(leadersOf(kb, texts, hits()).map(({ entryId }) => entryId)).toEqual(['a', 'b', 'c']);
  });
});

describe('made text', () => {
  const bench = grownBench(500);

  it('has ten different questions per entry and a query that is none of them', () => {
    const byId = new Map(bench.kb.map((entry) => [entry.id, new Set([entry.title, ...entry.similar])]));
    expect(byId.size).toBe(50);
    for (const questions of byId.values()) expect(questions.size).toBe(QUESTIONS_PER_ENTRY);
    for (const { q, gold } of bench.queries) expect(byId.get(gold[0]!)!.has(q)).toBe(false);
    expect(JSON.stringify(bench)).not.toContain('@');
  });

  it('joins queries into long messages, the same ones for the same seed', () => {
    const long = longMessages(bench.queries);
    expect(long).toHaveLength(bench.queries.length);
    for (const message of long) {
      expect(message.length).toBeGreaterThanOrEqual(LONG_LENGTH_MIN);
      expect(bench.queries.filter(({ q }) => message.includes(q)).length).toBeGreaterThan(0);
    }
    expect(longMessages(bench.queries)).toEqual(long);
    expect(longMessages(bench.queries, 1)).not.toEqual(long);
  });

  it('is the same for the same seed and another for another', () => {
    expect(grownBench(500)).toEqual(bench);
    expect(grownBench(500, 1)).not.toEqual(bench);
  });

  it('suffices for the largest size offered and refuses what it cannot make', () => {
    expect(GROWTH_QUESTIONS_MAX).toBeGreaterThanOrEqual(100_000);
    expect(() => grownBench(GROWTH_QUESTIONS_MAX + 10)).toThrow('can be grown to');
  });
});

describe('a text written differently', () => {
  const text = '怎么开发票 ABC12';

  it('has one character of the same sound in another place of the table', () => {
    const others = bySound(['票飘漂嫖', '票飘漂嫖', '票飘漂', '票飘漂', '票飘漂']);
    expect(others('发票')).toEqual([[], ['飘', '漂']]);
    expect(['发飘', '发漂']).toContain(swapBy(others)('发票', chanceOf(1)));
    expect(swapBy(others)('你好', chanceOf(1))).toBe('你好');
  });

  it('is swapped by a table both ways', () => {
    const table = readConfusions('#汉字\t同音\n票\t飘\t漂\n');
    expect(byTable(table)('票飘a')).toEqual([['飘', '漂'], ['票'], []]);
    expect(() => readConfusions('# nothing')).toThrow('no confusions');
  });

  it('reads the same in traditional characters, zero-width characters and full width', () => {
    for (const disturb of [inTraditional, withZeroWidth, inFullWidth]) {
      const other = disturb(text, chanceOf(7));
      expect(other).not.toBe(text);
      expect(normalise(other).text).toBe(normalise(text).text);
    }
  });
});

it('a sample is drawn without repeats and leaves its list alone', () => {
  const list = [1, 2, 3, 4, 5];
  expect([...sample(chanceOf(3), list, 9)].sort()).toEqual(list);
  expect(new Set(sample(chanceOf(3), list, 3)).size).toBe(3);
  expect(list).toEqual([1, 2, 3, 4, 5]);
});

it('percentiles and tables are plain', () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
  expect(percentile([], 0.5)).toBeNaN();
  expect(tableOf([['name', 'n'], ['a', '10']])).toBe('name   n\na     10');
});

describe('the command', () => {
  const run = (...args: readonly string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'scripts/bench-match.ts', ...args], { encoding: 'utf8' });

  it('measures a method in a process of its own', () => {
    const { stdout, stderr, status } = run('--growth', '100', '--methods', 'minisearch');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/MiniSearch +[01]\.\d{3} +10 /);
  });

  it.each([
    [['--growth', '5'], 'whole numbers'],
    [['--methods', 'lucene'], 'there are ours, fuse.js'],
  ])('says what is wrong with %j', (args, message) => {
    const { stderr, status } = run(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});
