// The explanation against what it explains: its figures give the probability again, it reads as rank reads, and its comparisons
// foretell the decision; then each of its parts, the sentence, and the command.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Brain } from '../../src/conversation/brain.ts';
import { readMessage } from '../../src/conversation/brain.ts';
import type { Context } from '../../src/conversation/context.ts';
import { comparisons, explainMessage, type Explanation } from '../../src/conversation/explain.ts';
import { openShop } from '../../src/shop.ts';
import type { Candidate, Meaning } from '../../src/types.ts';
import { decide, OPTIONS_MAX, type DecideSettings } from '../../src/understand/decide.ts';
import { shapesOf } from '../../src/understand/correct.ts';
import { explainReading, type TextExplanation } from '../../src/understand/explain.ts';
import { buildIndex, plainTools, type IndexedEntry, type QuestionIndex } from '../../src/understand/index.ts';
import { industryOf } from '../../src/understand/industry.ts';
import { compileLexicon } from '../../src/understand/lexicon.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { rank } from '../../src/understand/rank.ts';
import { stripReferences } from '../../src/understand/terms.ts';
import { understand } from '../../src/understand/understand.ts';
import { SMALL_SHOP } from '../knowledge/fixture.ts';
import { everything, LITTLE_SHOP, littleIndex, pairs } from './little-shop.ts';

const thin = littleIndex();
/** The same entries with enough ways of asking, an answer that serves another entry, and an entry that is always out of its window. */
const FILLERS = ['请问', '麻烦', '你好', '亲亲', '那个', '老板', '客服', '问下'];
const RICH: readonly IndexedEntry[] = LITTLE_SHOP.map((entry) => ({
  ...entry, questions: entry.questions.flatMap((question) => [question, ...FILLERS.map((filler) => filler + question)]),
  ...(entry.id === 'ret.how' ? { serves: ['ret.exchange'] } : {}),
}));
const rich = buildIndex(RICH, plainTools(pairs));
const withPack = buildIndex(LITTLE_SHOP, { ...plainTools(pairs), industry: industryOf(rich) });
const plain: QuestionIndex = { ...thin, classes: null, kind: 'plain' };
const INDEXES: readonly (readonly [string, QuestionIndex])[] = [['thin', thin], ['rich', rich], ['plain', plain], ['thin with a pack', withPack]];

const PIECES = [...LITTLE_SHOP.flatMap((entry) => entry.questions), ...FILLERS, '新疆', '颜色', '呀', '不', '嘎嘣脆', 'xyz', '38', '，', '。', ' ', '订单号123456789012', '[微笑]', 'https://a.cn/1?x=2'];
const message = fc.oneof(fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join('')), fc.string({ unit: 'grapheme', maxLength: 30 }));

/** The probabilities worked out from nothing but contributions, scores of the rest and who serves whom, as `Fit` documents it. */
function recomputed({ candidates, rest, fit }: TextExplanation): readonly number[] {
  const sum = (list: readonly { readonly value: number; readonly weight: number }[]): number => list.reduce((total, { value, weight }) => total + value * weight, 0);
  const scores = new Map([...candidates.map(({ id, which }) => [id, sum(which.contributions)] as const), ...rest.map(({ id, score }) => [id, score] as const)]);
  const top = Math.max(...scores.values());
  const total = [...scores.values()].reduce((all, score) => all + Math.exp(score - top), 0);
  const plain = (id: string): number => Math.exp(scores.get(id)! - top) / total;
  const share = fit.leader === null ? 1 : plain(fit.leader);
  const certain = 1 / (1 + Math.exp(sum(fit.against.contributions) - sum(fit.for.contributions)));
  const sure = fit.talk ? certain * share : fit.bounded ? Math.min(certain, share) : certain;
  const others = fit.talk ? certain : Math.min(sure / share, share < 1 ? (1 - sure) / (1 - share) : 1);
  const shareOf = (id: string): number => (id === fit.leader ? sure : plain(id) * others);
  return candidates.map(({ id, serves }) => [id, ...serves.map((one) => one.id)].reduce((all, one) => all + shareOf(one), 0));
}

