// Times, lengths and amounts: what is one, and what only looks like one.
import { describe, expect, it } from 'vitest';
import { findEntities, valueOf } from '../../src/compliance/entities.ts';

const wordsOf = (entity: string, text: string): string[] => findEntities(text).filter((hit) => hit.entity === entity).map((hit) => text.slice(hit.start, hit.end));

describe('entities', () => {
  it.each([
    ['@clock', '下午3点半之前', ['下午3点半']],
    ['@clock', '16点前付款', ['16点']],
    ['@clock', '16:00截单', ['16:00']],
    ['@clock', '八点前发', ['八点']],
    ['@clock', '[数字x]点前', ['[数字x]点']],
    ['@clock', '便宜一点好吗', []],
    ['@clock', '第3点是材料', []],
    ['@clock', '有3点建议', []],
    ['@date', '3号能到', ['3号']],
    ['@date', '12月5日', ['12月5日']],
    ['@date', '下周一发', ['下周一']],
    ['@date', '月底前', ['月底']],
    ['@date', '3号色好看', []],
    ['@money', '赔您50元', ['50元']],
    ['@money', '五十块', ['五十块']],
    ['@money', '¥30', ['¥30']],
    ['@money', '便宜5毛', ['5毛']],
    ['@money', '两块毛巾', ['两块']],
    ['@percent_points', '加6个点', ['6个点']],
    ['@percent_points', '补6%', ['6%']],
    ['@phone', '打13800138000', ['13800138000']],
    ['@id_number', '110101199003072316', ['110101199003072316']],
    ['@id_number', '110101299003072316', []],
    ['@big_count', '我要500件', ['500件']],
    ['@big_count', '我要5件', []],
    ['@child_age', '我才10岁', ['10岁']],
    ['@child_age', '我30岁', []],
  ])('%s in %s', (entity, text, words) => {
    expect(wordsOf(entity, text)).toEqual(words);
  });

  it.each([
    ['72小时', 72],
    ['3天内', 72],
    ['两天', 48],
    ['半个月', 360],
    ['3-5天', 120],
    ['三到五天', 120],
    ['两三天', 72],
    ['半小时', 0.5],
    ['1-3个工作日', 72],
    ['[数字x]小时', Number.NaN],
  ])('%s lasts %d hours', (text, hours) => {
    expect(findEntities(text).find((hit) => hit.entity === '@duration')?.hours).toBe(hours);
  });

  it('takes only numbers with a right check digit for bank cards, so order numbers pass', () => {
    expect(wordsOf('@bank_card', '6222021234567890128')).toHaveLength(1);
    expect(wordsOf('@bank_card', '6222021234567890129')).toHaveLength(0);
  });

  it.each([['十五', 15], ['二十', 20], ['一百零五', 105], ['两千', 2000], ['48', 48]])('%s is %d', (numeral, value) => {
    expect(valueOf(numeral)).toBe(value);
  });
});

describe('contact data', () => {
  it.each([
    ['138-0013-8000', '@phone', '138-0013-8000'], ['q群123456789', '@contact', 'q群123456789'], ['加徽abc998', '@contact', '徽abc998'], ['扣扣88888888', '@contact', '扣扣88888888'],
    ['微信号是abc_998', '@contact', '微信号是abc_998'], ['加vx13800138000', '@contact', '加vx13800138000'],
  ])('finds in %s a %s', (text, entity, words) => {
    const hit = findEntities(text).find((found) => found.entity === entity);
    expect(hit && text.slice(hit.start, hit.end)).toBe(words);
  });

  it.each(['vip12345678', 'iphone13', '单号yt8800112233445', 'wifi6路由器', '微信支付'])('finds none in %s', (text) => {
    expect(findEntities(text).filter(({ entity }) => entity === '@contact')).toEqual([]);
  });

  it.each([['四八小时', 48], ['三四天', 96], ['三五天', 120], ['十二小时', 12]])('reads %s as %d hours', (text, hours) => {
    expect(findEntities(text).find(({ entity }) => entity === '@duration')?.hours).toBe(hours);
  });
});
