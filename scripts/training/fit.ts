// Fits the two steps of src/understand/model.ts: Newton's method on standardised features, an L2 penalty on all weights but the
// bias; a logistic regression is a choice between one candidate and none. It does not choose samples.
import { FEATURES, NONE_FEATURES, leaderOf, rivalOf, scoreOf, type FeatureName, type Features, type Logit, type Model, type NoneFeatureName, type NoneFeatures } from '../../src/understand/model.ts';
import { softmax } from '../../src/learn/classes.ts';
import type { Sample } from './worlds.ts';

export type AnyFeature = FeatureName | NoneFeatureName;

/** Features that may count either way. */
const SIGNED: readonly AnyFeature[] = ['background', 'brevity'];
const BACKGROUND = FEATURES.indexOf('background');
const RIVAL = NONE_FEATURES.indexOf('rival');
const RIDGE = 2e-4;
const STEPS_MAX = 12;
/** The largest step of a weight, in units of its feature's spread, at which the fit is done. */
const CHANGE_MIN = 1e-4;
/** No weight moves further at once: far from the optimum Newton's step overshoots. */
const STEP_MAX = 2;
/** Choices less probable than this add nothing to the curvature. */
const NEGLIGIBLE = 1e-6;

interface Scale { readonly mean: Float64Array; readonly spread: Float64Array }

/** What a model may learn from: the features offered to its two steps. */
export interface Offer {
  readonly which: readonly FeatureName[];
  readonly leader: readonly AnyFeature[];
  readonly talk: readonly AnyFeature[];
  readonly bounded: boolean;
  /** Weight, in the first step, of messages that are small talk or fragments: there are many, and they are easily told. */
  readonly talkWeight: number;
}

/** The features, of those offered, that each step keeps. */
export function choose(samples: readonly Sample[], offer: Offer): Offer {
  const which = chooseFeatures(answered(samples, offer), offer.which, false);
  const led = leaders(samples, fit(answered(samples, offer), which, false).weights);
  return { ...offer, which: [...which] as FeatureName[], leader: [...chooseFeatures(led.entry, offer.leader, true)], talk: [...chooseFeatures(led.talk, offer.talk, true)] };
}

/** The model with these features, less those whose weight on all samples comes out on the wrong side. */
export function learnModel(samples: readonly Sample[], chosen: Offer): Model {
  const which = fitWithout(answered(samples, chosen), new Set<AnyFeature>(chosen.which), false).weights;
  const led = leaders(samples, which);
  return { which, leader: fitWithout(led.entry, new Set(chosen.leader), true), talk: fitWithout(led.talk, new Set(chosen.talk), true), bounded: chosen.bounded };
}

function answered(samples: readonly Sample[], { talkWeight }: Offer): readonly Sample[] {
  return samples.filter((sample) => sample.right >= 0)
    .map((sample) => (sample.features[sample.right * FEATURES.length + BACKGROUND] === 1 ? { ...sample, weight: sample.weight * talkWeight } : sample));
}

/** Samples with the leader as the only candidate: whether it is right, or talk where talk leads, is asked of its evidence. */
function leaders(samples: readonly Sample[], which: Features): { readonly entry: readonly Sample[]; readonly talk: readonly Sample[] } {
  const entry: Sample[] = [];
  const talk: Sample[] = [];
  for (const sample of samples.filter(({ candidates }) => candidates > 0)) {
    const rows = Array.from({ length: sample.candidates }, (_, c) => sample.features.subarray(c * FEATURES.length, (c + 1) * FEATURES.length));
    const scores = rows.map((row) => scoreOf(which, Object.fromEntries(FEATURES.map((name, i) => [name, row[i]!])) as Features));
    const leader = leaderOf(scores);
    const none = sample.none.with(RIVAL, rivalOf(scores));
    const alone = { ...sample, candidates: 1, features: rows[leader]!, none };
    if (rows[leader]![BACKGROUND] === 1) talk.push({ ...alone, right: sample.talk ? 0 : -1 });
    else entry.push({ ...alone, right: sample.right === leader ? 0 : -1 });
  }
  return { entry, talk };
}

/**
 * The features that a logit uses. Evidence for an entry must never count against it, nor evidence that nothing fits for it, or the
 * model has learned an accident of its samples that another shop will not share: the feature with the most negative weight is
 * left out and the rest fitted again, until none is negative. One sample in four is enough to see it.
 */
function chooseFeatures(samples: readonly Sample[], offered: readonly AnyFeature[], withNone: boolean): ReadonlySet<AnyFeature> {
  const used = new Set<AnyFeature>(offered);
  fitWithout(samples.filter((_, i) => i % 4 === 0), used, withNone);
  return used;
}

/** Takes features out of `used` until none of those left weighs on the wrong side. */
function fitWithout(samples: readonly Sample[], used: Set<AnyFeature>, withNone: boolean): Logit {
  for (;;) {
    const model = fit(samples, used, withNone);
    const weights: Readonly<Record<AnyFeature, number>> = { ...model.weights, ...model.none };
    const wrong = [...used].filter((name) => !SIGNED.includes(name) && weights[name] <= 0).sort((a, b) => weights[a] - weights[b]);
    if (wrong[0] === undefined) return model;
    used.delete(wrong[0]);
    for (const name of wrong) if (weights[name] === 0) used.delete(name);
  }
}

