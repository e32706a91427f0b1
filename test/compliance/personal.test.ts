// Personal data by form and check digit: a golden table of what is found and what is left, and properties for any text at all.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPersonal, maskPersonal, personalKinds, withoutPersonal } from '../../src/compliance/personal.ts';

interface Row { readonly kind: string; readonly text: string; readonly spans: readonly string[] }

const ROWS: readonly Row[] = readFileSync(new URL('../golden/personal.tsv', import.meta.url), 'utf8').split('\n')
  .filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const [kind = '', marked = ''] = line.replaceAll('\\n', '\n').split('\t');
    return { kind, text: marked.replace(/[[\]]/g, ''), spans: [...marked.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '') };
  });
const POSITIVE = ROWS.filter(({ kind }) => kind !== 'none');
const NEGATIVE = ROWS.filter(({ kind }) => kind === 'none');

const found = (text: string) => findPersonal(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

describe('the golden table', () => {
  it('is large enough to mean something', () => {
    expect(POSITIVE.length).toBeGreaterThanOrEqual(120);
    expect(NEGATIVE.length).toBeGreaterThanOrEqual(120);
  });

  it.each(POSITIVE.map(({ kind, text, spans }) => [kind, text, spans] as const))('finds %s in %j', (kind, text, spans) => {
    expect(found(text)).toEqual(spans.map((span) => [kind, span]));
    for (const span of spans) expect(maskPersonal(text)).not.toContain(span);
    expect(findPersonal(withoutPersonal(text))).toEqual([]);
  });

  it.each(NEGATIVE.map(({ text }) => [text] as const))('leaves %j alone', (text) => {
    expect(found(text)).toEqual([]);
    expect(maskPersonal(text)).toBe(text);
  });
});

describe('text that is shown from right to left', () => {
  it.each([['\u202e00083100831', 'phone'], ['电话\u202e00083100831\u202c谢谢', 'phone'], ['\u202eX20013219491501011', 'id_card'], ['\u202e号21路福幸住', 'address']])('is read as it is shown: %j', (text, kind) => {
    expect(personalKinds(text)).toEqual([kind]);
    expect(maskPersonal(text)).not.toMatch(/0008310|2001321|福幸/);
    expect(maskPersonal(maskPersonal(text))).toBe(maskPersonal(text));
  });

  it('is read as it stands too', () => {
    expect(maskPersonal('\u202e13800138000')).toBe('\u202e138****8000');
    expect(maskPersonal('\u202e什么时候发货')).toBe('\u202e什么时候发货');
  });
});

describe('a mask', () => {
  it.each([
    ['13800138000', '138****8000'], ['0755-88157838', '0755-****7838'], ['+86 138 0013 8000', '+138****8000'], ['一三八零零一三八零零零', '138****8000'],
    ['6222026006705354216', '6222 **** **** 4216'], ['11010519491231002X', `110${'*'.repeat(15)}`], ['广东省深圳市南山区科苑路15号', '广东省深圳市***'],
    ['住幸福路12号3栋501室', '住***室'], ['验证码123456', '验证码******'], ['取件码5-2-3018', '取件码****'], ['abc@qq.com', 'a***@qq.com'], ['微信abc9988', '微信ab****'], ['QQ 123456789', 'QQ 12****'],
  ])('of %s shows its kind: %s', (text, masked) => {
    expect(maskPersonal(text)).toBe(masked);
  });

  it('names kinds once, in the order met', () => {
    expect(personalKinds('13800138000 或 13900139000，幸福路12号')).toEqual(['phone', 'address']);
  });
});

/** Texts that come near: pieces of the table, digits of every writing, separators, words beside, stars. */
const PIECES = [...ROWS.map(({ text }) => text), ...'0123456789零一三八壹①１X ,-\n*.@号路栋室省市区', '验证码', '电话', '微信', '138', '****', '6222', '广东省', '0755', '\u200b', '\u202e', '\u202c', '🌸', '\ud83d'];
const near = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));
const any = fc.oneof(near, near, fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 200 }));

describe('any text', () => {
  it('is read without a throw, with spans in order, in bounds and apart', () => {
    fc.assert(fc.property(any, (text) => {
      let at = 0;
      for (const { start, end } of findPersonal(text)) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        at = end;
      }
    }), { numRuns: 2_000 });
  });

  it('is masked once for good', () => {
    fc.assert(fc.property(any, (text) => {
      const once = maskPersonal(text);
      expect(maskPersonal(once)).toBe(once);
    }), { numRuns: 5_000 });
  });

  it('is not touched outside what was found', () => {
    fc.assert(fc.property(any, (text) => {
      const kept = findPersonal(text).reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
      expect(withoutPersonal(text).length).toBe(kept.length + findPersonal(text).length);
      if (findPersonal(text).length === 0) expect(maskPersonal(text)).toBe(text);
    }), { numRuns: 1_000 });
  });

  it('costs no more than its length', () => {
    const time = (text: string): number => {
      const start = performance.now();
      maskPersonal(text);
      return performance.now() - start;
    };
    for (const unit of ['1', '1 ', '1-', '一', '路', '路1号', '中', '中国省市区', '138', '验证码', 'a@', 'a.', '微信a', '省', '12栋', '\u0301', '🌸1', '*', '取件码1-', 'qq1']) {
      const short = unit.repeat(Math.ceil(4_000 / unit.length));
      const long = unit.repeat(Math.ceil(64_000 / unit.length));
      time(short);
      expect(time(short), unit).toBeLessThan(100);
      expect(time(long), unit).toBeLessThan(1_600);
    }
  });
});

