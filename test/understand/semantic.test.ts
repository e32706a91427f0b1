// Nearness in meaning as evidence: nothing changes without it, to the last digit; with it, what is near in meaning is found and
// trusted more, within bounds, and the explanation still adds up. And what of a message may be sent out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutPersonal } from '../../src/compliance/personal.ts';
import type { SemanticEvidence } from '../../src/types.ts';
import { explainReading } from '../../src/understand/explain.ts';
import { buildIndex, plainTools, type IndexedEntry, type QuestionIndex } from '../../src/understand/index.ts';
import { probabilitiesOf } from '../../src/understand/model.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { measure, rank } from '../../src/understand/rank.ts';
import { outgoing, READING_MODELS, SEMANTIC_ENTRIES_MIN, SEMANTIC_LEADER, SEMANTIC_MAX, SEMANTIC_SURE, SEMANTIC_WHICH, usable } from '../../src/understand/semantic.ts';
import { understand } from '../../src/understand/understand.ts';
import { MODELS } from '../../src/understand/weights.ts';
import { everything, LITTLE_SHOP, pairs } from './little-shop.ts';

const more = Array.from({ length: SEMANTIC_ENTRIES_MIN }, (_, i): IndexedEntry => ({ id: `more.${i}`, handling: 'answer', questions: [`第${i}号柜台卖哪些东西`, `${i}号柜的物件`] }));
const ENTRIES = [...LITTLE_SHOP, ...more];
const thin = buildIndex(ENTRIES, plainTools(pairs));
const plain: QuestionIndex = { ...thin, classes: null, kind: 'plain' };
const rich: QuestionIndex = { ...thin, kind: 'rich' };
const INDEXES: readonly (readonly [string, QuestionIndex])[] = [['thin', thin], ['rich', rich], ['plain', plain]];

const at = (id: string): number => ENTRIES.findIndex((entry) => entry.id === id);
const near = (id: string, z: number): SemanticEvidence => ({ z: new Float32Array(ENTRIES.length).map((_, entry) => (entry === at(id) ? z : 0)) });

const PIECES = [...LITTLE_SHOP.flatMap(({ questions }) => questions), '请问', '新疆', '不', '嘎嘣脆', 'xyz', '，', '。', ' '];
const message = fc.oneof(fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }).map((pieces) => pieces.join('')), fc.string({ unit: 'grapheme', maxLength: 20 }));
const evidence = fc.array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: ENTRIES.length, maxLength: ENTRIES.length }).map((z): SemanticEvidence => ({ z: Float32Array.from(z) }));

describe.each(INDEXES)('a base that is %s', (_, index) => {
  it('is read without such evidence as the learned weights alone read it, to the last digit', () => {
    fc.assert(fc.property(message, (text) => {
      const { candidates, none } = measure(index, normalise(text));
      const features = candidates.map((one) => one.features);
      expect(probabilitiesOf(READING_MODELS[index.kind], features, none)).toEqual(probabilitiesOf(MODELS[index.kind], features, none));
      for (const one of features) expect([one.semantic, one.semantic_sure]).toEqual([0, 0]);
      expect(understand(index, normalise(text), everything, null)).toEqual(understand(index, normalise(text), everything));
    }), { numRuns: 100 });
  });

  it('measures the three entries nearest in meaning, shared words or not', () => {
    fc.assert(fc.property(message, evidence, (text, one) => {
      const nearest = [...one.z.keys()].sort((a, b) => clamped(one.z[b]!) - clamped(one.z[a]!) || a - b).slice(0, 3);
      const measured = measure(index, normalise(text), one).candidates;
      for (const entry of nearest) expect(measured.map((candidate) => candidate.entry)).toContain(entry);
      for (const { entry, features } of measured) expect(features.semantic).toBe(clamped(one.z[entry]!));
    }), { numRuns: 100 });
  });

  it('is explained so that all adds up, with it too', () => {
    fc.assert(fc.property(message, evidence, (text, semantic) => {
      const { whole, parts } = explainReading(index, normalise(text), { allowed: everything, semantic });
      const reading = understand(index, normalise(text), everything, semantic);
      expect(whole.candidates.map(({ id, probability }) => [id, probability])).toEqual(reading.whole.map(({ entryId, probability }) => [entryId, probability]));
      expect(parts.map(({ candidates }) => candidates.map(({ probability }) => probability))).toEqual(reading.parts.map(({ candidates }) => candidates.map(({ probability }) => probability)));
      for (const part of parts) for (const { which } of part.candidates) expect(which.contributions.find(({ feature }) => feature === 'semantic')!.value).toBe(0);
      for (const { id, which, alone, handling } of whole.candidates) {
        const z = clamped(semantic.z[at(id)]!);
        expect(which.contributions.find(({ feature }) => feature === 'semantic')).toMatchObject({ value: z, weight: SEMANTIC_WHICH });
        if (!['small_talk', 'ask', 'uncovered'].includes(handling)) expect(alone.contributions.find(({ feature }) => feature === 'semantic_sure')).toMatchObject({ value: z - SEMANTIC_SURE, weight: SEMANTIC_LEADER });
        for (const score of [which, alone]) expect(score.score).toBeCloseTo(score.contributions.reduce((sum, one) => sum + one.value * one.weight, 0), 9);
      }
      const leader = whole.candidates.find(({ id }) => id === whole.fit.leader);
      if (!leader || whole.fit.talk) return;
      const scores = [...whole.candidates.map(({ which }) => which.score), ...whole.rest.map(({ score }) => score)];
      const share = 1 / scores.reduce((sum, score) => sum + Math.exp(score - leader.which.score), 0);
      const sure = 1 / (1 + Math.exp(whole.fit.against.score - whole.fit.for.score));
      expect(leader.share).toBeCloseTo(whole.fit.bounded ? Math.min(sure, share) : sure, 9);
    }), { numRuns: 100 });
  });
});

