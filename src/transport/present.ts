// From stored events and heads to the frames that a buyer or an agent sees. Pure: buyers never see a hand-over's record, a
// task or a decision; the decision goes along only when the service runs with TRACE_DECISIONS.
import type { Desk } from '../conversation/api.ts';
import { maskPersonal, PERSONAL_NAMES, personalKinds, type PersonalKind } from '../conversation/privacy.ts';
import type { AgentId, Decision, EntryId, ErasureReason, EventBody, Head, RadarNote, StoredEvent, Task } from '../types.ts';
import type { AgentServerFrame, BuyerServerFrame, Trace } from './protocol.ts';

export interface Place {
  readonly conversation_id: string;
  readonly epoch: string;
}

type MessageFrame = Extract<BuyerServerFrame, { type: 'message' }>;
type StateFrame = Extract<BuyerServerFrame, { type: 'state' }>;
type Ticket = Extract<AgentServerFrame, { type: 'watching' }>['ticket'];
type TaskItem = Extract<AgentServerFrame, { type: 'task' }>['task'];
type RadarFrame = Extract<AgentServerFrame, { type: 'radar' }>['radar'];
export type Titles = Pick<Desk, 'entryTitle' | 'riskName' | 'promiseName'>;

const stamp = (place: Place, event: StoredEvent) => ({ ...place, seq: event.seq, at: event.at });

/** Null for what a buyer does not see. `next` is the event after this one: an answer's task stands right behind it. */
export function buyerFrame(place: Place, event: StoredEvent, next: StoredEvent | undefined, trace: boolean): BuyerServerFrame | null {
  const { body } = event;
  if (body.type === 'handover' || body.type === 'task' || body.type === 'radar' || body.type === 'revealed' || body.type === 'erasure' || body.type === 'erased') return null;
  if (body.type === 'state') return stateFrame(place, event, body);
  if (body.type === 'rating') return { type: 'rated', ...stamp(place, event), score: body.score };
  const message = messageFrame(place, event, body);
  const decision = trace && body.type === 'reply' ? body.decision : null;
  return decision === null ? message : { ...message, decision: traceOf(decision, next?.body.type === 'task') };
}

/** What an agent reads in place of an event whose payload was erased. */
export const ERASED_TEXT = '（内容已按隐私要求删除）';
const ERASURE_TEXTS: Readonly<Record<ErasureReason, string>> = {
  visitor: '买家的聊天记录已按要求删除，会话已结束', age: '超过保存期限的内容已删除', earlier: '此前已删除的内容已补记',
};

const namesOf = (kinds: readonly string[]): string[] => kinds.map((kind) => PERSONAL_NAMES[kind as PersonalKind] ?? kind);
const maskedOf = (text: string): { readonly masked?: string[] } => {
  const kinds = namesOf(personalKinds(text));
  return kinds.length === 0 ? {} : { masked: kinds };
};

/**
 * Agents see everything, but for what is personal in what a buyer or a colleague wrote: that is masked until they ask for it (frame
 * reveal). `viewer` sees his own words as he wrote them; null for nobody.
 */
export function agentFrame(place: Place, event: StoredEvent, titles: Titles, viewer: AgentId | null = null): AgentServerFrame {
  const { body } = event;
  if (body.type === 'state') return stateFrame(place, event, body);
  if (body.type === 'rating') return { type: 'rated', ...stamp(place, event), score: body.score, comment: maskPersonal(body.comment), ...maskedOf(body.comment) };
  if (body.type === 'revealed') return { type: 'revealed', ...stamp(place, event), agent_name: body.agentName, of_seq: body.ofSeq, kinds: namesOf(body.kinds), reason: maskPersonal(body.reason ?? '') };
  if (body.type === 'erasure') return { type: 'message', ...stamp(place, event), from: 'system', text: ERASURE_TEXTS[body.why], options: [] };
  if (body.type === 'erased') return { type: 'message', ...stamp(place, event), from: 'system', text: ERASED_TEXT, options: [] };
  if (body.type === 'radar') return { type: 'radar', ...stamp(place, event), radar: radarOf(body.note) };
  if (body.type === 'handover') return handoverFrame(place, event, body, titles);
  if (body.type === 'task') {
    const task = { task_id: body.taskId, conversation_id: place.conversation_id, team: body.team, entry_id: body.entryId, title: titles.entryTitle(body.entryId), created_at: event.at };
    return { type: 'task', ...stamp(place, event), task };
  }
  if (body.type === 'buyer_message') return { ...messageFrame(place, event, body), text: maskPersonal(body.text), ...maskedOf(body.text) };
  if (body.type === 'reply') return messageFrame(place, event, body);
  const override = body.override ?? null;
  const { text } = body.reply;
  const message = { ...messageFrame(place, event, body), ...(body.agentId === viewer ? {} : { text: maskPersonal(text), ...maskedOf(text) }) };
  return override === null ? message : { ...message, override: { agent_name: override.agentName, reason: maskPersonal(override.reason), types: override.types.map((type) => titles.promiseName(type)) } };
}

