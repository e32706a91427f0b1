// Why a message was read as it was: what was taken out and put right, the words, and each candidate's probability taken apart into
// evidence, weight and contribution, so that the figures add up to the probability again (test/understand/explain.test.ts).
// Reads with the same functions as rank.ts and decides nothing. For people who mend a base, and for the desk; not for every message.
import type { Candidate, EntryId, Meaning, NormalText, SemanticEvidence } from '../types.ts';
import { numberOf } from './dictionary.ts';
import type { QuestionIndex } from './index.ts';
import type { Replacement } from './lexicon.ts';
import { FEATURES, leaderOf, NONE_FEATURES, probabilitiesOf, rivalOf, scoreOf, type BaseKind, type FeatureName, type Features, type Logit, type NoneFeatureName, type NoneFeatures } from './model.ts';
import { namesOfSigns, type QUESTION_KINDS } from './question.ts';
import { candidatesOf, EFFORT_OF, measure, type Effort, type Measured } from './rank.ts';
import { READING_MODELS } from './semantic.ts';
import { kindOf, READ_LENGTH_MAX, stripReferences, termsOf } from './terms.ts';
import { understand } from './understand.ts';

type Kind = keyof typeof QUESTION_KINDS;

/** What people call the evidence, the kinds of question and the kinds of base. */
export const FEATURE_NAMES: Readonly<Record<FeatureName, string>> = {
  same: '与某个问法一字不差', entry_cosine: '与这一条全部问法的接近程度', entry_close: '接近程度（越近差别越大）', entry_log: '接近程度的对数',
  class_log: '分类模型的把握（对数）', topic: '行业话题相合', topic_log: '行业话题相合（对数）', background: '闲聊或半句话', likeness: '与最像问法的相似度',
  used: '问法有多少被说到', covered: '消息有多少被这一条盖住', words_covered: '消息的词有多少在问法里', characters_covered: '消息的字有多少在问法里',
  characters_used: '问法的字有多少在消息里', rarest_covered: '最少见的字也在问法里', order: '字的先后次序一致', numbers_agree: '数字与字母一致',
  asks_alike: '问的是同一类事（多久、怎么、能不能……）', denies_alike: '肯定否定一致',
  semantic: '意思相近（语义向量）', semantic_sure: '意思相近到不像碰巧（语义向量）',
};
export const NONE_NAMES: Readonly<Record<NoneFeatureName | 'bias', string>> = {
  bias: '起点', brevity: '话太短', class_doubt: '分类模型拿不准', foreign: '知识库没见过的字词', topic_background: '行业话题里不是问题', topic_doubt: '行业话题拿不准', rival: '第二名紧跟着',
};
export const ASK_NAMES: Readonly<Record<Kind, string>> = {
  when: '什么时候、多久', how: '怎么做', why: '为什么', price: '多少钱', amount: '多少、多大', may: '能不能', has: '有没有', is: '是不是', who: '谁', where: '在哪', which: '哪个', what: '是什么', good: '好不好',
};
export const BASE_NAMES: Readonly<Record<BaseKind, string>> = { rich: '问法多的知识库', thin: '问法少的知识库', plain: '太大、不用分类模型的知识库' };

/** One piece of evidence: `contribution` = `value` × `weight`, added to a score (a logarithm of odds). */
export interface Contribution<Name extends string = FeatureName> {
  readonly feature: Name;
  /** In Chinese, for people. */
  readonly name: string;
  readonly value: number;
  readonly weight: number;
  readonly contribution: number;
}

/** Contributions with a weight other than 0, largest first; `score` is their sum. */
export interface Score<Name extends string = FeatureName> {
  readonly score: number;
  readonly contributions: readonly Contribution<Name>[];
}

export interface ExplainedCandidate {
  readonly id: EntryId;
  readonly title: string;
  readonly handling: Meaning;
  /** How likely the answer is right, 0..1: `share` and those of `serves` together. */
  readonly probability: number;
  /** How likely this very entry was meant. */
  readonly share: number;
  /** Entries measured beside it whose question its answer serves as well, with their shares. */
  readonly serves: readonly Share[];
  /** The best similar question and its likeness, 0..1. */
  readonly matched: string;
  readonly likeness: number;
  /** Which of the entries is meant. */
  readonly which: Score;
  /** Whether it would be right as the leader, or talk: counts for the leader alone (`Fit.leader`). */
  readonly alone: Score;
}

export interface Share {
  readonly id: EntryId;
  readonly share: number;
}

/** An entry that was measured but is not among the best: its score shares the probability. `current` is false outside its window. */
export interface Rest extends Share {
  readonly title: string;
  readonly score: number;
  readonly current: boolean;
}

/**
 * Whether the leader, the entry of the highest `which` score (in its window or not), is right: `sure` = 1 / (1 + exp(against.score -
 * for.score)), at most its share exp(which) / Σ exp(which) where the base is `bounded`. The other shares keep their proportions and
 * are scaled by min(sure / share, (1 - sure) / (1 - share)). Where small talk, a fragment or what is uncovered leads (`talk`), `sure` says
 * that the message is any such, and scales all shares.
 */
