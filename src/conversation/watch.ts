// The radar over a conversation: its stored messages as the turns that compliance/radar.ts counts, and what follows for the next
// decision. Derived anew each time, as the context is; nothing of it is stored but what a hand-over or a note tells the agent.
import { NOTHING_UNDERSTOOD, RADAR_TURNS_MAX, readSignals, standing, type Active, type Raised, type Understood } from '../compliance/radar.ts';
import type { Decision, EntryId, EventBody, RadarNote, StoredEvent } from '../types.ts';
import { normalise } from '../understand/normalise.ts';
import type { Brain } from './brain.ts';

/** Events looked back on for the radar: room for its turns with their answers and changes of hands. */
export const RADAR_EVENTS_MAX = 100;
/** What was said longer ago is forgotten, hours: the longest dispatch time that platforms allow by default. */
export const RADAR_HOURS_MAX = 72;

const RULE_PREFIX = 'radar:';

/** What stands after a message. */
export interface Watch {
  /** The combination to be named: one that the message completed before one that stood already, then the most severe. */
  readonly named: Active | null;
  /** Topics that the bot gives no answer of. */
  readonly topics: ReadonlySet<string>;
}

export const NOTHING_WATCHED: Watch = { named: null, topics: new Set() };

/** The message at hand and what it was decided to mean; null when it was not read. */
export interface Said {
  readonly text: string;
  readonly decision: Decision | null;
}

/** `history` are the events before the message, oldest first; without a message, what stands after the history. `now` in ms. */
export function watchOf({ radar }: Pick<Brain, 'radar'>, history: readonly StoredEvent[], now: number, message: Said | null): Watch {
  if (radar.combinations.length === 0) return NOTHING_WATCHED;
  const told = turnsOf(history, now).slice(message === null ? -RADAR_TURNS_MAX : 1 - RADAR_TURNS_MAX);
  const turns = message === null ? told : [...told, { text: message.text, understood: understoodOf(message.decision, message.text) }];
  const raised = turns.map(({ text, understood }): readonly Raised[] => readSignals(radar, normalise(text), understood));
  const active = standing(radar, raised);
  return {
    named: active.find(({ isNew }) => isNew && message !== null) ?? active[0] ?? null,
    topics: new Set(active.flatMap(({ combination }) => combination.topics)),
  };
}

/**
 * A message that completes a combination goes to a person, and so does one whose answer is of a topic that a standing one names.
 * Nothing is ever loosened: a decision that calls a person stays.
 */
export function afterRadar({ base }: Pick<Brain, 'base'>, decision: Decision, { named, topics }: Watch): Decision {
  if (named === null || decision.kind === 'escalate') return decision;
  const isOf = (id: EntryId): boolean => topics.has(base.entries.get(id)?.topic ?? '');
  const silenced = decision.kind === 'answer' && !decision.smallTalk && decision.entryIds.some(isOf);
  if (!named.isNew && !silenced) return decision;
  const { combination, signals } = named;
  return {
    kind: 'escalate', cause: 'risk', riskId: combination.risk, entryId: decision.kind === 'answer' ? decision.entryIds[0] : null, probability: 1,
    evidence: { ...decision.evidence, rule: { ruleId: `${RULE_PREFIX}${combination.id}`, words: signals.at(-1)?.words ?? '' } },
  };
}

/** Whether the radar made this decision. */
export function isByRadar({ evidence }: Pick<Decision, 'evidence'>): boolean {
  return evidence.rule?.ruleId.startsWith(RULE_PREFIX) ?? false;
}

/** What the agent is told. */
export function noteOf({ combination, signals }: Active): RadarNote {
  const { id, name, severity, advice, keep } = combination;
  return {
    id, name, reason: reasonOf(combination.reason, signals.map(({ signal }) => signal.name)), severity,
    signals: signals.map(({ signal, words, turnsAgo }) => ({ name: signal.name, words, turnsAgo })), advice, keep,
  };
}

/** 要求承诺发货 + 货到付款 + 偏远地址：疑似职业索赔 */
const reasonOf = (reason: string, signals: readonly string[]): string => `${signals.join(' + ')}：${reason}`;

interface Turn {
  readonly text: string;
  readonly understood: Understood;
}

/** The buyer's messages with what was made of them. What lies before a closing, or too long ago, is another talk. */
function turnsOf(history: readonly StoredEvent[], now: number): readonly Turn[] {
  const begins = history.findLastIndex(({ body }) => body.type === 'state' && body.to === 'closed') + 1;
  const turns: Turn[] = [];
  for (const { at, body } of history.slice(begins)) {
    if (now - at > RADAR_HOURS_MAX * 3_600_000) continue;
    const open = turns.at(-1);
    if (body.type === 'buyer_message') turns.push({ text: body.text, understood: NOTHING_UNDERSTOOD });
    else if (open?.understood === NOTHING_UNDERSTOOD) turns[turns.length - 1] = { ...open, understood: understoodOf(decisionIn(body), open.text) };
  }
  return turns;
}

const decisionIn = (body: EventBody): Decision | null => (body.type === 'reply' ? body.decision : null);

/** What the radar itself decided says nothing new about the message. */
function understoodOf(decision: Decision | null, text: string): Understood {
  if (decision === null || decision.kind === 'clarify' || isByRadar(decision)) return NOTHING_UNDERSTOOD;
  if (decision.kind === 'answer') return { risks: [], entries: decision.entryIds };
  return {
    risks: decision.riskId === null ? [] : [{ risk: decision.riskId, words: decision.evidence.rule?.words ?? text }],
    entries: decision.cause === 'entry' && decision.entryId !== null ? [decision.entryId] : [],
  };
}
