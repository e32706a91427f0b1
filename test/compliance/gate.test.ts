// The gate: text and option titles are read, warnings pass, failures refuse.
import { describe, expect, it } from 'vitest';
import { createGate, reviveApproved } from '../../src/compliance/gate.ts';
import { policyOf } from '../../src/compliance/policy.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { policy, promiseRules } from './shop.ts';

const gate = createGate({ promises: promiseRules, policy, normalise });
const reply = (text: string, ...titles: string[]) => ({ text, options: titles.map((title, index) => ({ id: `o${index}`, title })) });

describe('gate', () => {
  it('approves the same reply it was given', () => {
    const draft = reply('付款后48小时内发货哦', '拍下后多久发货');
    const result = gate.approve(draft);
    expect(result.ok && result.reply).toBe(draft);
  });

  it('refuses a promise in the text', () => {
    const result = gate.approve(reply('可以，今天一定发'));
    expect(result.ok).toBe(false);
    expect(result.report.suggestion).toContain('48小时');
  });

  it('refuses a promise in an option title and names the option', () => {
    const result = gate.approve(reply('您想问哪个', '怎么退货', '加我微信聊'));
    expect(result.ok).toBe(false);
    expect(result.report.findings.map((finding) => finding.option)).toContain('o1');
  });

  it('passes a warning with its report', () => {
    const result = gate.approve(reply('满99包邮'));
    expect(result).toMatchObject({ ok: true, report: { verdict: 'warn' } });
  });

  it('refuses when something throws inside', () => {
    const broken = createGate({ promises: promiseRules, policy, normalise: () => { throw new Error('boom'); } });
    expect(broken.approve(reply('您好'))).toMatchObject({ ok: false, report: { verdict: 'block', findings: [{ type: 'fault' }] } });
  });

  it.each([['今天能发吗', '可以'], ['今天能发货吗？', '必须的'], ['好评返现吗', '返的'], ['周五前能到吗', '没问题的亲'], ['开票加6个点吗', '是的'], ['可以加你微信聊吗', '可以的'], ['能发今天的货吗', '👌']])('reads a bare yes with the question: %s → %s', (asked, text) => {
    expect(gate.approve(reply(text)).ok).toBe(true);
    const result = gate.approve(reply(text), { answering: asked });
    expect(result).toMatchObject({ ok: false, report: { findings: [{ start: 0, end: text.length }] } });
  });

  it.each([['什么时候发货', '好的'], ['可以退吗', '可以的'], ['发什么快递', '好的亲'], ['有货吗', '有的'], ['今天能发吗', '可以，付款后48小时内发货'], ['谢谢', '好的'], ['你们说今天一定发的，没有发', '好的'], ['', '好的']])('lets a yes pass that promises nothing: %s → %s', (asked, text) => {
    expect(gate.approve(reply(text), { answering: asked }).ok).toBe(true);
  });

  it('revives stored replies as they were', () => {
    const stored = reply('今天一定发');
    expect(reviveApproved(stored)).toBe(stored);
  });
});

describe('policyOf', () => {
  const profile = {
    dispatch: { hours: 24 },
    shipping: { free_regions: '江浙沪', remote_regions: ['新疆'] },
    returns: { days: 7, exchange_days: 15, refund_days: '三个工作日', warranty_days: 30 },
    invoice: { days: 7 },
    promotion: { price_protect_days: 15 },
  };

  it('takes the numbers it needs', () => {
    expect(policyOf(profile)).toMatchObject({ dispatchHours: 24, refundDays: 3, freeRegions: '江浙沪' });
    expect(policyOf({ ...profile, returns: { ...profile.returns, refund_days: '1-3 个工作日' } }).refundDays).toBe(3);
  });

  it('says what is wrong with a refund time that names no number', () => {
    expect(() => policyOf({ ...profile, returns: { ...profile.returns, refund_days: '尽快' } })).toThrow(/refund_days.*must name a number/);
  });
});