type MessageBody = Extract<EventBody, { type: 'buyer_message' | 'reply' | 'agent_reply' }>;

function messageFrame(place: Place, event: StoredEvent, body: MessageBody): MessageFrame {
  const start = { type: 'message', ...stamp(place, event) } as const;
  if (body.type === 'buyer_message') return { ...start, from: 'buyer', text: body.text, options: [] };
  const said = { text: body.reply.text, options: body.reply.options.map(({ id, title }) => ({ id, title })) };
  return body.type === 'reply' ? { ...start, from: body.author, ...said } : { ...start, from: 'agent', ...said, agent_name: body.agentName };
}

function stateFrame(place: Place, event: StoredEvent, body: Extract<EventBody, { type: 'state' }>): StateFrame {
  return { type: 'state', ...stamp(place, event), state: body.to, ...(body.agentName === null ? {} : { agent_name: body.agentName }) };
}

function handoverFrame(place: Place, event: StoredEvent, { record }: Extract<EventBody, { type: 'handover' }>, titles: Titles): AgentServerFrame {
  return {
    type: 'handover', ...stamp(place, event),
    cause: record.cause, reason: maskPersonal(record.reason),
    risk: record.riskId, risk_name: record.riskId === null ? null : titles.riskName(record.riskId),
    rule: record.rule === null ? null : { rule_id: record.rule.ruleId, words: maskPersonal(record.rule.words) },
    team: record.team, severity: record.severity,
    understood: record.understood.map(({ entryId, probability }) => ({ entry_id: entryId, title: titles.entryTitle(entryId), probability })),
    last_messages: record.lastMessages.map(({ author, text }) => ({ from: author, text: author === 'buyer' || author === 'agent' ? maskPersonal(text) : text })),
    ...(record.rulings === undefined ? {} : { rulings: record.rulings.map(({ id, title, sentence }) => ({ id, title, sentence })) }),
    ...(record.radar === undefined ? {} : { radar: radarOf(record.radar) }),
  };
}

function radarOf({ id, name, reason, severity, signals, advice, keep }: RadarNote): RadarFrame {
  return { id, name, reason: maskPersonal(reason), severity, signals: signals.map(({ name: signal, words, turnsAgo }) => ({ name: signal, words: maskPersonal(words), turns_ago: turnsAgo })), advice: [...advice], keep: [...keep] };
}

/** `notified`: the same append opened a task. */
function traceOf(decision: Decision, notified: boolean): Trace {
  const { evidence } = decision;
  if (decision.kind === 'answer') {
    const { entryIds, probability, smallTalk } = decision;
    return { action: smallTalk ? 'small_talk' : 'answer', entry_id: entryIds[0], entry_ids: [...entryIds], risk: null, probability, notified };
  }
  if (decision.kind === 'escalate') {
    const { entryId, riskId, probability } = decision;
    return { action: 'escalate', entry_id: entryId, entry_ids: listed(entryId), risk: riskId, probability, notified };
  }
  const likeliest = evidence.candidates.find(({ handling }) => handling !== 'risk');
  // Below every threshold nothing was understood, so nothing is named.
  const entryId = decision.because === 'no_match' ? null : likeliest?.entryId ?? null;
  return { action: 'clarify', entry_id: entryId, entry_ids: listed(entryId), risk: null, probability: likeliest?.probability ?? 0, notified };
}

const listed = (entryId: EntryId | null): EntryId[] => (entryId === null ? [] : [entryId]);

export function ticketOf(head: Head, agentName: string | null): Ticket {
  return {
    conversation_id: head.id, state: head.state, team: head.team, severity: head.severity, waiting_since: head.waitingSince,
    agent_name: agentName, epoch: head.epoch, seq: head.seq, updated_at: head.updatedAt,
  };
}

export function taskItem(task: Task, titles: Titles): TaskItem {
  return {
    task_id: task.id, conversation_id: task.conversationId, team: task.team, entry_id: task.entryId,
    title: titles.entryTitle(task.entryId), created_at: task.createdAt,
  };
}
