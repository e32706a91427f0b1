// What a sentence asks for and whether it denies.
import { describe, expect, it } from 'vitest';
import { askAlike, DENIES, namesOfSigns, signsOf } from '../../src/understand/question.ts';

describe('signsOf', () => {
  it.each([
    ['发票什么时候能开', ['when']],
    ['几天到货', ['when']],
    ['怎么申请换货', ['how']],
    ['怎么还不发货', ['why', 'denies']],
    ['为什么要收运费', ['why']],
    ['这个多少钱', ['price']],
    ['要几件才减', ['amount']],
    ['能不能开专票', ['may']],
    ['有没有大码', ['has']],
    ['是不是正品', ['is']],
    ['在哪领券', ['where']],
    ['发哪家快递', ['which']],
    ['不能退', ['denies']],
    ['退货地址', []],
  ])('%s', (text, names) => {
    expect(namesOfSigns(signsOf(text))).toEqual(expect.arrayContaining(names));
    expect(namesOfSigns(signsOf(text)).includes('denies')).toBe(names.includes('denies'));
  });

  it('takes a choice (能不能) and a double denial (不是没有) for no denial', () => {
    for (const text of ['能不能退', '可不可以换', '有没有货', '不是没有货']) expect(signsOf(text) & DENIES).toBe(0);
  });

  it('says nothing of a text that asks nothing', () => {
    expect(signsOf('')).toBe(0);
    expect(namesOfSigns(0)).toEqual([]);
  });
});

describe('askAlike', () => {
  const [when, how, both] = ['多久到', '怎么退', '怎么退要多久'].map(signsOf) as [number, number, number];

  it('is the share of what is asked that both ask, denial aside', () => {
    expect(askAlike(when, when)).toBe(1);
    expect(askAlike(when, how)).toBe(0);
    expect(askAlike(when, both)).toBe(0.5);
    expect(askAlike(when | DENIES, when)).toBe(1);
  });

  it('is 1 when neither asks by a known wording', () => {
    expect(askAlike(0, 0)).toBe(1);
    expect(askAlike(0, when)).toBe(0);
  });
});
