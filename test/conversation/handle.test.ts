// What one buyer message leads to, in every state of the conversation, on the real shop and the real database.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/conversation/ports.ts';
import { Refused } from '../../src/conversation/refused.ts';
import type { ConversationId, EventBody } from '../../src/types.ts';
import { AT_NIGHT, openHouse, WAITING_NOTE_MS, type HouseOptions, type TestHouse } from '../helper.ts';

let house: TestHouse;
let id: ConversationId;
let count = 0;

async function begin(options: HouseOptions = {}): Promise<void> {
  house = await openHouse(options);
  id = await house.newConversation();
}
beforeEach(() => begin());
afterEach(() => house.stop());

const say = (text: string, clientMsgId = `m${count++}`) => house.conversations.say(id, { clientMsgId, text });
const bodies = async (): Promise<readonly EventBody[]> => (await house.events(id)).map((event) => event.body);
const types = async (): Promise<readonly string[]> => (await bodies()).map((body) => body.type);
const last = async <T extends EventBody['type']>(type: T): Promise<Extract<EventBody, { type: T }>> => {
  const found = (await bodies()).filter((body): body is Extract<EventBody, { type: T }> => body.type === type).at(-1);
  if (!found) throw new Error(`no ${type} event`);
  return found;
};

describe('a message to the bot', () => {
  it('什么时候发货 is answered from the profile', async () => {
    await say('什么时候发货');
    expect(await types()).toEqual(['buyer_message', 'reply']);
    const reply = await last('reply');
    expect(reply.decision).toMatchObject({ kind: 'answer', entryIds: ['ship.when'] });
    expect(reply.reply.text).toContain('48');
    expect(reply.reply.options.map((option) => option.id)).not.toContain('ship.when');
  });

  it('今天能发吗 goes to a person, with the reason', async () => {
    const { head } = await say('今天能发吗');
    expect(head).toMatchObject({ state: 'waiting', severity: 'high', team: 'presale' });
    expect(await types()).toEqual(['buyer_message', 'reply', 'handover', 'state']);
    const { record } = await last('handover');
    expect(record).toMatchObject({ cause: 'risk', riskId: 'ship_promise' });
    expect(record.reason).toContain('今天能发');
    expect(record.lastMessages.at(-1)).toEqual({ author: 'buyer', text: '今天能发吗' });
    expect((await last('reply')).reply.text).not.toMatch(/今天|一定|保证/);
  });

  it('beside a harmless question the risk wins', async () => {
    await say('你好，有大码吗？今天能发货吗');
    expect((await last('handover')).record.riskId).toBe('ship_promise');
  });

  it('两条都没听懂 calls a person at the second', async () => {
    await say('嘎嘣脆咕噜咕噜');
    expect((await house.store.head(id))?.misses).toBe(1);
    expect((await last('reply')).reply.options.length).toBeGreaterThanOrEqual(2);
    const { head } = await say('呜啦呜啦嘿哟');
    expect(head.state).toBe('waiting');
    expect((await last('handover')).record.cause).toBe('misses');
  });

  it('an answer between two misses begins the count anew', async () => {
    await say('嘎嘣脆咕噜咕噜');
    await say('什么时候发货');
    const { head } = await say('呜啦呜啦嘿哟');
    expect(head).toMatchObject({ state: 'bot', misses: 1 });
  });

  it('转人工 joins the queue, typed, picked or by the button', async () => {
    await say('转人工');
    expect((await last('handover')).record.cause).toBe('asked');
    for (const call of [
      (other: string) => house.conversations.callHuman(other, { clientMsgId: 'c' }),
      (other: string) => house.conversations.pick(other, { clientMsgId: 'p', optionId: 'svc.human' }),
    ]) {
      const other = await house.newConversation();
      const { head } = await call(other);
      expect(head.state).toBe('waiting');
      expect((await house.events(other)).find((event) => event.body.type === 'handover')?.body).toMatchObject({ record: { cause: 'asked' } });
    }
  });

  it('tells how many wait in front, or the service hours at night', async () => {
    await say('转人工');
    expect((await house.told(id)).join()).toContain('第一位');
    const second = await house.newConversation();
    await house.conversations.callHuman(second, { clientMsgId: 'x' });
    expect((await house.told(second)).join()).toContain('还有 1 位');
    house.clock.set(AT_NIGHT);
    const third = await house.newConversation();
    await house.conversations.callHuman(third, { clientMsgId: 'x' });
    expect((await house.told(third)).join()).toContain('9:00-22:00');
  });

  it('answer_and_notify answers and opens one task, however often it is said', async () => {
    await say('物流三天没更新了');
    await say('物流一直不更新');
    expect((await house.store.openTasks((await house.store.head(id))!.shopId, 10)).map((task) => task.entryId)).toEqual(['ship.stalled']);
    expect((await types()).filter((type) => type === 'reply')).toHaveLength(2);
  });

  it('an order number after the bot asked for one is taken down, not asked about', async () => {
    await say('物流三天没更新了');
    const { head } = await say('订单号 240611887733221');
    expect(head).toMatchObject({ state: 'bot', misses: 0 });
    expect((await last('reply')).reply.text).toContain('登记');
    const fresh = await house.newConversation();
    const other = await house.conversations.say(fresh, { clientMsgId: 'o', text: '订单号 240611887733221' });
    expect(other.head.misses).toBe(1);
  });

  it('a retry with the same client_msg_id is stored once and acknowledged with the first seq', async () => {
    const first = await say('什么时候发货', 'same');
    await say('包邮吗');
    const again = await say('什么时候发货', 'same');
    expect(again).toMatchObject({ seq: first.seq, duplicate: true });
    expect((await types()).filter((type) => type === 'buyer_message')).toHaveLength(2);
  });

  it('a client_msg_id that names another message is refused, not acknowledged and lost', async () => {
    await say('什么时候发货', 'one');
    await expect(say('我要退款', 'one')).rejects.toMatchObject({ code: 'client_msg_id_reused' });
    await expect(house.conversations.callHuman(id, { clientMsgId: 'one' })).rejects.toMatchObject({ code: 'client_msg_id_reused' });
    await house.conversations.pick(id, { clientMsgId: 'two', optionId: 'ship.fee' });
    expect(await house.conversations.pick(id, { clientMsgId: 'two', optionId: 'ship.fee' })).toMatchObject({ duplicate: true });
  });

  it('going round in circles calls a person at the third turn', async () => {
    for (const state of ['bot', 'bot', 'waiting']) expect((await say('什么时候发货')).head.state).toBe(state);
    expect((await last('handover')).record.cause).toBe('misses');
  });

  it('an option that was never offered is refused, an offered one answered', async () => {
    await expect(house.conversations.pick(id, { clientMsgId: 'p1', optionId: 'inv.title' })).rejects.toMatchObject({ code: 'unknown_option' });
    await expect(house.conversations.pick(id, { clientMsgId: 'p2', optionId: 'no.such' })).rejects.toMatchObject({ code: 'unknown_option' });
    await house.conversations.pick(id, { clientMsgId: 'p3', optionId: 'ship.fee' });
    expect((await last('buyer_message'))).toMatchObject({ picked: 'ship.fee' });
    expect((await last('reply')).decision).toMatchObject({ kind: 'answer', entryIds: ['ship.fee'] });
  });

  it.each([
    ['nothing', '', 'text_empty'], ['white space', '  \n ', 'text_empty'], ['1,001 characters', '长'.repeat(1_001), 'text_too_long'],
  ])('refuses %s', async (_, text, code) => {
    await expect(say(text)).rejects.toMatchObject({ code });
    expect(await types()).toEqual([]);
  });

  it.each([
    ['only emoji', '😀😀😀'], ['only punctuation', '。。。'], ['900 ligatures', 'ﷺ'.repeat(900)], ['1,000 of one letter', 'a'.repeat(1_000)],
    ['only zero width', '\u200b\u200b'], ['English', 'Hello, how are you?'], ['Russian', 'это'], ['a direction override', '\u202e今天'],
  ])('has a defined answer to %s', async (_, text) => {
    await say(text);
    expect((await types())[0]).toBe('buyer_message');
    expect(await types()).toContain('reply');
    expect(house.faults).toEqual([]);
  });
});