const clamped = (z: number): number => Math.fround(Math.min(SEMANTIC_MAX, Math.max(-SEMANTIC_MAX, z)));

describe('nearness in meaning', () => {
  const probability = (text: string, id: string, semantic: SemanticEvidence | null): number =>
    rank(thin, normalise(text), everything, semantic).find(({ entryId }) => entryId === id)?.probability ?? 0;

  it('finds an entry that shares no word with the message', () => {
    expect(probability('尽早揽件', 'ship.when', null)).toBe(0);
    expect(probability('尽早揽件', 'ship.when', near('ship.when', 5))).toBeGreaterThan(0);
  });

  it('speaks for what is nearer, the more the nearer it is', () => {
    const [far, middle, close] = [-2, SEMANTIC_SURE, 6].map((z) => probability('退货多久', 'ret.how', near('ret.how', z)));
    expect(far).toBeLessThan(middle!);
    expect(middle).toBeLessThan(close!);
  });

  it('is bounded, however far an odd model takes it', () => {
    expect(probability('退货多久', 'ret.how', near('ret.how', 1e6))).toBe(probability('退货多久', 'ret.how', near('ret.how', SEMANTIC_MAX)));
  });

  it('does not take a question word for word from its entry', () => {
    for (const kind of [thin, rich, plain]) expect(rank(kind, normalise('怎么退货'), everything, near('ret.exchange', 6))[0]?.entryId).toBe('ret.how');
  });

  it.each([
    ['for another index', { z: new Float32Array(ENTRIES.length + 1).fill(3) }],
    ['with a number that is none', { z: new Float32Array(ENTRIES.length).fill(NaN) }],
    ['of a base of few entries', null],
  ])('is left out when it is %s', (_, semantic) => {
    if (semantic === null) expect(usable({ z: new Float32Array(9) }, 9)).toBeNull();
    else expect(rank(thin, normalise('退货多久'), everything, semantic)).toEqual(rank(thin, normalise('退货多久'), everything));
  });

  it('fits the trained shape: no learned weight stands in its place', () => {
    for (const { which, leader, talk } of Object.values(MODELS)) {
      for (const weights of [which, leader.weights, talk.weights]) expect([weights.semantic, weights.semantic_sure]).toEqual([0, 0]);
    }
  });
});

describe('what is sent out of a message', () => {
  it.each([
    ['什么时候发货呀', '什么时候发货呀'],
    ['身高165穿什么码', '身高165穿什么码'],
    ['满300减40吗', '满300减40吗'],
    ['三十八码有吗', '三十八码有吗'],
    ['12号能到吗', '12号能到吗'],
    ['我电话13812345678发货了吗', '我电话 发货了吗'],
    ['电话138 1234 5678帮我改下', '电话 帮我改下'],
    ['电话138-1234-5678帮我改下', '电话 帮我改下'],
    ['电话１３８１２３４５６７８帮我改下', '电话 帮我改下'],
    ['电话一三八一二三四五六七八帮我改', '电话 帮我改'],
    ['身份证11010119900307123X能用吗', '身份证 能用吗'],
    ['订单号：202611220001，什么时候发', ',什么时候发'],
    ['看这个 https://a.cn/item?id=1 有货吗', '看这个 有货吗'],
    ['发到 a.b@c.cn 可以吗', '发到 可以吗'],
    ['微信wx_abc123加我', '微信 加我'],
    ['地址幸福路12号3栋2单元501室能送吗', '地址 能送吗'],
    ['发浙江省杭州市西湖区文三路123号可以吗', '发 可以吗'],
    ['打0571-88157838能退吗', '打 能退吗'],
    ['验证码8842发了吗', '验证码 发了吗'],
    ['[微笑]', ''],
    ['12345678', ''],
    ['？？', ''],
    ['', ''],
  ])('%s', (text, sent) => {
    expect(outgoing(normalise(withoutPersonal(text)))).toBe(sent);
  });

  it('is short and bounded in time, for any message', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(outgoing(normalise(text)).length).toBeLessThanOrEqual(200);
    }));
    const from = performance.now();
    for (const unit of ['1', 'a1', '一', '1 ', '楼', '[', '-']) outgoing(normalise(unit.repeat(1_000)));
    expect(performance.now() - from).toBeLessThan(200);
  });
});
