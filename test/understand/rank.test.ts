// What leads, pinned case by case; and the model's arithmetic.
import { describe, expect, it } from 'vitest';
import { FEATURES, NONE_FEATURES, probabilitiesOf, type Features, type Model, type NoneFeatures } from '../../src/understand/model.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { CANDIDATES_MAX, measure, rank } from '../../src/understand/rank.ts';
import { MODELS } from '../../src/understand/weights.ts';
import { thresholdsFor } from '../../src/understand/thresholds.ts';
import { everything, LITTLE_SHOP, littleIndex, rankText } from './little-shop.ts';

const index = littleIndex();

describe('rank', () => {
  it.each(LITTLE_SHOP.flatMap((entry) => entry.questions.map((question) => [question, entry.id] as const)))('%s leads to %s, whose question it is, surely enough to be answered', (question, id) => {
    const [first] = rankText(index, question);
    expect(first).toMatchObject({ entryId: id, matched: question });
    expect(first!.probability).toBeGreaterThan(thresholdsFor('thin').answer);
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
    expect(first!.probability).toBeLessThan(thresholdsFor('thin').answer);
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
const model: Model = {
  which: { ...nothing, entry_cosine: 2 },
  leader: { weights: { ...nothing, used: 4 }, none: { ...noDoubt, bias: 2, class_doubt: 1, rival: 3 } },
  talk: { weights: { ...nothing, covered: 4 }, none: { ...noDoubt, bias: 2, foreign: 4 } },
  bounded: false,
};
const fits = { ...nothing, entry_cosine: 1, used: 1 };
const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

describe('the model', () => {
  it('is as sure of a lone candidate as its evidence is, less the doubt', () => {
    expect(probabilitiesOf(model, [fits], noDoubt)[0]).toBeCloseTo(logistic(2), 9);
    expect(probabilitiesOf(model, [{ ...fits, used: 0 }], noDoubt)[0]).toBeCloseTo(logistic(-2), 9);
    expect(probabilitiesOf(model, [fits], { ...noDoubt, class_doubt: 1 })[0]).toBeCloseTo(logistic(1), 9);
  });

  it('doubts a leader whose rival comes near', () => {
    const [first] = probabilitiesOf(model, [fits, { ...nothing, entry_cosine: 1 }], noDoubt);
    expect(first).toBeCloseTo(logistic(2 - 3), 9);
  });

  it('lets the other candidates keep their proportions, all within 1', () => {
    const [first, second, third] = probabilitiesOf(model, [fits, { ...nothing, entry_cosine: 0.5 }, nothing], noDoubt);
    expect(second! / third!).toBeCloseTo(Math.E, 9);
    expect(first! + second! + third!).toBeLessThanOrEqual(1 + 1e-12);
  });

  it('is no surer of a bounded leader than its share', () => {
    const twins = [fits, fits];
    expect(probabilitiesOf({ ...model, leader: { ...model.leader, none: { ...noDoubt, bias: -9 } }, bounded: true }, twins, noDoubt)).toEqual([0.5, 0.5]);
    expect(probabilitiesOf({ ...model, leader: { ...model.leader, none: { ...noDoubt, bias: -9 } } }, twins, noDoubt)[0]).toBeGreaterThan(0.99);
  });

  it('asks the leader, whoever comes first in the list', () => {
    const other = { ...nothing, used: 0 };
    expect(probabilitiesOf(model, [other, fits], noDoubt)[1]).toBeCloseTo(probabilitiesOf(model, [fits, other], noDoubt)[0]!, 12);
  });

  it('asks whether a message is talk when talk leads, and scales all by it', () => {
    const talk = { ...nothing, background: 1, entry_cosine: 1, covered: 1 };
    expect(probabilitiesOf(model, [talk, nothing], noDoubt)).toEqual([logistic(2) * logistic(2), logistic(2) * logistic(-2)].map((one) => expect.closeTo(one, 9)));
    expect(probabilitiesOf(model, [talk], { ...noDoubt, foreign: 1 })[0]).toBeCloseTo(logistic(-2), 9);
  });

  it('has nothing to say without candidates, and does not overflow', () => {
    expect(probabilitiesOf(model, [], noDoubt)).toEqual([]);
    expect(probabilitiesOf(model, [{ ...fits, entry_cosine: 1e4, used: 1e4 }, fits], noDoubt)).toEqual([1, 0]);
  });

  it.each(Object.entries(MODELS))('ships no weight with which evidence for an entry counts against it, or doubt for it: %s', (_, { which, leader }) => {
    for (const name of FEATURES) if (name !== 'background') expect(which[name], name).toBeGreaterThanOrEqual(0);
    for (const name of FEATURES) expect(leader.weights[name], name).toBeGreaterThanOrEqual(0);
    for (const name of NONE_FEATURES) if (name !== 'brevity') expect(leader.none[name], name).toBeGreaterThanOrEqual(0);
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