/** The weights of `used` features that make the samples most likely; the others get 0. Without none, a candidate must be right. */
function fit(samples: readonly Sample[], used: ReadonlySet<AnyFeature>, withNone = true): Logit {
  const width = FEATURES.length;
  const extra = NONE_FEATURES.length;
  const x = scaleOf(samples.map((sample) => sample.features), width);
  const z = scaleOf(samples.map((sample) => sample.none), extra);
  const total = samples.reduce((sum, sample) => sum + sample.weight, 0);
  const size = width + extra + 1;
  const weights = new Float64Array(size);
  const keep = (names: readonly AnyFeature[], values: Float64Array): Float64Array => values.map((value, at) => (used.has(names[at % names.length]!) ? value : 0));
  const designs = samples.map((sample) => designOf(keep(FEATURES, scaled(sample.features, x, width)), keep(NONE_FEATURES, scaled(sample.none, z, extra)), sample.candidates, size));
  for (let step = 0; step < STEPS_MAX; step++) {
    const gradient = new Float64Array(size);
    const curvature = Array.from({ length: size }, () => new Float64Array(size));
    samples.forEach((sample, s) => { accumulate(sample, designs[s]!, weights, gradient, curvature, withNone); });
    for (let i = 0; i < size; i++) {
      gradient[i] = gradient[i]! / total + (i < size - 1 ? RIDGE * weights[i]! : 0);
      for (let j = i; j < size; j++) curvature[j]![i] = curvature[i]![j] = curvature[i]![j]! / total;
      curvature[i]![i]! += RIDGE;
    }
    const change = solve(curvature, gradient);
    const shrink = Math.min(1, STEP_MAX / Math.max(...change.map(Math.abs)));
    for (let i = 0; i < size; i++) weights[i]! -= shrink * change[i]!;
    if (change.every((one) => Math.abs(one) < CHANGE_MIN)) break;
  }
  const raw = Array.from(FEATURES, (_, i) => weights[i]! / x.spread[i]!);
  const rawNone = Array.from(NONE_FEATURES, (_, i) => weights[width + i]! / z.spread[i]!);
  // The candidates' constant, which all of them share, goes to "none" with the opposite sign.
  const bias = !withNone ? 0 : weights[size - 1]! - rawNone.reduce((sum, w, i) => sum + w * z.mean[i]!, 0) + raw.reduce((sum, w, i) => sum + w * x.mean[i]!, 0);
  return {
    weights: Object.fromEntries(FEATURES.map((name, i) => [name, raw[i]!])) as Features,
    none: { bias, ...Object.fromEntries(NONE_FEATURES.map((name, i) => [name, rawNone[i]!])) as NoneFeatures },
  };
}

/** One row per choice, "none" last: candidates use the first columns, "none" the others. */
function designOf(features: Float64Array, none: Float64Array, candidates: number, size: number): Float64Array {
  const design = new Float64Array((candidates + 1) * size);
  const width = size - none.length - 1;
  for (let c = 0; c < candidates; c++) design.set(features.subarray(c * width, (c + 1) * width), c * size);
  design.set(none, candidates * size + width);
  design[design.length - 1] = 1;
  return design;
}

/** Adds a sample's gradient Σ (p − y)·row, and the upper half of its curvature Σ p·row·rowᵀ − mean·meanᵀ. */
function accumulate(sample: Sample, design: Float64Array, weights: Float64Array, gradient: Float64Array, curvature: readonly Float64Array[], withNone: boolean): void {
  const size = weights.length;
  const rows = sample.candidates + (withNone ? 1 : 0);
  const p = new Float64Array(rows);
  for (let r = 0; r < rows; r++) for (let i = 0; i < size; i++) p[r]! += weights[i]! * design[r * size + i]!;
  softmax(p);
  const right = sample.right < 0 ? rows - 1 : sample.right;
  const mean = new Float64Array(size);
  for (let r = 0; r < rows; r++) {
    const error = sample.weight * (p[r]! - (r === right ? 1 : 0));
    for (let i = 0; i < size; i++) {
      const value = design[r * size + i]!;
      if (value === 0) continue;
      gradient[i]! += error * value;
      mean[i]! += p[r]! * value;
      if (p[r]! < NEGLIGIBLE) continue;
      const row = curvature[i]!;
      const factor = sample.weight * p[r]! * value;
      for (let j = i; j < size; j++) row[j]! += factor * design[r * size + j]!;
    }
  }
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) curvature[i]![j]! -= sample.weight * mean[i]! * mean[j]!;
}

/** Gaussian elimination with partial pivoting; changes its arguments. */
function solve(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  const rows = [...matrix];
  const size = vector.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let r = i + 1; r < size; r++) if (Math.abs(rows[r]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    [vector[i], vector[pivot]] = [vector[pivot]!, vector[i]!];
    for (let r = i + 1; r < size; r++) {
      const factor = rows[r]![i]! / rows[i]![i]!;
      for (let c = i; c < size; c++) rows[r]![c]! -= factor * rows[i]![c]!;
      vector[r]! -= factor * vector[i]!;
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let c = i + 1; c < size; c++) vector[i]! -= rows[i]![c]! * vector[c]!;
    vector[i]! /= rows[i]![i]!;
  }
  return vector;
}

function scaleOf(rows: readonly Float64Array[], width: number): Scale {
  const mean = new Float64Array(width);
  const spread = new Float64Array(width);
  let count = 0;
  for (const row of rows) for (let at = 0; at < row.length; at++) mean[at % width]! += row[at]!;
  for (const row of rows) count += row.length / width;
  for (let i = 0; i < width; i++) mean[i]! /= count || 1;
  for (const row of rows) for (let at = 0; at < row.length; at++) spread[at % width]! += (row[at]! - mean[at % width]!) ** 2;
  for (let i = 0; i < width; i++) spread[i] = Math.sqrt(spread[i]! / (count || 1)) || 1;
  return { mean, spread };
}

function scaled(row: Float64Array, scale: Scale, width: number): Float64Array {
  return row.map((value, at) => (value - scale.mean[at % width]!) / scale.spread[at % width]!);
}
