// The bot is silent while a person holds the conversation, whatever the order of things: by property, and in the very race.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/conversation/ports.ts';
import type { Agent, StoredEvent } from '../../src/types.ts';
import { openHouse } from '../helper.ts';

/** Bot replies that stand between a take-over and the next change of hands. */
function botOverHuman(events: readonly StoredEvent[]): readonly StoredEvent[] {
  let human = false;
  return events.filter(({ body }) => {
    if (body.type === 'state') human = body.to === 'human';
    return human && body.type === 'reply' && body.author === 'bot';
  });
}

const step = fc.constantFrom(
  ...(['什么时候发货', '今天能发吗', '包邮吗', '转人工', '嘎嘣脆咕噜咕噜', '物流三天没更新了'] as const).map((text) => ({ kind: 'say' as const, text })),
  ...(['take', 'reply', 'close', 'return', 'transfer', 'absent'] as const).map((kind) => ({ kind, text: '您好，帮您看一下' })),
);

describe('the bot', () => {
  it('never writes between a take-over and the hand-back, in any interleaving', async () => {
    const house = await openHouse();
    const agents = [await house.agent('小李'), await house.agent('小王')] as const;
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 25 }), async (steps) => {
      const id = await house.newConversation();
      const underWay = new Set<Promise<unknown>>();
      for (const [n, [{ kind, text }, second, wait]] of steps.entries()) {
        const agent: Agent = agents[second ? 1 : 0];
        const actions = {
          say: () => house.conversations.say(id, { clientMsgId: `s${n}`, text }),
          take: () => house.desk.take(agent, id, false),
          reply: () => house.desk.reply(agent, id, { clientMsgId: `r${n}`, text }),
          close: () => house.desk.close(agent, id),
          return: () => house.desk.returnToBot(agent, id),
          transfer: () => house.desk.transfer(agent, id, { team: 'presale', agentName: null }),
          absent: () => house.desk.requeueAbsent(agent.shopId, new Set()),
        };
        const action = actions[kind]().catch((error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'Refused') throw error;
        });
        underWay.add(action);
        if (wait) await action;
      }
      await Promise.all(underWay);
      const events = await house.events(id);
      expect(botOverHuman(events)).toEqual([]);
      expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
      const said = steps.filter(([{ kind }]) => kind === 'say').length;
      expect(events.filter(({ body }) => body.type === 'buyer_message')).toHaveLength(said);
    }), { numRuns: 60 });
    expect(house.faults).toEqual([]);
    await house.stop();
  });

  it('drops the answer it had ready when an agent takes over before it is stored', async () => {
    let intrude: (() => Promise<unknown>) | null = null;
    const house = await openHouse({
      wrapStore: (store: Store): Store => ({
        ...store,
        async append(request) {
          const action = intrude;
          intrude = null;
          await action?.();
          return store.append(request);
        },
      }),
    });
    const li = await house.agent('小李');
    const id = await house.newConversation();
    // Past the mailbox, as another node would: straight into the store.
    intrude = () => house.store.append({
      conversationId: id, expectedSeq: 0, dedupeKey: null, at: house.clock.now(),
      events: [{ type: 'state', from: 'bot', to: 'human', agentId: li.id, agentName: li.name, note: 'taken' }],
      change: { state: 'human', agentId: li.id },
    });
    const { head, seq } = await house.conversations.say(id, { clientMsgId: 'late', text: '什么时候发货' });
    expect(head.state).toBe('human');
    expect(seq).toBe(2);
    expect((await house.events(id)).map((event) => event.body.type)).toEqual(['state', 'buyer_message']);
    await house.stop();
  });
});
