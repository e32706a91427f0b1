// Every decision table: each case has one ruling, no row is idle or contradicts another, every sentence passes the gate; and the
// finder of flaws finds planted ones.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/compliance/gate.ts';
import { rulingsMarkdown } from '../../../src/knowledge/rulings/document.ts';
import { casesOf, flawsOf } from '../../../src/knowledge/rulings/flaws.ts';
import { DAY_MS } from '../../../src/knowledge/rulings/instant.ts';
import { practice } from '../../../src/knowledge/rulings/source.ts';
import { choice, choiceTable, holds, namedRuling, type Keys, type Row, type Table } from '../../../src/knowledge/rulings/table.ts';
import { RULINGS, TABLES } from '../../../src/knowledge/rulings/tables.ts';
import { normalise } from '../../../src/understand/normalise.ts';
import { policy, promiseRules } from '../../compliance/shop.ts';

const named = TABLES.map((table) => [table.id, table] as const);

describe.each(named)('%s', (_, table) => {
  it('rules on every case exactly once, without idle or contradicting rows', () => {
    expect(flawsOf(table)).toEqual([]);
  });

  it('rules on every input that its keys allow, by a row of its own that holds', () => {
    fc.assert(fc.property(inputsOf(table.keys), (input) => {
      const ruling = table.rule(input as never);
      expect(RULINGS.get(ruling.id)).toEqual((({ deadline: _deadline, ...rest }) => rest)(ruling));
      expect(table.rule(input as never)).toEqual(ruling);
    }), { numRuns: 300 });
  });

  it('says nothing to a buyer that the gate would stop or warn of', () => {
    const gate = createGate({ promises: promiseRules, policy, normalise });
    for (const row of table.rows) {
      const { ok, report } = gate.approve({ text: row.sentence, options: [] });
      expect({ id: row.name, ok, findings: report.findings.map(({ words, type }) => `${type}: ${words}`) }).toEqual({ id: row.name, ok: true, findings: [] });
    }
  });

  it('tells an agent what to do, why, and where it is from', () => {
    for (const { title, steps, because, sentence, source } of table.rows) {
      for (const text of [title, because, source.title, source.passage, ...steps]) expect(text).toMatch(/[\u4e00-\u9fff]{2}/u);
      expect(title.length).toBeLessThanOrEqual(20);
      expect(sentence.length).toBeLessThanOrEqual(60);
    }
  });
});

/** Instants around a leap day, counts from 1, every choice. */
function inputsOf(keys: Keys): fc.Arbitrary<object> {
  const some = fc.integer({ min: Date.UTC(2024, 1, 20), max: Date.UTC(2024, 2, 20) });
  return fc.record(Object.fromEntries(Object.entries(keys).map(([name, key]): [string, fc.Arbitrary<string | number | null>] => {
    switch (key.kind) {
      case 'choice': return [name, fc.constantFrom(...Object.keys(key.values))];
      case 'instant': return [name, some];
      case 'instant_or_none': return [name, fc.option(some)];
      case 'published': return [name, fc.option(fc.integer({ min: 1, max: 30 }))];
    }
  })));
}

describe('the tables together', () => {
  it('have ids that entries can cite, each once', () => {
    expect(new Set(TABLES.map(({ id }) => id)).size).toBe(TABLES.length);
    expect(RULINGS.size).toBe(TABLES.reduce((sum, { rows }) => sum + rows.length, 0));
    for (const id of RULINGS.keys()) expect(id).toMatch(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/);
  });

  it('are documented as they are', () => {
    expect(readFileSync('docs/rulings.md', 'utf8')).toBe(rulingsMarkdown());
  });

  it('link each table of the document to its heading', () => {
    const text = rulingsMarkdown();
    const anchors = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll('.', '').replaceAll(' ', '-'));
    expect(anchors).toEqual(headings);
    expect(anchors).toHaveLength(TABLES.length);
  });
});

describe('the finder of flaws', () => {
  const row = (name: string, when: Row['when'], verdict: Row['verdict'] = 'seller'): Row => ({
    name, when, verdict, title: '标题', whoPays: null, steps: ['步骤'], sentence: '您好', because: '原因', source: practice('做法'),
  });
  const facts = { a: choice('甲', { x: '一', y: '二' }), b: choice('乙', { x: '一', y: '二' }) };
  const flaws = (...rows: Row[]) => flawsOf({ id: 't', facts, rows }).join('\n');

  it.each<[string, Row[], string]>([
    ['a case without a row', [row('one', { a: 'x' })], 't: no row for {"a":"y","b":"x"}'],
    ['a row that rows above it hide', [row('all', {}), row('one', { a: 'x' })], 'the row one never wins'],
    ['rows that contradict each other', [row('one', { a: 'x' }), row('two', { b: 'x' }, 'buyer'), row('rest', {})], 'the rows one and two share cases'],
    ['a name twice', [row('one', { a: 'x' }), row('one', { a: 'y' })], 'two rows are called one'],
    ['a value that no fact has', [row('one', { a: 'z' }), row('rest', {})], 'the row one wants a=z; known: x, y'],
    ['a fact that is not there', [row('one', { c: 'x' }), row('rest', {})], 'the row one wants c=x; known: no such fact'],
    ['a condition that nothing meets', [row('one', { a: [] }), row('rest', {})], 'the row one wants a='],
  ])('finds %s', (_, rows, message) => {
    expect(flaws(...rows)).toContain(message);
  });

  it('allows an exception above the rule that it is taken from, and rows that share cases and agree', () => {
    expect(flaws(row('exception', { a: 'x', b: 'x' }, 'buyer'), row('rule', {}))).toBe('');
    expect(flaws(row('one', { a: 'x' }), row('two', { b: 'x' }), row('rest', { a: 'y', b: 'y' }, 'buyer'))).toBe('');
  });

  it('walks through every case, and the first row that holds is the ruling', () => {
    const table = choiceTable({ id: 't', title: '表', about: '表', keys: facts, rows: [row('exception', { a: 'x', b: 'x' }, 'buyer'), row('rule', {})] as never });
    expect(casesOf(facts)).toHaveLength(4);
    expect(table.rule({ a: 'x', b: 'x' }).id).toBe('t.exception');
    expect(table.rule({ a: 'x', b: 'y' }).id).toBe('t.rule');
    expect(holds({ a: ['x', 'y'] }, { a: 'y' })).toBe(true);
    expect(namedRuling('t', row('rule', {})).id).toBe('t.rule');
  });

  it('is spared what the compiler refuses: unknown values, unknown facts, a missing key', () => {
    const collect = choiceTable({ id: 't', title: '表', about: '表', keys: facts, rows: [row('rule', {}) as never] });
    // @ts-expect-error z is no value of a
    expect(collect.rule({ a: 'z', b: 'x' }).id).toBe('t.rule');
    // @ts-expect-error b is missing
    expect(collect.rule({ a: 'x' }).id).toBe('t.rule');
    // @ts-expect-error c is no fact
    choiceTable({ id: 't', title: '表', about: '表', keys: facts, rows: [{ ...row('one', {}), when: { c: 'x' } }] });
  });

  it('would find an open case of every table if its last row were gone', () => {
    const open = (table: Table): string => flawsOf({ ...table, rows: table.rows.slice(0, -1) }).join('\n');
    for (const table of TABLES) expect(open(table), table.id).toContain('no row for');
  });
});

it('an instant is ms: a day has as many as it should', () => expect(DAY_MS).toBe(86_400_000));
