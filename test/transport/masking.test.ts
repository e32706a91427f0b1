// Logs must not become a list of buyers: numbers that name a person are masked wherever they slip in, and secrets are left out.
import { Writable } from 'node:stream';
import fc from 'fast-check';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { loggerOptions, maskLine, maskLogText } from '../../src/transport/logging.ts';

describe('masked', () => {
  it.each([
    ['a phone', '我手机13812345678谢谢', '我手机138****5678谢谢'],
    ['a phone in groups', '138 1234 5678 / 138-1234-5678', '138****5678 / 138****5678'],
    ['a phone with its country', '+86 13812345678', '+138****5678'],
    ['an ID card', '身份证11010519491231002X。', '身份证110***************。'],
    ['an ID card of digits', '440524188001010014', '440***************'],
    ['a bank card', '卡号6222026006705354216', '卡号6222 **** **** 4216'],
    ['a bank card in groups', '4111 1111 1111 1111', '4111 **** **** 1111'],
    ['where somebody lives', '浙江省杭州市西湖区文三路123号4幢2单元501室', '浙江省杭州市***'],
    ['a landline', '0571-88157838', '0571-****7838'],
    ['a code', '验证码 883210', '验证码 ******'],
    ['an e-mail address', 'from abc@example.com', 'from a***@example.com'],
    ['a house of an estate', '阳光花园12号楼三单元', '***单元'],
  ])('%s', (_, text, masked) => {
    expect(maskLogText(text)).toBe(masked);
  });
});

describe('left as it is', () => {
  it.each([
    ['an order number', '订单 202611220001234567'], ['a price', '原价1299元，满300减40'], ['a time', '2026-11-22T07:42:16.000Z'], ['milliseconds', '1763797336123'],
    ['an id with digits in it', '013812345678abcdef013812345678ab'], ['a service line', '400-820-8820'], ['a dozen digits', '138123456789'], ['a size', '165/88A 3号色'],
  ])('%s', (_, text) => {
    expect(maskLogText(text)).toBe(text);
  });
});

function logger(): { readonly log: pino.Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({ write(chunk, _encoding, done) { lines.push(JSON.parse(String(chunk)) as Record<string, unknown>); done(); } });
  return { log: pino(loggerOptions({ logLevel: 'debug' }), stream), lines };
}

describe('a log line', () => {
  it('is masked in its message, its fields, its errors and its keys, and stays JSON', () => {
    const { log, lines } = logger();
    log.info({ note: '打13812345678', deep: { list: ['13912345678'], number: 13812345678 }, 13712345678: true }, '联系 13612345678');
    log.error({ err: new Error('no row for 13512345678') }, 'failed');
    expect(lines[0]).toMatchObject({ note: '打138****5678', deep: { list: ['139****5678'], number: '138****5678' }, '137****5678': true, msg: '联系 136****5678' });
    expect(JSON.stringify(lines)).not.toMatch(/1[3-9]\d{9}(?!\d)/);
    expect(JSON.stringify(lines[1])).toContain('no row for 135****5678');
  });

  it('holds no secret, whatever object it is given', () => {
    const { log, lines } = logger();
    log.info({ password: 'p1', body: { password: 'p2', new_password: 'p3' }, token: 't1', req: { method: 'GET', url: '/x?token=t2', headers: { cookie: 'c1' } } }, 'x');
    expect(JSON.stringify(lines)).not.toMatch(/p1|p2|p3|t1|t2|c1/);
    expect(lines[0]).toMatchObject({ req: { method: 'GET', path: '/x' } });
  });

  it('is masked in linear time and never breaks', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer(), (text, number) => {
      const parsed = JSON.parse(maskLine(`${JSON.stringify({ text, number, time: 1763797336123 })}\n`)) as { time: number };
      expect(parsed.time).toBe(1763797336123);
    }));
    const start = performance.now();
    maskLogText('1 '.repeat(30_000) + '9'.repeat(30_000) + '一'.repeat(30_000) + `路${' '.repeat(30_000)}`);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
