// What each side is shown of an event; the decision's short form is what measuring relies on.
import { describe, expect, it } from 'vitest';
import { agentFrame, buyerFrame } from '../../src/transport/present.ts';
import type { Candidate, Decision, EventBody, RadarNote, StoredEvent } from '../../src/types.ts';
import { approve } from '../contract/fixtures.ts';
import { makeWorld } from './fixture.ts';

const place = { conversation_id: 'c', epoch: 'e' };
const titles = { entryTitle: (id: string) => `T(${id})`, riskName: (id: string) => `R(${id})`, promiseName: (type: string) => `P(${type})` };
const stored = (body: EventBody, seq = 7): StoredEvent => ({ seq, at: 1_000, body });
const candidate = (entryId: string, probability: number, handling: Candidate['handling'] = 'answer'): Candidate => ({ entryId, handling, probability, score: 0.5, matched: 'x' });
const evidence = (...candidates: Candidate[]) => ({ candidates, margin: 0, rule: null });
const reply = (decision: Decision | null): StoredEvent => stored({ type: 'reply', author: 'bot', reply: approve({ text: '答', options: [{ id: 'o', title: '问' }] }), decision });
const task = stored({ type: 'task', taskId: 't', team: 'logistics', entryId: 'a' }, 8);

describe('a buyer', () => {
  it('is shown words, states and the own score, nothing else', () => {
    expect(buyerFrame(place, reply(null), undefined, true)).toEqual({ type: 'message', conversation_id: 'c', epoch: 'e', seq: 7, at: 1_000, from: 'bot', text: '答', options: [{ id: 'o', title: '问' }] });
    expect(buyerFrame(place, stored({ type: 'state', from: 'bot', to: 'waiting', agentId: null, agentName: null, note: 'asked' }), undefined, false)).toEqual({ type: 'state', conversation_id: 'c', epoch: 'e', seq: 7, at: 1_000, state: 'waiting' });
    expect(buyerFrame(place, task, undefined, true)).toBeNull();
  });

  it('gets no decision unless it is measured', () => {
    const decision: Decision = { kind: 'answer', entryIds: ['a'], smallTalk: false, probability: 0.9, evidence: evidence() };
    expect(buyerFrame(place, reply(decision), task, false)).not.toHaveProperty('decision');
    expect(buyerFrame(place, reply(decision), task, true)).toHaveProperty('decision');
  });
});

describe('the short form of a decision', () => {
  const trace = (decision: Decision, next?: StoredEvent) => (buyerFrame(place, reply(decision), next, true) as { decision?: unknown }).decision;

  it.each<[string, Decision, object]>([
    ['an answer to two questions', { kind: 'answer', entryIds: ['a', 'b'], smallTalk: false, probability: 0.8, evidence: evidence() }, { action: 'answer', entry_id: 'a', entry_ids: ['a', 'b'], risk: null, probability: 0.8 }],
    ['small talk', { kind: 'answer', entryIds: ['chat.hi'], smallTalk: true, probability: 1, evidence: evidence() }, { action: 'small_talk', entry_id: 'chat.hi', entry_ids: ['chat.hi'], risk: null, probability: 1 }],
    ['a close call: the likeliest entry, never a risk class', { kind: 'clarify', because: 'close', options: ['a', 'b'], evidence: evidence(candidate('risk:r', 0.6, 'risk'), candidate('a', 0.5), candidate('b', 0.4)) }, { action: 'clarify', entry_id: 'a', entry_ids: ['a'], risk: null, probability: 0.5 }],
    ['nothing understood', { kind: 'clarify', because: 'no_match', options: [], evidence: evidence(candidate('a', 0.1)) }, { action: 'clarify', entry_id: null, entry_ids: [], risk: null, probability: 0.1 }],
    ['a risk with the entry beside it', { kind: 'escalate', cause: 'risk', riskId: 'r', entryId: 'a', probability: 1, evidence: evidence() }, { action: 'escalate', entry_id: 'a', entry_ids: ['a'], risk: 'r', probability: 1 }],
    ['a fault', { kind: 'escalate', cause: 'fault', riskId: null, entryId: null, probability: 0, evidence: evidence() }, { action: 'escalate', entry_id: null, entry_ids: [], risk: null, probability: 0 }],
  ])('%s', (_, decision, expected) => {
    expect(trace(decision)).toEqual({ ...expected, notified: false });
    expect(trace(decision, task)).toMatchObject({ notified: true });
  });

  it('tells over a real socket that a team was notified, also when the event is the last of a page', async () => {
    const world = await makeWorld({ config: { traceDecisions: true, framesBurstMax: 500, framesPerSecondMax: 500 } });
    const client = await world.buyer();
    for (let i = 0; i < 40; i++) {
      client.send({ type: 'say', client_msg_id: `m${i}`, text: '什么时候发货' });
      await client.next('message', (frame) => frame.from === 'bot');
    }
    const traces = client.frames.filter((frame) => frame.from === 'bot').map((frame) => frame.decision);
    expect(new Set(traces.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify({ action: 'answer', entry_id: 'ship.when', entry_ids: ['ship.when'], risk: null, probability: 0.9, notified: true })]));
    await world.stop();
  });
});

it('an agent is shown a trap, in a hand-over or by itself; a buyer never', () => {
  const note: RadarNote = { id: 'bait', name: '套路', reason: '甲：当心', severity: 'high', signals: [{ name: '甲', words: '截图了', turnsAgo: 2 }], advice: ['照页面说', '不许诺'], keep: ['聊天记录'] };
  const shown = { id: 'bait', name: '套路', reason: '甲：当心', severity: 'high', signals: [{ name: '甲', words: '截图了', turns_ago: 2 }], advice: ['照页面说', '不许诺'], keep: ['聊天记录'] };
  expect(agentFrame(place, stored({ type: 'radar', note }), titles)).toEqual({ type: 'radar', conversation_id: 'c', epoch: 'e', seq: 7, at: 1_000, radar: shown });
  expect(buyerFrame(place, stored({ type: 'radar', note }), undefined, true)).toBeNull();
  const record = { cause: 'asked', reason: '买家要求人工服务', riskId: null, rule: null, team: 'presale', severity: 'high', understood: [], lastMessages: [], radar: note } as const;
  expect(agentFrame(place, stored({ type: 'handover', record }), titles)).toMatchObject({ type: 'handover', radar: shown });
});

it('an agent is shown everything, with names', () => {
  expect(agentFrame(place, task, titles)).toMatchObject({ type: 'task', seq: 8, task: { task_id: 't', title: 'T(a)', created_at: 1_000, conversation_id: 'c' } });
  const record = { cause: 'risk', reason: '买家投诉', riskId: 'r', rule: { ruleId: 'r1', words: '12315' }, team: 'supervisor', severity: 'critical', understood: [{ entryId: 'a', probability: 0.4 }], lastMessages: [{ author: 'buyer', text: '我要打12315' }] } as const;
  expect(agentFrame(place, stored({ type: 'handover', record }), titles)).toEqual({
    type: 'handover', conversation_id: 'c', epoch: 'e', seq: 7, at: 1_000, cause: 'risk', reason: '买家投诉', risk: 'r', risk_name: 'R(r)', rule: { rule_id: 'r1', words: '12315' },
    team: 'supervisor', severity: 'critical', understood: [{ entry_id: 'a', title: 'T(a)', probability: 0.4 }], last_messages: [{ from: 'buyer', text: '我要打12315' }],
  });
});
