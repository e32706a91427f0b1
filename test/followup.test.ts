// Ellipsis: which messages lean on the question before, how they are read with it, and what the talk lends them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTEXT_MINUTES_MAX, CONTEXT_TURNS_MAX, contextOf } from '../src/conversation/context.ts';
import { readMessage } from '../src/conversation/brain.ts';
import type { ConversationId, Decision, EventBody, StoredEvent } from '../src/types.ts';
import { ANSWERS_MAX } from '../src/understand/decide.ts';
import { ANCHOR_LENGTH_MAX, asks, asksOnItsOwn, FOLLOW_UP_LENGTH_MAX, onlyStates, REWRITES_MAX, rewrites, subjectOf } from '../src/understand/followup.ts';
import { normalise } from '../src/understand/normalise.ts';
import { readSlots } from '../src/understand/slots.ts';
import { AT_WORK, openHouse, starterShop, type TestHouse } from './helper.ts';

const { segmenter } = starterShop().brain.index;
const cut = (text: string): readonly string[] => segmenter.cut(text);
const together = (before: string, text: string): readonly string[] => {
  const [anchor, message] = [normalise(before), normalise(text)];
  return rewrites(message.text, readSlots(message), anchor.text, readSlots(anchor), cut).map((one) => one.text);
};

describe('a follow-up and the question before it', () => {
  it.each([
    ['a slot is replaced', '新疆包邮吗', '那西藏呢', '西藏包邮吗'],
    ['a slot is put in front', '包邮吗', '那新疆呢', '新疆包邮吗'],
    ['a size is replaced, marked or not', 'M码有货吗', 'XL', 'xl码有货吗'],
    ['a group of regions is a region', '包邮吗', '如果是偏远地区呢', '偏远地区包邮吗'],
    ['words around a slot', '几天能到', '寄到新疆呢', '新疆几天能到'],
    ['another predicate', '可以开发票吗', '那要多久', '开发票多久'],
    ['another predicate with a noun', '怎么退货', '那要运费吗', '退货要运费吗'],
    ['another place to do it', '优惠券在哪领', '怎么用', '优惠券怎么用'],
    ['another subject of the same kind', '退货运费谁出', '那换货呢', '换货运费谁出'],
    ['another subject of the same head', '可以开发票吗', '专票呢', '可以开专票吗'],
    ['another subject', '包邮吗', '退货的呢', '退货包邮吗'],
    ['another time', '什么时候发货', '那今天呢', '今天什么时候发货'],
  ])('%s', (_, before, text, expected) => {
    expect(together(before, text)).toContain(expected);
    expect(together(before, text).length).toBeLessThanOrEqual(REWRITES_MAX);
  });

  it.each([
    ['a bare slot of a kind that was not asked about', '包邮吗', 'XL'], ['a question of its own', '包邮吗', '什么时候发货'], ['a reply', '包邮吗', '好吧'],
    ['giving up', '包邮吗', '那算了'], ['settling', '几天能到', '那就这样吧'], ['who is there', '什么时候发货', '人呢'], ['what next', '怎么退货', '然后呢'],
    ['bare yes or no', '包邮吗', '可以吗'], ['why', '包邮吗', '为什么呢'], ['an order number', '什么时候发货', '240611887733221'],
    ['a longer message', '包邮吗', `那${'新疆的和田'.repeat(4)}呢`], ['a question too long', '包邮'.repeat(ANCHOR_LENGTH_MAX), '那新疆呢'], ['nothing before', '', '那新疆呢'],
  ])('%s stands on its own', (_, before, text) => {
    expect(together(before, text)).toEqual([]);
  });

  it('another predicate does not mean the same answer again, the same one may', () => {
    const repeatOf = (before: string, text: string) => rewrites(text, readSlots(normalise(text)), before, readSlots(normalise(before)), cut)[0]?.repeat;
    expect(repeatOf('可以开发票吗', '那要多久')).toBe('no');
    expect(repeatOf('什么时候发货', '要多久')).toBe('yes');
    expect(repeatOf('几天能到', '如果丢了呢')).toBe('no');
    expect(repeatOf('退货运费谁出', '那换货呢')).toBe('yes');
    expect(repeatOf('会掉色吗', '那运费呢')).toBe('of_subject');
    expect(repeatOf('新疆包邮吗', '那西藏呢')).toBe('yes');
    expect(repeatOf('会掉色吗', '那新疆呢')).toBe('of_slot');
    expect('那要多久'.length).toBeLessThanOrEqual(FOLLOW_UP_LENGTH_MAX);
  });

  it('knows the subject of a question', () => {
    expect(['怎么退货', '可以开发票吗', '你好请问什么时候发货呀', '退货运费谁出', '有没有运费险'].map(subjectOf)).toEqual(['退货', '开发票', '发货', '退货运费', '运费险']);
  });

  it('knows what asks', () => {
    expect(['包邮吗', '多久到', '可以用不', '你们家的扣子是铜的吗', '几天能到'].filter(asks)).toHaveLength(5);
    expect(['我买的衣服', '没什么', '很急的呀', '谢谢'].filter(asks)).toEqual([]);
    expect(['能开吗', '这个呢', '可以催吗'].filter((text) => asksOnItsOwn(text, []))).toEqual([]);
    expect(asksOnItsOwn('你们家的扣子是铜的吗', [])).toBe(true);
  });

  it.each([
    ['165 110斤', true], ['不对 是120斤', true], ['喜欢宽松', true], ['我身高165 体重大概110斤左右', true], ['那1米70呢', true],
    ['165 110斤 什么时候发货', false], ['新疆', false], ['好的', false], ['110斤的包裹', false],
  ])('%s: only states measures %s', (text, expected) => {
    const normal = normalise(text);
    expect(onlyStates(normal.text, readSlots(normal), ['height', 'weight', 'fit'])).toBe(expected);
  });
});

