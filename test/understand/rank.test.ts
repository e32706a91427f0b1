// What leads, pinned case by case; and the model's arithmetic.
import { describe, expect, it } from 'vitest';
import { THRESHOLDS } from '../../src/understand/decide.ts';
import { FEATURES, NONE_FEATURES, probabilitiesOf, type Features, type NoneFeatures } from '../../src/understand/model.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { CANDIDATES_MAX, measure, rank } from '../../src/understand/rank.ts';
import { MODELS } from '../../src/understand/weights.ts';
import { everything, LITTLE_SHOP, littleIndex, rankText } from './little-shop.ts';

const index = littleIndex();

describe('rank', () => {
  it.each(LITTLE_SHOP.flatMap((entry) => entry.questions.map((question) => [question, entry.id] as const)))('%s leads to %s, whose question it is, surely enough to be answered', (question, id) => {
    const [first] = rankText(index, question);
    expect(first).toMatchObject({ entryId: id, matched: question });
    expect(first!.probability).toBeGreaterThan(THRESHOLDS.answer);
  });

  it.each([
    ['one different character in a short question decides (退 is not 换)', '怎么换货呢', 'ret.exchange'],
    ['a rare word outweighs common ones', '请问新疆那边呢', 'ship.fee'],
    ['words around the question do not hide it', '那个我想问一下你们家多久发货呀', 'ship.when'],
    ['traditional script finds simplified', '請問怎麼退貨', 'ret.how'],
    ['full width and blanks do not matter', '包　邮　吗？', 'ship.fee'],
    ['zero-width characters do not matter', '转\u200b人\u200b工', 'svc.human'],
    ['an order number does not matter', '订单号：123456789012 怎么退货', 'ret.how'],
  ])('%s', (_, message, id) => {
    expect(rankText(index, message)[0]?.entryId).toBe(id);
  });

  it('gives all candidates together at most probability one, best first, no more than it should', () => {
    const candidates = rankText(index, '今天发货吗运费退货换货什么时候');
    expect(candidates.length).toBeLessThanOrEqual(CANDIDATES_MAX);
    expect(candidates.reduce((sum, one) => sum + one.probability, 0)).toBeLessThanOrEqual(1 + 1e-9);
    expect(candidates.map((one) => one.probability)).toEqual(candidates.map((one) => one.probability).toSorted((a, b) => b - a));
  });

  it('is unsure between two entries that a message fits alike', () => {
    const [first, second] = rankText(index, '货流程是什么');
    expect([first?.entryId, second?.entryId].sort()).toEqual(['ret.exchange', 'ret.how']);
    expect(first!.probability).toBeLessThan(THRESHOLDS.answer);
  });

  it('is less sure of a message that shares only a common word', () => {
    expect(rankText(index, '你喜欢什么颜色的小猫')[0]!.probability).toBeLessThan(rankText(index, '想换个颜色')[0]!.probability / 2);
  });

  it('leaves out entries that do not hold now, and gives their probability to no other', () => {
    const before = rankText(index, '怎么退货');
    const after = rank(index, normalise('怎么退货'), (id) => id !== 'ret.how');
    expect(after.map((one) => one.entryId)).not.toContain('ret.how');
    expect(after[0]).toEqual(before[1]);
  });

  it('gives the same candidates for the same message', () => {
    expect(rankText(index, '多久能退货')).toEqual(rankText(littleIndex(), '多久能退货'));
    expect(rank(index, normalise('多久能退货'), everything)).toEqual(rankText(index, '多久能退货'));
  });
});

const nothing = Object.fromEntries(FEATURES.map((name) => [name, 0])) as Features;
const noDoubt = Object.fromEntries(NONE_FEATURES.map((name) => [name, 0])) as NoneFeatures;
const model = { weights: { ...nothing, entry_cosine: 2 }, none: { ...noDoubt, bias: 0, class_doubt: 1 } };

