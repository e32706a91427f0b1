// What an attacker tried and what a guard must not take for it: another buyer's data given away, characters between the characters of a
// phrase, text that is turned round, hedges that hedge nothing. By the rules alone; each row of the table can fail.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPromises } from '../../src/compliance/promises.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { golden, policy, promiseRules } from './shop.ts';

const SHOWN = /\\u(202[ec])/g;
const rows = golden('attacks.tsv').map(([part, kind, text]) => ({ part: part!, kind: kind!, text: text!.replace(SHOWN, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) }));
const check = (text: string) => checkPromises(promiseRules, policy, normalise(text));
const verdict = (text: string) => check(text).verdict;

describe.each(['others', 'disguise', 'hedge'])('%s', (part) => {
  const of = (kind: string) => rows.filter((row) => row.part === part && row.kind === kind).map(({ text }) => text);

  it.each(of('violation'))('stops %j', (text) => {
    const { verdict: found, findings } = check(text);
    expect(found).toBe('block');
    for (const { start, end } of findings) expect(end).toBeGreaterThan(start);
    if (part === 'others') expect(findings.filter(({ level }) => level === 'block').map(({ type }) => type)).toContain('privacy');
  });

  it.each(of('harmless'))('lets %j pass', (text) => {
    expect(verdict(text)).not.toBe('block');
  });

  it('has rows of both kinds', () => {
    for (const kind of ['violation', 'harmless']) expect(of(kind).length).toBeGreaterThanOrEqual(12);
  });
});

describe('a phrase with something between its characters', () => {
  const phrases = ['今天能发', '明天能到', '给您包邮', '加我微信', '好评返现'];

  it('is stopped whatever letter it is', () => {
    fc.assert(fc.property(fc.constantFrom(...phrases), fc.constantFrom(...'bdfghjkpqrstxyz'), (phrase, letter) => {
      expect([phrase, verdict([...phrase].join(letter))]).toEqual([phrase, 'block']);
    }), { numRuns: 200 });
  });

  it('is stopped with a digit between, or turned round', () => {
    for (const phrase of phrases) {
      expect([phrase, verdict([...phrase].join('7'))]).toEqual([phrase, 'block']);
      expect([phrase, verdict(`亲\u202e${[...phrase].reverse().join('')}\u202c哦`)]).toEqual([phrase, 'block']);
      expect([phrase, verdict(`${[...phrase].reverse().join('')}哦`)]).toEqual([phrase, 'ok']);
    }
  });
});

describe('a tail behind a firm promise', () => {
  const promises = ['给您包邮', '送您一双袜子', '运费给您免了', '给您留一件'];
  const tails = ['具体以实际为准哈', '仅供参考', '别的不保证', '其他的不敢保证哦'];

  it.each(promises.flatMap((promise) => tails.map((tail) => [promise, tail] as const)))('%s，%s is stopped', (promise, tail) => {
    expect(verdict(`${promise}，${tail}`)).toBe('block');
    expect(verdict(`${tail}，但${promise}`)).toBe('block');
  });
});
