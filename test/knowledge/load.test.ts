// What a shop's files may hold, and what is said about the mistakes that shops make.
import { describe, expect, it } from 'vitest';
import { load, SMALL_SHOP } from './fixture.ts';

const shipping = SMALL_SHOP['entries/shipping.yaml']!;
const promotion = SMALL_SHOP['entries/promotion.yaml']!;

describe('loading a shop', () => {
  it('loads the smallest shop without a problem', () => {
    const { base, problems } = load();
    expect(problems).toEqual([]);
    expect([...base!.entries.keys()].sort()).toEqual(['promo.current', 'ship.when']);
    expect(base!.words).toEqual(['包邮', '运费险']);
    expect(base!.version).toBe('v1');
  });

  const mistakes: readonly (readonly [string, Readonly<Record<string, string | null>>, string, string, number, RegExp])[] = [
    ['broken YAML', { 'entries/shipping.yaml': 'topic: shipping\nentries:\n  - id: [\n' }, 'yaml_syntax', 'entries/shipping.yaml', 4, /indentation/],
    ['a repeated key', { 'entries/shipping.yaml': shipping.replace('    team: presale', '    team: presale\n    team: finance') }, 'yaml_syntax', 'entries/shipping.yaml', 8, /unique/],
    ['a missing file', { 'system.yaml': null }, 'missing_file', 'system.yaml', 0, /starter shop/],
    ['a misspelt key', { 'entries/shipping.yaml': shipping.replace('similar:', 'similiar:') }, 'schema', 'entries/shipping.yaml', 4, /did you mean "similar"/],
    ['an unknown handling', { 'entries/shipping.yaml': shipping.replace('handling: answer', 'handling: reply') }, 'schema', 'entries/shipping.yaml', 6, /answer_and_notify/],
    ['a number where text belongs', { 'entries/shipping.yaml': shipping.replace('- 几天能发', '- 12') }, 'schema', 'entries/shipping.yaml', 10, /string/],
    ['a duplicate id', { 'entries/again.yaml': shipping.replace('什么时候发货', '多会儿发').replace('几天能发', '啥时候发') }, 'duplicate_id', 'entries/again.yaml', 4, /entries\/shipping\.yaml line 4/],
    ['one question in two entries', { 'entries/promotion.yaml': promotion.replace('现在有活动吗', '什麼時候發貨？').replace('？', '') }, 'duplicate_question', 'entries/promotion.yaml', 8, /ship\.when/],
    ['an unknown variable', { 'entries/shipping.yaml': shipping.replace('{dispatch.hours}', '{dispatch.hour}') }, 'unknown_variable', 'entries/shipping.yaml', 12, /entry ship\.when uses \{dispatch\.hour\}.*did you mean "dispatch\.hours"/],
    ['a variable that is no text', { 'entries/shipping.yaml': shipping.replace('{dispatch.hours}', '{dispatch}') }, 'bad_variable', 'entries/shipping.yaml', 12, /no text/],
    ['a variable in capitals', { 'entries/shipping.yaml': shipping.replace('{dispatch.hours}', '{Hours}') }, 'unknown_variable', 'entries/shipping.yaml', 12, /stray/],
    ['an unknown variable in a risk class', { 'risks.yaml': SMALL_SHOP['risks.yaml']!.replace('以页面公示为准', '{shop.boss}') }, 'unknown_variable', 'risks.yaml', 3, /ship_promise/],
    ['a campaign variable without its condition', { 'entries/shipping.yaml': shipping.replace('{dispatch.hours}', '{campaign.name}') }, 'campaign_needed', 'entries/shipping.yaml', 12, /campaign: running/],
    ['no answer that always holds', { 'entries/shipping.yaml': shipping.replace('- text:', '- when: { hours: open }\n        text:') }, 'no_default_answer', 'entries/shipping.yaml', 12, /ship\.when/],
    ['a condition that is no path', { 'entries/promotion.yaml': promotion.replace('{ hours: closed }', '{ payment.cash: true }') }, 'unknown_variable', 'entries/promotion.yaml', 12, /payment\.cash/],
    ['a condition value that does not exist', { 'entries/promotion.yaml': promotion.replace('{ hours: closed }', '{ hours: shut }') }, 'unknown_variable', 'entries/promotion.yaml', 12, /open or closed/],
    ['a related entry that does not exist', { 'entries/shipping.yaml': shipping.replace('[promo.current]', '[promo.curent]') }, 'unknown_reference', 'entries/shipping.yaml', 13, /did you mean "promo\.current"/],
    ['a ruling that does not exist', { 'entries/shipping.yaml': shipping.replace('    team: presale', '    rulings:\n      - ship.dispatch.rule\n      - ship.dispatch.rules\n    team: presale') }, 'unknown_reference', 'entries/shipping.yaml', 9, /cites the ruling "ship\.dispatch\.rules".*did you mean "ship\.dispatch\.rule".*docs\/rulings\.md/],
    ['a table in place of a ruling', { 'entries/shipping.yaml': shipping.replace('    team: presale', '    rulings: [ret.freight]\n    team: presale') }, 'unknown_reference', 'entries/shipping.yaml', 7, /ret\.freight/],
    ['a menu entry that does not exist', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('menu: [ship.when', 'menu: [ship.then') }, 'unknown_reference', 'shop.yaml', 17, /ship\.then/],
    ['a campaign that ends before it begins', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('2026-12-03', '2026-11-03') }, 'bad_window', 'shop.yaml', 16, /before it begins/],
    ['a day that is not in the calendar', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('2026-12-03T00', '2026-12-43T00') }, 'bad_window', 'shop.yaml', 16, /calendar/],
    ['dispatch hours in words', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('hours: 48', 'hours: 四十八') }, 'schema', 'shop.yaml', 8, /integer/],
    ['negative dispatch hours', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('hours: 48', 'hours: -5') }, 'schema', 'shop.yaml', 8, /1/],
    ['an empty courier', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('[中通, 圆通]', '[中通, ""]') }, 'schema', 'shop.yaml', 9, /character/],
    ['a misspelt required key of the profile', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('name: 小店', 'nmae: 小店') }, 'schema', 'shop.yaml', 2, /is "nmae" meant for it/],
    ['two campaigns of one id', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('menu:', '  - { id: sale, name: 又一个, from: "2026-12-05T00:00:00+08:00", until: "2026-12-06T00:00:00+08:00", summary: 满减 }\nmenu:') }, 'duplicate_id', 'shop.yaml', 17, /twice/],
    ['a date that is none', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('2026-12-01T00:00:00+08:00', '12月1日') }, 'schema', 'shop.yaml', 16, /such as 2026-12-01T00:00:00\+08:00/],
    ['full-width braces', { 'entries/shipping.yaml': shipping.replace('{dispatch.hours}', '｛dispatch.hours｝') }, 'unknown_variable', 'entries/shipping.yaml', 12, /stray/],
    ['a time zone that does not exist', { 'shop.yaml': SMALL_SHOP['shop.yaml']!.replace('Asia/Shanghai', 'Asia/Hangzhou') }, 'bad_variable', 'shop.yaml', 4, /Asia\/Shanghai/],
    ['two words in a line of the word list', { 'lexicon/words.txt': '包邮\n包邮 免邮\n' }, 'lexicon_form', 'lexicon/words.txt', 2, /synonyms\.txt/],
    ['a synonym alone in its group', { 'lexicon/synonyms.txt': '# 问法\n什么 啥\n快递\n' }, 'lexicon_form', 'lexicon/synonyms.txt', 3, /"快递" stands alone/],
    ['a synonym in two groups, in another writing', { 'lexicon/synonyms.txt': '公斤 KG\n千克 ｋｇ\n' }, 'synonym_twice', 'lexicon/synonyms.txt', 2, /"kg" stands in line 1/],
    ['a synonym twice in a group', { 'lexicon/synonyms.txt': '优惠券 優惠券\n' }, 'synonym_twice', 'lexicon/synonyms.txt', 1, /this group twice/],
    ['a single character that is part of other words', { 'lexicon/synonyms.txt': '付款 付\n' }, 'synonym_character', 'lexicon/synonyms.txt', 1, /inside other words/],
    ['synonyms that are kept apart', { 'lexicon/synonyms.txt': '怎么 咋\n换货 退货\n', 'lexicon/apart.txt': '换 退\n' }, 'synonym_apart', 'lexicon/synonyms.txt', 2, /apart\.txt line 1/],
    ['synonyms of which one denies', { 'lexicon/synonyms.txt': '能用 用得了 不能用\n', 'lexicon/apart.txt': '能 不能/无法\n' }, 'synonym_apart', 'lexicon/synonyms.txt', 1, /"能用" and "不能用"/],
    ['one word to be kept apart', { 'lexicon/apart.txt': '换\n' }, 'lexicon_form', 'lexicon/apart.txt', 1, /stands alone/],
    ['a look-alike that is no character', { 'lexicon/shapes.txt': '己已巳\n未x\n' }, 'lexicon_form', 'lexicon/shapes.txt', 2, /look-alikes/],
    ['a look-alike of itself', { 'lexicon/shapes.txt': '未未\n' }, 'lexicon_form', 'lexicon/shapes.txt', 1, /different/],
  ];
  it.each(mistakes)('names file, line and remedy for %s', (_, changes, code, file, line, message) => {
    const { base, problems } = load(changes);
    expect(base).toBeNull();
    expect(problems.map(({ code: c, file: f, line: l }) => ({ code: c, file: f, line: l }))).toContainEqual({ code, file, line });
    expect(problems.filter((problem) => problem.code === code && problem.line === line).map((problem) => problem.message).join('\n')).toMatch(message);
  });

  it('reads the lexicon in reading form; a word that holds both sides clashes with neither', () => {
    const { base, problems } = load({
      'lexicon/synonyms.txt': '\ufeff# 同义词\r\n能不能 可不可以 能否\r\n退換貨 退换\t # 两边都有\r\n公斤 KG\r\n',
      'lexicon/shapes.txt': '己已巳\n未 末\n',
      'lexicon/apart.txt': '能 不能\n换 退\n',
      'lexicon/brands.txt': '青禾衣橱\n',
    });
    expect(problems).toEqual([]);
    expect(base!.synonyms).toEqual([['能不能', '可不可以', '能否'], ['退换货', '退换'], ['公斤', 'kg']]);
    expect(base!.shapes).toEqual(['己已巳', '未末']);
    expect(base!.words).toContain('青禾衣橱');
    expect([load().base!.synonyms, load().base!.shapes]).toEqual([[], []]);
  });

  it('reports the mistakes of several files at once', () => {
    const { problems } = load({ 'system.yaml': null, 'risks.yaml': null, 'entries/shipping.yaml': 'topic: 1' });
    expect(new Set(problems.map((problem) => problem.file))).toEqual(new Set(['system.yaml', 'risks.yaml', 'entries/shipping.yaml']));
  });
});
