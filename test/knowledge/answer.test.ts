// Which answer holds: profile variables, campaigns, hours, windows.
import { describe, expect, it } from 'vitest';
import { answerText, optionsOf, type KnowledgeBase } from '../../src/knowledge/base.ts';
import { isOpen } from '../../src/knowledge/hours.ts';
import { load, SMALL_SHOP } from './fixture.ts';

const at = (text: string): number => Date.parse(text);
const base: KnowledgeBase = load().base!;

describe('answers', () => {
  it('fills in the profile', () => {
    expect(answerText(base, 'ship.when', 0)).toBe('亲，付款后 48 小时内发货');
  });

  it('follows the one profile file', () => {
    const edited = load({ 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('hours: 48', 'hours: 72').replace('buyer: 亲', 'buyer: 宝子') }).base!;
    expect(answerText(edited, 'ship.when', 0)).toBe('宝子，付款后 72 小时内发货');
  });

  it.each([
    ['before the campaign, at work', '2026-11-30T10:00:00+08:00', '活动以页面为准，快递中通、圆通'],
    ['in the first moment of the campaign', '2026-12-01T00:00:00+08:00', '年货节：满减进行中'],
    ['in the last moment of the campaign', '2026-12-02T23:59:59+08:00', '年货节：满减进行中'],
    ['when the campaign is over, at night', '2026-12-03T00:00:00+08:00', '活动以页面为准，客服每天 9:00-18:00在线'],
  ])('chooses by campaign and hours: %s', (_, time, text) => {
    expect(answerText(base, 'promo.current', at(time))).toBe(text);
  });

  it('gives nothing for an entry outside its window, and does not offer it', () => {
    const limited = load({
      'entries/shipping.yaml': SMALL_SHOP['entries/shipping.yaml']!.replace('    related:', '    valid: { from: "2026-12-01T00:00:00+08:00" }\n    related:'),
    }).base!;
    expect(answerText(limited, 'ship.when', at('2026-11-30T23:59:59+08:00'))).toBeNull();
    expect(optionsOf(limited, ['ship.when', 'promo.current'], at('2026-11-30T23:59:59+08:00')).map((option) => option.id)).toEqual(['promo.current']);
    expect(answerText(limited, 'ship.when', at('2026-12-01T00:00:00+08:00'))).toContain('48');
  });
});

describe('service hours', () => {
  const week = { timezone: 'Asia/Shanghai', hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' }, { days: [6], from: '20:00', until: '02:00' }] };
  it.each([
    ['Monday 08:59', '2026-11-23T08:59:00+08:00', false],
    ['Monday 09:00', '2026-11-23T09:00:00+08:00', true],
    ['Monday 18:00', '2026-11-23T18:00:00+08:00', false],
    ['Sunday noon', '2026-11-22T12:00:00+08:00', false],
    ['Saturday 23:00, into the night', '2026-11-28T23:00:00+08:00', true],
    ['Sunday 01:59, still Saturday night', '2026-11-29T01:59:00+08:00', true],
    ['Sunday 02:00', '2026-11-29T02:00:00+08:00', false],
    ['Friday 10:00 in the shop, Thursday elsewhere', '2026-11-26T21:00:00-05:00', true],
  ])('%s', (_, time, open) => {
    expect(isOpen(week, at(time))).toBe(open);
  });
});
