// From a decision to what is written: the reply, the hand-over, the task, the new state. Pure; handle.ts does the reading and storing.
import type { Gate } from '../compliance/gate.ts';
import { answerText, optionsOf, systemReply, type KnowledgeBase } from '../knowledge/base.ts';
import { isOpen } from '../knowledge/hours.ts';
import type { SystemReplyId } from '../knowledge/schema.ts';
import { sizeReply, slotsOfEntry } from '../knowledge/size.ts';
import type { Decision, EntryId, EventBody, Head, HeadChange, Option, Reply, StoredEvent } from '../types.ts';
import { HUMAN_ENTRY_ID, type MessageReading } from './brain.ts';
import { FOLLOW_UP } from './context.ts';
import { causeReply, handoverRecord, moreSevere, riskWords, type Escalation } from './handover.ts';
import { isByRadar, type Watch } from './watch.ts';
import type { Plan } from './writer.ts';
import { COURTESIES } from '../understand/decide.ts';
import { normalise } from '../understand/normalise.ts';
import type { Slot } from '../understand/slots.ts';
import { botMayWrite } from './state.ts';

/** Messages in a row that were not understood before a person is called. */
export const MISSES_MAX = 2;
/** The same answer, or a question back, this often in a row calls a person too. */
export const CIRCLES_MAX = 3;
/** Questions that stay pickable at once, newest first. */
const OFFERED_MAX = 30;
/** Characters of the buyer's own words that are said back. */
export const QUOTE_LENGTH_MAX = 30;

export interface Situation {
  readonly base: KnowledgeBase;
  readonly gate: Gate;
  readonly head: Head;
  readonly now: number;
  /** The buyer's message, as it will be stored. */
  readonly message: Extract<EventBody, { type: 'buyer_message' }>;
  /** The conversation's last events before the message, oldest first; needed for hand-overs and tasks. */
  readonly history: readonly StoredEvent[];
  /** What the message states, and what it asks besides the decision. */
  readonly heard: Omit<MessageReading, 'decision'>;
  /** What the radar says with the message. */
  readonly watched: Watch;
  /** Waiting conversations that would come before this one. */
  readonly ahead: number;
  readonly waitingNoteMs: number;
  newId(): string;
}

/** Everything that a buyer's message leads to, to be written in one append. `decision` has been through `afterMisses`. */
export function respond(situation: Situation, decision: Decision): Plan {
  const { head, message } = situation;
  if (!botMayWrite(head)) return { events: [message], change: {} };
  const reopened: readonly EventBody[] = head.state === 'closed'
    ? [{ type: 'state', from: 'closed', to: 'bot', agentId: null, agentName: null, note: 'buyer_returned' }] : [];
  const plan = head.state === 'waiting' ? whileWaiting(situation, decision) : asBot(situation, decision);
  return {
    events: [message, ...reopened, ...plan.events],
    change: { ...(head.state === 'closed' ? { state: 'bot' as const, misses: 0 } : {}), ...plan.change },
  };
}

/**
 * The second message in a row that is not understood calls a person, and so does going round in circles: the third question
 * back in a row, or the third time the same answer, unless the buyer brings `news`. A waiting buyer has a person called already.
 */
export function afterMisses(head: Head, decision: Decision, history: readonly StoredEvent[], news: boolean): Decision {
  const lost = isMiss(decision) && head.misses + 1 >= MISSES_MAX;
  if (head.state !== 'bot' || !(lost || (!news && isCircle(decision, history)))) return decision;
  return { kind: 'escalate', cause: 'misses', riskId: null, entryId: null, probability: 0, evidence: decision.evidence };
}

/** Whether the buyer asks of another case (那西藏呢), or states what an answer is computed from: that is no circle. */
export function bringsNews(base: KnowledgeBase, decision: Decision, said: readonly Slot[]): boolean {
  if (decision.kind !== 'answer') return false;
  return decision.evidence.rule?.ruleId === FOLLOW_UP || decision.entryIds.some((id) => said.some(({ kind }) => slotsOfEntry(base, id).includes(kind)));
}

/** The hand-over that a decision asks for: its own, or that of the questions which an answer leaves open; null when neither. */
export function passedOn(decision: Decision, left: readonly string[]): Escalation | null {
  if (decision.kind === 'escalate') return decision;
  if (decision.kind !== 'answer' || left.length === 0) return null;
  return { kind: 'escalate', cause: 'misses', riskId: null, entryId: null, probability: 0, evidence: decision.evidence };
}

function isCircle(decision: Decision, history: readonly StoredEvent[]): boolean {
  const earlier = history.flatMap(({ body }) => (body.type === 'reply' && body.decision ? [body.decision] : [])).slice(1 - CIRCLES_MAX);
  return earlier.length === CIRCLES_MAX - 1 && earlier.every((one) => isSameTurn(one, decision));
}