export interface Fit {
  /** All shares together; 0 without candidates. */
  readonly probability: number;
  readonly leader: EntryId | null;
  readonly talk: boolean;
  readonly bounded: boolean;
  readonly for: Score;
  readonly against: Score<NoneFeatureName | 'bias'>;
}

export interface RunnerUp {
  readonly id: EntryId;
  readonly title: string;
  readonly probability: number;
  /** Best less runner-up, in probability. */
  readonly margin: number;
  /** What puts the best before it (above 0) or behind it, evidence by evidence, in `which` contributions; largest first. */
  readonly lead: readonly { readonly feature: FeatureName; readonly name: string; readonly contribution: number }[];
}

/** A text, the whole message or a part, as it was read. */
export interface TextExplanation {
  readonly text: string;
  /** With corrections and synonyms put in: this is what is compared. */
  readonly read: string;
  readonly corrections: readonly Replacement[];
  readonly synonyms: readonly Replacement[];
  /** As cut by the segmenter. */
  readonly words: readonly string[];
  /** Words and characters that no question of the base has. */
  readonly unknown: readonly string[];
  readonly asks: readonly { readonly kind: Kind; readonly name: string }[];
  readonly denies: boolean;
  /** The best, at most CANDIDATES_MAX (rank.ts). */
  readonly candidates: readonly ExplainedCandidate[];
  readonly rest: readonly Rest[];
  readonly runner: RunnerUp | null;
  readonly fit: Fit;
  /** The three likeliest topics of the industry pack; empty where it is not asked. */
  readonly topics: readonly { readonly topic: string; readonly probability: number }[];
}

export interface ReadingExplanation {
  /** The message in normal form. */
  readonly normal: string;
  /** Links, addresses, long numbers and stickers that were taken out. */
  readonly references: readonly string[];
  /** Whether it goes on after the READ_LENGTH_MAX characters (terms.ts) that the matcher reads. */
  readonly goesOn: boolean;
  readonly base: { readonly kind: BaseKind; readonly name: string };
  readonly whole: TextExplanation;
  readonly parts: readonly TextExplanation[];
}

export interface ExplainSettings {
  /** As for `understand`. */
  readonly allowed: (id: EntryId) => boolean;
  /** What people call an entry or a risk class; without it, the first question. */
  readonly titleOf?: (id: EntryId) => string | undefined;
  /** As for `understand`; of the message as a whole. */
  readonly semantic?: SemanticEvidence | null;
  /** How much the lookup may cost: a message's unless told that it is a part of one. */
  readonly effort?: Effort;
  /** Names of the industry pack's intents in its order; without it, their numbers. */
  readonly topics?: readonly string[];
}

const TOPICS_SHOWN = 3;

/** Explains what `understand` reads with the same index, text and `allowed`. Any text has an explanation, the empty one too. */
export function explainReading(index: QuestionIndex, normal: NormalText, settings: ExplainSettings): ReadingExplanation {
  const { text } = stripReferences(normal.text);
  const { semantic = null, ...apart } = settings;
  const { parts } = understand(index, normal, settings.allowed, semantic);
  return {
    normal: normal.text,
    references: referencesIn(normal.text),
    goesOn: text.length > READ_LENGTH_MAX,
    base: { kind: index.kind, name: BASE_NAMES[index.kind] },
    whole: explainText(index, text, settings),
    parts: parts.map((part) => explainText(index, part.text, { ...apart, effort: EFFORT_OF.part })),
  };
}

/** Explains a text that is read as one, without its parts. */
export function explainText(index: QuestionIndex, text: string, settings: ExplainSettings): TextExplanation {
  const normal: NormalText = { original: text, text, offsets: [] };
  const measures = measure(index, normal, settings.semantic, settings.effort);
  const { query } = measures;
  const signs = namesOfSigns(query.signs);
  return {
    text, read: query.text, corrections: query.corrections, synonyms: query.synonyms,
    words: index.segmenter.cut(query.text.slice(0, READ_LENGTH_MAX)).filter((word) => word.trim() !== ''),
    unknown: termsOf(query.text, index.segmenter).filter((term) => ['w', 'c'].includes(kindOf(term)) && numberOf(index.termIds, term) < 0).map((term) => term.slice(2)),
    asks: (Object.keys(ASK_NAMES) as Kind[]).filter((kind) => signs.includes(kind)).map((kind) => ({ kind, name: ASK_NAMES[kind] })),
    denies: signs.includes('denies'),
    ...explainCandidates(index, measures.candidates, measures.none, candidatesOf(index, measures, settings.allowed), settings),
    topics: topicsOf(index, normal, query.termCount, settings.topics),
  };
}

type Explained = Pick<TextExplanation, 'candidates' | 'rest' | 'runner' | 'fit'>;

