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
const PIECES = [...ROWS.map(({ text }) => text), ...'0123456789零一三八壹①１X ,-\n*.@号路栋室省市区', '验证码', '电话', '微信', '138', '****', '6222', '广东省', '0755', '\u200b', '🌸', '\ud83d'];
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