function isSameTurn(one: Decision, other: Decision): boolean {
  if (one.kind === 'clarify' && other.kind === 'clarify') return one.because === 'close' && other.because === 'close';
  if (one.kind !== 'answer' || other.kind !== 'answer' || other.smallTalk) return false;
  return one.entryIds.join() === other.entryIds.join() && !other.entryIds.some((id) => COURTESIES.includes(id));
}

function isMiss(decision: Decision): boolean {
  return decision.kind === 'clarify' && decision.because !== 'close';
}

function asBot(situation: Situation, decision: Decision): Plan {
  if (decision.kind === 'escalate') return callPerson(situation, decision);
  if (decision.kind === 'clarify') return askBack(situation, decision);
  const open = passedOn(decision, situation.heard.left);
  return (open ? answerAndPassOn(situation, decision, open) : answer(situation, decision)) ?? callPerson(situation, refusedByGate(decision));
}

function refusedByGate(decision: Decision): Escalation {
  const entryId = decision.kind === 'answer' ? decision.entryIds[0] : null;
  return { kind: 'escalate', cause: 'gate', riskId: null, entryId, probability: decision.kind === 'answer' ? decision.probability : 0, evidence: decision.evidence };
}

/** Null when the gate refuses the answer or there is none now. `after` is said below it. */
function answer(situation: Situation, decision: Extract<Decision, { kind: 'answer' }>, after: readonly string[] = []): Plan | null {
  const { base, now, head } = situation;
  const answers = decision.entryIds.map((id) => answerOf(situation, decision, id));
  const texts = answers.flatMap((one) => one?.text ?? []);
  if (texts.length < answers.length) return null;
  const people = answers.some((one) => one?.offerPerson) ? [HUMAN_ENTRY_ID] : [];
  const related = decision.entryIds.flatMap((id) => base.entries.get(id)?.related ?? []);
  const options = optionsOf(base, distinct([...people, ...related]).filter((id) => !decision.entryIds.includes(id)), now);
  const reply = botReply(situation, { text: [...texts, ...after].join('\n'), options }, decision);
  if (!reply) return null;
  return {
    events: [reply, ...tasks(situation, decision.entryIds)],
    change: { ...(decision.smallTalk ? {} : { misses: 0 }), offered: offer(head, options) },
  };
}

/** The entry's answer that holds now, computed from what the buyer stated where it can be; null when there is none. */
function answerOf({ base, now, message, heard }: Situation, { evidence: { rule } }: Decision, entryId: EntryId): { readonly text: string; readonly offerPerson: boolean } | null {
  const fixed = answerText(base, entryId, now);
  if (fixed === null) return null;
  const text = normalise(rule?.ruleId === FOLLOW_UP ? `${rule.words} ${message.text}` : message.text).text;
  return sizeReply(base, { entryId, text, said: heard.said, known: heard.known }) ?? { text: fixed, offerPerson: false };
}

/** Chinese words and a short number: nothing that could be an account, a phone number or an address, however it is written. */
function isPlain(words: string): boolean {
  return /^[\p{Script=Han}\d，。？！；、\s?!,;]+$/u.test(words) && !/\d{4,}|\d[\s\S]?\d[\s\S]?\d[\s\S]?\d|[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]{4,}|[微薇徽威]|扣扣|支付宝|电话|手机号|号码/u.test(words);
}

/** What is sure is answered, and a person is called for the rest, by name if the gate lets the buyer's words be repeated. */
function answerAndPassOn(situation: Situation, decision: Extract<Decision, { kind: 'answer' }>, open: Escalation): Plan | null {
  const { base, heard: { left } } = situation;
  const words = left.join('；').slice(0, QUOTE_LENGTH_MAX);
  const rest = [...(isPlain(words) ? [systemReply(base, 'passed_on', { words })] : []), systemReply(base, 'passed_on_rest')];
  const plan = rest.map(({ text }) => answer(situation, decision, [text, queueWords(situation)])).find((candidate) => candidate !== null);
  if (!plan) return null;
  const called = handOver(situation, open, `消息里还有没听懂的问题：“${left.join('；')}”`);
  return { events: [...plan.events, ...called.events], change: { ...plan.change, ...called.change } };
}

/** A task for each entry that a team must hear of, unless this conversation's last events hold one for it already. */
function tasks({ base, history, newId }: Situation, entryIds: readonly EntryId[]): readonly EventBody[] {
  return entryIds.flatMap((entryId): EventBody[] => {
    const entry = base.entries.get(entryId);
    const known = history.some(({ body }) => body.type === 'task' && body.entryId === entryId);
    return entry?.handling === 'answer_and_notify' && !known ? [{ type: 'task', taskId: newId(), team: entry.team, entryId }] : [];
  });
}

/** Whether the bot's last answer opened a task and asked for an order number or the like: what comes now belongs to it. */
function askedForDetails(history: readonly StoredEvent[]): boolean {
  const last = history.findLastIndex(({ body }) => body.type === 'reply' && body.decision?.kind === 'answer');
  return last >= 0 && history.slice(last).some(({ body }) => body.type === 'task');
}