describe('a waiting buyer', () => {
  beforeEach(() => say('转人工'));

  it('still gets what the bot knows for sure', async () => {
    const { head } = await say('什么时候发货');
    expect(head.state).toBe('waiting');
    expect((await last('reply')).decision).toMatchObject({ kind: 'answer', entryIds: ['ship.when'] });
  });

  it('hears that other messages arrived, but not at every one', async () => {
    await say('我的猫不喜欢这个颜色呜呜');
    const before = (await house.told(id)).length;
    house.clock.pass(WAITING_NOTE_MS);
    await say('它真的不喜欢呢');
    await say('不喜欢');
    expect((await house.told(id)).length).toBe(before + 1);
  });

  it('who greets or asks for the person again hears where the queue stands, at once', async () => {
    for (const text of ['在吗', '你好', '转人工']) {
      const before = (await house.told(id)).length;
      await say(text);
      const told = await house.told(id);
      expect(told.length, text).toBe(before + 1);
      expect(told.at(-1), text).toContain('第一位');
      expect((await last('reply')).reply.options).toEqual([]);
    }
  });

  it('who threatens moves forward in the queue', async () => {
    const { head } = await say('再不处理我要打12315投诉你们');
    expect(head).toMatchObject({ state: 'waiting', severity: 'critical', team: 'supervisor' });
    expect((await last('handover')).record.riskId).toBe('platform_dispute');
  });
});

