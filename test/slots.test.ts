// What a message states: each slot with its value and the buyer's own words; nonsense states nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEIGHT_CM_MAX, HEIGHT_CM_MIN, WEIGHT_KG_MAX, WEIGHT_KG_MIN, type BodyKind } from '../src/understand/body.ts';
import { normalise } from '../src/understand/normalise.ts';
import { numberOf } from '../src/understand/numerals.ts';
import { plainSize, readSlots, slotValue } from '../src/understand/slots.ts';

const read = (text: string, asked: readonly BodyKind[] = []): readonly string[] => readSlots(normalise(text), asked).map(({ kind, value }) => `${kind} ${value}`);
const BOTH: readonly BodyKind[] = ['height', 'weight'];

describe('numbers as they are said', () => {
  it.each([
    ['165', 165], ['1.65', 1.65], ['一百一', 110], ['一百零一', 101], ['一百一十五', 115], ['两百', 200], ['九十五', 95], ['十五', 15], ['二十', 20], ['一六五', 165], ['六', 6],
    ['四五十', NaN], ['一百四五十', NaN], ['百', NaN], ['', NaN], ['零', NaN], ['一百一百', NaN],
  ])('%s is %d', (words, value) => {
    expect(numberOf(words)).toBe(value);
  });
});

describe('height and weight', () => {
  it.each([
    ['165cm', ['height 165']], ['１６５ｃｍ', ['height 165']], ['1米65', ['height 165']], ['1.65m', ['height 165']], ['一米六五', ['height 165']], ['1米6', ['height 160']],
    ['身高165', ['height 165']], ['身高1.65', ['height 165']], ['身高一百六', ['height 160']], ['身高是165，体重是55', ['height 165', 'weight 55']],
    ['55kg', ['weight 55']], ['55公斤', ['weight 55']], ['110斤', ['weight 55']], ['九十五斤', ['weight 47.5']], ['120-130斤', ['weight 62.5']], ['120多斤', ['weight 60']],
    ['165 110斤', ['height 165', 'weight 55']], ['我165，110斤，穿多大', ['height 165', 'weight 55']], ['110斤 165', ['weight 55', 'height 165']],
    ['高165重110', ['height 165', 'weight 55']], ['163高 120重', ['height 163', 'weight 60']], ['1米65/55kg', ['height 165', 'weight 55']],
    ['我一米五五 九十五斤', ['height 155', 'weight 47.5']], ['一米七 一百三', ['height 170', 'weight 65']], ['165公分55公斤要穿什麼', ['height 165', 'weight 55']],
  ])('%s', (text, slots) => {
    expect(read(text)).toEqual(slots);
  });

  it.each([
    ['体重110, alone: 斤 from 80 up', '体重110', ['weight 55']], ['体重75, alone: kg below', '体重75', ['weight 75']],
    ['168/60: 30 kg would be no body', '168/60', ['height 168', 'weight 60']], ['175 140: 140 kg would be', '175 140 多大', ['height 175', 'weight 70']],
    ['185 80: 40 kg would be too thin', '身高185体重80', ['height 185', 'weight 80']], ['158 90', '身高158体重90', ['height 158', 'weight 45']],
  ])('a weight without unit, %s', (_, text, slots) => {
    expect(read(text)).toEqual(slots);
  });

  it.each(['身高999', '体重999斤', '身高20', '165', '脚长24厘米', '裙长110cm', '1.5米床的', '1米8的床', '十斤装的', '175/96A', '一百四五十斤', '满199 减20', '13800138000', '胖mm能穿吗'])('%s states neither', (text) => {
    expect(read(text).filter((slot) => /height|weight/.test(slot))).toEqual([]);
  });

  it('a number alone is what was asked for', () => {
    expect(read('165', BOTH)).toEqual(['height 165']);
    expect(read('不对 是120', BOTH)).toEqual(['weight 60']);
    expect(read('150', ['weight'])).toEqual(['weight 75']);
    expect(read('1.65', ['height'])).toEqual(['height 165']);
    expect(read('我165吧', ['height'])).toEqual(['height 165']);
    expect(read('9999', BOTH)).toEqual([]);
    expect(read('12 34', BOTH)).toEqual([]);
  });

  it('who corrects himself says the right thing last', () => {
    expect(slotValue(readSlots(normalise('不是110斤 是120斤')), 'weight')).toBe(60);
    expect(slotValue(readSlots(normalise('包邮吗')), 'weight')).toBeNull();
  });
});

describe('other slots', () => {
  it.each([
    ['发乌鲁木齐', ['region 新疆']], ['新疆', ['region 新疆']], ['內蒙古', ['region 内蒙古']], ['海南和河南', ['region 海南', 'region 河南']], ['偏远地区呢', ['region 偏远地区']], ['江浙沪', ['region 江浙沪']],
    ['XL的', ['size XL']], ['xxl', ['size 2XL']], ['2XL', ['size 2XL']], ['Ｍ码', ['size M']], ['38码', ['size 38']], ['均码', ['size 均码']], ['99码', []], ['iphone 6s', []],
    ['199元', ['amount 199']], ['¥59.9', ['amount 59.9']], ['三十块钱', ['amount 30']], ['3件', ['quantity 3']], ['两条', ['quantity 2']], ['这件', []], ['第3件', []],
    ['订单号 240611887733221', ['order 240611887733221']], ['240611887733221', ['order 240611887733221']], ['13800138000', []],
    ['喜欢宽松', ['fit loose']], ['修身一点', ['fit slim']], ['不要太宽松', ['fit slim']], ['不喜欢紧身', ['fit loose']], ['是宽松款还是修身款', []],
  ])('%s', (text, slots) => {
    expect(read(text)).toEqual(slots);
  });

  it('one name for one size', () => {
    expect(['xl', 'XXL', 'xxxxl', '3 xl', 'xs', 'm'].map(plainSize)).toEqual(['XL', '2XL', '4XL', '3XL', 'XS', 'M']);
  });

  it('keeps the words as the buyer wrote them', () => {
    const [height, weight] = readSlots(normalise('我 １６５ｃｍ ，体重１１０斤'));
    expect([height?.words, weight?.words]).toEqual(['１６５ｃｍ', '体重１１０斤']);
  });
});

describe('any text', () => {
  it('gives slots in order, none overlapping, all within bounds', () => {
    const piece = fc.constantFrom('1', '6', '5', '0', '米', '斤', 'kg', 'cm', '身高', '体重', '一', '百', '二', ' ', '/', ',', 'x', 'l', 'm', '码', '新疆', '块', '件', '高', '重', '宽松', '😀');
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), fc.subarray([...BOTH]), (pieces, asked) => {
      const normal = normalise(pieces.join(''));
      let end = 0;
      for (const slot of readSlots(normal, asked)) {
        expect(slot.start).toBeGreaterThanOrEqual(end);
        expect(slot.end).toBeGreaterThan(slot.start);
        ({ end } = slot);
        if (slot.kind === 'height') expect(slot.value >= HEIGHT_CM_MIN && slot.value <= HEIGHT_CM_MAX).toBe(true);
        if (slot.kind === 'weight') expect(slot.value >= WEIGHT_KG_MIN && slot.value <= WEIGHT_KG_MAX).toBe(true);
      }
    }), { numRuns: 500 });
  });

  it.each(['1'.repeat(1_000), '165 '.repeat(250), '一百'.repeat(500), '身高是'.repeat(300), 'x'.repeat(1_000)])('is read in bounded time: %#', (text) => {
    const began = performance.now();
    readSlots(normalise(text), BOTH);
    expect(performance.now() - began).toBeLessThan(100);
  });
});
