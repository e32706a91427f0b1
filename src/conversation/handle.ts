// The buyer's side of a conversation, and the one orchestrator: read the message, decide, compose, append, in one go per message.
// The buyer's words and what the bot makes of them are written in the same append, so that no stored message is without its
// answer or its person. Anything that throws on the way becomes a hand-over.
import { optionsOf, systemReply } from '../knowledge/base.ts';
import { isOpen } from '../knowledge/hours.ts';
import type { ConversationId, Cursor, Decision, EventBody, Head, SemanticEvidence, ShopId, StoredEvent } from '../types.ts';
import { normalise } from '../understand/normalise.ts';
import { outgoing } from '../understand/semantic.ts';
import type { Accepted, CatchUp, Conversations } from './api.ts';
import { asIs, HUMAN_ENTRY_ID, readMessage, readPick, type Brain, type MessageReading } from './brain.ts';
import { contextOf, type Context } from './context.ts';
import { severityOf } from './handover.ts';
import { StoreUnavailable, type Clock, type Ids, type Semantics, type Store } from './ports.ts';
import { NOTED_EVENTS_MAX, privacyReply, privacyWord, withoutPersonal } from './privacy.ts';
import { Refused } from './refused.ts';
import { afterMisses, bringsNews, passedOn, respond, type Situation } from './respond.ts';
import { botMayWrite } from './state.ts';
import { afterRadar, noteOf, NOTHING_WATCHED, RADAR_EVENTS_MAX, watchOf, type Said, type Watch } from './watch.ts';
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
  /** Absent when the owner configured none. */
  readonly semantics?: Semantics | null;
  readonly waitingNoteMs: number;
  readonly textLengthMax: number;
  /** Called with what was thrown when a message could not be handled and a person was called instead. */
  onFault(error: unknown, conversationId: ConversationId): void;
}