describe('what the talk lends', () => {
  const { base, brain } = starterShop();
  const decision = (text: string, change: Partial<Extract<Decision, { kind: 'answer' }>> = {}): Decision => {
    const { decision: read } = readMessage(brain, text, AT_WORK);
    return read.kind === 'answer' ? { ...read, ...change } : read;
  };
  type Turn = readonly [text: string, decision: Decision | null];
  const judged = brain.gate.approve({ text: '好的', options: [] });
  if (!judged.ok) throw new Error('the gate refuses 好的');
  const talk = (...turns: readonly Turn[]): StoredEvent[] => turns
    .flatMap(([text, made]): EventBody[] => [{ type: 'buyer_message', text, picked: null }, ...(made ? [{ type: 'reply' as const, author: 'bot' as const, reply: judged.reply, decision: made }] : [])])
    .map((body, i) => ({ seq: i + 1, at: AT_WORK, body }));
  const fee = decision('包邮吗');
  const state = (from: 'bot' | 'human', to: 'human' | 'bot' | 'closed' | 'waiting'): StoredEvent => ({ seq: 9, at: AT_WORK, body: { type: 'state', from, to, agentId: null, agentName: null, note: '' } });

  it('the question answered last, and what was stated', () => {
    const context = contextOf(base, talk(['我在新疆 包邮吗', fee]), AT_WORK);
    expect(context.anchor).toMatchObject({ text: '我在新疆 包邮吗', entryIds: ['ship.fee'] });
    expect(context.slots).toMatchObject([{ kind: 'region', value: '新疆', words: '新疆' }]);
  });

  it.each([['taken by a person', state('bot', 'human')], ['given back', state('human', 'bot')], ['closed', state('bot', 'closed')]])('nothing once the talk was %s', (_, event) => {
    expect(contextOf(base, [...talk(['165 110斤 包邮吗', fee]), event], AT_WORK)).toMatchObject({ anchor: null, slots: [] });
  });

  it('the queue forgets nothing', () => {
    expect(contextOf(base, [...talk(['包邮吗', fee]), state('bot', 'waiting')], AT_WORK).anchor).not.toBeNull();
  });

  it('nothing after half an hour, everything until then', () => {
    const events = talk(['包邮吗', fee]);
    expect(contextOf(base, events, AT_WORK + CONTEXT_MINUTES_MAX * 60_000).anchor).not.toBeNull();
    expect(contextOf(base, events, AT_WORK + CONTEXT_MINUTES_MAX * 60_000 + 1)).toMatchObject({ anchor: null, slots: [] });
  });

  it('slots of the last few messages only', () => {
    const later = Array.from({ length: CONTEXT_TURNS_MAX }, (): Turn => ['包邮吗', fee]);
    expect(contextOf(base, talk(['身高165', fee], ...later.slice(1)), AT_WORK).slots).toHaveLength(1);
    expect(contextOf(base, talk(['身高165', fee], ...later), AT_WORK).slots).toHaveLength(0);
  });

  it('the question stands through thanks and fragments, falls with anything not understood or not answered', () => {
    const anchor = (...turns: readonly Turn[]) => contextOf(base, talk(['包邮吗', fee], ...turns), AT_WORK).anchor?.entryIds ?? null;
    const evidence = { candidates: [], margin: 0, rule: null };
    expect(anchor(['好的', decision('好的谢谢')])).toEqual(['ship.fee']);
    expect(anchor(['对', { kind: 'clarify', because: 'fragment', options: [], evidence }])).toEqual(['ship.fee']);
    expect(anchor(['啦啦', { kind: 'clarify', because: 'no_match', options: [], evidence }])).toBeNull();
    expect(anchor(['啦啦', { kind: 'clarify', because: 'close', options: [], evidence }])).toBeNull();
    expect(anchor(['啦啦', null])).toBeNull();
  });
});

