// A conversation room with hardly any rules, over a real store: every message is stored with a fixed answer. It follows the
// contract of conversation/api.ts as far as the transport can see it.
import type { Conversations, Desk } from '../../src/conversation/api.ts';
import type { Bus, Clock, Store } from '../../src/conversation/ports.ts';
import { catchUp } from '../../src/conversation/handle.ts';
import { Refused } from '../../src/conversation/refused.ts';
import { createWriter, deskTopic, type Plan } from '../../src/conversation/writer.ts';
import type { Agent, Decision, EventBody, Head, Reply } from '../../src/types.ts';
import { approve } from '../contract/fixtures.ts';

const ANSWERED: Decision = {
  kind: 'answer', entryIds: ['ship.when'], smallTalk: false, probability: 0.9,
  evidence: { candidates: [{ entryId: 'ship.when', handling: 'answer_and_notify', probability: 0.9, score: 0.8, matched: '什么时候发货' }], margin: 0.5, rule: null },
};
const TEXT_LENGTH_MAX = 1_000;

export function simpleRoom({ store, bus, clock, shopId }: { readonly store: Store; readonly bus: Bus; readonly clock: Clock; readonly shopId: string }): { readonly conversations: Conversations; readonly desk: Desk } {
  const writer = createWriter({ store, bus, clock });
  let made = 0;
  const said = (text: string): Reply => ({ text, options: [{ id: 'ship.fee', title: '运费多少' }] });
  const state = (from: Head['state'], to: Head['state'], agent: Agent | null): EventBody =>
    ({ type: 'state', from, to, agentId: agent?.id ?? null, agentName: agent?.name ?? null, note: '' });
  const answered = (text: string): EventBody => ({ type: 'reply', author: 'bot', reply: approve(said(`答：${text}`)), decision: ANSWERED });

  const accept = (id: string, clientMsgId: string, text: string, picked: string | null) =>
    writer.write(id, `buyer:${clientMsgId}`, async (head): Promise<Plan> => ({
      events: [{ type: 'buyer_message', text, picked }, ...(head.state === 'human' ? [] : [answered(text), { type: 'task', taskId: `task-${id}-${made++}`, team: 'logistics', entryId: 'ship.when' } as const])],
      change: {},
    }));

  const move = async (agent: Agent, id: string, to: Head['state'], holder: Agent | null): Promise<Head> => (await writer.write(id, null, async (head): Promise<Plan> => ({
    events: [state(head.state, to, holder ?? agent)], change: { state: to, agentId: holder?.id ?? null },
  }))).head;

  const conversations: Conversations = {
    open: (visitorId) => store.openConversation({ shopId, visitorId, newId: `c-${visitorId}`, offered: ['ship.when'], at: clock.now() }),
    greeting: () => approve({ text: '您好', options: [{ id: 'ship.when', title: '什么时候发货' }] }),
    async say(id, { clientMsgId, text }) {
      if (text.length > TEXT_LENGTH_MAX) throw new Refused('text_too_long');
      return accept(id, clientMsgId, text, null);
    },
    async pick(id, { clientMsgId, optionId }) {
      if (optionId !== 'ship.when') throw new Refused('unknown_option');
      return accept(id, clientMsgId, '什么时候发货', optionId);
    },
    callHuman: (id, { clientMsgId }) => writer.write(id, `buyer:${clientMsgId}`, async (head) => ({
      events: [{ type: 'buyer_message', text: '转人工', picked: null }, handover(), state(head.state, 'waiting', null)],
      change: { state: 'waiting', severity: 'medium', team: 'presale', waitingSince: clock.now() },
    })),
    rate: (id, { clientMsgId, score, comment }) => writer.write(id, `buyer:${clientMsgId}`, async () => ({ events: [{ type: 'rating', score, comment }], change: {} })),
    async read(id, seq) {
      await store.markRead(id, 'buyer', seq);
    },
    catchUp: (id, cursor) => catchUp(store, id, cursor),
    ahead: (id) => store.waitingAhead(id),
  };

  const desk: Desk = {
    overview: async (agent) => ({ waiting: await store.waiting(shopId, 50), mine: await store.held(shopId, agent.id, 50), tasks: await store.openTasks(shopId, 50) }),
    async look(_agent, id) {
      const head = await store.head(id);
      if (!head) throw new Refused('unknown_conversation');
      return head;
    },
    catchUp: (_agent, id, cursor) => catchUp(store, id, cursor),
    take: (agent, id) => move(agent, id, 'human', agent),
    async check(_agent, _id, text) {
      const suggestion = '发货时间以订单页公示为准';
      if (!text.includes('一定')) return { verdict: 'ok', findings: [], suggestion: null };
      return { verdict: 'block', findings: [{ type: 'ship_time', level: 'block', start: 0, end: text.length, words: text, reason: '发货时间不能承诺', suggestion, option: null }], suggestion };
    },
    async reveal(agent, id, { seq, reason }) {
      const [event] = await store.eventsAfter(id, seq - 1, 1);
      if (event?.body.type !== 'buyer_message') throw new Refused('nothing_masked');
      await writer.write(id, null, async () => ({ events: [{ type: 'revealed', agentId: agent.id, agentName: agent.name, ofSeq: seq, kinds: ['phone'], reason }], change: {} }));
      return event.body.text;
    },
    async reply(agent, id, { clientMsgId, text, overrideReason = null }) {
      const override = overrideReason === null ? null : { agentId: agent.id, agentName: agent.name, reason: overrideReason, types: ['ship_time'] };
      if (text.includes('一定') && override === null) {
        const finding = { type: 'ship_time', level: 'block', start: 0, end: text.length, words: text, reason: '发货时间不能承诺', suggestion: '以订单页为准', option: null } as const;
        throw new Refused('reply_blocked', { verdict: 'block', findings: [finding], suggestion: '发货时间以订单页公示为准' }, true);
      }
      const written = await writer.write(id, `agent:${agent.id}:${clientMsgId}`, async () => ({
        events: [{ type: 'agent_reply', agentId: agent.id, agentName: agent.name, reply: approve({ text, options: [] }), override }], change: {},
      }));
      return { ...written, warnings: [] };
    },
    transfer: (agent, id) => move(agent, id, 'waiting', null),
    returnToBot: (agent, id) => move(agent, id, 'bot', null),
    close: (agent, id) => move(agent, id, 'closed', null),
    async read(_agent, id, seq) {
      await store.markRead(id, 'agent', seq);
    },
    find: (query) => [{ entryId: 'ship.when', title: '什么时候发货', text: query }],
    async finishTask(_agent, taskId) {
      if (!(await store.finishTask(shopId, taskId, clock.now()))) throw new Refused('unknown_task');
      bus.hint(deskTopic(shopId));
    },
    requeueAbsent: async () => 0,
    entryTitle: (id) => `title of ${id}`,
    mayBeCalled: (name) => !name.includes('返现'),
    riskName: (id) => `name of ${id}`,
    promiseName: (type) => `name of ${type}`,
  };
  return { conversations, desk };
}

function handover(): EventBody {
  return {
    type: 'handover',
    record: { cause: 'asked', reason: '买家要求人工', riskId: null, rule: null, team: 'presale', severity: 'medium', understood: [{ entryId: 'svc.human', probability: 1 }], lastMessages: [{ author: 'buyer', text: '转人工' }] },
  };
}
