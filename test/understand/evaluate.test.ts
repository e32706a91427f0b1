// The evaluate command: its figures against counting by hand, what it says about bad files, and one run of the whole.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBench } from '../../scripts/evaluating/bench.ts';
import { auc, coverageAt, figuresOf, type Line } from '../../scripts/evaluating/figures.ts';

const line = (type: string, probability: number, leads: string, gold: readonly string[] = [], action: Line['action'] = 'clarify'): Line =>
  ({ q: '', gold, type, action, entry_id: action === 'answer' ? leads : null, probability, top: [{ entry_id: leads, probability }, { entry_id: 'z', probability: 0 }] });

describe('figures', () => {
  const lines = [
    line('in', 0.9, 'a', ['a'], 'answer'), line('in', 0.8, 'b', ['a', 'z'], 'answer'), line('in', 0.5, 'c', ['c']),
    line('oos', 0.8, 'a', [], 'answer'), line('oos', 0.1, 'a'), line('noise', 0, 'a'),
  ];

  it('are counted as the format says', () => {
    expect(figuresOf(lines)).toEqual({
      n: { in: 3, oos: 2, noise: 1 },
      recall_at_1: 0.6667, recall_at_3: 1,
      auc: { oos: 0.75, noise: 1 },
      coverage_at_p90: 0.3333, coverage_at_p95: 0.3333,
      false_answer_rate: { in: 0.3333, oos: 0.5, noise: 0 },
    });
  });

  it('have no recall and no coverage without answerable queries', () => {
    expect(figuresOf(lines.slice(3))).toMatchObject({ recall_at_1: null, coverage_at_p90: null, auc: { oos: null } });
  });

  it('count a tie half in the AUC', () => {
    expect(auc([line('in', 0.5, 'a')], [line('oos', 0.5, 'a')])).toBe(0.5);
  });

  it('do not split queries of equal probability by a threshold', () => {
    const tied = [line('in', 0.9, 'a', ['a']), line('in', 0.5, 'a', ['a']), line('oos', 0.5, 'a')];
    expect(coverageAt(tied, 0.9)).toBe(0.5);
    expect(coverageAt(tied.toReversed(), 0.9)).toBe(0.5);
  });

  it('go on to a lower threshold where precision recovers', () => {
    const late = [line('oos', 0.9, 'a'), ...Array.from({ length: 9 }, (_, i) => line('in', 0.8 - i / 100, 'a', ['a']))];
    expect(coverageAt(late, 0.9)).toBe(1);
  });
});

const GOOD = { kb: [{ id: 'a', title: '怎么退货', similar: ['我要退货'] }, { id: 'b', title: '包邮吗', similar: [] }], queries: [{ q: '退货怎么弄', gold: ['a'], type: 'in' }, { q: '哈哈', gold: [], type: 'noise' }] };
const with_ = (change: object): string => JSON.stringify({ ...GOOD, ...change });

describe('a bench file', () => {
  it('is read when it is right', () => {
    expect(readBench(JSON.stringify(GOOD))).toEqual(GOOD);
  });

  it.each([
    ['broken JSON', '{', 'not valid JSON'],
    ['a list', '[]', 'expected an object with two lists'],
    ['no queries', JSON.stringify({ kb: GOOD.kb }), 'expected an object with two lists'],
    ['an empty kb', with_({ kb: [] }), 'kb is empty'],
    ['empty queries', with_({ queries: [] }), 'queries is empty'],
    ['the same id twice', with_({ kb: [...GOOD.kb, GOOD.kb[0]] }), 'kb[2].id "a" is the id of kb[0] already'],
    ['an entry without a title', with_({ kb: [{ id: 'a', similar: [] }], queries: GOOD.queries }), 'kb[0].title'],
    ['similar that is no list', with_({ kb: [{ id: 'a', title: 't', similar: 'x' }], queries: GOOD.queries }), 'kb[0].similar'],
    ['an entry that is no object', with_({ kb: [null, ...GOOD.kb] }), 'kb[0] is not an object'],
    ['a query without a type', with_({ queries: [{ q: 'x', gold: [] }] }), 'queries[0].type'],
    ['a query that is no text', with_({ queries: [{ q: 1, gold: [], type: 'in' }] }), 'queries[0].q'],
    ['an answerable query without gold', with_({ queries: [{ q: 'x', gold: [], type: 'in' }] }), 'has no gold entry'],
    ['gold that is not in kb', with_({ queries: [{ q: 'x', gold: ['q'], type: 'in' }] }), 'queries[0].gold names "q"'],
  ])('with %s is refused and says why', (_, text, why) => {
    expect(() => readBench(text)).toThrow(why);
  });

  it('with many problems names the first few and counts the rest', () => {
    expect(() => readBench(with_({ queries: Array.from({ length: 9 }, () => ({})) }))).toThrow('and 4 more');
  });
});

describe('the evaluate command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhanggui-evaluate-'));
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
  const run = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/evaluate.ts', ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('writes one line per query to --out and one line of figures to stdout', () => {
    const bench = join(folder, 'good.json');
    const out = join(folder, 'out.jsonl');
    writeFileSync(bench, JSON.stringify(GOOD));
    const { status, stdout, stderr } = run('--bench', bench, '--out', out);
    expect(stderr).toContain('recall_at_1');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ entries: 2, n: { in: 1, noise: 1 }, recall_at_1: 1, recall_at_3: 1 });
    const lines = readFileSync(out, 'utf8').trim().split('\n').map((text) => JSON.parse(text) as Line);
    expect(lines.map((one) => one.q)).toEqual(['退货怎么弄', '哈哈']);
    expect(Object.keys(lines[0]!)).toEqual(['q', 'gold', 'type', 'action', 'entry_id', 'probability', 'top']);
    expect(lines[0]!.top[0]).toEqual({ entry_id: 'a', probability: lines[0]!.probability });
  }, 60_000);

  it('ends with exit code 1 and a clear message when the file is missing', () => {
    const { status, stdout, stderr } = run('--bench', join(folder, 'none.json'));
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('cannot read the bench file');
  }, 60_000);

  it('says how it is used when --bench is missing', () => {
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain('usage: npm run -s evaluate');
  }, 60_000);
});
