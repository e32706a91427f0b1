// The buyer's side of a conversation, and the one orchestrator: read the message, decide, compose, append, in one go per message.
// The buyer's words and what the bot makes of them are written in the same append, so that no stored message is without its
// answer or its person. Anything that throws on the way becomes a hand-over.
import { optionsOf, systemReply } from '../knowledge/base.ts';
import { isOpen } from '../knowledge/hours.ts';
import type { ConversationId, Cursor, Decision, EventBody, Head, ShopId } from '../types.ts';
import type { Accepted, CatchUp, Conversations } from './api.ts';
import { HUMAN_ENTRY_ID, readMessage, readPick, type Brain } from './brain.ts';
import { severityOf } from './handover.ts';
import { StoreUnavailable, type Clock, type Ids, type Store } from './ports.ts';
import { Refused } from './refused.ts';
import { afterMisses, respond, type Situation } from './respond.ts';
import { botMayWrite } from './state.ts';
import type { Plan, Writer } from './writer.ts';

/** Events sent at once after a reconnect; who missed more reloads. */
export const CATCH_UP_MAX = 500;
/** Events shown when a client begins or reloads. */
export const RELOAD_MAX = 100;
/** Events looked back on for a hand-over's last messages and for tasks already opened. */
const HISTORY_MAX = 30;

export interface HandleDeps {
  readonly shopId: ShopId;
  readonly store: Store;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The brain of the knowledge version that holds now. */
  brain(): Brain;
  readonly waitingNoteMs: number;
  readonly textLengthMax: number;
  /** Called with what was thrown when a message could not be handled and a person was called instead. */
  onFault(error: unknown, conversationId: ConversationId): void;
}

export function createConversations(deps: HandleDeps): Conversations {
  const { store, writer, clock, ids } = deps;

  /** Any message of the buyer: `read` says what it means; a throw there calls a person. */
  async function accept(id: ConversationId, clientMsgId: string, message: (head: Head) => MessageBody, read: (brain: Brain, now: number) => Decision): Promise<Accepted> {
    const written = await writer.write(id, `buyer:${clientMsgId}`, async (head, now): Promise<Plan> => {
      const body = message(head);
      if (!botMayWrite(head)) return { events: [body], change: {} };
      const brain = deps.brain();
      const history = await store.lastEvents(id, HISTORY_MAX);
      const decision = afterMisses(head, decideSafely(() => read(brain, now), id), history);
      const situation: Situation = {
        base: brain.base, gate: brain.gate, head, now, message: body, history,
        ahead: head.state === 'waiting' ? await store.waitingAhead(id)
          : decision.kind === 'escalate' ? await store.waitingCount(head.shopId, severityOf(brain.base, decision)) : 0,
        waitingNoteMs: deps.waitingNoteMs,
        newId: () => ids.id(),
      };
      try {
        return respond(situation, decision);
      } catch (error) {
        deps.onFault(error, id);
        return respond(situation, fault());
      }
    });
    if (written.duplicate) await refuseOtherContent(written, message);
    return written;
  }

  /** A client_msg_id names one message for good; another text under it would be acknowledged and lost. */
  async function refuseOtherContent({ head, seq }: Accepted, message: (head: Head) => MessageBody): Promise<void> {
    const [stored] = await store.eventsAfter(head.id, seq - 1, 1);
    const sent = message({ ...head, offered: [...head.offered, ...deps.brain().base.entries.keys()] });
    const same = stored?.body.type === 'buyer_message' && stored.body.picked === sent.picked && (sent.picked !== null || stored.body.text === sent.text);
    if (!same) throw new Refused('client_msg_id_reused');
  }

  function decideSafely(read: () => Decision, id: ConversationId): Decision {
    try {
      return read();
    } catch (error) {
      if (error instanceof Refused || error instanceof StoreUnavailable) throw error;
      deps.onFault(error, id);
      return fault();
    }
  }

  return {
    open: (visitorId) => store.openConversation({
      shopId: deps.shopId, visitorId, newId: ids.id(), offered: deps.brain().base.menu, at: clock.now(),
    }),

    greeting() {
      const { base, gate } = deps.brain();
      const now = clock.now();
      const id = isOpen(base.profile.service, now) ? 'greeting' : 'greeting_closed';
      const judged = gate.approve(systemReply(base, id, {}, optionsOf(base, base.menu, now)));
      return judged.ok ? judged.reply : null;
    },

    say(id, { clientMsgId, text }) {
      if (text.trim().length === 0) return Promise.reject(new Refused('text_empty'));
      if (text.length > deps.textLengthMax) return Promise.reject(new Refused('text_too_long'));
      return accept(id, clientMsgId, () => ({ type: 'buyer_message', text, picked: null }), (brain, now) => readMessage(brain, text, now));
    },

    pick(id, { clientMsgId, optionId }) {
      return accept(id, clientMsgId, (head) => {
        const { base } = deps.brain();
        const [option] = optionsOf(base, [optionId], clock.now());
        if (!option || !(head.offered.includes(optionId) || base.menu.includes(optionId))) throw new Refused('unknown_option');
        return { type: 'buyer_message', text: option.title, picked: optionId };
      }, (brain) => readPick(brain, optionId));
    },

    callHuman(id, { clientMsgId }) {
      return accept(id, clientMsgId, () => ({ type: 'buyer_message', text: '转人工', picked: HUMAN_ENTRY_ID }), () => ({
        kind: 'escalate', cause: 'asked', riskId: null, entryId: HUMAN_ENTRY_ID, probability: 1, evidence: { candidates: [], margin: 1, rule: null },
      }));
    },

    rate(id, { clientMsgId, score, comment }) {
      return writer.write(id, `buyer:${clientMsgId}`, async (head, now): Promise<Plan> => {
        const { base, gate } = deps.brain();
        const thanks = gate.approve(systemReply(base, 'rated'));
        const events: EventBody[] = [{ type: 'rating', score, comment }];
        if (thanks.ok && head.state !== 'human') events.push({ type: 'reply', author: 'system', reply: thanks.reply, decision: null });
        return { events, change: head.state === 'waiting' ? { toldAt: now } : {} };
      });
    },

    async read(id, seq) {
      await store.markRead(id, 'buyer', seq);
    },

    catchUp: (id, cursor) => catchUp(store, id, cursor),
    ahead: (id) => store.waitingAhead(id),
  };
}

type MessageBody = Extract<EventBody, { type: 'buyer_message' }>;

function fault(): Decision {
  return { kind: 'escalate', cause: 'fault', riskId: null, entryId: null, probability: 0, evidence: { candidates: [], margin: 0, rule: null } };
}

/** Exactly the events after the cursor; a reload when it is of another epoch, ahead of the store, or more than CATCH_UP_MAX behind. */
export async function catchUp(store: Store, id: ConversationId, cursor: Cursor | null): Promise<CatchUp> {
  const head = await store.head(id);
  if (!head) throw new Refused('unknown_conversation');
  if (cursor === null) return { kind: 'events', head, events: await store.lastEvents(id, RELOAD_MAX) };
  const usable = cursor.epoch === head.epoch && cursor.seq <= head.seq && head.seq - cursor.seq <= CATCH_UP_MAX;
  if (!usable) return { kind: 'reload', head, events: await store.lastEvents(id, RELOAD_MAX) };
  return { kind: 'events', head, events: await store.eventsAfter(id, cursor.seq, CATCH_UP_MAX) };
}
