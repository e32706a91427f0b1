// What agents may do with a conversation, and what they may not.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent, ConversationId } from '../../src/types.ts';
import { openHouse, type TestHouse } from '../helper.ts';

let house: TestHouse;
let id: ConversationId;
let li: Agent;
let wang: Agent;

beforeEach(async () => {
  house = await openHouse();
  id = await house.newConversation();
  li = await house.agent('小李');
  wang = await house.agent('小王');
});
afterEach(() => house.stop());

const reply = (agent: Agent, text: string, clientMsgId = text) => house.desk.reply(agent, id, { clientMsgId, text });
const say = (text: string) => house.conversations.say(id, { clientMsgId: text, text });
const state = async () => (await house.store.head(id))!;

describe('the desk', () => {
  it('shows who waits, most urgent first', async () => {
    await say('转人工');
    const urgent = await house.newConversation();
    await house.conversations.say(urgent, { clientMsgId: 'u', text: '穿了过敏起红疹了' });
    expect((await house.desk.overview(li)).waiting.map((head) => head.id)).toEqual([urgent, id]);
  });

  it('the agent who took the chat writes, and the buyer is told who it is', async () => {
    await say('转人工');
    expect(await house.desk.take(li, id, false)).toMatchObject({ state: 'human', agentId: li.id, waitingSince: null });
    await reply(li, '您好，我来帮您看一下订单');
    expect((await house.told(id)).slice(-2)).toEqual([expect.stringContaining('小李'), '您好，我来帮您看一下订单']);
  });

  it('可以,今天一定发 is stopped with the reason; an allowed sentence goes through', async () => {
    await house.desk.take(li, id, false);
    const before = (await state()).seq;
    const blocked = await reply(li, '可以,今天一定发').catch((error: unknown) => error);
    expect(blocked).toMatchObject({ code: 'reply_blocked', report: { verdict: 'block' } });
    expect((blocked as { report: { findings: readonly { type: string; reason: string }[] } }).report.findings[0]).toMatchObject({ type: 'ship_promise' });
    expect((await state()).seq).toBe(before);
    await reply(li, '付款后48小时内发货，以揽收时间为准');
    expect((await house.told(id)).at(-1)).toContain('48小时内发货');
  });

  it('only the holder writes, transfers, closes or hands back', async () => {
    await house.desk.take(li, id, false);
    for (const attempt of [
      () => reply(wang, '您好'), () => house.desk.close(wang, id), () => house.desk.returnToBot(wang, id),
      () => house.desk.transfer(wang, id, { team: 'finance', agentName: null }),
    ]) await expect(attempt()).rejects.toMatchObject({ code: 'not_yours' });
  });

  it('a reply sent again after the chat was given away is acknowledged, not sent twice', async () => {
    await house.desk.take(li, id, false);
    const first = await reply(li, '您好', 'once');
    await house.desk.transfer(li, id, { team: null, agentName: '小王' });
    expect(await reply(li, '您好', 'once')).toMatchObject({ seq: first.seq, duplicate: true });
    await expect(reply(li, '还在吗', 'twice')).rejects.toMatchObject({ code: 'not_yours' });
  });

  it('taking twice changes nothing, taking from a colleague is recorded', async () => {
    await house.desk.take(li, id, false);
    const { seq } = await state();
    await house.desk.take(li, id, false);
    expect((await state()).seq).toBe(seq);
    await expect(house.desk.take(wang, id, false)).rejects.toMatchObject({ code: 'already_taken' });
    await house.desk.take(wang, id, true);
    expect((await house.events(id)).map((event) => event.body)).toContainEqual(expect.objectContaining({ type: 'state', from: 'human', to: 'human', note: `taken_from:${li.id}` }));
    await expect(reply(li, '您好')).rejects.toMatchObject({ code: 'not_yours' });
  });

  it('transfers to a team queue or to an agent, to exactly one of them', async () => {
    await house.desk.take(li, id, false);
    await expect(house.desk.transfer(li, id, { team: null, agentName: null })).rejects.toMatchObject({ code: 'transfer_target' });
    await expect(house.desk.transfer(li, id, { team: null, agentName: '没有这个人' })).rejects.toMatchObject({ code: 'unknown_agent' });
    await house.desk.transfer(li, id, { team: null, agentName: '小王' });
    expect(await state()).toMatchObject({ state: 'human', agentId: wang.id });
    await house.desk.transfer(wang, id, { team: 'finance', agentName: null });
    expect(await state()).toMatchObject({ state: 'waiting', agentId: null, team: 'finance' });
  });

  it('hands back to the bot, which answers again', async () => {
    await house.desk.take(li, id, false);
    await say('什么时候发货');
    expect((await house.told(id)).join()).not.toContain('48');
    await house.desk.returnToBot(li, id);
    await say('什么时候发货呀');
    expect((await house.told(id)).at(-1)).toContain('48');
  });

  it('an absent agent loses the chat to the queue, a present one keeps it', async () => {
    await house.desk.take(li, id, false);
    const other = await house.newConversation();
    await house.desk.take(wang, other, false);
    expect(await house.desk.requeueAbsent(li.shopId, new Set([wang.id]))).toBe(1);
    expect(await state()).toMatchObject({ state: 'waiting', agentId: null, severity: 'high' });
    expect((await house.store.head(other))?.state).toBe('human');
  });

  it('a chat that returns from an absent agent keeps its urgency and its first reason', async () => {
    await say('穿了过敏起红疹了');
    await house.desk.take(li, id, false);
    await house.desk.requeueAbsent(li.shopId, new Set());
    expect(await state()).toMatchObject({ state: 'waiting', severity: 'critical', team: 'supervisor' });
    const record = (await house.events(id)).flatMap(({ body }) => (body.type === 'handover' ? [body.record] : [])).at(-1);
    expect(record).toMatchObject({ cause: 'agent_absent', riskId: 'injury_safety', severity: 'critical' });
    expect(record?.reason).toContain('此前');
  });

  it('requeues an absent agent’s chats however many the present ones hold', async () => {
    for (let n = 0; n < 205; n++) await house.desk.take(wang, await house.newConversation(), false);
    await house.desk.take(li, id, false);
    expect(await house.desk.requeueAbsent(li.shopId, new Set([wang.id]))).toBe(1);
  });

  it('an agent’s name passes the gate like any text', () => {
    expect(house.desk.mayBeCalled('小丽')).toBe(true);
    expect(house.desk.mayBeCalled('加微信qinghe88返现')).toBe(false);
  });

  it('a closed chat cannot be taken', async () => {
    await house.desk.take(li, id, false);
    await house.desk.close(li, id);
    await expect(house.desk.take(li, id, false)).rejects.toMatchObject({ code: 'conversation_closed' });
  });

  it('does not show another shop’s conversation', async () => {
    const stranger: Agent = { ...li, shopId: 'elsewhere' };
    for (const attempt of [
      () => house.desk.look(stranger, id), () => house.desk.take(stranger, id, false), () => house.desk.catchUp(stranger, id, null), () => reply(stranger, '您好'),
      () => house.desk.read(stranger, id, 1),
    ]) await expect(attempt()).rejects.toMatchObject({ code: 'unknown_conversation' });
  });

  it('finds canned answers by loose words', () => {
    expect(house.desk.find('多久发货').map((item) => item.entryId)).toContain('ship.when');
    expect(house.desk.find('qqqqqqqq')).toEqual([]);
  });

  it('finishes a task once', async () => {
    await say('物流三天没更新了');
    const [task] = (await house.desk.overview(li)).tasks;
    await house.desk.finishTask(li, task!.id);
    await expect(house.desk.finishTask(li, task!.id)).rejects.toMatchObject({ code: 'unknown_task' });
  });
});
