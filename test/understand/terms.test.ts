// The terms of a text, and what is taken out before.
import { describe, expect, it } from 'vitest';
import { kindOf, READ_LENGTH_MAX, stripReferences, termsOf } from '../../src/understand/terms.ts';
import { pairs } from './little-shop.ts';

describe('termsOf', () => {
  it('gives words, pairs and single characters, each once', () => {
    expect([...termsOf('发货发货', pairs)].sort()).toEqual(['b:发货', 'b:货发', 'c:发', 'c:货', 'w:发货']);
  });

  it('makes no pair across what is not Chinese', () => {
    expect(termsOf('发,货', pairs)).not.toContain('b:发货');
  });

  it('keeps Latin words and numbers whole', () => {
    expect(termsOf('xl 3.5', { id: 'none', cut: () => [] })).toEqual(['w:xl', 'w:3.5']);
  });

  it('gives nothing for punctuation alone', () => {
    expect(termsOf('???...', pairs)).toEqual([]);
  });

  it('reads no further than the limit', () => {
    expect(termsOf('发'.repeat(READ_LENGTH_MAX) + '货', pairs)).not.toContain('c:货');
  });

  it('puts the kind before the colon', () => {
    expect(termsOf('发货', pairs).map(kindOf).sort()).toEqual(['b', 'c', 'c', 'w']);
  });
});

describe('stripReferences', () => {
  it.each([
    ['a link', '看看 https://item.example.com/a?id=1 这个', '看看 这个'],
    ['an e-mail address', '发到 a.b@example.com 吧', '发到 吧'],
    ['a long number with its label', '订单号: 123456789 怎么还没发', '怎么还没发'],
    ['a card', '咨询订单号:[订单x] 商品id:[数字x] 嗯嗯', '嗯嗯'],
    ['a sticker', '[微笑] 在吗', '在吗'],
  ])('takes out %s', (_, typed, left) => {
    expect(stripReferences(typed)).toEqual({ text: left, had: true });
  });

  it.each(['身高165体重110', '42码', '7天无理由', '3.5折'])('leaves %s alone: the number is the question', (text) => {
    expect(stripReferences(text)).toEqual({ text, had: false });
  });
});
