// The desk: what agents do with conversations. Each action is checked against the head it is written on, behind the same
// fence as the bot's answers; what an agent writes passes the same gate.
import { maySupervise } from '../compliance/levels.ts';
import { systemReply } from '../knowledge/base.ts';
import type { CannedAnswers } from '../knowledge/canned.ts';
import type { SystemReplyId } from '../knowledge/schema.ts';
import type { Agent, AgentId, ConversationId, ConversationState, EventBody, HandoverRecord, Head, HeadChange, Severity, ShopId, StoredEvent, Team } from '../types.ts';
import type { Desk } from './api.ts';
import type { Brain } from './brain.ts';
import { catchUp } from './handle.ts';
import { handoverRecord, moreSevere, type Escalation } from './handover.ts';
import { queueWords } from './respond.ts';
import type { Bus, Clock, Store } from './ports.ts';
import { personalKinds } from './privacy.ts';
import { Refused } from './refused.ts';
import { mayMove } from './state.ts';
import { watchOf } from './watch.ts';
import { deskTopic, type Plan, type Writer } from './writer.ts';

/** Who may send a blocked text with a reason. */
export { maySupervise };

/** Conversations and tasks in one overview; the rest is counted in the metrics. */
export const OVERVIEW_MAX = 200;
/** Events in which the buyer's last words are looked for. */
export const LAST_SAID_EVENTS_MAX = 20;
/** Canned answers found at once. */
const FOUND_MAX = 10;

/** An agent who looks again at the same message within these last events is not recorded again. */
export const REVEALED_EVENTS_MAX = 50;

export interface DeskDeps {
  readonly store: Store;
  readonly writer: Writer;
  readonly bus: Bus;
  readonly clock: Clock;
  brain(): Brain;
  canned(): CannedAnswers;
  readonly textLengthMax: number;
}

interface Move {
  readonly to: ConversationState;
  readonly agent: Pick<Agent, 'id' | 'name'> | null;
  readonly note: string;
  readonly words: readonly string[];
  readonly change?: HeadChange;
  readonly before?: readonly EventBody[];
}

