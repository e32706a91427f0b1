// The desk over real sockets: an agent takes over, is stopped by the gate, answers, and both sides see what is theirs to see.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, quiet, welcomeOf, type Client, type World } from './fixture.ts';

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await makeWorld({ config: { framesPerSecondMax: 1_000, framesBurstMax: 1_000, socketsPerAgentMax: 50 } });
  await world.addAgent('小禾');
  ({ cookie } = await world.login('小禾'));
});
afterAll(() => world.stop());

async function called(): Promise<{ readonly buyer: Client; readonly id: string }> {
  const buyer = await world.buyer();
  buyer.send({ type: 'call_human', client_msg_id: 'h' });
  await buyer.next('ack');
  return { buyer, id: welcomeOf(buyer).id };
}

describe('an agent', () => {
  it('sees who waits, takes over, is stopped by the gate, and reaches the buyer with an allowed sentence', async () => {
    const agent = await world.agent(cookie);
    await agent.next('desk');
    const { buyer, id } = await called();
    const desk = await agent.next('desk', (frame) => (frame.waiting as { conversation_id: string }[]).some((ticket) => ticket.conversation_id === id));
    expect(desk.waiting).toContainEqual(expect.objectContaining({ conversation_id: id, state: 'waiting', severity: 'medium', agent_name: null, seq: 3 }));
    expect(await buyer.next('queue')).toMatchObject({ conversation_id: id, ahead: 0 });

    agent.send({ type: 'take', conversation_id: id });
    expect(await agent.next('watching')).toMatchObject({ ticket: { conversation_id: id, state: 'human', agent_name: '小禾' }, buyer_read_seq: 0 });
    expect(await agent.next('handover')).toMatchObject({ cause: 'asked', understood: [{ entry_id: 'svc.human', title: 'title of svc.human', probability: 1 }] });
    expect(await buyer.next('state', (frame) => frame.state === 'human')).toMatchObject({ agent_name: '小禾' });

    agent.send({ type: 'reply', conversation_id: id, client_msg_id: 'r1', text: '可以,今天一定发' });
    expect(await agent.next('error')).toMatchObject({
      code: 'reply_blocked', client_msg_id: 'r1', conversation_id: id, request: 'reply', suggestion: '发货时间以订单页公示为准',
      findings: [{ type: 'ship_time', level: 'block', start: 0, end: 8, words: '可以,今天一定发', reason: '发货时间不能承诺', suggestion: '以订单页为准' }],
    });
    agent.send({ type: 'reply', conversation_id: id, client_msg_id: 'r2', text: '发货时间以订单页为准哦' });
    expect(await agent.next('ack')).toMatchObject({ conversation_id: id, client_msg_id: 'r2', seq: 5, duplicate: false, warnings: [] });
    expect(await buyer.next('message', (frame) => frame.from === 'agent')).toMatchObject({ text: '发货时间以订单页为准哦', agent_name: '小禾', seq: 5 });

    buyer.send({ type: 'say', client_msg_id: 'b', text: '好的' });
    expect(await agent.next('message', (frame) => frame.from === 'buyer' && frame.seq === 6)).toMatchObject({ text: '好的', conversation_id: id });
    await quiet();
    expect(buyer.frames.filter((frame) => frame.type === 'message' && frame.from === 'bot')).toEqual([]);
    agent.send({ type: 'close', conversation_id: id });
    expect(await agent.next('done')).toEqual({ type: 'done', request: 'close', conversation_id: id });
    buyer.send({ type: 'rate', client_msg_id: 'rate', score: 5, comment: '很好' });
    expect(await buyer.next('rated')).not.toHaveProperty('comment');
    expect(await agent.next('rated')).toMatchObject({ score: 5, comment: '很好' });
  });

  it('and the buyer see each other type and read', async () => {
    const agent = await world.agent(cookie);
    const { buyer, id } = await called();
    agent.send({ type: 'take', conversation_id: id });
    await agent.next('watching');
    buyer.send({ type: 'typing', on: true });
    expect(await agent.next('typing')).toEqual({ type: 'typing', conversation_id: id, on: true });
    agent.send({ type: 'typing', conversation_id: id, on: true });
    expect(await buyer.next('typing')).toEqual({ type: 'typing', on: true });
    buyer.send({ type: 'read', seq: 3 });
    expect(await agent.next('read')).toEqual({ type: 'read', conversation_id: id, seq: 3 });
    agent.send({ type: 'read', conversation_id: id, seq: 2 });
    expect(await buyer.next('read')).toEqual({ type: 'read', seq: 2 });
    buyer.socket.terminate();
    expect(await agent.next('typing')).toMatchObject({ on: false });
  });

  it('never lets a buyer see a hand-over record, a task or a decision', async () => {
    const { buyer } = await called();
    buyer.send({ type: 'say', client_msg_id: 'x', text: '什么时候发货' });
    await buyer.next('message', (frame) => frame.from === 'bot');
    await quiet();
    expect(buyer.frames.map((frame) => frame.type).filter((type) => type === 'handover' || type === 'task')).toEqual([]);
    expect(JSON.stringify(buyer.frames)).not.toMatch(/decision|evidence|probability|lastMessages/);
  });

  it('that comes back with cursors gets exactly what it missed of each conversation', async () => {
    const { buyer, id } = await called();
    const first = await world.agent(cookie);
    first.send({ type: 'take', conversation_id: id });
    await first.next('state', (frame) => frame.state === 'human');
    first.socket.terminate();
    for (let i = 0; i < 3; i++) {
      buyer.send({ type: 'say', client_msg_id: `m${i}`, text: `还在吗${i}` });
      await buyer.next('ack');
    }
    const { epoch } = welcomeOf(buyer);
    const again = await world.agent(cookie, { cursors: [{ conversation_id: id, epoch, seq: 4 }, { conversation_id: 'gone', epoch, seq: 1 }] });
    await again.next('message', (frame) => frame.seq === 7);
    expect(again.frames.filter((frame) => frame.conversation_id === id).map((frame) => frame.seq)).toEqual([5, 6, 7]);
    expect(await again.next('error')).toMatchObject({ code: 'unknown_conversation', request: 'watch', conversation_id: 'gone' });
    const other = await world.agent(cookie, { cursors: [{ conversation_id: id, epoch: 'another', seq: 4 }] });
    expect(await other.next('reload')).toMatchObject({ conversation_id: id, seq: 0 });
  });

  it('follows no more what it unwatched', async () => {
    const agent = await world.agent(cookie);
    const { buyer, id } = await called();
    agent.send({ type: 'watch', conversation_id: id, after: 1 });
    await agent.next('state');
    expect(agent.frames.filter((frame) => frame.type === 'message')).toEqual([]);
    agent.send({ type: 'unwatch', conversation_id: id });
    agent.send({ type: 'ping' });
    await agent.next('pong');
    await quiet(50);
    buyer.send({ type: 'say', client_msg_id: 'x', text: '在吗' });
    await buyer.next('message', (frame) => frame.from === 'bot');
    await quiet();
    expect(agent.frames.filter((frame) => frame.type === 'message')).toEqual([]);
  });

  it('finds canned answers and finishes tasks', async () => {
    const agent = await world.agent(cookie);
    const buyer = await world.buyer();
    buyer.send({ type: 'say', client_msg_id: 'x', text: '什么时候发货' });
    await buyer.next('ack');
    agent.send({ type: 'find', query: '发货' });
    expect(await agent.next('found')).toEqual({ type: 'found', query: '发货', items: [{ entry_id: 'ship.when', title: '什么时候发货', text: '发货' }] });
    const taskId = `task-${welcomeOf(buyer).id}`;
    const [task] = (await world.store.openTasks('shop', 100)).filter(({ id }) => id.startsWith(taskId));
    agent.send({ type: 'finish_task', task_id: task?.id });
    expect(await agent.next('done')).toEqual({ type: 'done', request: 'finish_task' });
    const desk = await agent.next('desk', (frame) => !JSON.stringify(frame.tasks).includes(String(task?.id)));
    expect(desk.tasks).not.toContainEqual(expect.objectContaining({ task_id: task?.id }));
    agent.send({ type: 'finish_task', task_id: task?.id });
    expect(await agent.next('error')).toMatchObject({ code: 'unknown_task' });
  });
});

