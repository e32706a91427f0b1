// Reading under disguise: sounds, shapes, digits, pictures, broken sentences; harmless look-alikes stay; places stay in the original.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { secondReading } from '../../src/compliance/lines.ts';
import { checkPromises } from '../../src/compliance/promises.ts';
import { readRisks } from '../../src/compliance/risk.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { concepts, policy, promiseRules, riskRules } from './shop.ts';

const blocked = (text: string): string[] => checkPromises(promiseRules, policy, normalise(text)).findings.filter(({ level }) => level === 'block').map(({ type }) => type);
const risks = (text: string): string[] => readRisks(riskRules, normalise(text)).map(({ riskId }) => riskId);

describe('what agents write in disguise', () => {
  it.each([
    ['给您抱油哈', 'free_shipping_promise'], ['这单给您包游', 'free_shipping_promise'], ['好平返现5元', 'review_reward'], ['hp返现', 'review_reward'], ['好评返💰', 'review_reward'],
    ['赔尝您50元', 'compensation_promise'], ['賠您五十元', 'compensation_promise'], ['开法票要补睡点', 'invoice_surcharge'], ['開髮票要補稅點', 'invoice_surcharge'],
    ['薇❤联系', 'off_platform'], ['加🌸微🌸信', 'off_platform'], ['➕ＶＸ', 'off_platform'], ['加ѵх', 'off_platform'], ['微亻言聊', 'off_platform'], ['wе1xin加我', 'off_platform'],
    ['今添一定给您发货', 'ship_promise'], ['jin天一定给您fa出', 'ship_promise'], ['今 . 天 . 发 . 货', 'ship_promise'], ['今天，就，能发', 'ship_promise'], ['今\n天\n发\n货', 'ship_promise'],
    ['全网嘴低价', 'price_promise'], ['youfeiwomenchu', 'freight_promise'],
  ])('%s', (text, type) => {
    expect(blocked(text)).toContain(type);
  });
});

describe('what buyers write in disguise', () => {
  it.each([
    ['一二 3 15', 'platform_dispute'], ['打12三15', 'platform_dispute'], ['①②③①⑤', 'platform_dispute'], ['➊➋➌➊➎', 'platform_dispute'], ['今添能发货吗', 'ship_promise'],
    ['jintian neng fahuo ma', 'ship_promise'], ['退欵被距绝', 'refund_dispute'], ['贾货', 'counterfeit_claim'], ['号评返现怎么领', 'review_reward'],
  ])('%s', (text, risk) => {
    expect(risks(text)).toContain(risk);
  });
});

describe('harmless text', () => {
  it.each(['说法货不对板', '我要买五件 货够吗', '今天发火了', '那位姓王的客服在吗', '耳朵背 电话里听不清', '送女儿的', '买了599一单', '150一单180', '不能，保证金在哪退', 'fashion sofa', '谢谢❤', '红包由平台发放', '陆先生收'])('%s holds no disguise', (text) => {
    expect(blocked(text)).toEqual([]);
    expect(risks(text)).toEqual([]);
  });

  it('stays harmless when it is pulled apart', () => {
    expect(blocked('不 能 保 证 不 降 价')).toEqual([]);
  });

  /** Five of 28,000 ways of asking are typing mistakes and dialect that sound like a rule word; no more may join them. */
  const NEW_FINDINGS_MAX = 6;
  it('finds next to nothing new in the ways of asking', () => {
    const folder = fileURLToPath(new URL('../../knowledge/entries/', import.meta.url));
    const ways = readdirSync(folder).flatMap((name) => (parse(readFileSync(folder + name, 'utf8')) as { entries: { question: string; similar: string[] }[] }).entries.flatMap(({ question, similar }) => [question, ...similar]));
    const undisguised = { ...riskRules, concepts: { ...concepts, unmask: (normal: ReturnType<typeof normalise>) => normal } };
    const found = ways.filter((way) => readRisks(riskRules, normalise(way)).length > 0 && readRisks(undisguised, normalise(way)).length === 0);
    expect(ways.length).toBeGreaterThan(20_000);
    expect(found.slice(0, 20).length, found.join('\n')).toBeLessThanOrEqual(NEW_FINDINGS_MAX);
  }, 120_000);
});

describe('the second reading', () => {
  it('keeps places rising and inside the original', () => {
    const piece = fc.constantFrom('今', '添', '天', '发', '法', '货', 'jin', 'tian', ' ', '，', '\n', '薇', '❤️', '🌸', '1', '三', '亻', '言', '+', 'v', 'ѵ', '5', '\u0301', '。');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')), (text) => {
        const plain = secondReading(concepts, normalise(text));
        if (plain === null) return;
        expect(plain.offsets).toHaveLength(plain.text.length + 1);
        expect(plain.offsets.at(-1)).toBe(text.length);
        for (let i = 1; i < plain.offsets.length; i++) expect(plain.offsets[i]!).toBeGreaterThan(plain.offsets[i - 1]!);
      }),
      { numRuns: 300 },
    );
  });

  /** Doubling a text may not much more than double its time; generous for a busy machine. */
  const GROWTH_MAX = 5;
  it.each([['combining marks', 'a\u0301\u0302'], ['one character', '发'], ['one letter', 'a'], ['syllables', 'jintianfahuo'], ['punctuation only', '，。！'], ['mixed scripts', '今jin天тя①'], ['alternating hits', '今天发货赔您'], ['same sound', '今添法祸'], ['broken lines', '今\n天\n']])('takes bounded time for 4,000 characters of %s', (_, unit) => {
    const time = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      return Math.min(...Array.from({ length: 5 }, () => {
        const started = performance.now();
        checkPromises(promiseRules, policy, normalise(text));
        readRisks(riskRules, normalise(text));
        return performance.now() - started;
      }));
    };
    time(2_000);
    expect(time(4_000)).toBeLessThan(time(2_000) * GROWTH_MAX + 10);
  }, 60_000);
});
