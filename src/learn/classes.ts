// A class model: which of some classes a text belongs to, learned from examples when a base is built. The index uses it for its
// entries (understand/index.ts), the promise guard for kinds of promises (compliance/examples.ts). Softmax regression on unit tf-idf
// vectors, fitted with AdaGrad (Duchi, Hazan and Singer 2011). Each example is learned with a part of its terms left out (dropout,
// Srivastava et al. 2014; for word counts Wager, Wang and Liang 2013) and now and then with a text around it that says nothing, so
// that a wish is known by any half of its words and among others. Deterministic: chance comes from a fixed seed.

/** The weight of term t for class c is `weights[t * classes + c]`. */
export interface ClassModel {
  readonly classes: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Weights held (4 bytes each, twice while learning). A larger base goes without a class model. */
export const CLASS_WEIGHTS_MAX = 12_000_000;
/** Multiplications of all passes over the examples; beyond it learning would take longer than about 15 s, and the base goes without. */
const CLASS_WORK_MAX = 2_400_000_000;

/** The mean of the passes behind this share of them is kept (Polyak and Juditsky 1992): a single one depends on the order of its examples. */
const AVERAGED_FROM = 1 / 3;
/** Classes that a question says less about than this are left as they are: most are, which is where the speed comes from. */
const GRADIENT_MIN = 0.03;
const SEED = 20_240_607;

/** Raised with every change of how is learned, so that no model of before is taken for one of now. */
export const LEARNING_VERSION = 2;

/** All that a model is learned from. */
export interface Lesson {
  readonly texts: readonly (readonly number[])[];
  readonly termWeight: Float64Array;
  readonly classOf: Int32Array;
  readonly classes: number;
  readonly manner: Manner;
}

/** Keeps models between starts. It changes no result: the same lesson always gives the same model. */
export interface ModelMemory {
  find(lesson: Lesson): ClassModel | null;
  keep(lesson: Lesson, model: ClassModel): void;
}

let memory: ModelMemory | null = null;

/** The first one stays. */
export function rememberIn(one: ModelMemory): void {
  memory ??= one;
}

/** How is learned, and how examples are disturbed meanwhile. */
export interface Manner {
  /** Times that all examples are gone through. */
  readonly passes: number;
  /** Step width of AdaGrad. */
  readonly rate: number;
  /** Share of an example that is not believed to be of its class but spread over all, 0..1 (label smoothing, Szegedy et al. 2016). */
  readonly smoothing: number;
  /** Chance of each term of an example to be left out of one pass, 0..1. */
  readonly leftOut: number;
  /** Rows whose words may stand around an example, and the chance of that, 0..1. */
  readonly wrappers: readonly number[];
  readonly wrapped: number;
}

/**
 * Learns from texts as lists of term numbers. `termWeight[t]` is a term's weight before the text is brought to length 1,
 * `classOf[row]` the right class of a text. Null when the base is beyond the limits above, or has fewer than two classes.
 */
export function learnClasses(texts: readonly (readonly number[])[], termWeight: Float64Array, classOf: Int32Array, classes: number, manner: Manner): ClassModel | null {
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  if (classes < 2 || termWeight.length * classes > CLASS_WEIGHTS_MAX || size * classes * manner.passes > CLASS_WORK_MAX) return null;
  const lesson = { texts, termWeight, classOf, classes, manner };
  const known = memory?.find(lesson) ?? null;
  if (known) return known;
  const model = learned(lesson);
  memory?.keep(lesson, model);
  return model;
}

function learned({ texts, termWeight, classOf, classes, manner }: Lesson): ClassModel {
  const terms = termWeight.length;
  const { passes, rate, smoothing } = manner;
  const averagedFrom = Math.ceil(passes * AVERAGED_FROM);
  const model: ClassModel = { classes, weights: new Float32Array(terms * classes), bias: new Float32Array(classes) };
  const squares = new Float32Array(terms * classes);
  const biasSquares = new Float32Array(classes);
  const scores = new Float64Array(classes);
  const order = texts.map((_, i) => i);
  const random = generator(SEED);
  const mean: ClassModel = { classes, weights: new Float32Array(terms * classes), bias: new Float32Array(classes) };
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    for (const row of order) {
      const text = disturbed(texts, row, manner, random);
      const length = vectorLength(text, termWeight);
      score(model, text, termWeight, length, scores);
      softmax(scores);
      for (let c = 0; c < classes; c++) {
        const gradient = scores[c]! - smoothing / classes - (c === classOf[row] ? 1 - smoothing : 0);
        if (Math.abs(gradient) < GRADIENT_MIN) continue;
        biasSquares[c]! += gradient * gradient;
        model.bias[c]! -= (rate * gradient) / Math.sqrt(biasSquares[c]! + 1e-2);
        for (const term of text) {
          const at = term * classes + c;
          const slope = (gradient * termWeight[term]!) / length;
          squares[at]! += slope * slope;
          model.weights[at]! -= (rate * slope) / Math.sqrt(squares[at]! + 1e-4);
        }
      }
    }
    if (pass >= averagedFrom) addTo(mean, model, 1 / (passes - averagedFrom));
  }
  return mean;
}

/** The terms of an example for one pass. */
function disturbed(texts: readonly (readonly number[])[], row: number, { leftOut, wrappers, wrapped }: Manner, random: () => number): readonly number[] {
  const wrapper = wrappers.length > 0 && random() < wrapped ? texts[wrappers[Math.floor(random() * wrappers.length)]!]! : null;
  const all = wrapper === null ? texts[row]! : [...new Set([...texts[row]!, ...wrapper])];
  return all.filter(() => random() >= leftOut);
}

function addTo(mean: ClassModel, model: ClassModel, share: number): void {
  for (let i = 0; i < model.weights.length; i++) mean.weights[i]! += share * model.weights[i]!;
  for (let c = 0; c < model.bias.length; c++) mean.bias[c]! += share * model.bias[c]!;
}

/** Log-odds scale scores of all classes for a text of known terms; only their differences mean something. */
export function classScores(model: ClassModel, text: readonly number[], termWeight: Float64Array): Float64Array {
  const scores = new Float64Array(model.classes);
  score(model, text, termWeight, vectorLength(text, termWeight), scores);
  return scores;
}

function score(model: ClassModel, text: readonly number[], termWeight: Float64Array, length: number, scores: Float64Array): void {
  const { classes, weights } = model;
  scores.set(model.bias);
  for (const term of text) {
    const value = termWeight[term]! / length;
    const base = term * classes;
    for (let c = 0; c < classes; c++) scores[c]! += value * weights[base + c]!;
  }
}

function vectorLength(text: readonly number[], termWeight: Float64Array): number {
  let squares = 0;
  for (const term of text) squares += termWeight[term]! ** 2;
  return Math.sqrt(squares) || 1;
}

/** Turns scores into probabilities, in place. */
export function softmax(scores: Float64Array): void {
  let top = -Infinity;
  for (const one of scores) top = Math.max(top, one);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    scores[c] = Math.exp(scores[c]! - top);
    sum += scores[c]!;
  }
  for (let c = 0; c < scores.length; c++) scores[c]! /= sum;
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}

/** mulberry32: a small generator, so that the same base always gives the same model. Values 0 ≤ x < 1. */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