export function createDesk(deps: DeskDeps): Desk {
  const { store, writer, clock } = deps;

  /** The change of hands as events: what came before it, the state, and what the buyer is told (left out if the gate refuses it). */
  function move(head: Head, by: Move): Plan {
    if (!mayMove(head.state, by.to)) throw new Refused('conversation_closed');
    const told = by.words.length === 0 ? null : deps.brain().gate.approve({ text: by.words.join('\n'), options: [] });
    const events: EventBody[] = [
      ...(by.before ?? []),
      { type: 'state', from: head.state, to: by.to, agentId: by.agent?.id ?? null, agentName: by.agent?.name ?? null, note: by.note },
    ];
    if (told?.ok) events.push({ type: 'reply', author: 'system', reply: told.reply, decision: null });
    return {
      events,
      change: { state: by.to, agentId: by.to === 'human' ? by.agent?.id ?? null : null, waitingSince: null, toldAt: null, ...by.change },
    };
  }

  const words = (id: SystemReplyId, extra: Readonly<Record<string, string>> = {}): string => systemReply(deps.brain().base, id, extra).text;

  /** What the buyer said last, if nothing of a person's stands behind it; null otherwise. */
  async function lastSaid(id: ConversationId): Promise<string | null> {
    const spoken = (await store.lastEvents(id, LAST_SAID_EVENTS_MAX)).map(({ body }) => body).filter((body) => body.type === 'buyer_message' || body.type === 'agent_reply').at(-1);
    return spoken?.type === 'buyer_message' ? spoken.text : null;
  }

  async function own(agent: Agent, id: ConversationId): Promise<void> {
    const head = await store.head(id);
    if (head?.shopId !== agent.shopId) throw new Refused('unknown_conversation');
  }

  async function act(agent: Agent, id: ConversationId, plan: (head: Head, now: number) => Promise<Plan | null> | Plan | null): Promise<Head> {
    await own(agent, id);
    return (await writer.write(id, null, async (head, now) => plan(head, now))).head;
  }

  function requireHeld(agent: Agent, head: Head): void {
    if (head.state !== 'human' || head.agentId !== agent.id) throw new Refused('not_yours');
  }

  async function toTeam(head: Head, team: Team | null, now: number, note: string, first: string, severity = head.severity, before: readonly EventBody[] = []): Promise<Plan> {
    const { base } = deps.brain();
    const ahead = await store.waitingCount(head.shopId, severity ?? 'medium');
    return move(head, {
      to: 'waiting', agent: null, note, before,
      words: [first, queueWords({ base, now, ahead })],
      change: { team: team ?? head.team, severity: severity ?? 'medium', waitingSince: now, toldAt: now },
    });
  }

  async function findAgent(shopId: ShopId, name: string): Promise<Agent> {
    const found = (await store.agents(shopId)).find((agent) => agent.name === name && !agent.disabled);
    if (!found) throw new Refused('unknown_agent');
    return found;
  }

  return {
    async overview(agent) {
      const [waiting, mine, tasks] = await Promise.all([
        store.waiting(agent.shopId, OVERVIEW_MAX), store.held(agent.shopId, agent.id, OVERVIEW_MAX), store.openTasks(agent.shopId, OVERVIEW_MAX),
      ]);
      return { waiting, mine, tasks };
    },

    async look(agent, id) {
      const head = await store.head(id);
      if (head?.shopId !== agent.shopId) throw new Refused('unknown_conversation');
      return head;
    },

    async catchUp(agent, id, cursor) {
      await own(agent, id);
      return catchUp(store, id, cursor);
    },

    take: (agent, id, fromColleague) => act(agent, id, (head) => {
      if (head.state === 'human' && head.agentId === agent.id) return null;
      if (head.state === 'human' && !fromColleague) throw new Refused('already_taken');
      return move(head, { to: 'human', agent, note: head.state === 'human' ? `taken_from:${head.agentId}` : 'taken', words: [words('agent_joined', { agent_name: agent.name })] });
    }),

    mayBeCalled: (name) => deps.brain().gate.approve({ text: name, options: [] }).ok && deps.brain().gate.approve({ text: words('agent_joined', { agent_name: name }), options: [] }).ok,

    async check(agent, id, text) {
      if (text.length > deps.textLengthMax) throw new Refused('text_too_long');
      await own(agent, id);
      return deps.brain().gate.approve({ text, options: [] }, { team: agent.team, answering: await lastSaid(id) }).report;
    },

    async reply(agent, id, { clientMsgId, text, overrideReason = null }) {
      if (text.trim().length === 0) throw new Refused('text_empty');
      if (text.length > deps.textLengthMax) throw new Refused('text_too_long');
      await own(agent, id);
      const override = overrideReason === null ? null : { by: agent, reason: overrideReason };
      const judged = deps.brain().gate.approve({ text, options: [] }, { team: agent.team, override, answering: await lastSaid(id) });
      const written = await writer.write(id, `agent:${agent.id}:${clientMsgId}`, async (head): Promise<Plan> => {
        requireHeld(agent, head);
        if (!judged.ok) throw new Refused(judged.refusedOverride ?? 'reply_blocked', judged.report, judged.overridable);
        return { events: [{ type: 'agent_reply', agentId: agent.id, agentName: agent.name, reply: judged.reply, override: judged.override }], change: {} };
      });
      return { ...written, warnings: judged.report.findings };
    },

    async reveal(agent, id, { seq, reason }) {
      await own(agent, id);
      const [event] = await store.eventsAfter(id, seq - 1, 1);
      const text = event?.seq === seq ? textToReveal(event.body) : null;
      const kinds = text === null ? [] : personalKinds(text);
      await writer.write(id, null, async (head): Promise<Plan | null> => {
        if (!maySupervise(agent)) requireHeld(agent, head);
        if (kinds.length === 0) throw new Refused('nothing_masked');
        const recent = await store.lastEvents(id, REVEALED_EVENTS_MAX);
        const known = recent.some(({ body }) => body.type === 'revealed' && body.agentId === agent.id && body.ofSeq === seq);
        return known ? null : { events: [{ type: 'revealed', agentId: agent.id, agentName: agent.name, ofSeq: seq, kinds, reason }], change: {} };
      });
      return text ?? '';
    },

    async transfer(agent, id, { team, agentName }) {
      if ((team === null) === (agentName === null)) throw new Refused('transfer_target');
      const target = agentName === null ? null : await findAgent(agent.shopId, agentName);
      return act(agent, id, async (head, now) => {
        requireHeld(agent, head);
        if (!target) return toTeam(head, team, now, `transferred_by:${agent.id}`, words('transferred'));
        if (target.id === agent.id) return null;
        return move(head, { to: 'human', agent: target, note: `transferred_by:${agent.id}`, words: [words('agent_changed', { agent_name: target.name })] });
      });
    },

    returnToBot: (agent, id) => act(agent, id, (head) => {
      requireHeld(agent, head);
      return move(head, { to: 'bot', agent: null, note: `returned_by:${agent.id}`, words: [words('back_to_bot')], change: { misses: 0, severity: null, team: null } });
    }),

    close: (agent, id) => act(agent, id, (head) => {
      requireHeld(agent, head);
      return move(head, { to: 'closed', agent: null, note: `closed_by:${agent.id}`, words: [words('closed')], change: { misses: 0, severity: null, team: null } });
    }),

    async read(agent, id, seq) {
      await own(agent, id);
      await store.markRead(id, 'agent', seq);
    },

    find: (query) => deps.canned().find(query, FOUND_MAX, clock.now()),

    async finishTask(agent, taskId) {
      if (!(await store.finishTask(agent.shopId, taskId, clock.now()))) throw new Refused('unknown_task');
      deps.bus.hint(deskTopic(agent.shopId));
    },

    async requeueAbsent(shopId: ShopId, present: ReadonlySet<AgentId>) {
      const absent = (await store.agents(shopId)).filter((agent) => !present.has(agent.id));
      const held = (await Promise.all(absent.map((agent) => store.held(shopId, agent.id, OVERVIEW_MAX)))).flat();
      let requeued = 0;
      for (const { id, agentId } of held) {
        await writer.write(id, null, async (head, now) => {
          if (head.state !== 'human' || head.agentId !== agentId) return null;
          requeued += 1;
          const history = await store.lastEvents(id, OVERVIEW_MAX);
          const record = absentRecord(deps.brain(), history, head.severity, now);
          return toTeam(head, head.team, now, 'agent_absent', words('agent_absent'), record.severity, [{ type: 'handover', record }]);
        });
      }
      return requeued;
    },

    entryTitle: (id) => deps.brain().base.entries.get(id)?.question ?? id,
    riskName: (id) => deps.brain().base.risks.get(id)?.name ?? id,
    promiseName: (type) => deps.brain().gate.typeName(type),
  };
}