export function createConversations(deps: HandleDeps): Conversations {
  const { store, writer, clock, ids } = deps;

  /** Any message of the buyer: `read` says what it means; a throw there calls a person. */
  async function accept(id: ConversationId, clientMsgId: string, message: (head: Head) => MessageBody, read: Read, measure: Measure = () => Promise.resolve(null)): Promise<Accepted> {
    const written = await writer.write(id, `buyer:${clientMsgId}`, async (head, now): Promise<Plan> => {
      const body = message(head);
      const brain = deps.brain();
      const told = await privacyWords(id, brain, body);
      if (!botMayWrite(head)) return { events: [body, ...told, ...await noteForAgent(id, brain, body, now)], change: {} };
      const [events, semantic] = await Promise.all([store.lastEvents(id, RADAR_EVENTS_MAX), measure(brain)]);
      const history = events.slice(-HISTORY_MAX);
      const { decision: own, ...heard } = readSafely(() => read(brain, now, contextOf(brain.base, history, now), semantic), id);
      const watched = watchSafely(brain, events, now, { text: body.text, decision: own }, id);
      const decision = afterMisses(head, afterRadar(brain, own, watched), history, bringsNews(brain.base, own, heard.said));
      const call = passedOn(decision, heard.left);
      const situation: Situation = {
        base: brain.base, gate: brain.gate, head, now, message: body, history, heard, watched,
        ahead: head.state === 'waiting' ? await store.waitingAhead(id)
          : call ? await store.waitingCount(head.shopId, severityOf(brain.base, call, watched.named)) : 0,
        waitingNoteMs: deps.waitingNoteMs,
        newId: () => ids.id(),
      };
      try {
        return behindMessage(respond(situation, decision), told);
      } catch (error) {
        deps.onFault(error, id);
        return behindMessage(respond(situation, fault()), told);
      }
    });
    if (written.duplicate) await refuseOtherContent(written, message);
    return written;
  }

  /** What the system says to a message that holds personal data, whoever has the talk. A fault there costs the words, not the message. */
  async function privacyWords(id: ConversationId, { base, gate }: Brain, { text, picked }: MessageBody): Promise<readonly EventBody[]> {
    try {
      const word = picked === null ? privacyWord(text) : null;
      if (word === null) return [];
      const said = privacyReply(base, gate, word, word === 'privacy_note' ? await store.lastEvents(id, NOTED_EVENTS_MAX) : []);
      return said ? [said] : [];
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      deps.onFault(error, id);
      return [];
    }
  }

  /** A client_msg_id names one message for good; another text under it would be acknowledged and lost. */
  async function refuseOtherContent({ head, seq }: Accepted, message: (head: Head) => MessageBody): Promise<void> {
    const [stored] = await store.eventsAfter(head.id, seq - 1, 1);
    const sent = message({ ...head, offered: [...head.offered, ...deps.brain().base.entries.keys()] });
    const same = stored?.body.type === 'buyer_message' && stored.body.picked === sent.picked && (sent.picked !== null || stored.body.text === sent.text);
    if (!same) throw new Refused('client_msg_id_reused');
  }

  function readSafely(read: () => MessageReading, id: ConversationId): MessageReading {
    try {
      return read();
    } catch (error) {
      if (error instanceof Refused || error instanceof StoreUnavailable) throw error;
      deps.onFault(error, id);
      return asIs(fault());
    }
  }

  /** The radar only adds: whatever goes wrong with it, the message is answered or stored as without it. */
  function watchSafely(brain: Brain, events: readonly StoredEvent[], now: number, said: Said, id: ConversationId): Watch {
    try {
      return watchOf(brain, events, now, said);
    } catch (error) {
      deps.onFault(error, id);
      return NOTHING_WATCHED;
    }
  }

  /** While a person holds the chat the bot says nothing, but the agent is told of a trap that the message completes. */
  async function noteForAgent(id: ConversationId, brain: Brain, { text }: MessageBody, now: number): Promise<readonly EventBody[]> {
    const { named } = watchSafely(brain, await store.lastEvents(id, RADAR_EVENTS_MAX), now, { text, decision: null }, id);
    return named?.isNew === true ? [{ type: 'radar', note: noteOf(named) }] : [];
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
      return accept(
        id, clientMsgId, () => ({ type: 'buyer_message', text, picked: null }),
        (brain, now, context, semantic) => readMessage(brain, text, now, context, semantic), measuring(deps.semantics ?? null, text),
      );
    },

    pick(id, { clientMsgId, optionId }) {
      return accept(id, clientMsgId, (head) => {
        const { base } = deps.brain();
        const [option] = optionsOf(base, [optionId], clock.now());
        if (!option || !(head.offered.includes(optionId) || base.menu.includes(optionId))) throw new Refused('unknown_option');
        return { type: 'buyer_message', text: option.title, picked: optionId };
      }, (brain, _, context) => readPick(brain, optionId, context));
    },

    callHuman(id, { clientMsgId }) {
      return accept(id, clientMsgId, () => ({ type: 'buyer_message', text: '转人工', picked: HUMAN_ENTRY_ID }), () => asIs({
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
type Read = (brain: Brain, now: number, context: Context, semantic: SemanticEvidence | null) => MessageReading;
type Measure = (brain: Brain) => Promise<SemanticEvidence | null>;

/** Asks once for a message, however often it is decided again: the deadline is paid once. What was measured holds for that brain. */
function measuring(semantics: Semantics | null, text: string): Measure {
  let asked: { readonly brain: Brain; readonly evidence: Promise<SemanticEvidence | null> } | null = null;
  return (brain) => {
    if (semantics === null) return Promise.resolve(null);
    asked ??= { brain, evidence: semantics.nearest(brain.index.entries, outgoing(normalise(withoutPersonal(text)))) };
    return asked.brain === brain ? asked.evidence : Promise.resolve(null);
  };
}

/** The message is the first event of what it leads to. */
function behindMessage({ events: [message, ...rest], change }: Plan, told: readonly EventBody[]): Plan {
  return { events: [...(message ? [message] : []), ...told, ...rest], change };
}

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
