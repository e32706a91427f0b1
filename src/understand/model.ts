// How evidence becomes a probability, in two steps. Which entry: a conditional logit (McFadden 1974), by which the candidates share
// 1 among them. Whether the leader is right at all: a logistic regression on its evidence, so that a lone candidate that fits badly
// is not sure for want of rivals. Where small talk or a fragment leads, the second step asks whether the message is any such.
// Features are shares, leads and logarithms of shares, which mean the same in every shop; no words. Weights: weights.ts.

/** Evidence for one entry. What is said of a question is said of the entry's best one. More of any of them speaks for the entry. */
export const FEATURES = [
  'same', // 1 when the message is one of the entry's questions, in reading form
  'entry_cosine', // angle between the message and all of the entry's questions together
  'entry_close', // -log(1.03 - entry_cosine): near the top, small differences of the angle count for more
  'entry_log', // logarithm of entry_cosine
  'class_log', // logarithm of the class model's probability
  'topic', // how far the industry pack reads the same in both (industry.ts)
  'topic_log', // its logarithm
  'background', // 1 for small talk and fragments, whose questions are of many kinds
  'likeness', // weighted Dice with the question
  'used', // share of the question that the message has, by weight of terms
  'covered', // share of the message that any of the entry's questions has
  'words_covered', // share of the message's words that the question has, by weight
  'characters_covered', // share of the message's single characters that the question has, by weight
  'characters_used', // share of the question's single characters that the message has, by weight
  'rarest_covered', // 1 less the weight of the rarest character of the message that the question lacks, the rarest possible being 1
  'order', // longest common subsequence over the longer text
  'numbers_agree', // 1 / (1 + numbers and Latin words that only one of the two has)
  'asks_alike', // share of what is asked for (when, how, whether …) that both ask for
  'denies_alike', // 1 when both deny or neither does
  'semantic', // nearness in meaning over all entries', in standard deviations (semantic.ts); 0 without such evidence
  'semantic_sure', // how far that is above what chance gives the best of many entries; 0 without such evidence
] as const;

/** Evidence that nothing in the base fits. */
export const NONE_FEATURES = [
  'brevity', // near 1 for a message of few terms, near 0 for a long one
  'class_doubt', // entropy of the class model, 0 (certain) to 1 (any entry as likely as any other)
  'foreign', // share of the message's weight in terms that the base does not know
  'topic_background', // what the industry pack holds for no question of this business
  'topic_doubt', // entropy of the industry pack's topics, 0 to 1
  'rival', // how near the runner-up's score comes to the leader's, exp(-lead), 0 when it is alone
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

export interface Model {
  /** Shares 1 among the candidates. */
  readonly which: Features;
  /** How likely the leader is right. */
  readonly leader: Logit;
  /** How likely the message is small talk, a fragment or uncovered, when one of them leads: all shares are scaled by it. */
  readonly talk: Logit;
  /**
   * Whether the leader may be no surer than its share. Not where rivals are many and close: in a rich base they are siblings, in a
   * large one of single questions mostly the same question in other words, and either answer is right.
   */
  readonly bounded: boolean;
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
  const scores = candidates.map((features) => scoreOf(model.which, features));
  const shares = sharesOf(scores);
  const leader = leaderOf(scores);
  const isTalk = candidates[leader]!.background === 1;
  const sure = certaintyOf(isTalk ? model.talk : model.leader, candidates[leader]!, { ...none, rival: rivalOf(scores) });
  if (isTalk) return shares.map((share) => share * sure);
  const share = shares[leader]!;
  const mine = model.bounded ? Math.min(sure, share) : sure;
  // The others keep their proportions, and all together stay within 1.
  const others = Math.min(mine / share, share < 1 ? (1 - mine) / (1 - share) : 1);
  return shares.map((one, i) => (i === leader ? mine : one * others));
}

/** How likely a leader with this evidence is right, by itself. */
export function certaintyOf({ weights, none }: Logit, features: Features, against: NoneFeatures): number {
  const refuse = NONE_FEATURES.reduce((sum, name) => sum + none[name] * against[name], none.bias);
  return 1 / (1 + Math.exp(refuse - scoreOf(weights, features)));
}

/** The place of the highest score; the earlier one wins a tie. */
export function leaderOf(scores: readonly number[]): number {
  return scores.reduce((best, score, i) => (score > scores[best]! ? i : best), 0);
}

/** exp(-lead) of the highest score over the next, 0 when it is alone. */
export function rivalOf(scores: readonly number[]): number {
  const at = leaderOf(scores);
  const next = Math.max(...scores.filter((_, i) => i !== at));
  return Math.exp(next - scores[at]!);
}

/** Σ weight · value over FEATURES, written out: a loop over names takes several times as long, and this runs for every candidate. */
export function scoreOf(w: Features, f: Features): number {
  return w.same * f.same + w.entry_cosine * f.entry_cosine + w.entry_close * f.entry_close + w.entry_log * f.entry_log + w.class_log * f.class_log
    + w.topic * f.topic + w.topic_log * f.topic_log + w.background * f.background + w.likeness * f.likeness + w.used * f.used + w.covered * f.covered
    + w.words_covered * f.words_covered + w.characters_covered * f.characters_covered + w.characters_used * f.characters_used
    + w.rarest_covered * f.rarest_covered + w.order * f.order + w.numbers_agree * f.numbers_agree + w.asks_alike * f.asks_alike
    + w.denies_alike * f.denies_alike + w.semantic * f.semantic + w.semantic_sure * f.semantic_sure;
}

/** Softmax. */
function sharesOf(scores: readonly number[]): readonly number[] {
  const top = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  return scores.map((score) => Math.exp(score - top) / total);
}
