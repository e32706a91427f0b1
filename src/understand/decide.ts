// From what a message was read as to what is done: answer, ask back, or call a person. Pure, and the only place that compares
// probabilities with thresholds.
import type { Candidate, Decision, EntryId, Evidence, RiskId } from '../types.ts';
import { BACKGROUND, RISK_PREFIX } from './index.ts';
import type { Part, Reading } from './understand.ts';

/** From `thresholdsFor` (thresholds.ts): what is answered follows from the wrong answers that the shop can bear. */
export interface Thresholds {
  /** An entry this probable is answered. */
  readonly answer: number;
  /** An entry that a person handles is handed over from here: a person called without need costs less than a wrong answer. */
  readonly person: number;
  /** What a part of a message must reach when the whole message does not point the same way. */
  readonly part: number;
  /** A greeting or thanks this probable is answered when nothing else could be asked: a wrong one costs nothing. */
  readonly courtesy: number;
  /** Risk examples together this probable call a person. */
  readonly risk: number;
  /** The options together must be this probable: otherwise nothing is known, and the menu is offered. */
  readonly clarify: number;
  /** An entry must be this probable to be an option. */
  readonly option: number;
}

/** A candidate of the whole message this probable supports what a part says. */
const SUPPORT_MIN = 0.1;

/** Options of one clarifying question. */
export const OPTIONS_MIN = 2;
export const OPTIONS_MAX = 5;
/** Questions of one message that are answered together. */
export const ANSWERS_MAX = 3;

export interface DecideSettings {
  readonly thresholds: Thresholds;
  /** Offered when nothing fits; at least OPTIONS_MIN entries. */
  readonly menu: readonly EntryId[];
  readonly humanEntryId: EntryId;
}

/** Begins the rule id of a risk that is read by likeness to an example. */
export const EXAMPLE_PREFIX = 'example:';

/** Entries that greet and thank: they answer no question. */
export const COURTESIES: readonly EntryId[] = ['svc.greeting', 'svc.thanks'];

export function decide(reading: Reading, settings: DecideSettings): Decision {
  const { thresholds } = settings;
  const risk = topRisk(reading, thresholds);
  if (risk) return escalation('risk', risk, reading);

  const asked = sureQuestions(reading, thresholds);
  const [first, ...more] = asked;
  if (first) {
    const person = asked.find((candidate) => candidate.handling === 'escalate');
    if (person) return escalation(person.entryId === settings.humanEntryId ? 'asked' : 'entry', person, reading);
    return {
      kind: 'answer',
      entryIds: [first.entryId, ...more.map((candidate) => candidate.entryId)],
      smallTalk: false,
      probability: Math.min(...asked.map((candidate) => candidate.probability)),
      evidence: evidenceOf(reading),
    };
  }
  return steer(reading, settings);
}

/** No question is sure: small talk, a fragment, a close call, or nothing known. */
function steer(reading: Reading, { thresholds, menu, humanEntryId }: DecideSettings): Decision {
  const evidence = evidenceOf(reading);
  const top = reading.whole[0];
  const fragment: Decision = { kind: 'clarify', because: 'fragment', options: menuOptions(menu), evidence };
  if (reading.onlyReferences) return fragment;
  const chat = sureSmallTalk(reading, thresholds.answer);
  if (chat) return { kind: 'answer', entryIds: [chat.entryId], smallTalk: true, probability: chat.probability, evidence };
  if (top?.handling === 'ask' && top.probability >= thresholds.clarify) return fragment;
  const uncovered: Decision = { kind: 'clarify', because: 'no_match', options: [...new Set([humanEntryId, ...menuOptions(menu)])].slice(0, OPTIONS_MAX), evidence };
  if (top?.handling === 'uncovered' && top.probability >= thresholds.clarify) return uncovered;
  const options = closeCalls(reading, thresholds);
  if (options.length > 0) return { kind: 'clarify', because: 'close', options: atLeastTwo(options, humanEntryId), evidence };
  if (top && isCourtesy(top) && top.probability >= thresholds.courtesy) {
    return { kind: 'answer', entryIds: [top.entryId], smallTalk: false, probability: top.probability, evidence };
  }
  return { kind: 'clarify', because: 'no_match', options: menuOptions(menu), evidence };
}

/** Several kinds of small talk share the probability when they are near each other; together they are sure that it is none else. */
function sureSmallTalk({ whole }: Reading, threshold: number): Candidate | null {
  const [top] = whole;
  if (top?.handling !== 'small_talk') return null;
  const together = whole.reduce((sum, candidate) => sum + (candidate.handling === 'small_talk' ? candidate.probability : 0), 0);
  return together >= threshold ? top : null;
}

/**
 * What to offer when no question is sure: the possible readings of the whole message, then those of its parts, as long as all
 * together are likely enough to hold the right one.
 */
function closeCalls(reading: Reading, thresholds: Thresholds): readonly EntryId[] {
  const possible = [reading.whole, ...reading.parts.map((part) => part.candidates.slice(0, 2))]
    .map((candidates) => candidates.filter((candidate) => isQuestion(candidate) && !isCourtesy(candidate) && candidate.probability >= thresholds.option));
  const likeliest = Math.max(0, ...possible.map((candidates) => candidates.reduce((sum, candidate) => sum + candidate.probability, 0)));
  if (likeliest < thresholds.clarify) return [];
  return [...new Set(possible.flat().map((candidate) => candidate.entryId))].slice(0, OPTIONS_MAX);
}

