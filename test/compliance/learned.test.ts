// The learned reader: on sentences that nothing is learned from, on the shop's own word that a sentence is allowed, and on bad files.
import { describe, expect, it } from 'vitest';
import { readExamples } from '../../src/compliance/examples.ts';
import { FEATURES } from '../../src/compliance/features.ts';
import { RuleFileError } from '../../src/compliance/problems.ts';
import { checkPromises, withExamples, type Verdict } from '../../src/compliance/promises.ts';
import { examplesOf } from '../../src/shop.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { golden, policy, promiseRules } from './shop.ts';

const examples = examplesOf('knowledge');
const promises = withExamples(promiseRules, examples, normalise);
const verdict = (text: string): Verdict => checkPromises(promises, policy, normalise(text)).verdict;
const stopped = (texts: readonly string[]): number => texts.filter((text) => verdict(text) === 'block').length / texts.length;

describe('sentences that nothing is learned from', () => {
  const pairs = golden('promise_pairs.tsv');
  const known = new Set([...[...examples.violations.values()].flat(), ...examples.allowed]);

  it('are none of the examples', () => {
    expect(pairs.flatMap(([, violation, allowed]) => [violation!, allowed!]).filter((text) => known.has(text))).toEqual([]);
  });

  it('stops most violations of minimal pairs, and few of their twins; the rules alone see half', () => {
    const violations = pairs.map((row) => row[1]!);
    const byRules = violations.filter((text) => checkPromises(promiseRules, policy, normalise(text)).verdict === 'block').length / violations.length;
    expect(stopped(violations)).toBeGreaterThanOrEqual(0.75);
    expect(stopped(violations)).toBeGreaterThan(byRules + 0.2);
    expect(stopped(pairs.map((row) => row[2]!))).toBeLessThanOrEqual(0.1);
  });

  it('lets everyday sentences of agents pass', () => {
    expect(stopped(golden('agent_everyday.tsv').map((row) => row[0]!))).toBeLessThanOrEqual(0.02);
  });
});

describe('the examples', () => {
  it('cover all 20 types, on both sides', () => {
    expect([...examples.violations].filter(([, texts]) => texts.length < 100).map(([type]) => type)).toEqual([]);
    expect(examples.violations.size).toBe(20);
  });

  it('never stops by likeness what the shop says is allowed', () => {
    const suspected = golden('promise_pairs.tsv').map((row) => row[1]!)
      .find((text) => verdict(text) === 'block' && checkPromises(promiseRules, policy, normalise(text)).verdict === 'ok');
    const sentence = suspected!;
    const allowing = withExamples(promiseRules, { ...examples, allowed: [...examples.allowed, sentence] }, normalise);
    expect(checkPromises(allowing, policy, normalise(sentence)).findings).toEqual([]);
  });

  it('marks a clause of the text and names a known type', () => {
    const text = '亲亲您好，地址核对无误的，您中午下单下午我就亲自给您抱到快递点去，祝您生活愉快';
    const { findings } = checkPromises(promises, policy, normalise(text));
    expect(findings.length).toBeGreaterThan(0);
    for (const { type, start, end, words } of findings) {
      expect(Object.keys(promises.types)).toContain(type);
      expect(text.slice(start, end)).toBe(words);
    }
  });

  it('keeps its features below their number', () => {
    expect(promises.learned!.reader.rowOf).toHaveLength(FEATURES);
  });
});

describe('bad example files', () => {
  const written = { value: { ...policy }, source: { file: 'promises/written_for.yaml' } };
  const read = (value: unknown): string => {
    try {
      readExamples(written, [{ value, source: { file: 'promises/x.yaml', lineOf: () => 7 } }], ['ship_promise']);
      return '';
    } catch (error) {
      return error instanceof RuleFileError ? error.message : 'another error';
    }
  };

  it.each([
    ['an unknown type', { type: 'ship_promis', violations: ['今天发'] }, /x\.yaml:7.*ship_promis.*did you mean "ship_promise"/],
    ['violations without a type', { violations: ['今天发'] }, /x\.yaml:7.*need the type/],
    ['a sentence on both sides', { type: 'ship_promise', violations: ['今天发'], allowed: ['今天发'] }, /x\.yaml:7.*one thing or the other/],
    ['an unknown key', { type: 'ship_promise', violation: ['今天发'] }, /x\.yaml:7: violation .*unknown key/],
    ['an empty sentence', { type: 'ship_promise', violations: [''] }, /x\.yaml:7/],
  ])('refuses %s with file, line and advice', (_name, value, message) => {
    expect(read(value)).toMatch(message);
  });
});

describe('harmless words around a promise', () => {
  it.each([['in front', (text: string) => `您好，面料是棉的，建议手洗，水温不要超过30度。尺码表在详情页第三张图。${text}`], ['behind', (text: string) => `${text}。面料是棉的，建议手洗，水温不要超过30度。尺码表在详情页第三张图。`]])('hide few that are stopped alone, %s', (_where, wrapped) => {
    const alone = golden('promise_pairs.tsv').map((row) => row[1]!).filter((text) => verdict(text) === 'block');
    expect(stopped(alone.map(wrapped))).toBeGreaterThanOrEqual(0.85);
  });

  it('do not make a harmless sentence suspicious', () => {
    const harmless = golden('agent_everyday.tsv').map((row) => row[0]!).filter((text) => verdict(text) !== 'block');
    expect(stopped(harmless.map((text) => `您好，在的。${text}。还有什么可以帮您的吗`))).toBeLessThanOrEqual(0.02);
  });
});