describe('a talk with follow-ups', () => {
  let house: TestHouse;
  let id: ConversationId;
  beforeEach(async () => { house = await openHouse(); id = await house.newConversation(); });
  afterEach(() => house.stop());

  let count = 0;
  async function say(...texts: readonly string[]): Promise<Decision | null> {
    for (const text of texts) await house.conversations.say(id, { clientMsgId: `m${count++}`, text });
    expect(house.faults).toEqual([]);
    return (await house.events(id)).flatMap(({ body }) => (body.type === 'reply' ? [body.decision] : [])).at(-1) ?? null;
  }

  it('那新疆呢, and again 那西藏呢', async () => {
    expect(await say('包邮吗', '那新疆呢')).toMatchObject({ kind: 'answer', entryIds: [expect.stringMatching(/^ship\.(?:fee|remote)$/)] });
    expect((await house.told(id)).at(-1)).toContain('新疆');
    expect(await say('那西藏呢')).toMatchObject({ kind: 'answer', entryIds: [expect.stringMatching(/^ship\.(?:fee|remote)$/)], evidence: { rule: { words: '西藏包邮吗' } } });
  });

  it('the same words after another question mean another thing', async () => {
    expect(await say('几天能到', '寄到新疆呢')).toMatchObject({ kind: 'answer', entryIds: ['ship.eta'] });
  });

  it('那要多久 after an invoice is about the invoice, and keeps how it was read', async () => {
    expect(await say('可以开发票吗', '那要多久')).toMatchObject({ kind: 'answer', entryIds: ['inv.when'], evidence: { rule: { ruleId: 'follow_up' } } });
  });

  it.each([['那运费呢', 'another entry is about that'], ['如果丢了呢', 'that is another case'], ['那新疆呢', 'nobody asks that of a region']])('会掉色吗, %s is not answered with the same again: %s', async (text) => {
    expect(await say('会掉色吗', text)).not.toMatchObject({ entryIds: ['prod.fade'] });
  });

  it('那裤子呢: the same question of another thing', async () => {
    expect(await say('会掉色吗', '那裤子呢')).toMatchObject({ kind: 'answer', entryIds: ['prod.fade'] });
  });

  it('without a question before it, nothing is made up', async () => {
    expect(await say('那要多久')).toMatchObject({ kind: 'clarify' });
  });

  it('a risk that only both together hold calls a person', async () => {
    expect(await say('什么时候发货', '那今天呢')).toMatchObject({ kind: 'escalate', cause: 'risk', riskId: 'ship_promise' });
  });

  it('does not reach over a talk with a person', async () => {
    const agent = await house.agent('小李');
    await say('可以开发票吗');
    await house.desk.take(agent, id, false);
    await house.desk.returnToBot(agent, id);
    expect(await say('那要多久')).toMatchObject({ kind: 'clarify' });
  });

  it('does not reach over something that was not understood', async () => {
    expect(await say('可以开发票吗', '嘎嘣脆咕噜咕噜', '什么时候发货', '那要多久')).not.toMatchObject({ entryIds: ['inv.when'] });
  });
});

