// The radar in whole conversations: who is called and told what, what the bot no longer answers, and that harmless buyers are left in peace.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ConversationId, EventBody, HandoverRecord, RadarNote } from '../../src/types.ts';
import { openHouse, replyText, starterShop, type TestHouse } from '../helper.ts';

interface Dialogues {
  readonly trap: readonly { readonly is: string; readonly turns: readonly string[] }[];
  readonly harmless: readonly { readonly turns: readonly string[] }[];
}
const { trap, harmless } = parse(readFileSync('test/golden/radar.yaml', 'utf8')) as Dialogues;

describe('a conversation under the radar', { timeout: 60_000 }, () => {
  let house: TestHouse;
  let sent = 0;
  beforeAll(async () => { house = await openHouse(); }, 180_000);
  afterAll(async () => {
    expect(house.faults).toEqual([]);
    await house.stop();
  });

  const say = (id: ConversationId, text: string) => house.conversations.say(id, { clientMsgId: `m${sent++}`, text });
  async function talk(turns: readonly string[]): Promise<ConversationId> {
    const id = await house.newConversation();
    for (const text of turns) await say(id, text);
    return id;
  }
  const bodies = async (id: ConversationId): Promise<readonly EventBody[]> => (await house.events(id)).map(({ body }) => body);
  const records = async (id: ConversationId): Promise<readonly HandoverRecord[]> => (await bodies(id)).flatMap((body) => (body.type === 'handover' ? [body.record] : []));
  const notes = async (id: ConversationId): Promise<readonly RadarNote[]> => (await bodies(id)).flatMap((body) => (body.type === 'radar' ? [body.note] : []));
  const decisions = async (id: ConversationId) => (await bodies(id)).flatMap((body) => (body.type === 'reply' && body.decision ? [body.decision] : []));

  it('names every trap to the agent; now and then one that is at least as severe, as messages are read by likeness too', async () => {
    const severities = ['low', 'medium', 'high', 'critical'];
    const severityOf = (id: string): number => severities.indexOf(starterShop().radar.combinations.find((one) => one.id === id)!.severity);
    const missed: string[] = [];
    let others = 0;
    for (const { is, turns } of trap) {
      const named = (await records(await talk(turns))).flatMap(({ radar }) => radar?.id ?? []);
      if (named.includes(is)) continue;
      if (named.some((id) => severityOf(id) >= severityOf(is))) others += 1;
      else missed.push(`${is}: ${turns.join(' / ')} → ${named.join(', ')}`);
    }
    expect(missed).toEqual([]);
    expect(others).toBeLessThanOrEqual(trap.length * 0.05);
  });

  it('says nothing of a harmless buyer', async () => {
    const flagged: string[] = [];
    for (const { turns } of harmless) {
      const named = (await records(await talk(turns))).flatMap(({ radar }) => radar?.id ?? []);
      if (named.length > 0) flagged.push(`${turns.join(' / ')} → ${named.join(', ')}`);
    }
    expect(flagged).toEqual([]);
  });

  it('calls a person by a message that alone would be answered, with the reason, the advice and what to keep', async () => {
    const id = await talk(['可以开发票吗', '开票要不要另外加钱']);
    expect(await records(id)).toEqual([]);
    await say(id, '你刚才说的我都截图了');
    const [record] = await records(id);
    const { combination } = { combination: starterShop().radar.combinations.find((one) => one.id === 'invoice_bait')! };
    expect(record).toMatchObject({
      cause: 'risk', riskId: 'invoice_surcharge', severity: combination.severity, team: combination.team, rule: { ruleId: 'radar:invoice_bait' },
      radar: { id: 'invoice_bait', name: combination.name, advice: combination.advice, keep: combination.keep },
    });
    expect(record!.reason).toBe(record!.radar!.reason);
    expect(record!.reason).toMatch(/问开票加钱或主动出税点 \+ .*：反复引导谈开票加钱/u);
    expect(record!.radar!.signals.map(({ name, turnsAgo }) => [name, turnsAgo])).toEqual(expect.arrayContaining([['问开票加钱或主动出税点', 1], ['提到截图录屏存证', 0], ['引用客服或页面的话', 0]]));
    expect((await house.store.head(id))).toMatchObject({ state: 'waiting', severity: 'high', team: 'finance' });
    const alone = await talk(['你刚才说的我都截图了']);
    expect((await records(alone)).filter(({ cause }) => cause === 'risk')).toEqual([]);
  });

  it('gives the queue the urgency of the combination when the message is a risk by itself', async () => {
    const id = await talk(['支持货到付款吗', '我在新疆', '今天能发吗']);
    const [record] = await records(id);
    expect(record).toMatchObject({ cause: 'risk', riskId: 'ship_promise', severity: 'critical', team: 'supervisor', radar: { id: 'professional_complainer' } });
    expect(record!.reason).toContain('发货时效承诺');
    expect(await house.store.head(id)).toMatchObject({ severity: 'critical', team: 'supervisor' });
  });

  it('stops automatic answers of the topics that a standing trap names, and of no others', async () => {
    const agent = await house.agent('小禾甲');
    const id = await talk(['可以开发票吗', '开票要不要另外加钱', '你刚才说的我都截图了']);
    await house.desk.take(agent, id, false);
    await house.desk.returnToBot(agent, id);
    await say(id, '七天无理由怎么退');
    expect((await decisions(id)).at(-1)).toMatchObject({ kind: 'answer' });
    await say(id, '发票多久能开出来');
    expect((await decisions(id)).at(-1)).toMatchObject({ kind: 'escalate', cause: 'risk', riskId: 'invoice_surcharge', evidence: { rule: { ruleId: 'radar:invoice_bait' } } });
    expect((await records(id)).at(-1)!.radar).toMatchObject({ id: 'invoice_bait' });
  });

  it('keeps a waiting buyer without such answers, and tells the agent once', async () => {
    const id = await talk(['可以开发票吗', '开票要不要另外加钱', '你刚才说的我都截图了']);
    const before = (await records(id)).length;
    await say(id, '发票多久能开出来');
    expect((await records(id)).length).toBe(before);
    const told = (await bodies(id)).flatMap((body) => replyText(body) ?? []).at(-1)!;
    expect(told).not.toMatch(/工作日/u);
  });

  it('tells the agent while a person holds the chat, once, and says nothing to the buyer', async () => {
    const agent = await house.agent('小禾乙');
    const id = await talk(['转人工']);
    await house.desk.take(agent, id, false);
    const told = await house.told(id);
    for (const text of ['支持货到付款吗', '收货地址在西藏林芝', '那今天能发走吧']) await say(id, text);
    expect((await bodies(id)).slice(-2).map(({ type }) => type)).toEqual(['buyer_message', 'radar']);
    expect(await notes(id)).toMatchObject([{ id: 'professional_complainer', severity: 'critical' }]);
    await say(id, '在吗');
    expect(await notes(id)).toHaveLength(1);
    expect(await house.told(id)).toEqual(told);
  });

  it('names the trap again when the agent who had the chat is gone', async () => {
    const agent = await house.agent('小禾丙');
    const id = await talk(['可以开发票吗', '开票要不要另外加钱', '你刚才说的我都截图了']);
    await house.desk.take(agent, id, false);
    await house.desk.requeueAbsent(agent.shopId, new Set());
    expect((await records(id)).at(-1)).toMatchObject({ cause: 'agent_absent', radar: { id: 'invoice_bait' } });
  });

  it('begins anew after a closing, and after three days', async () => {
    const agent = await house.agent('小禾丁');
    const closed = await talk(['支持货到付款吗', '我在新疆']);
    await house.desk.take(agent, closed, false);
    await house.desk.close(agent, closed);
    await say(closed, '今天能发吗');
    expect((await records(closed)).at(-1)!.radar).toBeUndefined();
    const old = await talk(['支持货到付款吗', '我在新疆']);
    house.clock.pass(73 * 3_600_000);
    await say(old, '今天能发吗');
    expect((await records(old)).at(-1)!.radar).toBeUndefined();
  });
});

describe('a radar that fails', () => {
  it('leaves the conversation as it would be without it', async () => {
    const house = await openHouse({ wrapBrain: (brain) => ({ ...brain, radar: { ...brain.radar, get rules(): never { throw new Error('broken'); } } }) });
    const id = await house.newConversation();
    await house.conversations.say(id, { clientMsgId: '1', text: '支持货到付款吗' });
    expect((await house.told(id)).join('')).toContain('货到付款');
    expect(house.faults).toHaveLength(1);
    await house.stop();
  });
});