/** What the desk masks of an event: a message or a comment of the buyer, or what an agent wrote. */
function textToReveal(body: EventBody): string | null {
  if (body.type === 'buyer_message') return body.text;
  if (body.type === 'agent_reply') return body.reply.text;
  return body.type === 'rating' ? body.comment : null;
}

/** The next agent must know why a person was needed in the first place; the urgency never falls. */
function absentRecord(brain: Brain, events: readonly StoredEvent[], severity: Severity | null, now: number): HandoverRecord {
  const history = events.map((event) => event.body);
  const record = handoverRecord(brain.base, ABSENT, history, watchOf(brain, events, now, null).named);
  const urgent = severity !== null && moreSevere(severity, record.severity) ? severity : record.severity;
  const first = history.flatMap((body) => (body.type === 'handover' ? [body.record] : [])).at(-1);
  if (!first) return { ...record, severity: urgent };
  const reason = first.cause === 'agent_absent' ? first.reason : `${record.reason}；此前：${first.reason}`;
  return { ...record, severity: urgent, reason, riskId: first.riskId, rule: first.rule, understood: first.understood };
}

const ABSENT: Escalation = {
  kind: 'escalate', cause: 'agent_absent', riskId: null, entryId: null, probability: 0, evidence: { candidates: [], margin: 0, rule: null },
};