/** A single possible reading is offered beside a person. */
function atLeastTwo(options: readonly EntryId[], humanEntryId: EntryId): readonly EntryId[] {
  return options.length >= OPTIONS_MIN ? options : [...new Set([...options, humanEntryId])];
}

function menuOptions(menu: readonly EntryId[]): readonly EntryId[] {
  return menu.slice(0, OPTIONS_MAX);
}

export function isQuestion(candidate: Candidate): boolean {
  return candidate.handling !== 'risk' && !BACKGROUND.includes(candidate.handling);
}

/**
 * A risk is taken when its examples together are likely in the whole message, whatever class each is of (a commitment asked for may
 * be one on dispatch or on arrival), or one leads a part: beside a harmless question, the risk wins.
 */
function topRisk(reading: Reading, thresholds: Thresholds): Candidate | null {
  const risks = reading.whole.filter((candidate) => candidate.handling === 'risk');
  const together = risks.reduce((sum, candidate) => sum + candidate.probability, 0);
  const ofParts = reading.parts.flatMap((part) => part.candidates.slice(0, 1)).filter((candidate) => candidate.handling === 'risk' && candidate.probability >= thresholds.part);
  return mostProbable([...(together >= thresholds.risk ? risks.slice(0, 1) : []), ...ofParts]);
}

/**
 * The questions that are sure, the leading one first. The whole message decides; its parts add what it asks besides, and speak
 * for it when it is too long to be sure as a whole. A part has little to go by, so it must be surer, or name what the whole
 * message names too. Greetings and thanks count only when the message holds nothing else that could be a question.
 */
function sureQuestions(reading: Reading, thresholds: Thresholds): readonly Candidate[] {
  const isSure = (candidate: Candidate, part: Part | null): boolean => candidate.probability >= thresholds[heldAgainst(candidate, reading, part)];
  const sure = [
    ...reading.whole.slice(0, 1).filter((candidate) => isSure(candidate, null) && !isMixture(candidate, reading.parts)),
    ...reading.parts.flatMap((part) => part.candidates.slice(0, 1).filter((candidate) => isSure(candidate, part))),
  ].filter(isQuestion);
  const distinct = sure.filter((candidate, index) => sure.findIndex((other) => other.entryId === candidate.entryId) === index);
  const real = distinct.filter((candidate) => !isCourtesy(candidate));
  if (real.length > 0) return real.slice(0, ANSWERS_MAX);
  const [whole] = reading.whole;
  const sureAsWhole = whole !== undefined && isCourtesy(whole) && whole.probability >= thresholds.answer;
  return reading.parts.every((part) => saysNothingElse(part) || (sureAsWhole && part.candidates[0]?.handling === 'ask')) ? distinct.slice(0, 1) : [];
}

/** Several parts ask, and none of them means what all their words together look like (多久发货，能开发票吗 is not 多久开发票). */
export function isMixture(candidate: Candidate, parts: readonly Part[]): boolean {
  return parts.filter((part) => part.asks).length > 1 && !parts.some((part) => supports(part.candidates, candidate));
}

/** The threshold that a leading question must reach; `part` is null for the whole message. In a mixture, a part that asks speaks for itself. */
export function heldAgainst(candidate: Candidate, { whole, parts }: Reading, part: Part | null): keyof Thresholds {
  const speaks = part === null || supports(whole, candidate) || (part.asks && whole[0] !== undefined && isMixture(whole[0], parts));
  if (!speaks) return 'part';
  return candidate.handling === 'escalate' ? 'person' : 'answer';
}

/** Whether the whole message points to the same entry, if only as a possibility. */
function supports(whole: readonly Candidate[], candidate: Candidate): boolean {
  return whole.some((other) => other.entryId === candidate.entryId && other.probability >= SUPPORT_MIN);
}

/** A part that is a courtesy or small talk itself, or in which nothing at all was read. */
function saysNothingElse(part: Part): boolean {
  const [first] = part.candidates;
  return !first || isCourtesy(first) || first.handling === 'small_talk';
}

export function isCourtesy(candidate: Candidate): boolean {
  return COURTESIES.includes(candidate.entryId);
}

function mostProbable(candidates: readonly Candidate[]): Candidate | null {
  return candidates.reduce<Candidate | null>((best, candidate) => (candidate.probability > (best?.probability ?? 0) ? candidate : best), null);
}

export function evidenceOf(reading: Reading): Evidence {
  const [first, second] = reading.whole;
  return { candidates: reading.whole, margin: (first?.probability ?? 0) - (second?.probability ?? 0), rule: null };
}

function escalation(cause: 'risk' | 'entry' | 'asked', candidate: Candidate, reading: Reading): Decision {
  const riskId: RiskId | null = cause === 'risk' ? candidate.entryId.slice(RISK_PREFIX.length) : null;
  const understood = cause === 'risk' ? reading.whole.find(isQuestion)?.entryId ?? null : candidate.entryId;
  const evidence = evidenceOf(reading);
  return {
    kind: 'escalate', cause, riskId, entryId: understood, probability: candidate.probability,
    evidence: cause === 'risk' ? { ...evidence, rule: { ruleId: EXAMPLE_PREFIX + riskId, words: candidate.matched } } : evidence,
  };
}
