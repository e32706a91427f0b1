// What a message is about in the trade at large: the class model of the industry pack, whose intents were written widely, as a
// distribution over its intents. Two texts that share no word are close when the pack reads the same in both (降价了 and 价格保护),
// and a fragment or another business is seen as such. This is evidence for shops whose own entries have few questions.
import type { NormalText } from '../types.ts';
import { classScores, softmax } from '../learn/classes.ts';
import { BACKGROUND, type QuestionIndex } from './index.ts';
import { readTerms } from './query.ts';

/** Probabilities of the pack's intents; they add up to 1. */
export type Topics = Float64Array;

export interface Industry {
  readonly intents: number;
  topicsOf(text: NormalText): Topics;
  /** Share of the topics that is no question of this business: small talk, fragments, others' business. */
  backgroundOf(topics: Topics): number;
}

/** Null when the pack has no class model. */
export function industryOf(pack: QuestionIndex): Industry | null {
  const { classes } = pack;
  if (!classes) return null;
  const background = pack.entries.flatMap((entry, i) => (BACKGROUND.includes(entry.handling) ? [i] : []));
  return {
    intents: pack.entries.length,
    topicsOf(text) {
      const topics = classScores(classes, readTerms(pack, text).terms, pack.termClassWeight);
      softmax(topics);
      return topics;
    },
    backgroundOf: (topics) => background.reduce((sum, i) => sum + topics[i]!, 0),
  };
}

/** How far two distributions agree, 0..1: the Bhattacharyya coefficient Σ √(pᵢ·qᵢ) (Bhattacharyya 1943). `roots` holds the √qᵢ. */
export function agreement(topics: Topics, roots: Float32Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < topics.length; i++) sum += Math.sqrt(topics[i]!) * roots[from + i]!;
  return sum;
}