const ASK_BACK: Readonly<Record<Extract<Decision, { kind: 'clarify' }>['because'], SystemReplyId>> = {
  close: 'clarify', no_match: 'no_match', fragment: 'fragment',
};

function askBack(situation: Situation, decision: Extract<Decision, { kind: 'clarify' }>): Plan {
  const { base, head, now } = situation;
  if (decision.because === 'fragment' && askedForDetails(situation.history)) {
    const noted = botReply(situation, systemReply(base, 'noted'), decision);
    if (noted) return { events: [noted], change: { misses: 0 } };
  }
  const options = optionsOf(base, decision.options, now);
  const reply = botReply(situation, systemReply(base, ASK_BACK[decision.because], {}, options), decision);
  if (!reply) return callPerson(situation, refusedByGate(decision));
  return { events: [reply], change: { misses: isMiss(decision) ? head.misses + 1 : head.misses, offered: offer(head, options) } };
}

/** The hand-over: what the buyer is told, the record, the queue. If no wording passes the gate, the person is called without words. */
function callPerson(situation: Situation, decision: Escalation): Plan {
  const { base, now } = situation;
  const entryWords = decision.cause === 'entry' || decision.cause === 'asked' ? decision.entryId && answerText(base, decision.entryId, now) : null;
  const words = riskWords(base, decision.riskId) ?? entryWords;
  const own = systemReply(base, causeReply(decision.cause));
  const reply = [words, own.text].filter((text) => text !== null)
    .map((text) => botReply(situation, { text: `${text}\n${queueWords(situation)}`, options: [] }, decision))
    .find((candidate) => candidate !== null);
  const called = handOver(situation, decision);
  return { events: [...(reply ? [reply] : []), ...called.events], change: called.change };
}

/** The record for the agent and the place in the queue. `reason` stands for the cause's own. */
function handOver({ base, head, now, message, history, watched }: Situation, decision: Escalation, reason?: string): Plan {
  const record = handoverRecord(base, decision, [...history.map((event) => event.body), message], watched.named);
  return {
    events: [
      { type: 'handover', record: reason === undefined ? record : { ...record, reason } },
      { type: 'state', from: head.state === 'closed' ? 'bot' : head.state, to: 'waiting', agentId: null, agentName: null, note: decision.cause },
    ],
    change: { state: 'waiting', agentId: null, team: record.team, severity: record.severity, misses: 0, waitingSince: now, toldAt: now },
  };
}

export function queueWords({ base, now, ahead }: Pick<Situation, 'base' | 'now' | 'ahead'>): string {
  if (!isOpen(base.profile.service, now)) return systemReply(base, 'waiting_closed').text;
  return ahead === 0 ? systemReply(base, 'waiting_next').text : systemReply(base, 'waiting', { ahead: String(ahead) }).text;
}

/**
 * A buyer in the queue still gets what the bot knows for sure; a risk newly read raises the urgency. Who asks for the person
 * again, or whether anybody is there, hears where the queue stands; otherwise the buyer hears now and then that the message
 * arrived.
 */
function whileWaiting(situation: Situation, decision: Decision): Plan {
  const { base, head, now, history, message, watched: { named } } = situation;
  const courtesy = decision.kind === 'answer' && decision.entryIds.every((id) => COURTESIES.includes(id));
  if (decision.kind === 'answer' && !decision.smallTalk && !courtesy) {
    const plan = answer(situation, decision, situation.heard.left.length > 0 ? [stillWaiting(situation).text] : []);
    if (plan) return plan;
  }
  const tells = decision.kind === 'escalate' && (named?.isNew === true || (decision.cause === 'risk' && !isByRadar(decision)));
  const raised = tells ? handoverRecord(base, decision, [...history.map((event) => event.body), message], named) : null;
  const change: HeadChange = raised && moreSevere(raised.severity, head.severity ?? 'low') ? { severity: raised.severity, team: raised.team } : {};
  const events: EventBody[] = raised ? [{ type: 'handover', record: raised }] : [];
  const asksForPerson = courtesy || decision.kind === 'escalate';
  if (!asksForPerson && head.toldAt !== null && now >= head.toldAt && now - head.toldAt < situation.waitingNoteMs) return { events, change };
  const told = botReply(situation, stillWaiting(situation), decision);
  return { events: told ? [told, ...events] : events, change: { ...change, toldAt: now } };
}

function stillWaiting(situation: Situation): Reply {
  const { base, now } = situation;
  if (!isOpen(base.profile.service, now)) return systemReply(base, 'still_waiting_closed');
  return { text: `${systemReply(base, 'still_waiting').text}\n${queueWords(situation)}`, options: [] };
}

/** The bot's words as an event, or null when the gate refuses them. */
function botReply({ gate }: Situation, reply: Reply, decision: Decision): EventBody | null {
  const judged = gate.approve(reply);
  return judged.ok ? { type: 'reply', author: 'bot', reply: judged.reply, decision } : null;
}

function offer(head: Head, options: readonly Option[]): readonly EntryId[] {
  return distinct([...options.map((option) => option.id), ...head.offered]).slice(0, OFFERED_MAX);
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
