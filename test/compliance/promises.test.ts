// What we say: minimal pairs for the 20 promise types, whole sentences as agents write them, and the published policy.
import { describe, expect, it } from 'vitest';
import type { ShopPolicy } from '../../src/compliance/policy.ts';
import { checkPromises, type PromiseReport } from '../../src/compliance/promises.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { golden, policy, promiseRules } from './shop.ts';

const check = (text: string, published: ShopPolicy = policy): PromiseReport => checkPromises(promiseRules, published, normalise(text));
const blocked = (text: string, published: ShopPolicy = policy): string[] => check(text, published).findings.filter((finding) => finding.level === 'block').map((finding) => finding.type);
const pairs = golden('promises.tsv');
const sentences = golden('agent_sentences.tsv');

describe('minimal pairs', () => {
  it.each(pairs)('%s: %s', (type, violation) => {
    expect(blocked(violation!)).toContain(type);
  });

  it.each(pairs)('%s, not %s but %s', (_type, _violation, allowed) => {
    expect(blocked(allowed!)).toEqual([]);
  });

  it('has at least 8 pairs for every type', () => {
    const types = Object.keys(promiseRules.types).filter((type) => !type.startsWith('tone_'));
    for (const type of types) expect([type, pairs.filter((row) => row[0] === type).length >= 8]).toEqual([type, true]);
    expect(types).toHaveLength(20);
  });
});

describe('whole sentences', () => {
  it.each(sentences.filter(([kind]) => kind === 'violation'))('%s: %s', (_kind, text) => {
    expect(check(text!).verdict).toBe('block');
  });

  it.each(sentences.filter(([kind]) => kind === 'harmless'))('%s: %s', (_kind, text) => {
    expect(blocked(text!)).toEqual([]);
  });
});

describe('the published policy', () => {
  it('allows what is published or less, and blocks more', () => {
    const slow = { ...policy, dispatchHours: 72 };
    expect(blocked('付款后72小时内发货', slow)).toEqual([]);
    expect(blocked('付款后48小时内发货', slow)).toEqual(['ship_promise']);
    expect(blocked('付款后两天内发货')).toEqual([]);
    expect(blocked('江浙沪包邮')).toEqual([]);
    expect(blocked('江浙沪和新疆都包邮')).toContain('free_shipping_promise');
    expect(blocked('江浙沪包邮', { ...policy, freeRegions: '广东省' })).toContain('free_shipping_promise');
    expect(blocked('1-3个工作日退款到账')).toEqual([]);
    expect(blocked('24小时内退款到账')).toContain('outcome_promise');
    expect(blocked('支持30天无理由退货')).toContain('outcome_promise');
    expect(blocked('支持30天无理由退货', { ...policy, returnDays: 30 })).toEqual([]);
    expect(blocked('15天内可以换货')).toEqual([]);
  });

  it('is suggested by the rule that knows the topic', () => {
    expect(check('发票三天内给您开好').suggestion).toContain(`${policy.invoiceDays}个工作日`);
    expect(check('运费给您免了').findings.map(({ suggestion }) => suggestion)).toContain('运费以下单页显示的为准~');
    expect(check('上一位客户地址是人民路88号3单元502').suggestion).toContain('其他买家的信息');
  });

  it('puts its numbers into the suggestion', () => {
    expect(check('今天一定给您发出', { ...policy, dispatchHours: 36 }).suggestion).toContain('36小时');
    expect(check('开票要补6个点').suggestion).toContain(`${policy.invoiceDays}个工作日`);
  });
});

describe('the report', () => {
  it('names place and words in the original', () => {
    const text = '好的亲~今\u200b天 给您发出哦';
    const [finding] = check(text).findings;
    expect(finding).toMatchObject({ type: 'ship_promise', level: 'block', option: null });
    expect(text.slice(finding!.start, finding!.end)).toBe(finding!.words);
    expect(finding!.words).toContain('今\u200b天');
  });

  it('says nothing about a harmless sentence', () => {
    expect(check('您好，请问有什么可以帮您')).toEqual({ verdict: 'ok', findings: [], suggestion: null });
  });

  it('warns without blocking', () => {
    expect(check('满99包邮').verdict).toBe('warn');
  });

  it.each(['加😀我😀微😀信', '今.天.一.定.给.您.发.出', '今 天 给 您 发 出', '好 评 返 现 5 元', '我們全網第一', '１６点前付款当天发货', '今晚\n一定\n给您发走', '明天给您发\n出去', '今天yiding fahuo', '➕V'])('sees through %s', (text) => {
    expect(check(text).verdict).toBe('block');
  });

  it('reads lines together only where the lines alone hold nothing', () => {
    expect(check('今天一定给您发出\n加我微信').findings.map((finding) => finding.type)).toEqual(['ship_promise', 'off_platform']);
    const text = '好的\n今晚\n一定\n发走';
    const [finding] = check(text).findings;
    expect(text.slice(finding!.start, finding!.end)).toBe(finding!.words);
    expect(finding!.words).toContain('\n');
    expect(check('付款后48小时内发货\n今天咨询的人多\n请您稍等').verdict).toBe('ok');
  });

  it('takes over the words it agrees to, not those it only hears', () => {
    expect(blocked('您说的今晚发走，行')).toContain('ship_promise');
    expect(blocked('您说的今晚发走，好的，我问下仓库')).toEqual([]);
    expect(blocked('您说的今晚发走，可以吗')).toEqual([]);
    expect(blocked('您问能不能包邮？没问题的')).toContain('free_shipping_promise');
  });

  it('asks for a second look at what it cannot be sure of', () => {
    expect(check('We will ship it tomorrow, I promise').verdict).toBe('warn');
    expect(check('You can find the size table on the page').verdict).toBe('ok');
    expect(check('争取今晚给您发走').verdict).toBe('warn');
    expect(check('哺乳期也可以放心用').verdict).toBe('warn');
    expect(check('优先给您安排').verdict).toBe('warn');
  });

  it('does not take compensation for a charge', () => {
    expect(blocked('给您补偿8元')).toEqual(['compensation_promise']);
    expect(blocked('给您补8元')).toEqual(['compensation_promise']);
    expect(blocked('您再补8元')).toEqual(['unauthorised_charge']);
  });

  it('does not take a report or a denial for a promise', () => {
    expect(blocked('您说的“今天一定发货”我们没有承诺过')).toEqual([]);
    expect(blocked('不以返现换取好评')).toEqual([]);
    expect(blocked('质量问题退货运费由商家承担')).toEqual([]);
  });

  it('blocks when reading fails', () => {
    const broken = { ...promiseRules, concepts: { ...promiseRules.concepts, find: () => { throw new Error('boom'); } } };
    const report = checkPromises(broken, policy, normalise('您好'));
    expect(report.verdict).toBe('block');
    expect(report.findings[0]).toMatchObject({ type: 'fault', start: 0, end: 2 });
  });
});
