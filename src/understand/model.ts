// How evidence becomes a probability: a conditional logit (McFadden 1974) over the candidates and "none of them". Every entry
// gets a score, so does "none"; the probabilities of all entries and of none add up to one.
// Features are shares, leads and logarithms of shares, which mean the same in every shop; no words. Weights: weights.ts.

/** Evidence for one entry. */
export const FEATURES = [
  'same', // 1 when the message is one of the entry's questions, in normal form
  'entry_cosine', // angle between the message and all of the entry's questions together
  'entry_log', // logarithm of entry_cosine
  'class_log', // logarithm of the class model's probability
  'background', // 1 for small talk and fragments, whose questions are of many kinds
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

export interface Model {
  readonly weights: Features;
  readonly none: NoneFeatures & { readonly bias: number };
}

/**
 * What evidence is worth depends on how much a base knows: `rich` has many questions per entry, `thin` few, `plain` is too large
 * for a class model.
 */
export type BaseKind = 'rich' | 'thin' | 'plain';
export type Models = Readonly<Record<BaseKind, Model>>;

/** One probability per candidate; what is missing to 1 is the probability that none fits. */
export function probabilitiesOf(model: Model, candidates: readonly Features[], none: NoneFeatures): readonly number[] {
  const noneScore = NONE_FEATURES.reduce((sum, name) => sum + model.none[name] * none[name], model.none.bias);
  const scores = candidates.map((features) => FEATURES.reduce((sum, name) => sum + model.weights[name] * features[name], 0));
  const top = Math.max(noneScore, ...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), Math.exp(noneScore - top));
  return scores.map((score) => Math.exp(score - top) / total);
}
