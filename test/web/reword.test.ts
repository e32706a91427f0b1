// Advice goes into the clause that was found; what else the agent wrote stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauseOf, difference, grouped, withAllSuggestions, withInserted, withSuggestion } from '../../src/web/desk/reword.js';

const of = (text: string, words: string, suggestion: string, more: { level?: 'warn' | 'block'; rewords?: true; reason?: string } = {}) => {
  const start = text.indexOf(words);
  return { level: 'block' as const, reason: '因为', ...more, start, end: start + words.length, words, suggestion };
};
const SHIP = '付款后48小时内发货，我们会尽快安排~';

describe('a suggestion', () => {
  it('takes the place of its clause, and nothing else', () => {
    const text = '您好，今天一定给您发出，有问题随时找我哦';
    expect(withSuggestion(text, of(text, '一定给您发', SHIP))).toBe('您好，付款后48小时内发货，我们会尽快安排，有问题随时找我哦');
    expect(withSuggestion('今天一定发', of('今天一定发', '今天一定发', SHIP))).toBe(SHIP);
    expect(withSuggestion('可以,今天一定发', of('可以,今天一定发', '今天一定', SHIP))).toBe(`可以,${SHIP}`);
  });

  it('that rewords is the draft already', () => {
    expect(withSuggestion('求求您了，看一下', of('求求您了，看一下', '求求您了', '麻烦您，看一下', { level: 'warn', rewords: true }))).toBe('麻烦您，看一下');
  });

  it('is inserted behind what is written, once', () => {
    expect(withInserted('给个好评吧', '期待您的真实评价~')).toBe('给个好评吧，期待您的真实评价~');
    expect(withInserted('给个好评吧。', '期待您的真实评价~')).toBe('给个好评吧。期待您的真实评价~');
    expect(withInserted('给个好评吧，期待您的真实评价~', '期待您的真实评价~')).toBe('给个好评吧，期待您的真实评价~');
  });
});

describe('all that stops a draft', () => {
  it('is replaced clause by clause, the same advice once', () => {
    const text = '亲，今天一定发，最晚今晚发，包邮的，谢谢您';
    expect(withAllSuggestions(text, [of(text, '今天一定发', SHIP), of(text, '今晚发', SHIP), of(text, '包邮', '运费以下单页为准~'), of(text, '谢谢', '不用', { level: 'warn' })]))
      .toBe('亲，付款后48小时内发货，我们会尽快安排，运费以下单页为准，谢谢您');
  });

  it('keeps every other clause, whatever the findings', () => {
    const clause = fc.constantFrom('您好', '今天发', '有问题找我', '包邮', '好的');
    fc.assert(fc.property(fc.array(clause, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(5), { maxLength: 4 }), (clauses, places) => {
      const text = clauses.join('，');
      const chosen = [...new Set(places)].filter((place) => place < clauses.length);
      const starts = clauses.map((_, i) => clauses.slice(0, i).join('，').length + (i === 0 ? 0 : 1));
      const findings = chosen.map((place) => ({ level: 'block' as const, start: starts[place]!, end: starts[place]! + 1, words: '', reason: '', suggestion: `〇${place}` }));
      const kept = withAllSuggestions(text, findings).split('，');
      expect(kept).toEqual(clauses.map((words, i) => (chosen.includes(i) ? `〇${i}` : words)));
    }));
  });
});

describe('what an agent is shown', () => {
  it('is each advice once, the worst first', () => {
    const text = '赶紧下单，手慢无，包邮';
    const groups = grouped([of(text, '赶紧下单', '慢慢看', { level: 'warn', rewords: true, reason: '催促' }), of(text, '手慢无', '慢慢看', { level: 'warn', rewords: true, reason: '催促' }), of(text, '包邮', '运费以页面为准', { reason: '包邮' })]);
    expect(groups.map(({ level, findings, reasons }) => [level, findings.map(({ words }) => words), reasons])).toEqual([['block', ['包邮'], ['包邮']], ['warn', ['赶紧下单', '手慢无'], ['催促']]]);
  });

  it('is what differs, not the whole draft', () => {
    expect(difference(`求求您了，${'好'.repeat(30)}`, `麻烦您，${'好'.repeat(30)}`)).toBe(`麻烦您，${'好'.repeat(9)}…`);
    expect(difference(`${'好'.repeat(30)}，求求您了`, `${'好'.repeat(30)}，麻烦您`)).toMatch(/^…好+，麻烦您$/);
  });

  it('never cuts a clause open', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('好', '，', '。', ' ', 'a') }), fc.nat(40), fc.nat(40), (text, a, b) => {
      const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
      const clause = clauseOf(text, { start, end });
      expect(clause.end).toBeLessThanOrEqual(text.length);
      expect(clause.start).toBeLessThanOrEqual(clause.end);
      expect('，。').toContain(text.charAt(clause.end) || '，');
    }));
  });
});
