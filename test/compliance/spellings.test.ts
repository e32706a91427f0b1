// Spellings put back into words: whole runs of pinyin only, swaps anywhere, and places that stay in the original.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileConcepts } from '../../src/compliance/concepts.ts';
import { createRespell } from '../../src/compliance/spellings.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { yaml } from './shop.ts';

const respell = createRespell(new Map([['今天', ['jintian']], ['发', ['fa']], ['发货', ['fahuo']], ['好评', ['好萍']], ['加v', ['+v']]]));
const read = (text: string): string => respell(normalise(text)).text;

describe('spellings', () => {
  it.each([
    ['jintian能fahuo吗', '今天能发货吗'],
    ['jin tian fa huo', '今天发货'],
    ['JinTian发', '今天发'],
    ['ok jintian fahuo', 'ok 今天 发货'],
    ['一定fa给您', '一定发给您'],
    ['好萍返现', '好评返现'],
    ['+V聊', '加v聊'],
  ])('reads %s as %s', (text, words) => {
    expect(read(text)).toBe(words);
  });

  it.each(['fabric', 'sofa fa x', 'fashion', '好 评', 'my sofa'])('leaves %s alone', (text) => {
    expect(read(text)).toBe(normalise(text).text);
  });

  it('keeps places rising and inside the original', () => {
    const piece = fc.constantFrom('jintian', 'jin tian', 'fa', 'huo', ' ', '今天', '好萍', '+v', 'x', '😀', '\n', '，');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')), (text) => {
        const { text: words, offsets, original } = respell(normalise(text));
        expect(original).toBe(text);
        expect(offsets).toHaveLength(words.length + 1);
        expect(offsets.at(-1)).toBe(text.length);
        for (let i = 1; i < offsets.length; i++) expect(offsets[i]!).toBeGreaterThan(offsets[i - 1]!);
      }),
    );
  });

  it('refuses a spelling too short to hold its word and one that stands for two', () => {
    const { concepts } = yaml('knowledge/rules/concepts.yaml') as { concepts: unknown };
    const compile = (spellings: unknown) => () => compileConcepts({ concepts, spellings }, { file: 'concepts.yaml' }, normalise);
    expect(compile({ 发货: ['f'] })).toThrow(/"f" is shorter than "发货"/);
    expect(compile({ 发: ['fa'], 法: ['fa'] })).toThrow(/"fa" stands for "发" already/);
  });
});
