// The desk's client: cursors of all open conversations in hello, replies kept and stopped ones explained, requests not kept, unread counted.
import { describe, expect, it } from 'vitest';
import type { AgentServerFrame } from '../../src/transport/protocol.ts';
import { createAgentClient } from '../../src/web/shared/client.js';
import { ack, error, fakeSockets, keptStorage, LIMITS, manualClock, message } from './fixture.ts';

const hello: Extract<AgentServerFrame, { type: 'welcome' }> = {
  type: 'welcome', protocol: 1, agent_id: 'a1', agent_name: '小林', role: 'agent', shop_name: '青禾衣橱', heartbeat_ms: 30_000, limits: LIMITS,
};
const watching = (id: string, change: object = {}) => ({
  type: 'watching', buyer_read_seq: 0,
  ticket: { conversation_id: id, state: 'human', team: null, severity: null, waiting_since: null, agent_name: '小林', epoch: 'e1', seq: 0, updated_at: 1, ...change },
});

function connected(agentId = 'a1', storages = new Map([['a1', keptStorage()], ['a2', keptStorage()]])) {
  const clock = manualClock();
  const sockets = fakeSockets();
  const storageFor = (id: string) => storages.get(id) ?? keptStorage();
  const client = createAgentClient({ open: sockets.open, storageFor, environment: clock });
  const come = () => {
    sockets.last().opens();
    sockets.last().says({ ...hello, agent_id: agentId });
  };
  client.start();
  return { clock, sockets, client, come, storages };
}

