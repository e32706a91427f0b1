// Messages that are no question: each gets a defined decision, in bounded time, without a throw. Read with the real segmenter.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJiebaSegmenter } from '../../src/adapters/jieba/segmenter.ts';
import { decide } from '../../src/understand/decide.ts';
import { buildIndex, plainTools } from '../../src/understand/index.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { understand } from '../../src/understand/understand.ts';
import type { Decision } from '../../src/types.ts';
import { thresholdsFor } from '../../src/understand/thresholds.ts';
import { everything, LITTLE_SHOP } from './little-shop.ts';

const index = buildIndex(LITTLE_SHOP, plainTools(createJiebaSegmenter([])));
const settings = { thresholds: thresholdsFor('thin'), menu: ['ship.when', 'ret.how'], humanEntryId: 'svc.human' };
const read = (text: string): Decision => decide(understand(index, normalise(text), everything), settings);

describe('a message that is no question', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t　'],
    ['only emoji', '😀😀👍🏽🇨🇳'],
    ['only punctuation', '???!!!。。。'],
    ['only zero-width characters', '\u200b\u200d\ufeff'],
    ['half of a surrogate pair', '\ud83d'],
    ['1,000 of one letter', 'a'.repeat(1_000)],
    ['1,000 of one unknown character', '龘'.repeat(1_000)],
    ['English', 'hello, how is the weather over there today'],
    ['Korean', '안녕하세요 반갑습니다'],
    ['Arabic', 'كيف حالك اليوم'],
    ['Thai', 'สวัสดีครับ'],
    ['markup', '<script>alert(1)</script>'],
    ['control characters', '\u0000\u0007\u001b[31m'],
  ])('%s is asked about, not answered', (_, text) => {
    expect(read(text).kind).toBe('clarify');
  });

  it.each([
    ['only stop words', '的了吗呢吧啊'],
    ['a question word alone', '什么'],
  ])('%s is never answered as a question', (_, text) => {
    const decision = read(text);
    expect(decision.kind === 'answer' && !decision.smallTalk).toBe(false);
  });

  it('a card and nothing else is a fragment', () => {
    expect(read('咨询订单号:[订单x] 商品ID:[数字x]')).toMatchObject({ kind: 'clarify', because: 'fragment' });
  });

  it('a question after 1,000 other characters is not read, and does not throw', () => {
    expect(read(`${'龘䶮'.repeat(500)}怎么退货`).kind).toBe('clarify');
  });

  it('of 100,000 characters takes less than a second', () => {
    const started = performance.now();
    read('我要退货1[a:'.repeat(12_500));
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('of any characters gets the same decision twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(read(text)).toEqual(read(text));
    }));
  });
});

describe('a message of several parts', () => {
  it('has the candidates of each part', () => {
    const { parts } = understand(index, normalise('在吗，怎么退货？\n包邮吗'), everything);
    expect(parts.map((part) => part.text)).toEqual(['在吗', '怎么退货', '包邮吗']);
    expect(parts.map((part) => part.candidates[0]?.entryId)).toEqual(['svc.greeting', 'ret.how', 'ship.fee']);
  });

  it('of one clause has no parts', () => {
    expect(understand(index, normalise('怎么退货'), everything).parts).toEqual([]);
  });

  it('of very many clauses is read as a whole only', () => {
    expect(understand(index, normalise('怎么退货，'.repeat(20)), everything).parts).toEqual([]);
  });
});

describe('an odd base', () => {
  it.each([
    ['without entries', []],
    ['with an entry without questions', [{ id: 'a', handling: 'answer' as const, questions: [] }]],
    ['whose only question is blank', [{ id: 'a', handling: 'answer' as const, questions: [' '] }]],
  ])('%s knows nothing', (_, entries) => {
    const empty = buildIndex(entries, plainTools(createJiebaSegmenter([])));
    expect(understand(empty, normalise('怎么退货'), everything).whole).toEqual([]);
  });

  it('with two entries that ask the same is unsure between them', () => {
    const { questions } = LITTLE_SHOP.find((entry) => entry.id === 'ret.how')!;
    const twice = buildIndex([...LITTLE_SHOP, { id: 'copy', handling: 'answer', questions }], plainTools(createJiebaSegmenter([])));
    const [first, second] = understand(twice, normalise('怎么退货'), everything).whole;
    expect([first!.entryId, second!.entryId].sort()).toEqual(['copy', 'ret.how']);
    expect(first!.probability).toBeLessThan(thresholdsFor('thin').answer);
  });
});
