// The tone of what we say: only ever a warning, with the whole sentence in better words; what is normal in this trade is no finding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPromises, type PromiseReport } from '../../src/compliance/promises.ts';
import { rewritten } from '../../src/compliance/tone.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { loadShop } from '../../src/shop.ts';
import { golden, policy, promiseRules } from './shop.ts';

const check = (text: string): PromiseReport => checkPromises(promiseRules, policy, normalise(text));
const tones = (text: string) => check(text).findings.filter(({ type }) => type.startsWith('tone_'));
const rows = golden('tone.tsv');

describe('tone', () => {
  it('has 60 sentences and 60 harmless twins or more, of all four kinds', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
    for (const type of ['tone_familiar', 'tone_servile', 'tone_pushing', 'tone_cold']) expect(rows.filter((row) => row[0] === type).length).toBeGreaterThanOrEqual(15);
  });

  it.each(rows)('%s: %s', (type, sentence) => {
    const found = tones(sentence!);
    expect(found.map((finding) => finding.type)).toContain(type);
    expect(check(sentence!).verdict).toBe('warn');
    for (const { words, start, end } of found) expect(sentence!.slice(start, end)).toBe(words);
  });

  it.each(rows)('%s, not %s but %s', (_type, _sentence, harmless) => {
    expect(check(harmless!)).toEqual({ verdict: 'ok', findings: [], suggestion: null });
  });

  it.each(rows)('%s: what is suggested for %s passes without a finding', (type, sentence) => {
    const { suggestion } = tones(sentence!).find((finding) => finding.type === type)!;
    expect([suggestion, check(suggestion).findings.map((finding) => finding.type)]).toEqual([suggestion, []]);
  });

  it('keeps what the sentence says and changes only the tone', () => {
    expect(check('宝贝儿么么哒，您的衣服已经在打包了').suggestion).toBe('亲，您的衣服已经在打包了');
    expect(check('求求您了，收到后确认一下地址吧').suggestion).toBe('麻烦您，收到后确认一下地址吧');
    expect(check('小的这就去仓库看看').suggestion).toBe('我这就去仓库看看');
    expect(check('么么哒').suggestion).toBe('亲，有什么可以帮您的吗~');
  });

  it.each([
    ['亲爱的宝贝儿您好', '亲您好'], ['好的宝贝儿，马上看', '好的亲，马上看'], ['小的求求您了，确认一下地址吧', '麻烦您，确认一下地址吧'], ['奴才求您了', '麻烦您'],
    ['求求您了，麻烦您确认一下', '麻烦您确认一下'], ['手慢无，错过后悔', '库存和活动以页面为准'], ['别犹豫了，赶紧下单，还等什么', '您可以再看看，需要的话可以下单'],
  ])('says %s as %s, well put and nothing twice', (text, better) => {
    const { suggestion, findings } = check(text);
    expect(suggestion).toBe(better);
    expect(findings.every(({ rewords, type }) => rewords === true || !type.startsWith('tone_'))).toBe(true);
    expect(tones(better)).toEqual([]);
  });

  it('leaves 宝贝儿子 a son', () => {
    expect(rewritten('宝贝儿子', [{ start: 0, end: 2, instead: '亲' }])).toBe('亲儿子');
    expect(rewritten('宝贝儿', [{ start: 0, end: 2, instead: '亲' }])).toBe('亲');
  });

  it.each(['亲，在的~', '亲爱的，您好', '好的呢~~~', '亲亲，请稍等', '宝宝穿80码就可以', '这款宝贝有现货', '您小的那件先寄回来', '请尽快付款以免订单关闭'])('%s is normal', (text) => {
    expect(tones(text)).toEqual([]);
  });

  it('finds nothing in what the starter shop says', { timeout: 30_000 }, () => {
    const { base } = loadShop('knowledge');
    const texts = [...base.entries.values()].flatMap((entry) => entry.answers.map((answer) => answer.text)).concat(Object.values(base.system), [...base.risks.values()].map((risk) => risk.holding));
    expect(texts.filter((text) => tones(text).length > 0)).toEqual([]);
  });

  it('finds little in harmless sentences of agents', () => {
    const harmless = golden('agent_sentences.tsv').filter(([kind]) => kind === 'harmless').map((row) => row[1]!);
    expect(harmless.filter((text) => tones(text).length > 0)).toEqual([]);
  });
});

describe('rewritten', () => {
  it('never throws, keeps what is not replaced, and leaves no double punctuation', () => {
    const piece = fc.constantFrom('好的', '亲', '，', '。', '~', '！', ' ', 'X', 'YY');
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      const replacements = [...text.matchAll(/X|YY/gu)].map((match) => ({ start: match.index, end: match.index + match[0].length, instead: '' }));
      const out = rewritten(text, replacements);
      expect(out).not.toMatch(/[XY]|[，。][，。]|^[，。~！ ]/u);
      expect(out.replaceAll(/[^好的亲]/gu, '')).toBe(text.replaceAll(/[^好的亲]/gu, ''));
    }));
  });
});
