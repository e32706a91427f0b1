// The rulings that hang on time: exactly at the limit, over a leap day, at midnight in Shanghai, and when the records disagree.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/knowledge/rulings/dispatch.ts';
import { endOfDayAfter, HOUR_MS, readInstant, writeInstant } from '../../../src/knowledge/rulings/instant.ts';
import { priceProtect } from '../../../src/knowledge/rulings/price-protect.ts';
import { sevenDay } from '../../../src/knowledge/rulings/seven-day.ts';
import { tracking } from '../../../src/knowledge/rulings/tracking.ts';

const at = (text: string): number => readInstant(text)!;
const paidAt = at('2026-11-22 20:00:00');
const order = { paidAt, agreedAt: null, presaleAt: null, publishedHours: null, scannedAt: null, now: paidAt };

describe('the dispatch clock', () => {
  const limit = paidAt + 72 * HOUR_MS;

  it('counts a scan at exactly 72 hours as in time, a millisecond later as late', () => {
    expect(dispatch.rule({ ...order, scannedAt: limit, now: limit + HOUR_MS })).toMatchObject({ verdict: 'kept', deadline: limit });
    expect(dispatch.rule({ ...order, scannedAt: limit + 1, now: limit + HOUR_MS })).toMatchObject({ verdict: 'breach', id: 'ship.dispatch.late' });
  });

  it('runs until exactly 72 hours without a scan', () => {
    expect(dispatch.rule({ ...order, now: limit }).id).toBe('ship.dispatch.rule');
    expect(dispatch.rule({ ...order, now: limit + 1 }).id).toBe('ship.dispatch.overdue');
  });

  it('lets the agreed time decide, shorter or longer, over presale, publication and 72 hours', () => {
    const agreedAt = paidAt + 5 * HOUR_MS;
    const presaleAt = paidAt + 240 * HOUR_MS;
    expect(dispatch.rule({ ...order, agreedAt, presaleAt, publishedHours: 48, now: agreedAt + 1 })).toMatchObject({ verdict: 'breach', deadline: agreedAt });
    expect(dispatch.rule({ ...order, agreedAt: presaleAt, publishedHours: 48, now: presaleAt })).toMatchObject({ id: 'ship.dispatch.agreed', deadline: presaleAt });
    expect(dispatch.rule({ ...order, presaleAt, publishedHours: 48, now: presaleAt })).toMatchObject({ id: 'ship.dispatch.presale', deadline: presaleAt });
    expect(dispatch.rule({ ...order, publishedHours: 48, now: paidAt + 48 * HOUR_MS + 1 })).toMatchObject({ verdict: 'breach', deadline: paidAt + 48 * HOUR_MS });
  });

  it.each([
    ['a scan before the payment', { ...order, scannedAt: paidAt - 1 }],
    ['a scan that is yet to come', { ...order, scannedAt: paidAt + 1, now: paidAt }],
    ['a payment that is yet to come', { ...order, now: paidAt - 1 }],
    ['an agreed time before the payment', { ...order, agreedAt: paidAt - 1 }],
  ])('gives %s to a person', (_, input) => {
    expect(dispatch.rule(input)).toMatchObject({ id: 'ship.dispatch.records', verdict: 'person' });
  });

  it('never turns a breach into less as time goes on, and a scan in time stays in time', () => {
    fc.assert(fc.property(fc.nat(200 * HOUR_MS), fc.nat(200 * HOUR_MS), fc.nat(200 * HOUR_MS), (scanned, first, more) => {
      const without = [first, first + more].map((passed) => dispatch.rule({ ...order, now: paidAt + passed }).verdict);
      if (without[0] === 'breach') expect(without[1]).toBe('breach');
      const scannedAt = paidAt + scanned;
      const after = [0, more].map((passed) => dispatch.rule({ ...order, scannedAt, now: scannedAt + passed }).verdict);
      expect(after).toEqual(Array(2).fill(scanned <= 72 * HOUR_MS ? 'kept' : 'breach'));
    }));
  });

  it('runs over a leap day by hours', () => {
    const leap = at('2024-02-27 12:00:00');
    expect(writeInstant(dispatch.rule({ ...order, paidAt: leap, now: leap }).deadline!)).toBe('2024-03-01 12:00:00');
    const common = at('2023-02-27 12:00:00');
    expect(writeInstant(dispatch.rule({ ...order, paidAt: common, now: common }).deadline!)).toBe('2023-03-02 12:00:00');
  });
});

