// The desk's own groups beside the shipped ones: read first, joined where they share a word, linted alike.
import { describe, expect, it } from 'vitest';
import { DESK_FILE, readLexicon, SYNONYMS_FILE, APART_FILE } from '../../src/knowledge/lexicon.ts';
import { applyLexicon, compileLexicon } from '../../src/understand/lexicon.ts';

const read = (desk: string, shipped: string, apart = '') => readLexicon([
  { name: SYNONYMS_FILE, text: shipped }, { name: DESK_FILE, text: desk }, { name: APART_FILE, text: apart },
]);
const places = (desk: string, shipped: string, apart = '') => read(desk, shipped, apart).problems.map(({ file, line, code }) => `${file}:${line} ${code}`);

describe(DESK_FILE, () => {
  it('comes before the shipped groups and holds no words for the segmenter', () => {
    const { synonyms, words, problems } = read('# 本店\n男友衬衫 男友风衬衫', '发票 票据');
    expect(problems).toEqual([]);
    expect(synonyms).toEqual([['男友衬衫', '男友风衬衫'], ['发票', '票据']]);
    expect(words).toEqual([]);
  });

  it('takes in a shipped group that shares a word, so that one word stands for all', () => {
    const { synonyms, problems } = read('开票单 发票', '发票 票据\n快递 快弟');
    expect(problems).toEqual([]);
    expect(synonyms).toEqual([['开票单', '发票', '票据'], ['快递', '快弟']]);
    const lexicon = compileLexicon(synonyms);
    for (const word of ['开票单', '发票', '票据']) expect(applyLexicon(lexicon, word).text).toBe('开票单');
  });

  it('is linted like the shipped file, with its own lines', () => {
    expect(places('独自', '发票 票据')).toEqual([`${DESK_FILE}:1 lexicon_form`]);
    expect(places('甲词 乙词\n丙词 乙词', '')).toEqual([`${DESK_FILE}:2 synonym_twice`]);
    expect(places('衣服 服', '')).toEqual([`${DESK_FILE}:1 synonym_character`]);
    expect(places('# 注\n换货 退货', '', '换 退')).toEqual([`${DESK_FILE}:2 synonym_apart`]);
  });

  it('may not bring shipped groups together that are kept apart, nor two of its own by way of one', () => {
    expect(places('调换 退货', '换货 调换', '换 退')).toEqual([`${DESK_FILE}:1 synonym_apart`]);
    expect(places('甲词 乙词\n丙词 丁词', '乙词 丁词')).toEqual([`${DESK_FILE}:2 synonym_twice`]);
  });
});