/** Numbers of every other kind, as they stand in a shop's chat; none of them is a person's. */
const digits = (min: number, max: number) => fc.integer({ min, max }).chain((length) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })).map((all) => all.join(''));
const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
const joined = (...parts: readonly (string | fc.Arbitrary<string>)[]) => fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));
const letters = fc.array(fc.constantFrom(...'ABCDEFGHKMPRSTXYZ'), { minLength: 1, maxLength: 3 }).map((all) => all.join(''));
const HARMLESS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'an order': joined(fc.constantFrom('订单号', '订单编号：', '运单号 ', '快递单号', '物流单号是', '流水号'), digits(12, 19), fc.constantFrom('', ' 什么时候发', '到哪了')),
  'a price': joined(fc.constantFrom('原价', '一共', '满', '¥', '券后'), number(1, 99_999), fc.constantFrom('元', '块', '块钱', '.90元'), fc.constantFrom('', '减30', '包邮')),
  'a sum': joined(number(100, 199), '+', number(1_000, 9_999), '+', number(1_000, 9_999)),
  'a size': joined(number(20, 200), fc.constantFrom('x', '×', '*'), number(20, 2_200), fc.constantFrom('x', '×', '*'), number(20, 2_200), fc.constantFrom('', 'cm', 'mm', '的')),
  'body sizes': joined('身高', number(140, 199), fc.constantFrom('体重', ' '), number(80, 199), fc.constantFrom('斤', ' 胸围98 腰围80', '穿多大')),
  'a list of sizes': fc.array(number(30, 46), { minLength: 3, maxLength: 8 }).map((all) => all.join(' ')),
  'a product code': joined(fc.constantFrom('款号', '货号', '型号', '编码', ''), letters, digits(3, 8), fc.constantFrom('', '-A', '/M', 'B')),
  'memory': joined(fc.constantFrom('8', '12', '16'), 'g', fc.constantFrom('128', '256', '512'), fc.constantFrom('g', 'G的', 'g 15.6寸')),
  'a date': fc.tuple(fc.integer({ min: 2_020, max: 2_030 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), fc.constantFrom('-', '/', '.')).map(([year, month, day, sign]) => `${year}${sign}${String(month).padStart(2, '0')}${sign}${String(day).padStart(2, '0')} 13:05:22`),
  'a day': fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 })).map(([month, day]) => `${month}月${day}号能到吗`),
  'a quantity': joined(number(1, 999), fc.constantFrom('件', '条', '双', '个'), number(1, 99), fc.constantFrom('套', '箱', '份')),
};

describe('numbers that are nobody\'s', () => {
  it.each(Object.entries(HARMLESS))('%s is left as it is', (_, texts) => {
    fc.assert(fc.property(texts, (text) => { expect(maskPersonal(text)).toBe(text); }), { numRuns: 500 });
  });
});

describe('a number of a person', () => {
  const mobile = joined(fc.constantFrom('13', '15', '17', '18', '19'), digits(9, 9));
  const LIKE: Readonly<Record<string, readonly string[]>> = { 0: ['0', 'O', 'o', '零', '〇', '０'], 1: ['1', 'l', 'I', '一', '壹', '①'], 2: ['2', '二', '贰'], 3: ['3', '三', '③'], 8: ['8', '八', '捌'] };

  it('is found whatever single sign breaks it, everywhere or in the usual places', () => {
    const signs = fc.constantFrom(' ', '-', '.', '。', '，', '、', '|', '★', '~', '…', '"', ';', '!', '^', 'a', 'b', 'q', 'z');
    fc.assert(fc.property(mobile, signs, fc.boolean(), (number_, sign, everywhere) => {
      const text = everywhere ? [...number_].join(sign) : `${number_.slice(0, 3)}${sign}${number_.slice(3, 7)}${sign}${number_.slice(7)}`;
      expect(found(text)).toEqual([['phone', text]]);
    }), { numRuns: 500 });
  });

  it('is found with up to five digits written otherwise', () => {
    fc.assert(fc.property(mobile, fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 5 }), fc.nat(5), (number_, places, which) => {
      const text = [...number_].map((digit, place) => (places.includes(place) ? LIKE[digit]?.[which % (LIKE[digit]?.length ?? 1)] ?? digit : digit)).join('');
      expect(personalKinds(text)).toEqual(['phone']);
      expect(maskPersonal(`电话${text}`)).toBe(`电话${number_.slice(0, 3)}****${number_.slice(-4)}`);
    }), { numRuns: 500 });
  });
});