describe('after the talk was closed', () => {
  it('the next message begins anew with the bot', async () => {
    const agent = await house.agent('小李');
    await house.desk.take(agent, id, false);
    await house.desk.close(agent, id);
    await house.conversations.rate(id, { clientMsgId: 'r', score: 5, comment: '' });
    expect((await house.store.head(id))?.state).toBe('closed');
    const { head } = await say('什么时候发货');
    expect(head).toMatchObject({ state: 'bot', misses: 0 });
    expect((await last('reply')).decision).toMatchObject({ kind: 'answer' });
  });
});

describe('when something breaks', () => {
  it('a fault in understanding becomes a hand-over', async () => {
    await house.stop();
    await begin({ wrapBrain: (brain) => ({ ...brain, riskRules: null as never }) });
    const { head } = await say('什么时候发货');
    expect(head.state).toBe('waiting');
    expect((await last('handover')).record.cause).toBe('fault');
    expect((await last('reply')).reply.text).toContain('转接人工');
    expect(house.faults).toHaveLength(1);
  });

  it('an answer that the gate refuses becomes a hand-over', async () => {
    await house.stop();
    await begin({
      wrapBrain: (brain) => ({
        ...brain,
        gate: { ...brain.gate, approve: (reply) => (reply.text.includes('48') ? { ok: false, report: { verdict: 'block', findings: [], suggestion: null }, refusedOverride: null, overridable: false } : brain.gate.approve(reply)) },
      }),
    });
    await say('什么时候发货');
    expect((await last('handover')).record).toMatchObject({ cause: 'gate' });
    expect((await house.told(id)).join()).not.toContain('48');
  });

  it('a gate that refuses everything still gets the buyer a person', async () => {
    await house.stop();
    await begin({ wrapBrain: (brain) => ({ ...brain, gate: { ...brain.gate, approve: () => ({ ok: false, report: { verdict: 'block', findings: [], suggestion: null }, refusedOverride: null, overridable: false }) } }) });
    const { head } = await say('什么时候发货');
    expect(head.state).toBe('waiting');
    expect(await types()).toEqual(['buyer_message', 'handover', 'state']);
  });

  it('a store that cannot write takes nothing and says so', async () => {
    await house.stop();
    let broken = true;
    await begin({ wrapStore: (store) => ({ ...store, append: (request) => (broken ? Promise.reject(new StoreUnavailable('disk full')) : store.append(request)) }) });
    await expect(say('什么时候发货', 'kept')).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await types()).toEqual([]);
    broken = false;
    expect(await say('什么时候发货', 'kept')).toMatchObject({ duplicate: false });
  });

  it('an unknown conversation is refused', async () => {
    await expect(house.conversations.say('nowhere', { clientMsgId: 'x', text: '在吗' })).rejects.toBeInstanceOf(Refused);
  });
});
