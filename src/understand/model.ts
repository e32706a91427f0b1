// How evidence becomes a probability: a conditional logit (McFadden 1974) over the candidates and "none of them". Every entry
// gets a score, so does "none"; the probabilities of all entries and of none add up to one. A model may split the question in
// two, P(entry) = P(any fits) · P(entry | any fits): then rivals alone share the second factor, and the first is a logistic
// regression on the leader, so that a lone candidate that fits badly is not sure for want of rivals.
// Features are shares, leads and logarithms of shares, which mean the same in every shop; no words. Weights: weights.ts.

/** Evidence for one entry. */
export const FEATURES = [
  'same', // 1 when the message is one of the entry's questions, in normal form
  'entry_cosine', // angle between the message and all of the entry's questions together
  'entry_close', // -log(1.03 - entry_cosine): near the top, small differences of the angle count for more
  'entry_log', // logarithm of entry_cosine
  'class_log', // logarithm of the class model's probability
  'background', // 1 for small talk and fragments, whose questions are of many kinds
  'used', // share of the entry's best question that the message has, by weight of terms
  'covered', // share of the message that any of the entry's questions has
] as const;

/** Evidence that nothing in the base fits. */
export const NONE_FEATURES = [
  'brevity', // near 1 for a message of few terms, near 0 for a long one
  'class_doubt', // entropy of the class model, 0 (certain) to 1 (any entry as likely as any other)
] as const;

export type FeatureName = (typeof FEATURES)[number];
export type NoneFeatureName = (typeof NONE_FEATURES)[number];
export type Features = Readonly<Record<FeatureName, number>>;
export type NoneFeatures = Readonly<Record<NoneFeatureName, number>>;

/** A score for an entry and one for none. */
export interface Logit {
  readonly weights: Features;
  readonly none: NoneFeatures & { readonly bias: number };
}

export interface Model extends Logit {
  /** Whether the leader or none fits. With it, `weights` only share the rest among the candidates, and `none` is not used. */
  readonly any?: Logit;
}

/**
 * What evidence is worth depends on how much a base knows: `rich` has many questions per entry, `thin` few, `plain` is too large
 * for a class model.
 */
export type BaseKind = 'rich' | 'thin' | 'plain';
export type Models = Readonly<Record<BaseKind, Model>>;

/** One probability per candidate; what is missing to 1 is the probability that none fits. */
export function probabilitiesOf(model: Model, candidates: readonly Features[], none: NoneFeatures): readonly number[] {
  if (candidates.length === 0) return [];
  const scores = candidates.map((features) => scoreOf(model, features));
  if (!model.any) return shares(scores, noneScoreOf(model, none));
  const leader = candidates[leaderOf(scores)]!;
  const [any] = shares([scoreOf(model.any, leader)], noneScoreOf(model.any, none));
  return shares(scores, -Infinity).map((share) => any! * share);
}

/** The place of the highest score; the earlier one wins a tie. */
export function leaderOf(scores: readonly number[]): number {
  return scores.reduce((best, score, i) => (score > scores[best]! ? i : best), 0);
}

export function scoreOf(logit: Logit, features: Features): number {
  return FEATURES.reduce((sum, name) => sum + logit.weights[name] * features[name], 0);
}

function noneScoreOf(logit: Logit, none: NoneFeatures): number {
  return NONE_FEATURES.reduce((sum, name) => sum + logit.none[name] * none[name], logit.none.bias);
}

/** Softmax of the scores and the one for none, without the last. */
function shares(scores: readonly number[], noneScore: number): readonly number[] {
  const top = Math.max(noneScore, ...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), Math.exp(noneScore - top));
  return scores.map((score) => Math.exp(score - top) / total);
}