describe.each(INDEXES)('an explanation over a base that is %s', (_, index) => {
  const allowed = (id: string): boolean => id !== 'ret.exchange';

  it('adds up to the probability, for any message', () => {
    fc.assert(fc.property(message, (text) => {
      const { whole, parts } = explainReading(index, normalise(text), { allowed });
      for (const one of [whole, ...parts]) {
        recomputed(one).forEach((probability, i) => expect(probability).toBeCloseTo(one.candidates[i]!.probability, 9));
        const leader = one.candidates.find(({ id }) => id === one.fit.leader);
        if (leader) expect(leader.alone).toEqual(one.fit.for);
      }
    }), { numRuns: 150 });
  });

  it('reads what understand reads', () => {
    fc.assert(fc.property(message, (text) => {
      const normal = normalise(text);
      const reading = understand(index, normal, allowed);
      const explained = explainReading(index, normal, { allowed });
      const plainly = (one: TextExplanation): readonly Candidate[] =>
        one.candidates.map(({ id, handling, probability, likeness, matched }) => ({ entryId: id, handling, probability, score: likeness, matched }));
      expect(plainly(explained.whole)).toEqual(reading.whole);
      expect(explained.parts.map((part) => ({ text: part.text, candidates: plainly(part) }))).toEqual(reading.parts.map((part) => ({ text: part.text, candidates: part.candidates })));
      expect(explained.references.length > 0).toBe(stripReferences(normal.text).had);
    }), { numRuns: 100 });
  });

  it('orders contributions, and leaves the index as it was', () => {
    const before = rank(index, normalise('怎么退货'), everything);
    const { whole } = explainReading(index, normalise('怎么退货运费'), { allowed: everything });
    for (const { which, alone } of whole.candidates) {
      for (const score of [which, alone]) expect(score.contributions.map((one) => one.contribution)).toEqual(score.contributions.map((one) => one.contribution).toSorted((a, b) => b - a));
    }
    expect(rank(index, normalise('怎么退货'), everything)).toEqual(before);
  });
});

describe('the parts of an explanation', () => {
  const explain = (text: string, index = thin) => explainReading(index, normalise(text), { allowed: everything });

  it('names references, corrections, synonyms, words and what is asked', () => {
    const lexicon = compileLexicon([['运费', '快递费']]);
    const { references, whole } = explain('订单号：123456789012 [微笑] 快递费多少，怎么腿货不了', buildIndex(LITTLE_SHOP, { ...plainTools(pairs), lexicon, shapes: shapesOf(['退腿']) }));
    expect(references).toEqual(['123456789012', '[微笑]']);
    expect(whole.synonyms).toEqual([{ from: '快递费', to: '运费' }]);
    expect(whole.corrections).toEqual([{ from: '腿', to: '退' }]);
    expect(whole.read).toContain('运费多少');
    expect(whole.words.join('')).toBe(whole.read.replaceAll(' ', ''));
    expect(whole.unknown).toContain('不');
    expect(whole.asks.map(({ kind }) => kind)).toEqual(['how', 'amount']);
    expect(whole.denies).toBe(true);
  });

  it.each([
    ['卡号1234567看下', ['1234567']],
    ['看 https://a.cn/x?id=1 和http://b.cn', ['https://a.cn/x?id=1', 'http://b.cn']],
    ['型号abcdef12345,好吗', ['cdef12345']],
    ['写信到 a.b@c.cn', ['a.b@c.cn']],
    ['买了38码', []],
  ])('finds the references of %s', (text, references) => {
    expect(explain(text).references).toEqual(references);
  });

  it('tells the runner-up and what puts the first before it', () => {
    const { whole: { runner, candidates: [first, second] } } = explain('怎么退货呢');
    expect(first!.id).toBe('ret.how');
    expect(runner).toMatchObject({ id: second!.id, margin: first!.probability - second!.probability });
    expect(runner!.lead.reduce((sum, one) => sum + one.contribution, 0)).toBeCloseTo(first!.which.score - second!.which.score, 9);
  });

  it('adds what an answer serves as well', () => {
    const { whole } = explain('怎么换货', rich);
    const serving = whole.candidates.find(({ id }) => id === 'ret.how')!;
    expect(serving.serves.map(({ id }) => id)).toEqual(['ret.exchange']);
    expect(serving.probability).toBeCloseTo(serving.share + serving.serves[0]!.share, 12);
  });

  it('keeps entries that do not hold now among the rest', () => {
    const { whole } = explainReading(thin, normalise('怎么退货'), { allowed: (id) => id !== 'ret.how' });
    expect(whole.candidates.map(({ id }) => id)).not.toContain('ret.how');
    expect(whole.rest[0]).toMatchObject({ id: 'ret.how', current: false, title: '怎么退货' });
    expect(whole.fit.leader).toBe('ret.how');
  });

  it('shows three topics where there is a pack, by the names given', () => {
    const names = RICH.map(({ id }) => id);
    const { whole: { topics } } = explainReading(withPack, normalise('怎么退货'), { allowed: everything, topics: names });
    expect(topics).toHaveLength(3);
    expect(topics[0]!.topic).toBe('ret.how');
    expect(explain('怎么退货').whole.topics).toEqual([]);
  });

  it('says when a message goes on after what is read', () => {
    expect(explain('怎么退货'.repeat(51)).goesOn).toBe(true);
    expect(explain('怎么退货'.repeat(50)).goesOn).toBe(false);
  });
});

