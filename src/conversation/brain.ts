// What the bot knows, put together once per knowledge version, and how it decides on one message.
// Pure but for the segmenter it was given: the same message at the same time always gets the same decision.
import type { Gate } from '../compliance/gate.ts';
import type { RadarRules } from '../compliance/radar-file.ts';
import { readRisks, speaksOf, type RiskReading, type RiskRules } from '../compliance/risk.ts';
import { isCurrent, questionsOf, type KnowledgeBase } from '../knowledge/base.ts';
import { indexedEntries } from '../knowledge/indexed.ts';
import { SIZE_ENTRY, slotsOfEntry } from '../knowledge/size.ts';
import type { Candidate, Decision, EntryId, NormalText, SemanticEvidence } from '../types.ts';
import { ANSWERS_MAX, COURTESIES, decide, evidenceOf, EXAMPLE_PREFIX, type DecideSettings, type Thresholds } from '../understand/decide.ts';
import { asksOnItsOwn, FOLLOW_UP_LENGTH_MAX, namesOnly, onlyStates, rewrites, type Rewrite } from '../understand/followup.ts';
import { BACKGROUND, buildIndex, RISK_PREFIX, type QuestionIndex, type Tools } from '../understand/index.ts';
import { normalise } from '../understand/normalise.ts';
import { readSlots, type Slot, type SlotKind } from '../understand/slots.ts';
import { RISK_TOGETHER, thresholdsFor } from '../understand/thresholds.ts';
import { understand, type Part, type Reading } from '../understand/understand.ts';
import { FOLLOW_UP, NO_CONTEXT, withMessage, type Anchor, type Context } from './context.ts';

/** The entry that means "a person, please". */
export const HUMAN_ENTRY_ID: EntryId = 'svc.human';

export interface Brain {
  readonly base: KnowledgeBase;
  readonly index: QuestionIndex;
  readonly riskRules: RiskRules;
  readonly radar: RadarRules;
  readonly gate: Gate;
  readonly settings: DecideSettings;
}

export function createBrain(parts: { readonly base: KnowledgeBase; readonly riskRules: RiskRules; readonly radar: RadarRules; readonly gate: Gate; readonly tools: Tools }): Brain {
  const { base, riskRules, radar, gate, tools } = parts;
  const index = buildIndex(indexedEntries(base), tools);
  return {
    base, riskRules, radar, gate, index,
    settings: settingsOf(base, index),
  };
}

/** What is answered follows from what the shop bears of wrong answers. */
export function settingsOf(base: KnowledgeBase, index: Pick<QuestionIndex, 'kind'>): DecideSettings {
  return { thresholds: thresholdsFor(index.kind, base.profile.answering?.wrong_max), menu: base.menu, humanEntryId: HUMAN_ENTRY_ID };
}

/** Characters of a message that stand as the words of a risk example that it resembles. */
export const QUOTED_LENGTH_MAX = 80;

/** What a message was read as. */
export interface MessageReading {
  readonly decision: Decision;
  /** Slots of the message, and all that are known with it. */
  readonly said: readonly Slot[];
  readonly known: readonly Slot[];
  /** Questions of the message that the decision, an answer, leaves open, in the buyer's words. */
  readonly left: readonly string[];
}

/**
 * Reads a message against risks and knowledge, alone first. One that is not sure alone, or only names a region, a size or the
 * like, is read once more with what the talk so far lends it, and taken so only when that is sure. A risk wins over any answer,
 * in either reading. `semantic` is evidence on the message alone and as a whole.
 */
export function readMessage(brain: Brain, text: string, now: number, context: Context = NO_CONTEXT, semantic: SemanticEvidence | null = null): MessageReading {
  const normal = normalise(text);
  const said = readSlots(normal, context.asked);
  const known = withMessage(context, normal.text, said).slots;
  const { decision: alone, reading } = readAlone(brain, normal, now, semantic);
  const { anchor } = context;
  const states = anchor !== null && onlyStates(normal.text, said, anchor.awaits);
  const isRisk = alone.kind === 'escalate' && alone.cause === 'risk' && !(states && isByExample(alone));
  const hidden = anchor && !isRisk ? riskWith(brain, anchor, normal, now) : null;
  if (hidden) return { decision: hidden, said, known, left: [] };
  if (anchor && !isRisk && states) return { decision: continued(anchor, alone), said, known, left: [] };
  if (alone.kind === 'clarify' && saysMeasures(brain.base, normal.text, said)) return { decision: ofMeasures(alone, text), said, known, left: [] };
  const followUp = anchor && (alone.kind === 'clarify' || (alone.kind === 'answer' && namesOnly(normal.text, said))) ? readFollowUp(brain, normal.text, said, anchor, now) : null;
  return { ...(followUp ? { decision: followUp, left: [] } : settleParts(brain, reading, alone, now)), said, known };
}