describe('agent client', () => {
  it('names all its conversations when it comes back, and asks again for one that had nothing yet', () => {
    const { clock, sockets, client, come } = connected();
    come();
    for (const id of ['c1', 'c2', 'c3']) client.watch(id);
    sockets.last().says(message(4, { conversation_id: 'c1' }));
    sockets.last().says(message(9, { conversation_id: 'c2' }));
    sockets.last().closes(1006);
    clock.advance(30_000);
    come();
    expect(sockets.last().sent).toEqual([
      { type: 'hello', protocol: 1, cursors: [{ conversation_id: 'c1', epoch: 'e1', seq: 4 }, { conversation_id: 'c2', epoch: 'e1', seq: 9 }] },
      { type: 'watch', conversation_id: 'c3' },
    ]);
  });

  it('follows what it took, applies events once, and drops those of conversations it does not follow', () => {
    const { sockets, client, come } = connected();
    come();
    client.take('c1');
    sockets.last().says(watching('c1'));
    for (const seq of [1, 2, 2]) sockets.last().says(message(seq));
    sockets.last().says(message(1, { conversation_id: 'c9' }));
    expect(client.view().chat('c1')?.events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(client.view().chat('c9')).toBeNull();
  });

  it('keeps a reply through a lost connection, but no request', () => {
    const { clock, sockets, client, come } = connected();
    come();
    sockets.last().closes(1006);
    expect([client.take('c1'), client.close('c1'), client.transfer('c1', { team: 'finance' }), client.find('发货')]).toEqual([false, false, false, false]);
    client.reply('c1', '您好');
    clock.advance(30_000);
    come();
    expect(sockets.last().sent.slice(1)).toEqual([{ type: 'reply', conversation_id: 'c1', client_msg_id: 'm1', text: '您好' }]);
  });

  it('keeps a blocked reply with findings and suggestion until the agent deals with it', () => {
    const { sockets, client, come } = connected();
    come();
    client.reply('c1', '今天一定发');
    const finding = { type: 'ship_time', level: 'block', start: 0, end: 5, words: '今天一定发', reason: '承诺时间', suggestion: '' };
    sockets.last().says(error('reply_blocked', { client_msg_id: 'm1', findings: [finding], suggestion: '以订单页为准' }));
    expect(client.view().outbox).toMatchObject([{ status: 'refused', label: '今天一定发', error: { findings: [finding], suggestion: '以订单页为准' } }]);
    client.discard('m1');
    expect(client.view().outbox).toEqual([]);
  });

  it('never sends what another agent of this browser left', () => {
    const first = connected('a1');
    first.client.reply('c1', '您好');
    first.come();
    first.client.reply('c1', '还在吗');
    expect(first.storages.get('a1')?.items.size).toBe(1);
    const second = connected('a2', first.storages);
    second.come();
    expect(second.sockets.last().ofType('reply')).toEqual([]);
    const again = connected('a1', first.storages);
    again.come();
    expect(again.sockets.last().ofType('reply')).toMatchObject([{ text: '还在吗' }]);
  });

  it('counts what the buyer said since the agent last read or replied', () => {
    const { sockets, client, come } = connected();
    come();
    client.take('c1');
    sockets.last().says(watching('c1'));
    sockets.last().says(message(1, { from: 'buyer' }));
    sockets.last().says(message(2, { from: 'agent', agent_name: '小林' }));
    for (const seq of [3, 4]) sockets.last().says(message(seq, { from: 'buyer' }));
    expect(client.view().chat('c1')?.unread).toBe(2);
    client.read('c1');
    expect(client.view().chat('c1')?.unread).toBe(0);
    expect(sockets.last().ofType('read')).toEqual([{ type: 'read', conversation_id: 'c1', seq: 4 }]);
  });

  it('forgets a stored reply when its event is there, in its own conversation only', () => {
    const { sockets, client, come } = connected();
    come();
    for (const id of ['c1', 'c2']) client.watch(id);
    client.reply('c1', '您好');
    sockets.last().says({ ...ack('m1', 5), conversation_id: 'c1', warnings: [] });
    sockets.last().says(message(9, { conversation_id: 'c2' }));
    expect(client.view().outbox).toHaveLength(1);
    sockets.last().says(message(5, { from: 'agent', agent_name: '小林', text: '您好' }));
    expect(client.view().outbox).toEqual([]);
  });

  it('follows the state of a conversation, not of events older than what watching said', () => {
    const { sockets, client, come } = connected();
    come();
    client.watch('c1');
    sockets.last().says(watching('c1', { state: 'waiting', agent_name: null, seq: 6 }));
    const at = { type: 'state', conversation_id: 'c1', epoch: 'e1', at: 1 };
    sockets.last().says({ ...at, seq: 3, state: 'closed' });
    expect(client.view().chat('c1')).toMatchObject({ state: 'waiting', agentName: null });
    sockets.last().says({ ...at, seq: 7, state: 'human', agent_name: '小林' });
    expect(client.view().chat('c1')).toMatchObject({ state: 'human', agentName: '小林' });
  });

  it('keeps the trap that the last hand-over or note named, until a hand-over names none', () => {
    const { sockets, client, come } = connected();
    come();
    client.watch('c1');
    sockets.last().says(watching('c1'));
    const radar = { id: 'bait', name: '套路', reason: '当心', severity: 'high', signals: [], advice: ['照页面说', '不许诺'], keep: ['聊天记录'] };
    const place = { conversation_id: 'c1', epoch: 'e1', at: 1 };
    const handover = { type: 'handover', cause: 'asked', reason: '买家要求人工服务', risk: null, risk_name: null, rule: null, team: 'presale', severity: 'medium', understood: [], last_messages: [] };
    expect(client.view().chat('c1')!.radar).toBeNull();
    sockets.last().says({ ...handover, ...place, seq: 1 });
    sockets.last().says({ type: 'radar', ...place, seq: 2, radar });
    expect(client.view().chat('c1')).toMatchObject({ radar: { id: 'bait' }, handover: { seq: 1 } });
    sockets.last().says({ ...handover, ...place, seq: 3 });
    expect(client.view().chat('c1')!.radar).toBeNull();
    sockets.last().says({ ...handover, ...place, seq: 4, radar });
    expect(client.view().chat('c1')!.radar).toMatchObject({ id: 'bait' });
  });

  it('keeps originals that it asked for beside the masked messages, until the history begins anew', () => {
    const { sockets, client, come } = connected();
    come();
    client.watch('c1');
    sockets.last().says(watching('c1'));
    sockets.last().says({ type: 'message', conversation_id: 'c1', epoch: 'e1', at: 1, seq: 1, from: 'buyer', text: '138****5678', options: [], masked: ['电话'] });
    expect(client.reveal('c1', 1)).toBe(true);
    expect(sockets.last().sent.at(-1)).toEqual({ type: 'reveal', conversation_id: 'c1', seq: 1 });
    sockets.last().says({ type: 'original', conversation_id: 'c1', of_seq: 1, text: '13812345678' });
    expect(client.view().chat('c1')!.events[0]).toMatchObject({ text: '138****5678' });
    expect([...client.view().chat('c1')!.originals]).toEqual([[1, '13812345678']]);
    sockets.last().says({ type: 'reload', conversation_id: 'c1', epoch: 'e2', seq: 0 });
    expect(client.view().chat('c1')!.originals.size).toBe(0);
  });
});