describe('comparisons', () => {
  const settings: DecideSettings = { thresholds: { courtesy: 0.5, person: 0.5, answer: 0.7, part: 0.8, risk: 0.4, clarify: 0.25, option: 0.06 }, menu: ['m1', 'm2'], humanEntryId: 'svc.human' };
  const HANDLINGS: Readonly<Record<string, Meaning>> = { a: 'answer', b: 'answer', c: 'escalate', 'svc.greeting': 'answer', 'chat.x': 'small_talk', 'frag.x': 'ask', 'other.x': 'uncovered', 'risk:x': 'risk' };
  const probability = fc.constantFrom(0.03, 0.06, 0.09, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.7, 0.75, 0.8, 0.95);
  const candidates = fc.uniqueArray(fc.tuple(fc.constantFrom(...Object.keys(HANDLINGS)), probability), { maxLength: 4, selector: ([id]) => id })
    .map((list) => list.sort((a, b) => b[1] - a[1]).map(([entryId, p]): Candidate => ({ entryId, handling: HANDLINGS[entryId]!, probability: p, score: p, matched: entryId })));
  const reading = fc.record({ whole: candidates, parts: fc.array(fc.record({ text: fc.constant('t'), asks: fc.boolean(), candidates }), { maxLength: 3 }), onlyReferences: fc.boolean() });

  it('foretell the decision', () => {
    fc.assert(fc.property(reading, (one) => {
      const decision = decide(one, settings);
      const compared = comparisons(one, settings);
      const reached = compared.filter((comparison) => comparison.reached);
      const real = reached.filter(({ threshold, ids: [id] }) => ['answer', 'person', 'part'].includes(threshold) && ['answer', 'escalate'].includes(HANDLINGS[id!]!) && id !== 'svc.greeting');
      const risk = reached.some(({ ids }) => ids[0] === 'risk:x');
      expect(decision.kind === 'escalate' && decision.cause === 'risk').toBe(risk);
      if (risk) return;
      expect(decision.kind === 'answer' ? !decision.smallTalk && decision.entryIds[0] !== 'svc.greeting' : decision.kind === 'escalate').toBe(real.length > 0);
      if (decision.kind === 'answer') for (const id of decision.entryIds) expect(reached.some(({ ids }) => ids.includes(id))).toBe(true);
      const uncovered = decision.kind === 'clarify' && compared.at(-1)?.ids[0] === 'other.x';
      if (uncovered) expect(decision).toMatchObject({ because: 'no_match', options: ['svc.human', 'm1', 'm2'] });
      if (decision.kind === 'clarify' && decision.because !== 'fragment' && !uncovered) expect(compared.findLast(({ threshold }) => threshold === 'clarify')!.reached).toBe(decision.because === 'close');
      if (decision.kind === 'clarify' && decision.because === 'fragment' && !one.onlyReferences) expect(compared.at(-1)).toMatchObject({ threshold: 'clarify', ids: ['frag.x'], reached: true });
      if (decision.kind === 'clarify' && decision.because === 'close') {
        const options = [...new Set(reached.filter(({ threshold }) => threshold === 'option').map(({ ids: [id] }) => id!))];
        expect(decision.options).toEqual(options.length > 1 ? options.slice(0, OPTIONS_MAX) : [...options, 'svc.human']);
      }
    }), { numRuns: 3_000 });
  });
});

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const folder = mkdtempSync(join(tmpdir(), 'zhanggui-explain-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const KNOWLEDGE = join(folder, 'knowledge');
for (const [name, text] of Object.entries(SMALL_SHOP)) {
  mkdirSync(dirname(join(KNOWLEDGE, name)), { recursive: true });
  writeFileSync(join(KNOWLEDGE, name), text);
}
// The starter's rules speak of its risk classes; what is said meanwhile is the starter's own affair.
cpSync('knowledge/rules', join(KNOWLEDGE, 'rules'), { recursive: true });
const { risks } = parse(readFileSync('knowledge/risks.yaml', 'utf8')) as { risks: readonly object[] };
// With so many ways of asking it does without the industry pack, which takes seconds to build.
for (const [topic, questions] of [['shipping', ['什么时候发货', '几天能发']], ['promotion', ['现在有活动吗', '有什么优惠']]] as const) {
  const name = `entries/${topic}.yaml`;
  const similar = questions.flatMap((question) => [question, ...FILLERS.map((filler) => filler + question)]);
  writeFileSync(join(KNOWLEDGE, name), SMALL_SHOP[name]!.replace(/similar:(?: \[.*\]|\n(?: +- .*\n)+)/u, `similar: [${similar.join(', ')}]\n`));
}
writeFileSync(join(KNOWLEDGE, 'risks.yaml'), stringify({ risks: risks.map((risk) => ({ ...risk, holding: '以页面公示为准' })) }));
const AT = '2026-11-24T10:00:00+08:00';

describe('a decision explained', () => {
  const brain = openShop(KNOWLEDGE).brain;
  const at = Date.parse(AT);
  const explain = (text: string, over: Partial<Brain> = {}): Explanation => explainMessage({ ...brain, ...over }, text, at);

  it('is the decision of readMessage, for any message', () => {
    fc.assert(fc.property(fc.oneof(message, fc.constantFrom('今天能发吗', '多久发货，有什么活动')), (text) => {
      const { decision } = readMessage(brain, text, at);
      const explained = explain(text).decision;
      expect(explained.kind).toBe(decision.kind);
      expect(explained.ids).toEqual(decision.kind === 'answer' ? decision.entryIds : decision.kind === 'clarify' ? decision.options : decision.entryId === null ? [] : [decision.entryId]);
      expect(explained.why).toMatch(/所以.+/u);
    }), { numRuns: 60 });
  });

  it('names the rule that hit, and compares nothing more', () => {
    const { rules, compared, decision } = explain('你好，今天能发货吗');
    expect(rules[0]).toMatchObject({ risk: 'ship_promise', severity: 'high', words: expect.stringContaining('今天') as string });
    expect(compared).toEqual([]);
    expect(decision.why).toBe(`命中风险规则 ${rules[0]!.ruleId}（“${rules[0]!.words}”），属于“${rules[0]!.name}”，所以转人工`);
  });

  it('says what was above which threshold', () => {
    const { decision, whole: { candidates: [first] } } = explain('什么时候发货');
    expect(decision).toMatchObject({ kind: 'answer', ids: ['ship.when'] });
    expect(decision.why).toBe(`最像“多久发货”，把握 ${first!.probability.toFixed(2)}，高于作答线 ${brain.settings.thresholds.answer.toFixed(2)}，所以作答`);
  });

  it('says what was below, and never calls equal what it calls lower', () => {
    const [first] = explain('什么时候发货').whole.candidates;
    const settings = { ...brain.settings, thresholds: { ...brain.settings.thresholds, answer: first!.probability + 0.0004, part: 1 } };
    const { decision } = explain('什么时候发货', { settings });
    expect(decision).toMatchObject({ kind: 'clarify', because: 'close' });
    const [, low, high] = /把握 ([\d.]+)，低于作答线 ([\d.]+)；/u.exec(decision.why)!;
    expect(Number(low)).toBeLessThan(Number(high));
  });

  it('shows a follow-up as it was read together', () => {
    const context: Context = { anchor: { text: '有什么活动', entryIds: ['promo.current'], probability: 0.9, awaits: ['height'] }, slots: [], asked: [], person: null };
    const { together, decision } = explainMessage(brain, '身高165', at, { context });
    expect(together!.candidates[0]!.id).toBe('promo.current');
    expect(decision).toMatchObject({ kind: 'answer', ids: ['promo.current'], why: '连着上文读作“有什么活动”，是“有什么活动”，把握 0.90，所以作答' });
    expect(explain('身高165').together).toBeNull();
  });

  it('says of a message without letters that there was nothing to read', () => {
    expect(explain(' ？').decision.why).toContain('没有能读的字');
    expect(explain('㐀㐁').decision.why).toContain('没有哪个问法');
  });

  it.each([['nothing', ''], ['blanks', ' \n\t　'], ['zero width', '\u200b\u200d'], ['only marks', '？！。。'], ['only emoji', '😀👍'], ['an unknown letter 1,000 times', '㐀'.repeat(1_000)], ['half a character', '\ud83d'], ['only a card', '订单号：123456789012']])('%s has an explanation', (_, text) => {
    const explanation = explain(text);
    expect(explanation.message).toBe(text);
    expect(explanation.whole.candidates).toEqual([]);
    expect(explanation.decision.kind).toBe('clarify');
    expect(explanation.decision.why).toMatch(/所以.+/u);
    expect(numbersIn(explanation).every(Number.isFinite)).toBe(true);
    expect(explanation.whole.fit.probability).toBeGreaterThanOrEqual(0);
  });
});

describe('npm run explain', () => {
  function run(args: readonly string[], input = ''): { readonly out: string; readonly failed: boolean } {
    try {
      return { out: execFileSync(process.execPath, ['--import', 'tsx', 'scripts/explain.ts', ...args], { encoding: 'utf8', input, stdio: 'pipe' }), failed: false };
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return { out: stdout + stderr, failed: true };
    }
  }
  const small = ['--knowledge', KNOWLEDGE, '--at', AT];

  it('prints one line of JSON away from a terminal', () => {
    const { out } = run(['什么时候发货', ...small]);
    expect(out.trim()).not.toContain('\n');
    const explanation = JSON.parse(out) as Explanation;
    expect(explanation).toMatchObject({ message: '什么时候发货', decision: { kind: 'answer', ids: ['ship.when'] }, base: { kind: 'rich' } });
    recomputed(explanation.whole).forEach((probability, i) => expect(probability).toBeCloseTo(explanation.whole.candidates[i]!.probability, 3));
  });

  it('reads the message from standard input, and prints a table', () => {
    const { out } = run(['--table', ...small], '今天能发吗\n');
    expect(out).toContain('消息　　今天能发吗\n');
    expect(out).toMatch(/风险　　.+规则 .+词句“今天能发/u);
    expect(out).toMatch(/1\. \d+\.\d%　/u);
  });

  it.each([
    ['two messages', ['什么时候', '发货'], /2 messages; a message with blanks needs quotes[\s\S]*usage: /],
    ['an unknown option', ['发货', '--tabel'], /--tabel[\s\S]*usage: /],
    ['a time that is none', ['发货', '--at', '明天'], /--at "明天" is no time; write it like 2026-/],
    ['two forms', ['发货', '--pretty', '--table'], /only one of them/],
    ['a folder that is not there', ['发货', '--knowledge', join(KNOWLEDGE, 'absent')], /absent/],
  ])('refuses %s with what to do', (_, args, said) => {
    const { out, failed } = run(args);
    expect(failed).toBe(true);
    expect(out).toMatch(said);
    expect(out).not.toContain('    at ');
  });
});