function explainCandidates(index: QuestionIndex, measured: readonly Measured[], none: NoneFeatures, best: readonly Candidate[], settings: ExplainSettings): Explained {
  const model = READING_MODELS[index.kind];
  const shares = probabilitiesOf(model, measured.map((one) => one.features), none);
  const scores = measured.map((one) => scoreOf(model.which, one.features));
  const entries = measured.map(({ entry }) => index.entries[entry]!);
  const titleOf = (id: EntryId): string => settings.titleOf?.(id) ?? entries.find((entry) => entry.id === id)?.questions[0] ?? id;
  const places = best.map(({ entryId }) => entries.findIndex(({ id }) => id === entryId));

  const candidates = best.map((candidate, i): ExplainedCandidate => {
    const at = places[i]!;
    const { id, serves = [] } = entries[at]!;
    return {
      id, title: titleOf(id), handling: candidate.handling, probability: candidate.probability, share: shares[at]!,
      serves: entries.flatMap((other, j) => (j !== at && serves.includes(other.id) ? [{ id: other.id, share: shares[j]! }] : [])),
      matched: candidate.matched, likeness: candidate.score,
      which: entryScore(model.which, measured[at]!), alone: entryScore((measured[at]!.features.background === 1 ? model.talk : model.leader).weights, measured[at]!),
    };
  });
  const rest = entries.flatMap(({ id }, i): readonly Rest[] =>
    places.includes(i) ? [] : [{ id, title: titleOf(id), score: scores[i]!, share: shares[i]!, current: settings.allowed(id) }]);
  return {
    candidates,
    rest: rest.sort((a, b) => b.share - a.share),
    runner: runnerUp(candidates),
    fit: { probability: shares.reduce((sum, share) => sum + share, 0), ...fitOf(index, measured, scores, none) },
  };
}

const NO_SCORE = { score: 0, contributions: [] } as const;

/** As in probabilitiesOf. */
function fitOf(index: QuestionIndex, measured: readonly Measured[], scores: readonly number[], none: NoneFeatures): Omit<Fit, 'probability'> {
  const model = READING_MODELS[index.kind];
  const leader = measured[leaderOf(scores)];
  const { bounded } = model;
  if (!leader) return { leader: null, talk: false, bounded, for: NO_SCORE, against: noneScore(model.leader, none) };
  const { id } = index.entries[leader.entry]!;
  const talk = leader.features.background === 1;
  const step = talk ? model.talk : model.leader;
  return { leader: id, talk, bounded, for: entryScore(step.weights, leader), against: noneScore(step, { ...none, rival: rivalOf(scores) }) };
}

function runnerUp([first, second]: readonly ExplainedCandidate[]): RunnerUp | null {
  if (!first || !second) return null;
  const theirs = new Map(second.which.contributions.map(({ feature, contribution }) => [feature, contribution]));
  const lead = first.which.contributions.map(({ feature, name, contribution }) => ({ feature, name, contribution: contribution - theirs.get(feature)! }));
  return {
    id: second.id, title: second.title, probability: second.probability, margin: first.probability - second.probability,
    lead: lead.filter(({ contribution }) => contribution !== 0).sort((a, b) => b.contribution - a.contribution),
  };
}

function entryScore(weights: Features, { features }: Measured): Score {
  return scored(FEATURES.map((feature) => [feature, FEATURE_NAMES[feature], features[feature], weights[feature]]));
}

function noneScore(logit: Logit, none: NoneFeatures): Score<NoneFeatureName | 'bias'> {
  return scored([
    ['bias', NONE_NAMES.bias, 1, logit.none.bias],
    ...NONE_FEATURES.map((feature) => [feature, NONE_NAMES[feature], none[feature], logit.none[feature]] as const),
  ]);
}

function scored<Name extends string>(rows: readonly (readonly [Name, string, number, number])[]): Score<Name> {
  const contributions = rows.filter(([, , , weight]) => weight !== 0)
    .map(([feature, name, value, weight]) => ({ feature, name, value, weight, contribution: value * weight }));
  return { score: contributions.reduce((sum, one) => sum + one.contribution, 0), contributions: contributions.sort((a, b) => b.contribution - a.contribution) };
}

function topicsOf({ industry, entryTopics }: QuestionIndex, normal: NormalText, termCount: number, names: readonly string[] = []): TextExplanation['topics'] {
  if (!industry || entryTopics.length === 0 || termCount === 0) return [];
  return [...industry.topicsOf(normal)].map((probability, i) => ({ topic: names[i] ?? `#${i}`, probability }))
    .sort((a, b) => b.probability - a.probability).slice(0, TOPICS_SHOWN);
}

/** Every marker of terms.ts lies within such a run: a pair of brackets, or printable ASCII without any. */
const REFERENCE_RUN = /\[[^\][]{1,8}\]|[!-Z\\^-~]+/g;

/** What stripReferences takes out, without the label of a card; a run that holds several is given as one. */
function referencesIn(normal: string): readonly string[] {
  return [...normal.matchAll(REFERENCE_RUN)].flatMap(([run]) => {
    const { text, had } = stripReferences(run);
    if (!had) return [];
    let before = 0;
    while (before < text.length && text[before] === run[before]) before++;
    let after = 0;
    while (after < text.length - before && text[text.length - 1 - after] === run[run.length - 1 - after]) after++;
    return [run.slice(before, run.length - after)];
  });
}
