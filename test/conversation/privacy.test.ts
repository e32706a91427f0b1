// Personal data in a talk: the system warns whoever sends it, whoever holds the chat; agents see originals only by asking, recorded.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemReply } from '../../src/knowledge/base.ts';
import type { Agent, ConversationId } from '../../src/types.ts';
import { openHouse, starterShop, type TestHouse } from '../helper.ts';

let house: TestHouse;
let agent: Agent;
beforeAll(async () => {
  house = await openHouse();
  agent = await house.agent('小李');
});
afterAll(() => house.stop());

const { base } = starterShop();
const WARNING = systemReply(base, 'privacy_warning').text;
const NOTE = systemReply(base, 'privacy_note').text;

let made = 0;
const say = async (id: ConversationId, text: string) => house.conversations.say(id, { clientMsgId: `m${made++}`, text });
/** What the system, not the bot, said of privacy. */
const words = async (id: ConversationId) => (await house.events(id)).flatMap(({ body }) => (body.type === 'reply' && body.author === 'system' && [WARNING, NOTE].includes(body.reply.text) ? [body.reply.text] : []));
const held = async () => {
  const id = await house.newConversation();
  await house.desk.take(agent, id, false);
  return id;
};

describe('what others could use', () => {
  it.each(['我身份证11010519491231002X', '卡号6222026006705354216', '验证码是123456', '我密码是abc12345你登上去看看', '护照号E12345678'])('is warned of at once, by the system: %s', async (text) => {
    const id = await house.newConversation();
    await say(id, text);
    expect(await words(id)).toEqual([WARNING]);
    expect((await house.events(id)).map(({ body }) => body.type).slice(0, 2)).toEqual(['buyer_message', 'reply']);
  });

  it('is warned of with every such message, also while a person holds the chat', async () => {
    const id = await held();
    await say(id, '验证码是123456');
    await say(id, '你好');
    await say(id, '刚才那个过期了 验证码 660011');
    expect(await words(id)).toEqual([WARNING, WARNING]);
    expect((await house.events(id)).some(({ body }) => body.type === 'reply' && body.author === 'bot')).toBe(false);
  });

  it('is not warned of twice when the message is sent again', async () => {
    const id = await held();
    for (let i = 0; i < 2; i++) await house.conversations.say(id, { clientMsgId: 'again', text: '验证码是123456' });
    expect(await words(id)).toEqual([WARNING]);
  });

  it('still calls a person as before', async () => {
    const id = await house.newConversation();
    await say(id, '卡号6222026006705354216');
    expect((await house.events(id)).flatMap(({ body }) => (body.type === 'handover' ? [body.record.riskId] : []))).toEqual(['sensitive_data']);
  });
});

describe('a phone number or an address', () => {
  it('is noted gently, once in a conversation', async () => {
    const id = await held();
    for (const text of ['我电话13812345678', '再发一次13812345678', '广东省深圳市南山区科苑路15号B座1203']) await say(id, text);
    expect(await words(id)).toEqual([NOTE]);
  });

  it('is not noted when somebody has just asked for it', async () => {
    const id = await held();
    await house.desk.reply(agent, id, { clientMsgId: 'ask', text: '麻烦发一下收件人和地址' });
    await say(id, '浙江省杭州市西湖区文三路123号');
    expect(await words(id)).toEqual([]);
    for (const text of ['好的', '嗯', '是的']) await say(id, text);
    await say(id, '13812345678');
    expect(await words(id)).toEqual([NOTE]);
  });

  it('is nothing to note when it is an order number or a hotline', async () => {
    const id = await held();
    for (const text of ['订单202611220001234567', '我要打12315', '什么时候发货', '取件码5-2-3018']) await say(id, text);
    expect(await words(id)).toEqual([]);
  });
});

describe('the original', () => {
  const text = '收货电话 13812345678';
  async function talk(): Promise<{ readonly id: ConversationId; readonly seq: number }> {
    const id = await held();
    return { id, seq: (await say(id, text)).seq };
  }
  const revealed = async (id: ConversationId) => (await house.events(id)).flatMap(({ body }) => (body.type === 'revealed' ? [body] : []));

  it('is shown to who holds the conversation, and that is recorded, once', async () => {
    const { id, seq } = await talk();
    expect(await house.desk.reveal(agent, id, { seq, reason: '核对收货信息' })).toBe(text);
    expect(await house.desk.reveal(agent, id, { seq, reason: '' })).toBe(text);
    expect(await revealed(id)).toEqual([{ type: 'revealed', agentId: agent.id, agentName: '小李', ofSeq: seq, kinds: ['phone'], reason: '核对收货信息' }]);
  });

  it('is shown to supervisors and administrators, recorded each', async () => {
    const { id, seq } = await talk();
    const supervisor: Agent = { ...await house.agent('小主管'), team: 'supervisor' };
    const administrator: Agent = { ...await house.agent('小管'), role: 'administrator' };
    for (const one of [supervisor, administrator]) expect(await house.desk.reveal(one, id, { seq, reason: '' })).toBe(text);
    expect((await revealed(id)).map(({ agentName }) => agentName)).toEqual(['小主管', '小管']);
  });

  it('is shown to nobody else, and nothing is recorded', async () => {
    const { id, seq } = await talk();
    const colleague = await house.agent(`同事${made++}`);
    await expect(house.desk.reveal(colleague, id, { seq, reason: '' })).rejects.toMatchObject({ code: 'not_yours' });
    await expect(house.desk.reveal({ ...agent, shopId: 'other', role: 'administrator' }, id, { seq, reason: '' })).rejects.toMatchObject({ code: 'unknown_conversation' });
    await house.desk.returnToBot(agent, id);
    await expect(house.desk.reveal(agent, id, { seq, reason: '' })).rejects.toMatchObject({ code: 'not_yours' });
    expect(await revealed(id)).toEqual([]);
  });

  it('of what an agent wrote is shown and recorded alike', async () => {
    const { id } = await talk();
    const written = await house.desk.reply(agent, id, { clientMsgId: `w${made++}`, text: '您的取件码是5-2-3018哦' });
    const supervisor: Agent = { ...await house.agent('二主管'), team: 'supervisor' };
    expect(await house.desk.reveal(supervisor, id, { seq: written.seq, reason: '' })).toBe('您的取件码是5-2-3018哦');
    expect(await revealed(id)).toMatchObject([{ agentName: '二主管', ofSeq: written.seq, kinds: ['pickup'] }]);
  });

  it('is of messages with something masked only', async () => {
    const { id, seq } = await talk();
    const plain = (await say(id, '什么时候发货')).seq;
    for (const other of [plain, 1, seq + 1_000]) await expect(house.desk.reveal(agent, id, { seq: other, reason: '' })).rejects.toMatchObject({ code: 'nothing_masked' });
    expect(await revealed(id)).toEqual([]);
  });
});
