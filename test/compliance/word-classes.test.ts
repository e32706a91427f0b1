// Words that play the same part: the longest one counts, clauses stay apart, and a file that contradicts itself is refused.
import { describe, expect, it } from 'vitest';
import { RuleFileError } from '../../src/compliance/problems.ts';
import { readText } from '../../src/compliance/pattern.ts';
import { CLASS_WORD_LENGTH_MAX, compileWordClasses } from '../../src/compliance/word-classes.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { concepts } from './shop.ts';

const compile = (classes: unknown) => compileWordClasses({ classes }, { file: 'word_classes.yaml', lineOf: () => 7 });
const found = (classes: Record<string, string>, text: string): string[] => {
  const compiled = compile(classes);
  const { surface } = readText(concepts, normalise(text));
  return compiled.find(surface).map(({ start, end, wordClass }) => `${surface.text.slice(start, end)}=${compiled.names[wordClass]!}`);
};

describe('word classes', () => {
  it('takes the longest word from the front', () => {
    expect(found({ sure: '一定 保证', unsure: '不一定', give: '给您 给亲' }, '一定给您发，不一定到')).toEqual(['一定=sure', '给您=give', '不一定=unsure']);
  });

  it('reads no word over the border of a clause', () => {
    expect(found({ sure: '一定' }, '就这一，定好了')).toEqual([]);
  });

  it.each([
    ['a word in two classes', { sure: '一定 保证', vow: '保证' }, /word_classes\.yaml:7: "保证" is in "sure" already/],
    ['a phrase', { sure: '一二三四五六七' }, new RegExp(`more than ${CLASS_WORD_LENGTH_MAX} characters`)],
    ['a list instead of a line', { sure: ['一定'] }, /sure/],
    ['an empty class', { sure: '' }, /sure/],
  ])('refuses %s with file and advice', (_name, classes, message) => {
    expect(() => compile(classes)).toThrow(RuleFileError);
    expect(() => compile(classes)).toThrow(message);
  });
});