/** A risk that only shows beside the question before (发货了吗 … 今天行吗). */
function riskWith(brain: Brain, anchor: Anchor, normal: NormalText, now: number): Decision | null {
  if (normal.text.length > FOLLOW_UP_LENGTH_MAX) return null;
  const { settings } = brain;
  const strictly = { ...brain, settings: { ...settings, thresholds: { ...settings.thresholds, risk: Math.max(settings.thresholds.risk, RISK_TOGETHER) } } };
  const together = readAlone(strictly, normalise(`${anchor.text} ${normal.original}`), now).decision;
  if (together.kind !== 'escalate' || together.cause !== 'risk') return null;
  const before = readAlone(brain, normalise(anchor.text), now).decision;
  return before.kind === 'escalate' && before.riskId === together.riskId ? null : together;
}

/** A message of nothing but height or weight asks for a size, if the shop can compute one. */
function saysMeasures(base: KnowledgeBase, text: string, said: readonly Slot[]): boolean {
  return said.some(({ kind }) => kind === 'height' || kind === 'weight') && slotsOfEntry(base, SIZE_ENTRY).length > 0 && onlyStates(text, said, slotsOfEntry(base, SIZE_ENTRY));
}

function ofMeasures({ evidence }: Decision, text: string): Decision {
  return { kind: 'answer', entryIds: [SIZE_ENTRY], smallTalk: false, probability: 1, evidence: { ...evidence, rule: { ruleId: 'measures', words: text } } };
}

interface Read {
  readonly decision: Decision;
  readonly reading: Reading;
}

function readAlone(brain: Brain, normal: NormalText, now: number, semantic: SemanticEvidence | null = null): Read {
  const [risk] = readRisks(brain.riskRules, normal);
  const unlike = new Set<EntryId>();
  for (;;) {
    const reading = understand(brain.index, normal, (id) => (id.startsWith(RISK_PREFIX) ? !unlike.has(id) : isCurrent(brain.base, id, now)), semantic);
    if (risk) return { decision: riskDecision(risk, reading), reading };
    const decision = decide(reading, brain.settings);
    const like = decision.kind === 'escalate' && decision.cause === 'risk' ? decision.riskId : null;
    if (like === null || speaksOf(brain.riskRules, like, normal)) return { decision: inBuyersWords(decision, normal), reading };
    // Each class is left out once at most: a message is read anew as often as there are classes that ask for words of their own.
    unlike.add(RISK_PREFIX + like);
  }
}

/** Whether a risk is read by likeness alone. */
function isByExample({ evidence }: Decision): boolean {
  return evidence.rule?.ruleId.startsWith(EXAMPLE_PREFIX) ?? false;
}

/** What resembles an example is told in the buyer's words: a record must not quote what nobody said. */
function inBuyersWords(decision: Decision, { original }: NormalText): Decision {
  const { evidence } = decision;
  return evidence.rule === null ? decision : { ...decision, evidence: { ...evidence, rule: { ...evidence.rule, words: original.slice(0, QUOTED_LENGTH_MAX) } } };
}

/** The buyer states what the answer before was computed from: the same entry again, as sure as it was. */
function continued(anchor: Anchor, alone: Decision): Decision {
  const [first, ...more] = anchor.entryIds.filter((id) => !COURTESIES.includes(id));
  if (first === undefined) return alone;
  return { kind: 'answer', entryIds: [first, ...more], smallTalk: false, probability: anchor.probability, evidence: { ...alone.evidence, rule: { ruleId: FOLLOW_UP, words: anchor.text } } };
}

type Before = Pick<Anchor, 'text' | 'entryIds'>;

/** Null when the message does not lean on the question before, or is not sure with it either. */
function readFollowUp(brain: Brain, text: string, said: readonly Slot[], before: Before, now: number): Decision | null {
  const proposals = rewrites(text, said, before.text, readSlots(normalise(before.text)), (words) => brain.index.segmenter.cut(words));
  const reads = proposals.map((rewrite) => ({ rewrite, ...readAlone(brain, normalise(rewrite.text), now) }));
  const taken = reads.find(({ decision }) => decision.kind === 'escalate' && decision.cause === 'risk')
    ?? reads.find(({ decision, rewrite }) => isSure(decision) && (!repeats(decision, before) || mayRepeat(brain, rewrite, said, before, now)));
  if (!taken) return null;
  const { decision, rewrite } = taken;
  return decision.evidence.rule ? decision : { ...decision, evidence: { ...decision.evidence, rule: { ruleId: FOLLOW_UP, words: rewrite.text } } };
}

