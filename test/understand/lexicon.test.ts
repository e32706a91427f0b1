// Words of one meaning: what is replaced, and what must be left alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLexicon, compileLexicon, NO_LEXICON } from '../../src/understand/lexicon.ts';
import { starterShop } from '../helper.ts';

const GROUPS = [
  ['怎么', '咋'], ['怎么办', '咋整'], ['手机号', '手机号码'], ['保价格', '保价'], ['七天', '7天'], ['厘米', 'cm'],
  ['支付宝', 'zfb'], ['付款', '支付'], ['韵达', '韵达快递'],
];
const lexicon = compileLexicon(GROUPS);
const read = (text: string): string => applyLexicon(lexicon, text).text;

describe('the lexicon', () => {
  it.each([
    ['brings each word to the first of its group', '支付用zfb咋弄', '付款用支付宝怎么弄'],
    ['takes the longest word first', '咋整', '怎么办'],
    ['finds a word that begins with the one that stands for it', '留手机号码', '留手机号'],
    ['leaves alone what stands there in full already', '能保价格吗', '能保价格吗'],
    ['finds no word within one that stands for a group', '支付宝', '支付宝'],
    ['replaces a number only where it ends', '7天和17天和2.7天', '七天和17天和2.7天'],
    ['replaces letters only where they end', '170cm，cmcc', '170厘米，cmcc'],
    ['does not look again at what it put in', '韵达快递快递', '韵达快递'],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('says what it replaced', () => {
    expect(applyLexicon(lexicon, '咋支付').used).toEqual([{ from: '咋', to: '怎么' }, { from: '支付', to: '付款' }]);
    expect(applyLexicon(NO_LEXICON, '咋支付')).toEqual({ text: '咋支付', used: [] });
  });

  it('keeps a word of two groups with the first, and knows words beyond the basic plane', () => {
    const twice = compileLexicon([['甲', '丙丙'], ['乙', '丙丙'], ['吉', '𠮷']]);
    expect(applyLexicon(twice, '丙丙𠮷').text).toBe('甲吉');
  });

  it('changes nothing in a text that has none of its words, and every change is in its record', () => {
    const piece = fc.constantFrom(...GROUPS.flat(), '7', '1', 'c', '天', '保', '支', ' ', '\ud842');
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')), (text) => {
      const { text: out, used } = applyLexicon(lexicon, text);
      if (used.length === 0) expect(out).toBe(text);
      expect(out.length - text.length).toBe(used.reduce((sum, { from, to }) => sum + to.length - from.length, 0));
    }));
  });
});

describe('the starter shop’s synonyms', () => {
  const { synonyms } = starterShop().base;
  const shop = compileLexicon(synonyms);
  const of = (text: string): string => applyLexicon(shop, text).text;

  it('has at least 450 groups, and every word of a group reads as its first', () => {
    expect(synonyms.length).toBeGreaterThanOrEqual(450);
    expect(synonyms.flatMap((group) => group.filter((word) => of(word) !== group[0]))).toEqual([]);
  });

  it.each([
    ['啥时候发货', '几时出货'],
    ['有木有运费险', '有没有退货险'],
    ['可不可以开增票', '能否开增值税专用发票'],
    ['优惠劵咋领', '优惠卷怎么领'],
    ['运单号多少', '快递单号几多'],
    ['还没有发货', '还未发货'],
    ['7天无理由', '七天无理由退货'],
    ['俺密码忘记了', '我忘记密码'],
  ])('reads %s as %s', (one, other) => {
    expect(of(one)).toBe(of(other));
  });

  it.each([
    ['怎么退货', '怎么换货'], ['开专票', '开普票'], ['电子发票', '纸质发票'], ['没发货', '发货'], ['我的地址', '你的地址'], ['运费谁出', '运费险谁出'],
    ['货到付款', '到付'], ['收货地址', '退货地址'], ['怎么发货', '什么时候发货'], ['公斤', '斤'], ['补差价', '退差价'], ['能退', '不能退'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(of(one)).not.toBe(of(other));
  });

  it.each(['自己取消订单', '品质保证', '饿了么', '上海外滩', '请问下单后多久到', '两个包包邮吗', '改一下订单', '实木有味道', '网上哪里有', '电视屏幕', '没有货到付款', '合并发票'])('leaves %s as it is', (text) => {
    expect(of(text)).toBe(text);
  });
});
