// The rule language on small rule files of its own, and what a broken file is told.
import { describe, expect, it } from 'vitest';
import { SYSTEM_CONCEPTS, compileConcepts } from '../../src/compliance/concepts.ts';
import { RuleFileError } from '../../src/compliance/problems.ts';
import { compilePromiseRules } from '../../src/compliance/promises.ts';
import { compileRiskRules, readRisks } from '../../src/compliance/risk.ts';
import type { Severity } from '../../src/types.ts';
import { normalise } from '../../src/understand/normalise.ts';

const SYSTEM = Object.fromEntries(SYSTEM_CONCEPTS.map((name) => [name, [`〇${name}`]]));
const WORDS = {
  ...SYSTEM,
  negation: { terms: ['不', '没'], except: ['没问题', '不了'] },
  negation_after: ['不了'],
  hedge: ['预计', '尽快'],
  disclaimer: ['为准'],
  firm: ['一定'],
  condition: ['如果'],
  reported: ['您说'],
  day: ['今天', '明天'],
  send: { terms: ['发'], except: ['发票'] },
  close: { also: ['day'], terms: ['马上'] },
};
const classes = new Map<string, Severity>([['r', 'high'], ['worse', 'critical']]);
const conceptsOf = (words: unknown = WORDS) => compileConcepts({ concepts: words }, { file: 'c.yaml' }, normalise);
const rulesOf = (...rules: object[]) => compileRiskRules({ rules }, { file: 'r.yaml', lineOf: () => 7 }, conceptsOf(), classes);
const base = { id: 'a', risk: 'r', all: ['day', 'send'] };
const reads = (rule: object, text: string): boolean => readRisks(rulesOf({ ...base, ...rule }), normalise(text)).length > 0;
const complaint = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof RuleFileError) return error.message;
    throw error;
  }
  return 'no error';
};

describe('the rule language', () => {
  it.each<[string, object, string, boolean]>([
    ['all in one clause', {}, '今天给您发', true],
    ['not across clauses', {}, '今天下雨，给您发', false],
    ['across clauses in a sentence', { scope: 'sentence' }, '今天下雨，给您发', true],
    ['not across sentences', { scope: 'sentence' }, '今天下雨。给您发', false],
    ['anywhere in the message', { scope: 'message' }, '今天下雨。给您发', true],
    ['longer words hide a term', {}, '今天开发票', false],
    ['order kept', { order: true }, '发了今天', false],
    ['any order otherwise', {}, '发了今天', true],
    ['within', { within: 4 }, '今天我们给您发', false],
    ['alternatives', { all: ['day|@clock', 'send'] }, '16点发', true],
    ['also takes in another list', { all: ['close', 'send'] }, '明天发', true],
    ['none', { none: ['@money'] }, '今天发50元', false],
    ['alone', { alone: true }, '今天发哦', true],
    ['not alone', { alone: true }, '我们店铺这边今天发哦', false],
    ['asked cancels', { unless: ['asked'] }, '今天发吗', false],
    ['an offer is not a question', { unless: ['asked'] }, '今天给您发可以吗', true],
    ['unless offers are named', { unless: ['offered'] }, '今天给您发可以吗', false],
    ['negation before', { unless: ['negated'] }, '不能今天发', false],
    ['negation behind', { unless: ['negated'] }, '今天发不了', false],
    ['a word that only looks negative', { unless: ['negated'] }, '没问题今天发', true],
    ['the second chance in a clause counts', { unless: ['negated'] }, '今天发不了明天给您发', true],
    ['hedge', { unless: ['hedged'] }, '预计今天发', false],
    ['a firm word outweighs a hedge', { unless: ['hedged'] }, '预计今天一定发', true],
    ['disclaimer behind', { unless: ['hedged'] }, '今天发，以揽收为准', false],
    ['condition', { unless: ['conditional'] }, '如果有货，今天发', false],
    ['report', { unless: ['reported'] }, '您说今天发', false],
    ['needs a question', { needs: ['asked'] }, '今天发', false],
    ['question in the short clause behind', { needs: ['asked'] }, '今天发，行吗', true],
    ['needs firmness', { needs: ['firm'] }, '今天一定发', true],
    ['evasion by separators', {}, '今.天 发', true],
    ['traditional characters', {}, '今天發', true],
  ])('%s', (_name, rule, text, expected) => {
    expect(reads(rule, text)).toBe(expected);
  });

  it('puts the most severe first and names the words as written', () => {
    const rules = rulesOf({ ...base }, { id: 'b', risk: 'worse', all: ['send'] });
    expect(readRisks(rules, normalise('今 天發'))).toEqual([
      { riskId: 'worse', severity: 'critical', rule: { ruleId: 'b', words: '發' } },
      { riskId: 'r', severity: 'high', rule: { ruleId: 'a', words: '今 天發' } },
    ]);
  });
});

describe('a broken rule file', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['unknown key', () => rulesOf({ ...base, nearby: 3 }), /r\.yaml:7: rule "a" .*unknown key \["nearby"\]/],
    ['unknown concept', () => rulesOf({ ...base, all: ['dya'] }), /rule "a" names the concept "dya", which does not exist, did you mean "day"\?/],
    ['unknown class', () => rulesOf({ ...base, risk: 'worst' }), /reads the risk "worst", which is not a class, did you mean "worse"\?/],
    ['empty list', () => rulesOf({ ...base, all: [] }), /is an empty list; give it at least one item/],
    ['duplicate id', () => rulesOf(base, base), /rule id "a" stands twice/],
    ['duplicate term', () => conceptsOf({ ...WORDS, day: ['今天', '今天'] }), /c\.yaml: term "今天" stands twice in "day"/],
    ['missing system concept', () => conceptsOf({ day: ['今天'] }), /the concept "negation" is missing/],
    ['unknown included concept', () => conceptsOf({ ...WORDS, close: { also: ['dey'] } }), /takes in "dey", which does not exist, did you mean "day"\?/],
    ['an exception that can never apply', () => conceptsOf({ ...WORDS, day: { terms: ['今天'], except: ['昨日'] } }), /exception "昨日" of "day" contains none of its terms/],
    ['a term of punctuation only', () => conceptsOf({ ...WORDS, day: ['。'] }), /is empty once normalised/],
  ])('%s', (_name, run, message) => {
    expect(complaint(run)).toMatch(message);
  });

  it('reports all mistakes at once', () => {
    expect(complaint(() => rulesOf({ ...base, all: ['x1', 'y1'] })).split('\n')).toHaveLength(2);
  });

  it('checks types and the numbers a suggestion names', () => {
    const type = { name: 'n', reason: 'r', suggestion: '付款后{dispatchHour}小时' };
    const rule = { id: 'a', type: 'tt', level: 'block', all: ['send'] };
    const message = complaint(() => compilePromiseRules({ types: { t: type }, rules: [rule] }, { file: 'p.yaml' }, conceptsOf()));
    expect(message).toMatch(/has the type "tt", which does not exist, did you mean "t"\?/);
    expect(message).toMatch(/names \{dispatchHour\}, which the policy does not have, did you mean "dispatchHours"\?/);
  });
});