describe('the model', () => {
  it('shares the probability between the candidates and none of them', () => {
    expect(probabilitiesOf(model, [nothing, nothing], noDoubt)).toEqual([1 / 3, 1 / 3]);
    expect(probabilitiesOf(model, [], noDoubt)).toEqual([]);
  });

  it('raises an entry with its evidence, and lowers all with doubt', () => {
    const [more, less] = probabilitiesOf(model, [{ ...nothing, entry_cosine: 1 }, nothing], noDoubt);
    expect(more! / less!).toBeCloseTo(Math.exp(2), 9);
    const [doubted] = probabilitiesOf(model, [nothing], { ...noDoubt, class_doubt: 1 });
    expect(doubted).toBeCloseTo(1 / (1 + Math.E), 9);
  });

  it('does not overflow on extreme evidence', () => {
    expect(probabilitiesOf(model, [{ ...nothing, entry_cosine: 1e4 }], noDoubt)).toEqual([1]);
  });

  it.each(Object.entries(MODELS).flatMap(([kind, { any }]) => (any ? [[kind, any] as const] : [])))('ships no weight with which evidence that anything fits counts against it: %s', (_, any) => {
    for (const name of FEATURES) if (name !== 'background') expect(any.weights[name], name).toBeGreaterThanOrEqual(0);
    expect(any.none.class_doubt).toBeGreaterThanOrEqual(0);
  });

  it.each(Object.entries(MODELS))('ships no weight with which evidence for an entry counts against it: %s', (_, shipped) => {
    for (const name of FEATURES) if (name !== 'background') expect(shipped.weights[name], name).toBeGreaterThanOrEqual(0);
    expect(shipped.none.class_doubt).toBeGreaterThanOrEqual(0);
  });
});

describe('a split model', () => {
  const split = { ...model, any: { weights: { ...nothing, used: 4 }, none: { ...noDoubt, bias: 2, class_doubt: 1 } } };
  const fits = { ...nothing, entry_cosine: 1, used: 1 };

  it('is as sure of a lone candidate as of its evidence that anything fits', () => {
    expect(probabilitiesOf(split, [fits], noDoubt)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 9);
    expect(probabilitiesOf(split, [{ ...fits, used: 0 }], noDoubt)[0]).toBeCloseTo(1 / (1 + Math.exp(2)), 9);
    expect(probabilitiesOf(split, [fits], { ...noDoubt, class_doubt: 1 })[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 9);
  });

  it('shares what the leader earned with its rivals, by their scores alone', () => {
    const [first, second] = probabilitiesOf(split, [fits, { ...nothing, used: 1 }], noDoubt);
    expect(first! + second!).toBeCloseTo(1 / (1 + Math.exp(-2)), 9);
    expect(first! / second!).toBeCloseTo(Math.exp(2), 9);
  });

  it('asks the leader whether anything fits, not who comes first', () => {
    const other = { ...nothing, used: 0 };
    expect(probabilitiesOf(split, [other, fits], noDoubt)[1]).toBeCloseTo(probabilitiesOf(split, [fits, other], noDoubt)[0]!, 12);
  });

  it('has nothing to say without candidates, and does not overflow', () => {
    expect(probabilitiesOf(split, [], noDoubt)).toEqual([]);
    expect(probabilitiesOf(split, [{ ...fits, entry_cosine: 1e4, used: 1e4 }, fits], noDoubt)).toEqual([1, 0]);
  });
});

describe('measure', () => {
  const featuresOf = (text: string, id: string): Features => measure(index, normalise(text)).candidates.find((one) => index.entries[one.entry]!.id === id)!.features;

  it('finds a known question used and covered in full', () => {
    const { used, covered } = featuresOf('怎么退货', 'ret.how');
    expect(used).toBeCloseTo(1, 9);
    expect(covered).toBeCloseTo(1, 9);
  });

  it('covers less of a message with words that the entry lacks, and uses less of a question that the message cuts short', () => {
    expect(featuresOf('怎么退货啊老板娘', 'ret.how').covered).toBeLessThan(0.9);
    expect(featuresOf('退货', 'ret.how').used).toBeLessThan(1);
    expect(featuresOf('退货流程', 'ret.exchange').covered).toBeLessThan(featuresOf('退货流程', 'ret.how').covered);
  });
});
