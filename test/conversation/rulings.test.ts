// The agent who takes over reads what the trade rules on the question understood: in the record, through the store, in the frame.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handoverRecord, type Escalation } from '../../src/conversation/handover.ts';
import { RULINGS } from '../../src/knowledge/rulings/tables.ts';
import { agentFrame, buyerFrame } from '../../src/transport/present.ts';
import { createFrameReader } from '../../src/transport/frames.ts';
import { agentServerFrames } from '../../src/transport/protocol.ts';
import type { StoredEvent } from '../../src/types.ts';
import { openHouse, starterShop, type TestHouse } from '../helper.ts';

let house: TestHouse;
beforeEach(async () => { house = await openHouse(); });
afterEach(() => house.stop());

const titles = { entryTitle: (id: string) => id, riskName: (id: string) => id, promiseName: (type: string) => type };

async function handover(text: string): Promise<StoredEvent & { readonly body: { readonly type: 'handover' } }> {
  const id = await house.newConversation();
  await house.conversations.say(id, { clientMsgId: 'm1', text });
  const found = (await house.events(id)).find((event) => event.body.type === 'handover');
  if (!found) throw new Error(`"${text}" called nobody`);
  return found as never;
}

describe('a hand-over', () => {
  it('carries the rulings of the entry understood, as they stand, through the store and in a frame that the protocol allows', async () => {
    const event = await handover('说好昨天就发货的怎么还没发，我要投诉你们');
    const { record } = event.body;
    expect(record.understood[0]?.entryId).toBe('ship.not_shipped');
    expect(record.rulings?.map(({ id }) => id)).toEqual(starterShop().base.entries.get('ship.not_shipped')?.rulings);
    for (const { id, title, sentence } of record.rulings ?? []) expect(RULINGS.get(id)).toMatchObject({ title, sentence });

    const frame = agentFrame({ conversation_id: 'c', epoch: 'e' }, event, titles);
    expect(frame).toMatchObject({ type: 'handover', rulings: record.rulings });
    expect(createFrameReader(agentServerFrames)(JSON.stringify(frame))).toMatchObject({ ok: true });
    expect(buyerFrame({ conversation_id: 'c', epoch: 'e' }, event, undefined, true)).toBeNull();
  });

  it('carries none where the entry cites none', async () => {
    const { record } = (await handover('转人工')).body;
    expect(record).not.toHaveProperty('rulings');
    expect(agentFrame({ conversation_id: 'c', epoch: 'e' }, await handover('转人工'), titles)).not.toHaveProperty('rulings');
  });

  it.each([[0.19, false], [0.2, true]])('cites an entry of probability %s: %s', (probability, cites) => {
    const decision: Escalation = {
      kind: 'escalate', cause: 'risk', riskId: 'ship_promise', entryId: 'ret.freight', probability: 1,
      evidence: {
        margin: 0, rule: null,
        candidates: [{ entryId: 'risk:ship_promise', handling: 'risk', probability: 0.9, score: 1, matched: 'x' }, { entryId: 'ret.freight', handling: 'answer', probability, score: 1, matched: 'x' }],
      },
    };
    const cited = (handoverRecord(starterShop().base, decision, []).rulings ?? []).map(({ id }) => id);
    expect(cited).toEqual(cites ? starterShop().base.entries.get('ret.freight')?.rulings : []);
  });
});

it('the starter shop cites rulings where the trade rules', () => {
  const citing = [...starterShop().base.entries.values()].filter(({ rulings }) => rulings.length > 0).map(({ id }) => id);
  for (const id of ['ship.when', 'ship.late', 'ship.damaged', 'ship.refuse', 'ship.fee', 'ship.wrong_item', 'ret.freight', 'ret.seven_day', 'ret.cod_return', 'inv.after_return']) expect(citing).toContain(id);
});