describe('an agent socket is closed with 4401', () => {
  it('without a session, in a way that a browser can see', async () => {
    for (const wrong of [undefined, 'zhanggui_session=nobody']) {
      const client = await world.connect('/ws/agent', wrong === undefined ? {} : { cookie: wrong });
      client.send({ type: 'hello', protocol: 1 });
      expect(await client.closed()).toEqual({ code: 4401, reason: 'not_authenticated' });
      expect(client.frames.map((frame) => frame.type)).toEqual(['bye']);
    }
  });

  it('at logout, at once', async () => {
    const session = await world.login('小禾');
    const client = await world.agent(session.cookie);
    const other = await world.agent(cookie);
    await fetch(`${world.url}/api/auth/logout`, { method: 'POST', headers: { cookie: session.cookie, 'x-csrf-token': session.csrf } });
    expect((await client.closed()).code).toBe(4401);
    expect(other.socket.readyState).toBe(other.socket.OPEN);
  });

  it('when the account is disabled', async () => {
    const { id } = await world.addAgent('要走的');
    await world.addAgent('老板', 'administrator');
    const [leaving, boss] = [await world.login('要走的'), await world.login('老板')];
    const client = await world.agent(leaving.cookie);
    await fetch(`${world.url}/api/agents/${id}/disabled`, {
      method: 'POST', headers: { cookie: boss.cookie, 'x-csrf-token': boss.csrf, 'content-type': 'application/json' }, body: '{"disabled":true}',
    });
    expect((await client.closed()).code).toBe(4401);
  });

  it('when the session has run out, with the next frame', async () => {
    const { cookie: own } = await world.login('小禾');
    const client = await world.agent(own);
    world.clock.forward(13 * 3_600_000);
    client.send({ type: 'find', query: 'x' });
    expect((await client.closed()).code).toBe(4401);
    expect(client.frames.map((frame) => frame.type)).not.toContain('found');
  });
});
