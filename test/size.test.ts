// The computed size: from the chart alone, and as the buyer reads it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adviseSize, sizeReply, type ChartRow } from '../src/knowledge/size.ts';
import { normalise } from '../src/understand/normalise.ts';
import { readSlots } from '../src/understand/slots.ts';
import { openHouse, starterShop, type TestHouse } from './helper.ts';

const CHART: readonly ChartRow[] = [
  { size: 'S', height: [150, 160], weight: [40, 48] },
  { size: 'M', height: [155, 165], weight: [48, 55] },
  { size: 'L', height: [160, 170], weight: [56, 63] },
  { size: 'XL', height: [163, 175], weight: [63, 70] },
];

describe('the chart', () => {
  it.each([
    ['within one row', 165, 50, { kind: 'one', size: 'M', larger: 'L' }],
    ['on the bounds of one row', 155, 55, { kind: 'one', size: 'M', larger: 'L' }],
    ['the last row', 170, 70, { kind: 'one', size: 'XL', larger: null }],
    ['on the bound of two rows', 158, 48, { kind: 'between', size: 'S', larger: 'M' }],
    ['between two rows', 162, 55.5, { kind: 'between', size: 'M', larger: 'L' }],
    ['tall for the weight', 168, 52, { kind: 'apart', byHeight: 'L', byWeight: 'M' }],
    ['short for the weight', 156, 60, { kind: 'apart', byHeight: 'M', byWeight: 'L' }],
    ['too far apart', 175, 45, { kind: 'outside' }],
    ['taller than the chart', 190, 60, { kind: 'outside' }],
    ['lighter than the chart', 155, 39.9, { kind: 'outside' }],
    ['no weight', 165, null, { kind: 'missing', missing: ['weight'] }],
    ['no height', null, 55, { kind: 'missing', missing: ['height'] }],
    ['neither', null, null, { kind: 'missing', missing: ['height', 'weight'] }],
  ])('%s', (_, height, weight, advice) => {
    expect(adviseSize(CHART, { height, weight })).toEqual(advice);
  });

  it('gives no size that does not hold both measures, wherever they lie', () => {
    for (let height = 140; height <= 190; height++) {
      for (let weight = 35; weight <= 80; weight += 0.5) {
        const advice = adviseSize(CHART, { height, weight });
        if (advice.kind !== 'one') continue;
        const row = CHART.find(({ size }) => size === advice.size)!;
        expect(height >= row.height[0] && height <= row.height[1] && weight >= row.weight[0] && weight <= row.weight[1]).toBe(true);
      }
    }
  });
});

describe('the words', () => {
  const { base, gate } = starterShop();
  const reply = (text: string, entryId = 'size.recommend', shop = base) => {
    const normal = normalise(text);
    const said = readSlots(normal);
    return sizeReply(shop, { entryId, text: normal.text, said, known: said });
  };

  it.each([
    ['165 50kg穿什么码', '165 cm、50 kg → M；喜欢宽松选 L；仅供参考，以详情页尺码表为准'],
    ['165 110斤穿什么码', '165 cm、55 kg → M 或 L，两个码都对得上：合身选 M；喜欢宽松选 L；仅供参考'],
    ['165 50kg 喜欢宽松', '165 cm、50 kg，喜欢宽松 → L；想合身选 M；仅供参考'],
    ['165 110斤 要修身', '165 cm、55 kg → M；喜欢宽松选 L；仅供参考'],
    ['180 95kg', '180 cm、95 kg → 4XL；尺码表到 4XL 为止；仅供参考'],
    ['170 50kg', '身高 170 cm 对应 L，体重 50 kg 对应 M：在意长短选 L，在意松紧选 M；仅供参考'],
    ['身高195 50kg', '195 cm、50 kg 在尺码表里没有对应的码，可以转人工'],
    ['身高165穿什么码', '收到身高 165 cm，再发一下体重'],
    ['110斤穿什么码', '收到体重 55 kg，再发一下身高'],
    ['穿什么码', '把身高和体重发给我'],
    ['L码适合多高多重的人穿', 'L 对应身高 160-170 cm、体重 55-63 kg（110-126 斤）'],
  ])('%s', (text, words) => {
    const made = reply(text);
    expect(made?.text).toContain(words);
    expect(gate.approve({ text: made!.text, options: [] }).ok).toBe(true);
  });

  it('offers a person when the chart does not decide', () => {
    expect([reply('身高195 50kg'), reply('170 50kg'), reply('165 50kg')].map((one) => one?.offerPerson)).toEqual([true, true, false]);
  });

  it('leaves alone what the chart is not made for, other entries, and shops without a chart', () => {
    expect(reply('鞋子穿多大 165 110斤')).toBeNull();
    expect(reply('给我老公买 175 150斤')).toBeNull();
    expect(reply('165 110斤', 'size.chart')).toBeNull();
    const { size: _, ...profile } = base.profile;
    expect(reply('165 110斤', 'size.recommend', { ...base, profile })).toBeNull();
  });

  it('leaves an entry with an answer of its own until all is known', () => {
    expect(reply('M和L选哪个', 'size.between')).toBeNull();
    expect(reply('165 110斤 M和L选哪个', 'size.between')?.text).toContain('合身选 M；喜欢宽松选 L');
  });
});

describe('a talk about sizes', () => {
  let house: TestHouse;
  beforeEach(async () => { house = await openHouse(); });
  afterEach(() => house.stop());

  async function talk(...texts: readonly string[]): Promise<readonly string[]> {
    const id = await house.newConversation();
    for (const [i, text] of texts.entries()) await house.conversations.say(id, { clientMsgId: `m${i}`, text });
    expect(house.faults).toEqual([]);
    return house.told(id);
  }

  it('all in one message', async () => {
    expect((await talk('我165 110斤穿多大')).at(-1)).toContain('165 cm、55 kg → M');
  });

  it('asks for what is missing, in as many messages as it takes', async () => {
    const told = await talk('穿什么码', '165', '110');
    expect(told[0]).toContain('身高和体重');
    expect(told[1]).toContain('再发一下体重');
    expect(told[2]).toContain('165 cm、55 kg → M');
  });

  it('corrects as often as the buyer does, and calls nobody for that', async () => {
    const told = await talk('穿什么码', '165 110斤', '不对 是120斤', '喜欢宽松', '不对 身高170');
    expect(told[2]).toContain('165 cm、60 kg → L');
    expect(told[3]).toContain('165 cm、60 kg，喜欢宽松 → XL');
    expect(told[4]).toContain('170 cm、60 kg，喜欢宽松 → XL');
  });

  it('thanks in between change nothing, another question does', async () => {
    expect((await talk('穿什么码', '好的', '165 110斤')).at(-1)).toContain('→ M');
    expect((await talk('穿什么码', '什么时候发货', '好的 165')).at(-1)).not.toContain('cm、');
  });

  it('what was stated a little earlier need not be said again', async () => {
    expect((await talk('我165 110斤穿多大', '包邮吗', '我穿什么码')).at(-1)).toContain('165 cm、55 kg → M');
  });

  it('the measures of one person are not those of another', async () => {
    expect((await talk('我165 110斤穿多大', '我妈160穿什么码')).at(-1)).toContain('再发一下体重');
  });
});
