// One policy, four places: a text that is saved, what the bot says, what an agent types and sends, and a template once it is filled
// meet the same gate with the same verdict; and where the guard itself fails, nothing leaves on any of these ways.
import { afterEach, describe, expect, it } from 'vitest';
import { createGate, type Gate } from '../../src/compliance/gate.ts';
import type { Brain } from '../../src/conversation/brain.ts';
import { refusedTexts, warnedTexts } from '../../src/knowledge/approve.ts';
import type { KnowledgeBase } from '../../src/knowledge/base.ts';
import type { Agent, ConversationId } from '../../src/types.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { openHouse, starterShop, type TestHouse } from '../helper.ts';

const PROMISE = '今天一定给您发出';
const REASON = '仓库已确认今天有班车';

let house: TestHouse | undefined;
afterEach(async () => {
  await house?.stop();
  house = undefined;
});

async function begin(wrapBrain: (brain: Brain) => Brain = (brain) => brain): Promise<{ readonly house: TestHouse; readonly id: ConversationId; readonly li: Agent; readonly boss: Agent }> {
  const opened = await openHouse({ wrapBrain });
  house = opened;
  const li = await opened.agent('小李');
  return { house: opened, id: await opened.newConversation(), li, boss: { ...li, role: 'administrator' } };
}

const refusal = (attempt: Promise<unknown>) => attempt.then(() => null, (error: unknown) => error);

/** The starter shop with another first answer for an entry, and words for the profile. */
function baseWith(base: KnowledgeBase, answer: string, note?: string): KnowledgeBase {
  const entry = base.entries.get('ship.when')!;
  const profile = note === undefined ? base.profile : { ...base.profile, parcel: { note } };
  const changed = { ...entry, answers: [{ when: {}, valid: { from: -Infinity, until: Infinity }, text: answer }] };
  return { ...base, profile, entries: new Map(base.entries).set('ship.when', changed) };
}

function refusedBy(gate: Gate, answer: string, note?: string): readonly string[] {
  const { base, sources } = starterShop();
  const changed = baseWith(base, answer, note);
  const entries = sources.entries.map((placed) => ({ ...placed, item: changed.entries.get(placed.item.id)! }));
  return refusedTexts(changed, { ...sources, entries }, gate).map(({ message }) => message).filter((message) => message.startsWith('entry ship.when'));
}

describe('the same text', () => {
  it('is stopped when it is saved, said by the bot, typed, and sent', async () => {
    const { gate } = starterShop();
    expect(refusedBy(gate, PROMISE)).toEqual([expect.stringContaining(PROMISE)]);
    const { house: here, id, li } = await begin((brain) => ({ ...brain, base: baseWith(brain.base, PROMISE) }));
    await here.conversations.say(id, { clientMsgId: 'a', text: '什么时候发货' });
    expect((await here.told(id)).join()).not.toContain(PROMISE);
    expect((await here.events(id)).map(({ body }) => body)).toContainEqual(expect.objectContaining({ type: 'handover', record: expect.objectContaining({ cause: 'gate' }) }));
    await here.desk.take(li, id, false);
    const live = await here.desk.check(li, id, PROMISE);
    const sent = await refusal(here.desk.reply(li, id, { clientMsgId: 'b', text: PROMISE }));
    expect(live.verdict).toBe('block');
    expect(sent).toMatchObject({ code: 'reply_blocked', report: live, overridable: true });
    expect(live).toEqual(gate.approve({ text: PROMISE, options: [] }).report);
  });

  it('passes at all four when it promises nothing', async () => {
    const words = '付款后48小时内发货，以揽收时间为准';
    expect(refusedBy(starterShop().gate, words)).toEqual([]);
    const { house: here, id, li } = await begin((brain) => ({ ...brain, base: baseWith(brain.base, words) }));
    await here.conversations.say(id, { clientMsgId: 'a', text: '什么时候发货' });
    expect((await here.told(id)).join()).toContain(words);
    await here.desk.take(li, id, false);
    expect(await here.desk.check(li, id, words)).toMatchObject({ verdict: 'ok' });
    await here.desk.reply(li, id, { clientMsgId: 'b', text: words });
  });
});

describe('a template whose filled slot makes a promise', () => {
  const TEMPLATE = '您的订单备注：{parcel.note}';

  it('is stopped when it is saved', () => {
    const { gate } = starterShop();
    expect(refusedBy(gate, TEMPLATE, '今天一定发出')).toHaveLength(1);
    expect(refusedBy(gate, TEMPLATE, '放门卫')).toEqual([]);
  });

  it('is stopped when the bot would say it, and a person is called', async () => {
    const { house: here, id } = await begin((brain) => ({ ...brain, base: baseWith(brain.base, TEMPLATE, '今天发出') }));
    const { head } = await here.conversations.say(id, { clientMsgId: 'a', text: '什么时候发货' });
    expect(head.state).toBe('waiting');
    expect((await here.told(id)).join()).not.toContain('今天发出');
  });

  it('goes out when the slot holds none', async () => {
    const { house: here, id } = await begin((brain) => ({ ...brain, base: baseWith(brain.base, TEMPLATE, '放门卫') }));
    await here.conversations.say(id, { clientMsgId: 'a', text: '什么时候发货' });
    expect((await here.told(id)).join()).toContain('您的订单备注：放门卫');
  });
});