describe('seven days', () => {
  const asked = (signed: string, when: string, publishedDays: number | null = null) =>
    sevenDay.rule({ signedAt: at(signed), askedAt: at(when), publishedDays, goods: 'ordinary', state: 'intact' });

  it('begin on the day after signing, in Shanghai, and end with the seventh', () => {
    expect(asked('2026-11-01 00:00:00', '2026-11-08 23:59:59').id).toBe('ret.seven_day.intact');
    expect(asked('2026-11-01 00:00:00', '2026-11-09 00:00:00').id).toBe('ret.seven_day.past');
    expect(asked('2026-11-01 23:59:59', '2026-11-08 23:59:59').verdict).toBe('eligible');
    expect(asked('2026-11-02 00:00:00', '2026-11-09 00:00:00').verdict).toBe('eligible');
  });

  it('span a leap day', () => {
    expect(writeInstant(asked('2024-02-25 10:00', '2024-02-26 10:00').deadline!)).toBe('2024-03-03 23:59:59');
    expect(writeInstant(asked('2023-02-25 10:00', '2023-02-26 10:00').deadline!)).toBe('2023-03-04 23:59:59');
  });

  it('may be more where the shop published more, never fewer', () => {
    expect(asked('2026-11-01 10:00', '2026-11-15 10:00', 15).verdict).toBe('eligible');
    expect(asked('2026-11-01 10:00', '2026-11-08 10:00', 3).verdict).toBe('eligible');
  });

  it.each([['goods', 'custom'], ['goods', 'fresh'], ['goods', 'digital'], ['goods', 'press'], ['goods', 'confirmed'], ['state', 'seal_broken'], ['state', 'tag_removed'], ['state', 'used']] as const)(
    'do not hold for %s %s, which says nothing about faults', (key, value) => {
      const ruling = sevenDay.rule({ signedAt: at('2026-11-01 10:00'), askedAt: at('2026-11-02 10:00'), publishedDays: null, goods: 'ordinary', state: 'intact', [key]: value });
      expect(ruling).toMatchObject({ id: `ret.seven_day.${value}`, verdict: 'ineligible', whoPays: null });
      expect(ruling.sentence).toMatch(/核实/);
    });
});

it('price protection ends exactly the published days after payment; without publication a person decides', () => {
  const limit = paidAt + 15 * 24 * HOUR_MS;
  const input = { paidAt, publishedDays: 15, drop: 'page_price' } as const;
  expect(priceProtect.rule({ ...input, askedAt: limit })).toMatchObject({ id: 'promo.price_protect.page_price', deadline: limit });
  expect(priceProtect.rule({ ...input, askedAt: limit + 1 }).id).toBe('promo.price_protect.past');
  expect(priceProtect.rule({ ...input, publishedDays: null, askedAt: paidAt })).toMatchObject({ verdict: 'person', deadline: null });
});

it('a parcel counts as stalled after more than two days without news, and a mark without a scan stops no clock', () => {
  const input = { markedAt: paidAt, scannedAt: paidAt, lastScanAt: null, season: 'ordinary' } as const;
  expect(tracking.rule({ ...input, now: paidAt + 48 * HOUR_MS }).id).toBe('ship.tracking.moving');
  expect(tracking.rule({ ...input, now: paidAt + 48 * HOUR_MS + 1 }).id).toBe('ship.tracking.stalled');
  expect(tracking.rule({ ...input, scannedAt: null, now: paidAt + 48 * HOUR_MS }).verdict).toBe('running');
  expect(tracking.rule({ ...input, scannedAt: null, now: paidAt + 48 * HOUR_MS + 1 }).verdict).toBe('breach');
});

describe('an instant', () => {
  it.each([
    ['2021-04-10 20:31:08', '2021-04-10T12:31:08.000Z'],
    ['2021-04-10T20:31', '2021-04-10T12:31:00.000Z'],
    ['2024-02-29 00:00:00', '2024-02-28T16:00:00.000Z'],
    ['2021-04-10T20:31:08Z', '2021-04-10T20:31:08.000Z'],
    ['2021-04-10T20:31:08-05:30', '2021-04-11T02:01:08.000Z'],
  ])('reads %s in Shanghai unless it names its zone', (text, utc) => {
    expect(new Date(readInstant(text)!).toISOString()).toBe(utc);
  });

  it.each(['2023-02-29 10:00', '2026-04-31 10:00', '2026-13-01 10:00', '2026-11-22 24:00', '2026-11-22', '20:31', '11月22日', '', '2026-11-22 10:60', '2026-11-22 10:00 CST'])('refuses %s', (text) => {
    expect(readInstant(text)).toBeNull();
  });

  it('is written as it is read, and its day ends at midnight in Shanghai, whatever the machine\'s zone', () => {
    fc.assert(fc.property(fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2045, 0) }), fc.integer({ min: 0, max: 40 }), (ms, days) => {
      const second = Math.floor(ms / 1_000) * 1_000;
      expect(readInstant(writeInstant(ms))).toBe(second);
      const end = endOfDayAfter(ms, days);
      expect(writeInstant(end).slice(11)).toBe('23:59:59');
      expect(writeInstant(end + 1).slice(11)).toBe('00:00:00');
      expect(end - ms).toBeGreaterThanOrEqual(days * 24 * HOUR_MS);
      expect(end - ms).toBeLessThan((days + 1) * 24 * HOUR_MS);
    }));
  });
});
