// Live checking and a supervisor's override over real sockets: drafts are judged and not stored, too many are refused, and what
// was let pass is told to agents and never to the buyer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKS_PER_SECOND_MAX } from '../../src/transport/agent.ts';
import { makeWorld, quiet, welcomeOf, type Client, type World } from './fixture.ts';

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await makeWorld({ config: { framesPerSecondMax: 1_000, framesBurstMax: 1_000, socketsPerAgentMax: 50 } });
  await world.addAgent('小禾');
  await world.addAgent('店长', 'administrator');
  ({ cookie } = await world.login('小禾'));
});
afterAll(() => world.stop());

async function held(agent: Client): Promise<{ readonly buyer: Client; readonly id: string }> {
  const buyer = await world.buyer();
  buyer.send({ type: 'call_human', client_msg_id: 'h' });
  await buyer.next('ack');
  const { id } = welcomeOf(buyer);
  agent.send({ type: 'take', conversation_id: id });
  await agent.next('watching');
  return { buyer, id };
}

describe('a draft', () => {
  it('is checked without being stored or shown', async () => {
    const agent = await world.agent(cookie);
    const { buyer, id } = await held(agent);
    const { seq } = (await world.store.head(id))!;
    agent.send({ type: 'check', conversation_id: id, check_id: 'd1', text: '今天一定发' });
    expect(await agent.next('checked')).toEqual({
      type: 'checked', check_id: 'd1', verdict: 'block', suggestion: '发货时间以订单页公示为准',
      findings: [{ type: 'ship_time', level: 'block', start: 0, end: 5, words: '今天一定发', reason: '发货时间不能承诺', suggestion: '发货时间以订单页公示为准' }],
    });
    agent.send({ type: 'check', conversation_id: id, check_id: 'd2', text: '您好' });
    expect(await agent.next('checked', (frame) => frame.check_id === 'd2')).toEqual({ type: 'checked', check_id: 'd2', verdict: 'ok', findings: [], suggestion: null });
    await quiet();
    expect((await world.store.head(id))!.seq).toBe(seq);
    expect(JSON.stringify(buyer.frames)).not.toContain('今天一定发');
  });

  it('is refused when they come too fast, under its check_id, and the socket lives on', async () => {
    const agent = await world.agent(cookie);
    const { id } = await held(agent);
    for (let i = 0; i < 5 * CHECKS_PER_SECOND_MAX; i++) agent.send({ type: 'check', conversation_id: id, check_id: `c${i}`, text: '您好' });
    const last = `c${5 * CHECKS_PER_SECOND_MAX - 1}`;
    expect(await agent.next('error', (frame) => frame.check_id === last)).toMatchObject({ code: 'too_fast', request: 'check', retry: true });
    const checked = agent.frames.filter((frame) => frame.type === 'checked').length;
    expect(checked).toBeGreaterThanOrEqual(CHECKS_PER_SECOND_MAX);
    expect(checked).toBeLessThan(4 * CHECKS_PER_SECOND_MAX);
    agent.send({ type: 'ping' });
    await agent.next('pong');
  });

  it.each([
    ['without an id', { type: 'check', conversation_id: 'c', text: '您好' }, 'bad_frame'],
    ['that is empty', { type: 'check', conversation_id: 'c', check_id: 'd', text: '' }, 'bad_frame'],
    ['with an unknown field', { type: 'check', conversation_id: 'c', check_id: 'd', text: '好', team: 'finance' }, 'bad_frame'],
  ])('%s is refused', async (_, frame, code) => {
    const agent = await world.agent(cookie);
    agent.send(frame);
    expect(await agent.next('error')).toMatchObject({ code, request: 'check' });
  });
});

describe('an override', () => {
  it('is offered by the refusal, told to agents with name, reason and what for, and not to the buyer', async () => {
    const boss = await world.agent((await world.login('店长')).cookie);
    expect(boss.frames.find((frame) => frame.type === 'welcome')).toMatchObject({ may_override: true });
    const { buyer, id } = await held(boss);
    boss.send({ type: 'reply', conversation_id: id, client_msg_id: 'r1', text: '今天一定发' });
    expect(await boss.next('error')).toMatchObject({ code: 'reply_blocked', overridable: true });
    boss.send({ type: 'reply', conversation_id: id, client_msg_id: 'r2', text: '今天一定发', override_reason: '仓库已确认班车' });
    await boss.next('ack');
    expect(await boss.next('message', (frame) => frame.from === 'agent')).toMatchObject({
      text: '今天一定发', override: { agent_name: '店长', reason: '仓库已确认班车', types: ['name of ship_time'] },
    });
    expect(await buyer.next('message', (frame) => frame.from === 'agent')).not.toHaveProperty('override');
    expect(JSON.stringify(buyer.frames)).not.toContain('仓库已确认班车');
  });

  it('is not offered to an agent without the role', async () => {
    const agent = await world.agent(cookie);
    expect(agent.frames.find((frame) => frame.type === 'welcome')).toMatchObject({ may_override: false });
  });
});
