// Why a message is decided on as it is: the reading taken apart (understand/explain.ts), the risk rules that hit, every probability
// beside the threshold it was held against, and one Chinese sentence. The decision is readMessage's own; nothing here changes it.
// Of `decide` it retells the order of the comparisons; test/understand/explain.test.ts holds the two together.
import { readRisks } from '../compliance/risk.ts';
import { isCurrent } from '../knowledge/base.ts';
import type { Candidate, Decision, EntryId, RiskId, RuleHit, Severity } from '../types.ts';
import { decide, heldAgainst, isCourtesy, isMixture, isQuestion, type DecideSettings, type Thresholds } from '../understand/decide.ts';
import { explainReading, explainText, type ExplainedCandidate, type ExplainSettings, type ReadingExplanation, type Share, type TextExplanation } from '../understand/explain.ts';
import { RISK_PREFIX } from '../understand/index.ts';
import { normalise } from '../understand/normalise.ts';
import { understand, type Reading } from '../understand/understand.ts';
import { readMessage, type Brain, type MessageReading } from './brain.ts';
import { FOLLOW_UP, NO_CONTEXT, type Context } from './context.ts';

export type ThresholdKey = keyof Thresholds;

export const THRESHOLD_NAMES: Readonly<Record<ThresholdKey, string>> = {
  answer: '作答线', person: '转人工线', part: '分句线', courtesy: '寒暄线', risk: '风险线', clarify: '反问线', option: '选项线',
};

/** A probability held against a threshold: of one entry, or of several together. */
export interface Comparison {
  readonly threshold: ThresholdKey;
  readonly limit: number;
  /** Place in `parts`; null for the whole message. */
  readonly part: number | null;
  readonly ids: readonly EntryId[];
  readonly probability: number;
  /** probability ≥ limit */
  readonly reached: boolean;
}

export interface ExplainedRule extends RuleHit {
  readonly risk: RiskId;
  readonly name: string;
  readonly severity: Severity;
}

export interface ExplainedDecision {
  readonly kind: Decision['kind'];
  /** `close`, `no_match`, `fragment` of a question back; the cause of a call; `small_talk`. */
  readonly because: string | null;
  readonly ids: readonly EntryId[];
  readonly risk: RiskId | null;
  /** Null of a question back. */
  readonly probability: number | null;
  /** Parts of the message that the answer leaves to a person. */
  readonly left: readonly string[];
  /** One Chinese sentence. */
  readonly why: string;
}

export interface Explanation extends ReadingExplanation {
  /** As the buyer wrote it. */
  readonly message: string;
  /** The message read together with what was said before it; null when it was taken alone. */
  readonly together: TextExplanation | null;
  /** The risk rules that hit, most severe first; the first decides. */
  readonly rules: readonly ExplainedRule[];
  readonly thresholds: Readonly<Record<ThresholdKey, { readonly name: string; readonly value: number }>>;
  /** In the order in which they were made; empty when a risk rule decided before. */
  readonly compared: readonly Comparison[];
  readonly decision: ExplainedDecision;
}

export interface MessageSettings extends Pick<ExplainSettings, 'topics'> {
  /** The talk so far; without it, the message is explained alone. */
  readonly context?: Context;
}

