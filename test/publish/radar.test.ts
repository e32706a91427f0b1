// The radar's rules on their way from the builder to the service: what arrives reads as what was sent.
import { afterAll, describe, expect, it } from 'vitest';
import { createJiebaSegmenter } from '../../src/adapters/jieba/segmenter.ts';
import { readSignals, standing } from '../../src/compliance/radar.ts';
import type { RadarRules } from '../../src/compliance/radar-file.ts';
import { indexedEntries, toolsOf } from '../../src/knowledge/indexed.ts';
import { createReceiver, piecesOf } from '../../src/publish/pieces.ts';
import { KnowledgeRefused, loadShop } from '../../src/shop.ts';
import { buildData } from '../../src/understand/index.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { makeFolder } from './folder.ts';

describe('the radar of a published folder', { timeout: 60_000 }, () => {
  const folder = makeFolder();
  afterAll(() => folder.remove());

  it('arrives whole', () => {
    const shop = loadShop(folder.path);
    const data = buildData(indexedEntries(shop.base), toolsOf(shop.base, createJiebaSegmenter(shop.base.words), () => null));
    const receiver = createReceiver();
    for (const piece of piecesOf({ shop, data, pack: null, end: { words: [], segmenterId: 's', usesPack: false } })) receiver.take(structuredClone(piece));
    const { radar } = receiver.finish();
    const { concepts: _sent, ...sent } = shop.radar;
    const { concepts: _come, ...come } = radar;
    expect(come).toEqual(sent);
    const read = (rules: RadarRules) => standing(rules, ['支持货到付款吗', '我在日喀则', '今天能发吗'].map((text) => readSignals(rules, normalise(text))));
    expect(read(radar)).toEqual(read(shop.radar));
    expect(read(radar)[0]!.combination.id).toBe('professional_complainer');
  });

  it('follows the remote regions of shop.yaml', () => {
    const profile = folder.read('shop.yaml');
    folder.write('shop.yaml', profile.replace(/remote_regions: \[.*\]/, 'remote_regions: [海南]'));
    const { radar } = loadShop(folder.path);
    const named = (text: string): boolean => readSignals(radar, normalise(text)).some(({ signal }) => radar.signals[signal]!.id === 'remote');
    expect([named('寄到三亚'), named('寄到乌鲁木齐')]).toEqual([true, false]);
    folder.write('shop.yaml', profile);
  });

  it('refuses a mistake with file and line, and does without the file', () => {
    const rules = folder.read('rules/radar.yaml');
    folder.write('rules/radar.yaml', rules.replace('risk: cod_trap', 'risk: cod_tarp'));
    const line = rules.slice(0, rules.indexOf('- id: professional_complainer')).split('\n').length;
    try {
      loadShop(folder.path);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(KnowledgeRefused);
      expect((error as KnowledgeRefused).problems).toMatchObject([{ code: 'rules', file: 'rules/radar.yaml', line, message: expect.stringContaining('did you mean "cod_trap"') }]);
    }
    folder.write('rules/radar.yaml', rules);
  });
});