describe('several questions in one message', () => {
  let house: TestHouse;
  let id: ConversationId;
  beforeEach(async () => { house = await openHouse(); id = await house.newConversation(); });
  afterEach(() => house.stop());
  const say = (text: string) => house.conversations.say(id, { clientMsgId: text, text });
  const bodies = async () => (await house.events(id)).map(({ body }) => body);

  it('are answered together', async () => {
    const { head } = await say('我165 110斤穿多大，什么时候发货');
    expect(head.state).toBe('bot');
    const [told] = await house.told(id);
    expect(told).toContain('165 cm、55 kg → M');
    expect(told).toContain('48');
  });

  it('what is not sure is passed to a person, by name, beside the answers', async () => {
    const { head } = await say('多久发货，包邮吗，你们家的扣子是铜的吗');
    expect(head).toMatchObject({ state: 'waiting', misses: 0 });
    const [told] = await house.told(id);
    expect(told).toMatch(/48[\s\S]*包邮[\s\S]*“你们家的扣子是铜的吗”[\s\S]*人工[\s\S]*第一位/);
    const record = (await bodies()).find((body) => body.type === 'handover');
    expect(record).toMatchObject({ record: { reason: expect.stringContaining('你们家的扣子是铜的吗') } });
    expect((await bodies()).map((body) => body.type)).toEqual(['buyer_message', 'reply', 'handover', 'state']);
  });

  it('words that the gate refuses are not repeated, but are passed on', async () => {
    await house.stop();
    house = await openHouse({ wrapBrain: (brain) => ({ ...brain, gate: { ...brain.gate, approve: (reply) => (reply.text.includes('扣子') ? { ok: false, report: { verdict: 'block', findings: [], suggestion: null }, refusedOverride: null, overridable: false } : brain.gate.approve(reply)) } }) });
    id = await house.newConversation();
    const { head } = await say('多久发货，你们家的扣子是铜的吗');
    expect(head.state).toBe('waiting');
    const [told] = await house.told(id);
    expect(told).toMatch(/48[\s\S]*其他问题/);
    expect(told).not.toContain('扣子');
  });

  it('a story around a question is no question', async () => {
    expect((await say('你好，我昨天买的衣服，什么时候发货，很急的呀')).head.state).toBe('bot');
  });

  it('no more than can be read at once are answered', async () => {
    await say('多久发货，包邮吗，发什么快递，可以开发票吗，怎么退货');
    const made = (await bodies()).find((body) => body.type === 'reply');
    expect(made?.type === 'reply' && made.decision?.kind === 'answer' && made.decision.entryIds.length).toBeLessThanOrEqual(ANSWERS_MAX);
    expect((await house.store.head(id))?.state).toBe('waiting');
  });
});
