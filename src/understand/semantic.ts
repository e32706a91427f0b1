// What nearness in meaning counts for beside the evidence of words, and what of a message may be sent out to be measured. The
// nearness comes from outside (conversation/ports.ts: Semantics) and is mostly not there: without it all of this adds exactly 0.
// The three constants are set by hand: there is no endpoint to learn from, and every shop may have another one.
import type { NormalText, SemanticEvidence } from '../types.ts';
import type { Model, Models } from './model.ts';
import { READ_LENGTH_MAX, stripReferences } from './terms.ts';
import { MODELS } from './weights.ts';

/**
 * What one standard deviation counts for among the candidates: two entries that words cannot tell apart, three deviations apart in
 * meaning, stand 82 to 18. More would let it turn what words are sure of, such as a question met word for word.
 */
export const SEMANTIC_WHICH = 0.5;
/** What one standard deviation counts for in the leader's odds: evidence at its most (SEMANTIC_MAX) changes 50 % to 82 %. */
export const SEMANTIC_LEADER = 0.5;
/**
 * From here on it speaks for the leader, below against it: of 200 entries that have nothing to do with a message the nearest is
 * about 2.7 deviations above their mean, √(2 ln n) at most (the expected maximum of n normal values).
 */
export const SEMANTIC_SURE = 3;
/** Deviations beyond it count as this many: an odd model shall not outvote all words. */
export const SEMANTIC_MAX = 6;
/** Of fewer entries none can stand out: the largest of n values is at most (n - 1)/√n deviations above the mean. */
export const SEMANTIC_ENTRIES_MIN = 20;

/** How much a nearness says for a leader. */
export function sureness(z: number): number {
  return z - SEMANTIC_SURE;
}

/** The learned models and what is set by hand for nearness in meaning. */
export const READING_MODELS: Models = { rich: withMeaning(MODELS.rich), thin: withMeaning(MODELS.thin), plain: withMeaning(MODELS.plain) };

function withMeaning(model: Model): Model {
  return {
    ...model,
    which: { ...model.which, semantic: SEMANTIC_WHICH },
    leader: { ...model.leader, weights: { ...model.leader.weights, semantic_sure: SEMANTIC_LEADER } },
  };
}

/** The values of evidence that fits an index of so many entries, kept within SEMANTIC_MAX; null for any other. */
export function usable(evidence: SemanticEvidence | null, entries: number): Float32Array | null {
  if (!evidence || evidence.z.length !== entries || entries < SEMANTIC_ENTRIES_MIN || !evidence.z.every(Number.isFinite)) return null;
  return evidence.z.map((z) => Math.min(SEMANTIC_MAX, Math.max(-SEMANTIC_MAX, z)));
}

/** Digits written apart, as phone and card numbers are: 138 1234 5678. */
const APART = /(?<=\d)[ .·_](?=\d)/g;
/** What is no reference yet (terms.ts) and may name somebody: numbers in characters, account names. */
const NAMING: readonly RegExp[] = [
  /[零〇幺一二两三四五六七八九]{7,}/g,
  /(?=[\w-]{0,19}[\d_])(?=[\w-]{0,19}[a-z])[\w-]{6,20}/g,
];

/**
 * What of a message is sent out to be measured: no references, no long numbers; empty when nothing is left that could ask.
 * The caller has taken out what is personal (compliance/personal.ts), before the normal form was made.
 */
export function outgoing({ text }: NormalText): string {
  const bare = stripReferences(text.slice(0, READ_LENGTH_MAX).replace(APART, '')).text;
  const masked = NAMING.reduce((rest, pattern) => rest.replace(pattern, ' '), bare).replace(/ {2,}/g, ' ').trim();
  return /\p{L}/u.test(masked) ? masked : '';
}