/** Explains what `readMessage` decides with the same arguments. `now` in ms. */
export function explainMessage(brain: Brain, text: string, now: number, { context = NO_CONTEXT, topics = [] }: MessageSettings = {}): Explanation {
  const { base, index, settings } = brain;
  const normal = normalise(text);
  const heard = readMessage(brain, text, now, context);
  const allowed = (id: EntryId): boolean => id.startsWith(RISK_PREFIX) || isCurrent(base, id, now);
  const titleOf = (id: EntryId): string | undefined =>
    id.startsWith(RISK_PREFIX) ? base.risks.get(id.slice(RISK_PREFIX.length))?.name : base.entries.get(id)?.question;
  const how: ExplainSettings = { allowed, titleOf, topics };
  const reading = understand(index, normal, allowed);
  const rules = readRisks(brain.riskRules, normal).map(({ riskId, severity, rule }) => ({ risk: riskId, name: base.risks.get(riskId)?.name ?? riskId, severity, ...rule }));
  const compared = rules.length > 0 ? [] : comparisons(reading, settings);
  const { rule } = heard.decision.evidence;
  const together = rule?.ruleId === FOLLOW_UP ? explainText(index, normalise(rule.words).text, how) : null;
  const explained = explainReading(index, normal, how);
  return {
    message: text, ...explained, together, rules,
    thresholds: thresholdsOf(settings.thresholds),
    compared,
    decision: { ...plainDecision(heard), why: sentence({ heard, reading, explained, compared, rules, together, titleOf: (id) => titleOf(id) ?? id }) },
  };
}

function thresholdsOf(thresholds: Thresholds): Explanation['thresholds'] {
  const keys = Object.keys(THRESHOLD_NAMES) as ThresholdKey[];
  return Object.fromEntries(keys.map((key) => [key, { name: THRESHOLD_NAMES[key], value: thresholds[key] }])) as Explanation['thresholds'];
}

function plainDecision({ decision, left }: MessageReading): Omit<ExplainedDecision, 'why'> {
  switch (decision.kind) {
    case 'answer': return { kind: 'answer', because: decision.smallTalk ? 'small_talk' : null, ids: decision.entryIds, risk: null, probability: decision.probability, left };
    case 'clarify': return { kind: 'clarify', because: decision.because, ids: decision.options, risk: null, probability: null, left };
    case 'escalate': return { kind: 'escalate', because: decision.cause, ids: decision.entryId === null ? [] : [decision.entryId], risk: decision.riskId, probability: decision.probability, left };
  }
}

/** What `decide` compares for a reading, in its order, up to what settles the matter. */
export function comparisons(reading: Reading, settings: DecideSettings): readonly Comparison[] {
  const { thresholds } = settings;
  const against = (threshold: ThresholdKey, part: number | null, candidates: readonly Candidate[]): Comparison => {
    const probability = candidates.reduce((sum, one) => sum + one.probability, 0);
    const limit = thresholds[threshold];
    return { threshold, limit, part, ids: candidates.map(({ entryId }) => entryId), probability, reached: probability >= limit };
  };
  const { whole, parts } = reading;
  const texts = [{ part: null, top: whole[0] }, ...parts.map(({ candidates }, part) => ({ part, top: candidates[0] }))];
  const tops = texts.flatMap(({ part, top }) => (top ? [{ part, top }] : []));

  const risksOfWhole = whole.filter(({ handling }) => handling === 'risk');
  const risks = [
    ...(risksOfWhole.length > 0 ? [against('risk', null, risksOfWhole)] : []),
    ...tops.filter(({ part, top }) => part !== null && top.handling === 'risk').map(({ part, top }) => against('part', part, [top])),
  ];
  if (risks.some(({ reached }) => reached)) return risks;

  const questions = tops.filter(({ part, top }) => isQuestion(top) && !(part === null && isMixture(top, parts))).map(({ part, top }) => against(heldAgainst(top, reading, part === null ? null : parts[part]!), part, [top]));
  const sure = [...risks, ...questions];
  const decision = decide(reading, settings);
  const taken = decision.kind === 'answer' ? decision.entryIds : decision.kind === 'escalate' && decision.entryId !== null ? [decision.entryId] : [];
  if (questions.some(({ reached, ids }) => reached && taken.includes(ids[0]!))) return sure;
  return [...sure, ...steering(reading, against)];
}

type Against = (threshold: ThresholdKey, part: number | null, candidates: readonly Candidate[]) => Comparison;

