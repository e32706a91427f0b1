// What leaves on an agent's socket of a buyer's personal data: masks everywhere, the original on the asking socket alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentFrame, buyerFrame } from '../../src/transport/present.ts';
import { reviveApproved } from '../../src/compliance/gate.ts';
import type { AgentId, EventBody, StoredEvent } from '../../src/types.ts';
import { makeWorld, type World } from './fixture.ts';

const PHONE = '13812345678';
const place = { conversation_id: 'c', epoch: 'e' };
const titles = { entryTitle: (id: string) => id, riskName: (id: string) => id, promiseName: (type: string) => type };
const stored = (body: EventBody): StoredEvent => ({ seq: 7, at: 1_000, body });

describe('an agent sees masks', () => {
  const radar = { id: 'r', name: '套路', reason: `买家发了${PHONE}`, severity: 'high', signals: [{ name: '信号', words: PHONE, turnsAgo: 0 }], advice: [], keep: [] } as const;
  it.each<[string, EventBody]>([
    ['in a message', { type: 'buyer_message', text: `我电话${PHONE}`, picked: null }],
    ["in a rating's comment", { type: 'rating', score: 1, comment: `打我电话${PHONE}` }],
    ['in a hand-over: reason, words, messages, radar', {
      type: 'handover', record: {
        cause: 'risk', reason: `风险（“${PHONE}”）`, riskId: null, rule: { ruleId: 'x', words: `电话${PHONE}` }, team: 'presale', severity: 'low', understood: [],
        lastMessages: [{ author: 'buyer', text: PHONE }, { author: 'buyer', text: '广东省深圳市南山区科苑路15号' }], radar,
      },
    }],
    ['in the radar', { type: 'radar', note: radar }],
  ])('%s', (_, body) => {
    const text = JSON.stringify(agentFrame(place, stored(body), titles));
    expect(text).toContain('138****5678');
    expect(text).not.toMatch(/13812345678|科苑路/);
  });

  it('and what was masked, in words', () => {
    expect(agentFrame(place, stored({ type: 'buyer_message', text: `${PHONE} 验证码123456`, picked: null }), titles)).toMatchObject({ text: '138****5678 验证码******', masked: ['电话', '验证码'] });
    expect(agentFrame(place, stored({ type: 'buyer_message', text: '什么时候发货', picked: null }), titles)).not.toHaveProperty('masked');
  });

  it("also in a colleague's words, but for who wrote them", () => {
    const reply = reviveApproved({ text: `收件电话${PHONE}，地址广东省深圳市南山区科苑路15号`, options: [] });
    const event = stored({ type: 'agent_reply', agentId: 'a' as AgentId, agentName: '小李', reply, override: null });
    for (const viewer of [null, 'b' as AgentId]) expect(agentFrame(place, event, titles, viewer)).toMatchObject({ text: '收件电话138****5678，地址广东省深圳市***', masked: ['电话', '地址'] });
    const own = agentFrame(place, event, titles, 'a' as AgentId);
    expect(own).toMatchObject({ text: reply.text });
    expect(own).not.toHaveProperty('masked');
    const handover = stored({ type: 'handover', record: { cause: 'agent_absent', reason: '', riskId: null, rule: null, team: 'presale', severity: 'low', understood: [], lastMessages: [{ author: 'agent', text: reply.text }] } });
    expect(JSON.stringify(agentFrame(place, handover, titles))).not.toMatch(/13812345678|科苑路/);
    expect(buyerFrame(place, event, undefined, true)).toMatchObject({ text: reply.text });
  });

  it("not in the service's own words, which are the shop's", () => {
    const reply = reviveApproved({ text: `售后电话${PHONE}`, options: [] });
    expect(agentFrame(place, stored({ type: 'reply', author: 'bot', reply, decision: null }), titles)).toMatchObject({ text: reply.text });
  });

  it('while the buyer sees his own words, and no trace of who looked', () => {
    expect(buyerFrame(place, stored({ type: 'buyer_message', text: PHONE, picked: null }), undefined, true)).toMatchObject({ text: PHONE });
    expect(buyerFrame(place, stored({ type: 'revealed', agentId: 'a', agentName: '小李', ofSeq: 3, kinds: ['phone'], reason: '' }), undefined, true)).toBeNull();
  });
});

describe('reveal', () => {
  let world: World;
  beforeAll(async () => { world = await makeWorld(); });
  afterAll(() => world.stop());

  it('answers on the asking socket alone; every agent who watches sees that it happened, the buyer does not', async () => {
    for (const name of ['小李', '小王']) await world.addAgent(name);
    const buyer = await world.buyer();
    const id = String(buyer.frames[0]?.conversation_id);
    buyer.send({ type: 'say', client_msg_id: 'm1', text: `电话${PHONE}` });
    const { seq } = await buyer.next('ack') as unknown as { seq: number };
    const [one, other] = [await world.agent((await world.login('小李')).cookie), await world.agent((await world.login('小王')).cookie)];
    for (const agent of [one, other]) {
      agent.send({ type: 'watch', conversation_id: id });
      expect((await agent.next('message', (frame) => frame.from === 'buyer')).text).toBe('电话138****5678');
    }
    one.send({ type: 'reveal', conversation_id: id, seq, reason: ' 核对 ' });
    expect(await one.next('original')).toMatchObject({ conversation_id: id, of_seq: seq, text: `电话${PHONE}` });
    for (const agent of [one, other]) expect(await agent.next('revealed')).toMatchObject({ agent_name: '小李', of_seq: seq, kinds: ['电话'], reason: '核对' });
    // The simple room's bot repeats what it hears; the real one does not.
    expect(JSON.stringify(other.frames.filter(({ from }) => from !== 'bot'))).not.toContain(PHONE);
    expect(buyer.frames.map(({ type }) => type)).not.toContain('revealed');
    one.send({ type: 'take', conversation_id: id });
    one.send({ type: 'reply', conversation_id: id, client_msg_id: 'r1', text: '取件码是5-2-3018，拿的时候说一声' });
    const said = await one.next('message', (frame) => frame.from === 'agent');
    expect(said.text).toBe('取件码是5-2-3018，拿的时候说一声');
    expect((await other.next('message', (frame) => frame.from === 'agent')).text).toBe('取件码是****，拿的时候说一声');
    one.send({ type: 'reveal', conversation_id: id, seq: seq + 1 });
    expect(await one.next('error')).toMatchObject({ code: 'nothing_masked', request: 'reveal' });
  });
});