describe('a supervisor', () => {
  it('sends a blocked text with a reason; who, why and what for are stored with it', async () => {
    const { house: here, id, li, boss } = await begin();
    await here.desk.take(li, id, false);
    const { head, warnings } = await here.desk.reply(boss, id, { clientMsgId: 'a', text: PROMISE, overrideReason: REASON });
    expect(warnings).toMatchObject([{ type: 'ship_promise', level: 'block' }]);
    expect((await here.events(id)).find(({ seq }) => seq === head.seq)?.body).toEqual({
      type: 'agent_reply', agentId: li.id, agentName: '小李', reply: { text: PROMISE, options: [] },
      override: { agentId: li.id, agentName: '小李', reason: REASON, types: ['ship_promise'] },
    });
  });

  it('cannot where nobody may; another agent cannot at all; neither leaves a trace', async () => {
    const { house: here, id, li, boss } = await begin();
    await here.desk.take(li, id, false);
    const { seq } = (await here.store.head(id))!;
    const attempts = [
      [li, PROMISE, REASON, 'override_not_allowed'], [boss, PROMISE, '急', 'override_reason_short'], [boss, PROMISE, '急'.repeat(201), 'override_reason_long'],
      [boss, '加我微信聊', REASON, 'override_never'],
    ] as const;
    for (const [by, text, overrideReason, code] of attempts) {
      expect(await refusal(here.desk.reply(by, id, { clientMsgId: `${code}`, text, overrideReason }))).toMatchObject({ code, report: { verdict: 'block' } });
    }
    expect((await here.store.head(id))!.seq).toBe(seq);
  });

  it('writes as any agent where nothing is blocked: no override is stored', async () => {
    const { house: here, id, li, boss } = await begin();
    await here.desk.take(li, id, false);
    const { head } = await here.desk.reply(boss, id, { clientMsgId: 'a', text: '您好，请稍等', overrideReason: REASON });
    expect((await here.events(id)).find(({ seq }) => seq === head.seq)?.body).toMatchObject({ type: 'agent_reply', override: null });
  });
});

describe('a guard that fails', () => {
  const { promises, policy, levels, gate: real } = starterShop();
  const throws = (): never => { throw new Error('the reader is broken'); };
  const brokenReader: Gate = createGate({ promises: { ...promises, concepts: { ...promises.concepts, find: throws } }, policy, levels, normalise });
  const brokenForm: Gate = createGate({ promises, policy, levels, normalise: throws });
  const brokenGate: Gate = { ...real, approve: throws };

  it.each([['a reader', brokenReader], ['a normal form', brokenForm]])('%s that throws stops what an agent types and sends, tells why, and no override helps', async (_, gate) => {
    const { house: here, id, li, boss } = await begin((brain) => ({ ...brain, gate }));
    await here.desk.take(li, id, false);
    const { seq } = (await here.store.head(id))!;
    expect(await here.desk.check(li, id, '您好')).toMatchObject({ verdict: 'block', findings: [{ type: 'fault', reason: expect.stringContaining('检查这句话时出错') }] });
    expect(await refusal(here.desk.reply(li, id, { clientMsgId: 'a', text: '您好' }))).toMatchObject({ code: 'reply_blocked', overridable: false, report: { findings: [{ type: 'fault' }] } });
    expect(await refusal(here.desk.reply(boss, id, { clientMsgId: 'b', text: '您好', overrideReason: REASON }))).toMatchObject({ code: 'override_never' });
    expect((await here.store.head(id))!.seq).toBe(seq);
  });

  it.each([['a reader', brokenReader], ['a normal form', brokenForm]])('%s that throws stops the bot, the greeting and the hand-over words; the buyer still gets a person', async (_, gate) => {
    const { house: here, id } = await begin((brain) => ({ ...brain, gate }));
    expect(here.conversations.greeting()).toBeNull();
    const { head } = await here.conversations.say(id, { clientMsgId: 'a', text: '什么时候发货' });
    expect(head.state).toBe('waiting');
    expect(await here.told(id)).toEqual([]);
    expect(here.desk.mayBeCalled('小丽')).toBe(false);
  });

  it.each([['a reader', brokenReader], ['a normal form', brokenForm]])('%s that throws refuses every text of the files', (_, gate) => {
    const { base, sources } = starterShop();
    expect(refusedTexts(base, sources, gate).length).toBeGreaterThan(base.entries.size);
  });

  it('even a gate that throws lets nothing out', async () => {
    const { house: here, id, li } = await begin((brain) => ({ ...brain, gate: brokenGate }));
    const { seq } = (await here.store.head(id))!;
    for (const attempt of [
      () => here.desk.check(li, id, '您好'), () => here.desk.reply(li, id, { clientMsgId: 'a', text: '您好' }),
      () => here.conversations.say(id, { clientMsgId: 'b', text: '什么时候发货' }), () => here.desk.take(li, id, false),
    ]) expect(await refusal(attempt())).toBeInstanceOf(Error);
    expect((await here.store.head(id))!.seq).toBe(seq);
    expect(await here.told(id)).toEqual([]);
  });
});

describe('a text that is saved with a warning', () => {
  it('is not refused, and its author is told where, why and what would be better', () => {
    const { base, sources, gate } = starterShop();
    const changed = baseWith(base, '求求您了，付款后48小时内发货，以揽收时间为准');
    const entries = sources.entries.map((placed) => ({ ...placed, item: changed.entries.get(placed.item.id)! }));
    const warned = warnedTexts(changed, { ...sources, entries }, gate).filter(({ message }) => message.startsWith('entry ship.when') && message.includes('tone_'));
    expect(refusedBy(gate, '求求您了，付款后48小时内发货，以揽收时间为准')).toEqual([]);
    expect(warned).toEqual([{
      code: 'gate_warned', file: 'entries/shipping.yaml', line: expect.any(Number),
      message: expect.stringMatching(/warns of: “求求您了” \(tone_servile\).*可以改成：麻烦您，付款后48小时内发货/u),
    }]);
  });
});