/** What is compared when no question is sure. */
function steering({ whole, parts, onlyReferences }: Reading, against: Against): readonly Comparison[] {
  if (onlyReferences) return [];
  const [top] = whole;
  const chat = top?.handling === 'small_talk' ? [against('answer', null, whole.filter(({ handling }) => handling === 'small_talk'))] : [];
  if (chat.some(({ reached }) => reached)) return chat;
  const nothing = top?.handling === 'ask' || top?.handling === 'uncovered' ? [against('clarify', null, [top])] : [];
  if (nothing.some(({ reached }) => reached)) return nothing;

  const groups = [{ part: null, candidates: whole }, ...parts.map(({ candidates }, part) => ({ part, candidates: candidates.slice(0, 2) }))]
    .map(({ part, candidates }) => ({ part, candidates: candidates.filter((one) => isQuestion(one) && !isCourtesy(one)) }));
  const singles = groups.flatMap(({ part, candidates }) => candidates.map((one) => against('option', part, [one])));
  const possible = groups.map(({ part, candidates }) => against('clarify', part, candidates.filter((one) => against('option', part, [one]).reached)));
  const likeliest = possible.reduce((best, one) => (one.probability > best.probability ? one : best));
  const courtesy = top && isCourtesy(top) && !likeliest.reached ? [against('courtesy', null, [top])] : [];
  return [...chat, ...nothing, ...singles, likeliest, ...courtesy];
}

interface Told {
  readonly heard: MessageReading;
  readonly reading: Reading;
  readonly explained: ReadingExplanation;
  readonly compared: readonly Comparison[];
  readonly rules: readonly ExplainedRule[];
  readonly together: TextExplanation | null;
  titleOf(id: EntryId): string;
}

function sentence(told: Told): string {
  const { decision, left } = told.heard;
  const passed = left.length > 0 ? `；${left.map(quoted).join('、')}没有把握，交给人工` : '';
  switch (decision.kind) {
    case 'answer': return `${answered(told, decision)}${passed}`;
    case 'clarify': return askedBack(told, decision);
    case 'escalate': return called(told, decision);
  }
}

function answered(told: Told, decision: Extract<Decision, { kind: 'answer' }>): string {
  const { together, titleOf, compared } = told;
  const [first] = decision.entryIds;
  if (together) return `连着上文读作${quoted(together.text)}，是${decision.entryIds.map((id) => quoted(titleOf(id))).join('和')}，把握 ${figure(decision.probability)}，所以作答`;
  if (decision.smallTalk) return `像闲聊${quoted(titleOf(first))}，${heldTo(compared.findLast(({ threshold }) => threshold === 'answer'), '各种闲聊合计把握')}，所以按闲聊回应`;
  const courtesy = compared.find(({ threshold, reached }) => threshold === 'courtesy' && reached);
  if (courtesy) return `像${quoted(titleOf(first))}，${heldTo(courtesy)}，没有别的像样的问题，所以作答`;
  if (decision.entryIds.length === 1) return `${understood(told, first)}，所以作答`;
  return `问了 ${decision.entryIds.length} 件事：${decision.entryIds.map((id) => understood(told, id)).join('；')}；所以一起作答`;
}

function askedBack({ reading, explained, compared, titleOf }: Told, decision: Extract<Decision, { kind: 'clarify' }>): string {
  const [top] = reading.whole;
  const possible = compared.findLast(({ threshold }) => threshold === 'clarify');
  if (decision.because === 'fragment') {
    return reading.onlyReferences ? '去掉卡片、链接、号码和表情后没有剩下文字，所以反问想问什么' : `像没有说完的半句话${quoted(titleOf(top?.entryId ?? ''))}，${heldTo(possible)}，所以反问想问什么`;
  }
  if (!top && !/[\p{L}\p{N}]/u.test(explained.whole.text)) return '消息里没有能读的字，所以当作没有听懂，请买家换个说法';
  if (!top) return '没有哪个问法与它有共同的字词，所以当作没有听懂，请买家换个说法';
  if (top.handling === 'uncovered' && possible?.reached && possible.ids[0] === top.entryId) return `像本店答复管不到的问题${quoted(titleOf(top.entryId))}，${heldTo(possible)}，所以照实说，并提供人工`;
  const below = compared.filter(({ part, reached }) => part === null && !reached);
  const unsure = below.find(({ threshold }) => threshold === 'answer' || threshold === 'person') ?? below.find(({ threshold }) => threshold === 'risk');
  const likest = `最像${quoted(titleOf(top.entryId))}，${unsure ? heldTo(unsure) : `把握 ${figure(top.probability)}`}`;
  if (decision.because === 'close') return `${likest}；可能的问法${heldTo(possible, '合计')}，所以反问，给出 ${decision.options.length} 个选项`;
  return `${likest}；可能的问法${heldTo(possible, '合计')}，所以当作没有听懂，请买家换个说法`;
}

