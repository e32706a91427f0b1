// What a model is worth on questions that it has not learned from: recall, calibration, precision and coverage by threshold.
import { FEATURES, NONE_FEATURES, probabilitiesOf, type Features, type Model, type NoneFeatures } from '../../src/understand/model.ts';
import { answering } from '../../src/understand/rank.ts';
import { learnModel, type Offer } from './fit.ts';
import { FOLDS, type Sample } from './worlds.ts';

const BINS = 10;

/** The leading candidate of a sample. */
export interface Led {
  readonly sample: Sample;
  readonly probability: number;
  readonly right: boolean;
  /** Whether the leader is an entry that gets an answer, not a risk, small talk or a fragment. */
  readonly answers: boolean;
}

/** Every sample read by a model that was fitted without its fold. */
export function heldOut(samples: readonly Sample[], chosen: Offer): readonly Led[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const model = learnModel(samples.filter((sample) => sample.fold !== fold), chosen);
    return samples.filter((sample) => sample.fold === fold && sample.world !== 'same').map((sample) => leader(sample, model));
  }).flat();
}

function leader(sample: Sample, model: Model): Led {
  const named = <T extends string>(names: readonly T[], values: Float64Array): Readonly<Record<T, number>> =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Record<T, number>;
  const candidates = Array.from({ length: sample.candidates }, (_, c): Features =>
    named(FEATURES, sample.features.subarray(c * FEATURES.length, (c + 1) * FEATURES.length)));
  const probabilities = probabilitiesOf(model, candidates, named(NONE_FEATURES, sample.none) as NoneFeatures);
  const serving = probabilities.map((_, i) => answering(sample.entries, probabilities, i));
  const standing = serving.map((serves, i) => serves + probabilities[i]!);
  const best = standing.reduce((top, p, i) => (p > (standing[top] ?? -1) ? i : top), -1);
  const entry = sample.entries[best];
  const right = entry !== undefined && [entry.id, ...(entry.serves ?? [])].some((id) => sample.gold.includes(id));
  return { sample, probability: serving[best] ?? 0, right, answers: sample.answers[best] ?? false };
}

/** Share of the samples whose entry is in the base that are led by it. */
export function recall(led: readonly Led[]): number {
  const answerable = led.filter((one) => one.sample.answerable);
  return weight(answerable.filter((one) => one.right)) / weight(answerable);
}

/** What would be answered at a threshold: the share of it that is right, and how much of what has an answer that is. */
export function at(led: readonly Led[], threshold: number): { readonly precision: number; readonly coverage: number } {
  const answered = led.filter((one) => one.answers && one.probability >= threshold);
  const right = weight(answered.filter((one) => one.right));
  return { precision: right / weight(answered), coverage: right / weight(led.filter((one) => one.sample.wantsAnswer)) };
}

export interface Bin { readonly said: number; readonly was: number; readonly count: number }

/** Reliability table and expected calibration error (Naeini, Cooper and Hauskrecht 2015), bins of equal width. */
export function calibration(led: readonly Led[]): { readonly bins: readonly Bin[]; readonly error: number } {
  const all = weight(led);
  const groups = Array.from({ length: BINS }, (_, bin) => led.filter((one) => Math.min(BINS - 1, Math.floor(one.probability * BINS)) === bin)).filter((group) => group.length > 0);
  const bins = groups.map((group) => ({
    said: group.reduce((sum, one) => sum + one.sample.weight * one.probability, 0) / weight(group),
    was: weight(group.filter((one) => one.right)) / weight(group),
    count: group.length,
  }));
  return { bins, error: bins.reduce((sum, bin, i) => sum + (weight(groups[i]!) / all) * Math.abs(bin.said - bin.was), 0) };
}

function weight(led: readonly Led[]): number {
  return led.reduce((sum, one) => sum + one.sample.weight, 0);
}
