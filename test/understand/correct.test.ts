// Mistyped characters and words in Latin letters: what is mended by what the base is written with, and what is never touched.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correct, CORRECT_LENGTH_MAX, CORRECTIONS_MAX, shapesOf, spellingOf } from '../../src/understand/correct.ts';

const FORMS = ['怎么开发票', '发票什么时候开', '全场包邮吗', '优惠券在哪领', '我要退货退款', '衣服掉色', 'nike正品吗', '身份证丢了', '周末出去旅游', '头发飘起来'];
const WORDS = ['怎么', '发票', '包邮', '优惠券', '退货', '退款', '衣服', '掉色', '正品', '身份', '周末', '旅游', '头发'];
const spelling = spellingOf(FORMS.slice(0, 9), WORDS);
const shapes = shapesOf(['卷券劵', '未末', '夭天']);
const mended = (text: string): string => correct(spelling, shapes, text).text;

describe('mending', () => {
  it.each([
    ['a same-sound character in a word', '怎么开发飘', '怎么开发票'],
    ['the same with another one', '能开发漂吗', '能开发票吗'],
    ['a same-sound character at the end of a word', '全场包游', '全场包邮'],
    ['a word in Latin letters', '怎么开fapiao', '怎么开发票'],
    ['a syllable in Latin letters before its character', '开fa票', '开发票'],
    ['a syllable in Latin letters behind its character', '开发piao', '开发票'],
    ['a look-alike', '优惠卷在哪领', '优惠券在哪领'],
    ['two mistakes', '退火退宽', '退货退款'],
  ])('%s: %s → %s', (_, text, expected) => {
    expect(mended(text)).toBe(expected);
  });

  it('says what it changed', () => {
    expect(correct(spelling, shapes, '开fa票包游').used).toEqual([{ from: 'fa', to: '发' }, { from: '游', to: '邮' }]);
  });

  it.each([
    ['what the base writes itself', FORMS[0]!],
    ['a word that the base knows, where a better known one sounds alike', '周末旅游包'],
    ['a character without neighbours', '飘'],
    ['what nothing in the base resembles', '锄禾日当午'],
    ['a short word in Latin letters', '选xl码'],
    ['a word in Latin letters that spells nothing', 'iphone正品吗'],
    ['an empty text', ''],
  ])('leaves alone %s', (_, text) => {
    expect(correct(spelling, shapes, text)).toEqual({ text, used: [] });
  });

  it('leaves every pair that the base knows, so a base that speaks of flying hair keeps 发飘', () => {
    expect(correct(spellingOf(FORMS, WORDS), shapes, '头发飘起来').used).toEqual([]);
  });

  it('mends no more mistakes than its limit', () => {
    expect(correct(spelling, shapes, '发飘，包游，退火，优惠卷').used).toHaveLength(CORRECTIONS_MAX);
  });

  it('looks no further than its limit', () => {
    const long = `${'啊'.repeat(CORRECT_LENGTH_MAX)}发飘`;
    expect(mended(long)).toBe(long);
  });

  it('leaves every text of the base as it is', () => {
    const han = FORMS.slice(0, 9).filter((form) => !/[a-z]/.test(form));
    expect(han.filter((form) => mended(form) !== form)).toEqual([]);
  });

  it('takes any text, changes few things in it and lengthens none of them', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom('发', '飘', '包', '游', '卷', 'fapiao', 'fa', '𠮷', '\ud842', ' '));
    fc.assert(fc.property(fc.array(piece, { maxLength: 100 }).map((pieces) => pieces.join('')), (text) => {
      const { text: out, used } = correct(spelling, shapes, text);
      expect(used.length).toBeLessThanOrEqual(CORRECTIONS_MAX);
      expect(out.length).toBeLessThanOrEqual(text.length);
      if (used.length === 0) expect(out).toBe(text);
    }), { numRuns: 300 });
  });
});

describe('shapes', () => {
  it('gives each character the groups that hold it', () => {
    const table = shapesOf(['未末', '末抹']);
    expect(table.get('末')).toBe('未末末抹');
    expect(table.get('己')).toBeUndefined();
  });
});