/** Alone the subject of a follow-up is what another entry is about, more likely than not. */
const OTHERWISE_MIN = 0.5;

/** Whether the entries of the question before may answer the follow-up too. */
function mayRepeat(brain: Brain, { repeat, core }: Rewrite, said: readonly Slot[], { entryIds }: Before, now: number): boolean {
  switch (repeat) {
    case 'yes': return true;
    case 'no': return false;
    case 'of_slot': return said.every(({ kind }) => entryIds.some((id) => isAskedOf(brain.base, id, kind)));
    case 'of_subject': return !readAlone(brain, normalise(core), now).reading.whole
      .some(({ entryId, handling, probability }) => !BACKGROUND.includes(handling) && !entryIds.includes(entryId) && probability >= OTHERWISE_MIN);
  }
}

/** Whether buyers ask the entry's question of such slots: one of its wordings holds one. */
function isAskedOf(base: KnowledgeBase, entryId: EntryId, kind: SlotKind): boolean {
  const entry = base.entries.get(entryId);
  return entry !== undefined && questionsOf(entry).some((question) => readSlots(normalise(question)).some((slot) => slot.kind === kind));
}

function isSure(decision: Decision): boolean {
  if (decision.kind === 'answer') return !decision.smallTalk && !decision.entryIds.some((id) => COURTESIES.includes(id));
  return decision.kind === 'escalate';
}

function repeats(decision: Decision, { entryIds }: Before): boolean {
  return decision.kind === 'answer' && decision.entryIds.some((id) => entryIds.includes(id));
}

/**
 * An answer to one part of a message must not pass over the others: a part that leans on the one before it is read with it;
 * one that asks and is not sure is left for a person.
 */
function settleParts(brain: Brain, reading: Reading, decision: Decision, now: number): Pick<MessageReading, 'decision' | 'left'> {
  if (decision.kind !== 'answer' || decision.smallTalk) return { decision, left: [] };
  let answer = decision;
  const left: string[] = [];
  for (const [i, part] of reading.parts.entries()) {
    if (isCovered(part, answer.entryIds, brain.settings.thresholds)) continue;
    const said = readSlots(normalise(part.text));
    const before = reading.parts[i - 1]?.text ?? '';
    const leaning = readFollowUp(brain, part.text, said, { text: before, entryIds: [] }, now);
    if (leaning?.kind === 'escalate') return { decision: leaning, left: [] };
    const more = leaning?.kind === 'answer' ? leaning.entryIds.filter((id) => !answer.entryIds.includes(id)) : [];
    if (answer.entryIds.length + more.length <= ANSWERS_MAX && leaning) {
      answer = { ...answer, entryIds: [...answer.entryIds, ...more], probability: Math.min(answer.probability, leaning.kind === 'answer' ? leaning.probability : 1) };
    } else if (asksOnItsOwn(part.text, said)) left.push(part.text);
  }
  return { decision: answer, left };
}

/** An answered entry this probable for a part has answered it too. */
const COVERED_MIN = 0.1;

/** Whether the part asks what is answered already, or is a courtesy, small talk or a fragment. */
function isCovered({ candidates }: Part, answered: readonly EntryId[], thresholds: Thresholds): boolean {
  if (candidates.some((one) => one.probability >= COVERED_MIN && answered.includes(one.entryId))) return true;
  const [top] = candidates;
  if (!top || top.probability < thresholds.courtesy) return false;
  return COURTESIES.includes(top.entryId) || top.handling === 'small_talk' || top.handling === 'ask';
}

/** What a picked option means: the buyer said so, so it is certain. */
export function readPick(brain: Brain, entryId: EntryId, context: Context = NO_CONTEXT): MessageReading {
  const entry = brain.base.entries.get(entryId);
  if (!entry) throw new Error(`the picked entry ${entryId} is not in the knowledge base`);
  const candidate: Candidate = { entryId, handling: entry.handling, probability: 1, score: 1, matched: entry.question };
  return asIs(decide({ whole: [candidate], parts: [], onlyReferences: false }, brain.settings), context);
}

/** A decision that rests on no words of the buyer. */
export function asIs(decision: Decision, context: Context = NO_CONTEXT): MessageReading {
  return { decision, said: [], known: context.slots, left: [] };
}

function riskDecision(risk: RiskReading, reading: Reading): Decision {
  const understood = reading.whole.find((candidate) => candidate.handling !== 'risk');
  return {
    kind: 'escalate', cause: 'risk', riskId: risk.riskId, entryId: understood?.entryId ?? null, probability: 1,
    evidence: { ...evidenceOf(reading), rule: risk.rule },
  };
}