function called(told: Told, decision: Extract<Decision, { kind: 'escalate' }>): string {
  const { rules, titleOf, compared, reading, together } = told;
  const { rule } = decision.evidence;
  const [hit] = rules;
  if (hit) return `命中风险规则 ${hit.ruleId}（${quoted(hit.words)}），属于${quoted(hit.name)}，所以转人工`;
  if (decision.cause === 'risk' && decision.riskId !== null) {
    const id = RISK_PREFIX + decision.riskId;
    const reached = compared.find((one) => one.reached && one.ids[0] === id);
    const name = quoted(titleOf(id));
    return reached ? `${nameOfPart(reading, reached.part)}像风险${name}的例句，${heldTo(reached)}，所以转人工` : `连着前面的话读，属于风险${name}${rule ? `（${quoted(rule.words)}）` : ''}，所以转人工`;
  }
  const because = decision.cause === 'asked' ? '买家要找人工' : '这一条要人工处理';
  const meant = together ? `连着上文读作${quoted(together.text)}，是${quoted(titleOf(decision.entryId ?? ''))}，把握 ${figure(decision.probability)}` : understood(told, decision.entryId ?? '');
  return `${meant}，${because}，所以转人工`;
}

/** An entry that was sure, where, and what it was held against. */
function understood({ compared, reading, explained, titleOf }: Told, id: EntryId): string {
  const reached = compared.find((one) => one.reached && one.ids[0] === id);
  if (!reached) return `分句连着前一句读，是${quoted(titleOf(id))}`;
  const { candidates } = reached.part === null ? explained.whole : explained.parts[reached.part]!;
  return `${nameOfPart(reading, reached.part)}最像${quoted(titleOf(id))}${servedOf(candidates.find((one) => one.id === id), titleOf)}，${heldTo(reached)}`;
}

/** Most of the probability may be another entry's, which the answer serves as well. */
function servedOf(candidate: ExplainedCandidate | undefined, titleOf: Told['titleOf']): string {
  const most = candidate?.serves.reduce<Share | null>((best, one) => (one.share > (best?.share ?? candidate.share) ? one : best), null);
  return most ? `（多半问的是${quoted(titleOf(most.id))}，这条答复也管）` : '';
}

const nameOfPart = ({ parts }: Reading, part: number | null): string => (part === null ? '' : `分句${quoted(parts[part]?.text ?? '')}`);

const quoted = (text: string): string => `“${text}”`;

function heldTo(one: Comparison | undefined, what?: string): string {
  if (!one) return '';
  const { probability, limit, threshold, ids } = one;
  const digits = [2, 3, 4].find((count) => probability.toFixed(count) !== limit.toFixed(count)) ?? 2;
  const relation = probability > limit ? '高于' : probability === limit ? '达到' : '低于';
  return `${what ?? (ids.length > 1 ? '合计把握' : '把握')} ${figure(probability, digits)}，${relation}${THRESHOLD_NAMES[threshold]} ${figure(limit, digits)}`;
}

const figure = (value: number, digits = 2): string => value.toFixed(digits);
