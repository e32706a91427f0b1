// What the desk shows of a draft's findings, and that the page's own limits are the service's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OVERRIDE_REASON_MAX, OVERRIDE_REASON_MIN } from '../../src/compliance/levels.ts';
import { CHECKS_PER_SECOND_MAX } from '../../src/transport/agent.ts';
import { wordsInPlace } from '../../src/web/shared/words.js';

const page = (name: string): string => readFileSync(join(import.meta.dirname, '../../src/web/desk', name), 'utf8');
const constant = (text: string, name: string): number => Number(new RegExp(`const ${name} = ([\\d_]+);`).exec(text)?.[1]?.replaceAll('_', ''));

describe('the words of a finding in their place', () => {
  it('are shown with a little of the text beside them', () => {
    expect(wordsInPlace('可以,今天一定发', { start: 3, end: 8 })).toEqual({ before: '可以,', words: '今天一定发', after: '' });
    expect(wordsInPlace(`${'前'.repeat(20)}今天发${'后'.repeat(20)}`, { start: 20, end: 23 })).toEqual({ before: `…${'前'.repeat(12)}`, words: '今天发', after: `${'后'.repeat(12)}…` });
  });

  it('never cut a character in two', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.nat(60), (text, at) => {
      const start = [...text].slice(0, at).join('').length;
      const { before, words, after } = wordsInPlace(text, { start, end: text.length });
      expect([before, words, after].every((part) => !/\p{Surrogate}/u.test(part))).toBe(true);
      expect(text.endsWith(words + after)).toBe(true);
    }));
  });
});

describe('the page', () => {
  it('asks for as long a reason as the gate', () => {
    expect(constant(page('override.js'), 'REASON_MIN')).toBe(OVERRIDE_REASON_MIN);
    expect(constant(page('override.js'), 'REASON_MAX')).toBe(OVERRIDE_REASON_MAX);
  });

  it('asks for checks no faster than the service answers', () => {
    expect(1_000 / constant(page('check.js'), 'CHECK_PAUSE_MS')).toBeLessThanOrEqual(CHECKS_PER_SECOND_MAX);
  });
});
