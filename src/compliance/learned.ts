// The learned reader: how likely a text breaks a rule, and which, by likeness in wording to the examples of knowledge/promises. The
// rules (promises.ts) say what is surely wrong; this one sees promises in words that no list has. It decides nothing.
import { learnClasses, softmax, type ClassModel } from '../learn/classes.ts';
import type { Range } from './clauses.ts';
import { FEATURES, type TextFeatures } from './features.ts';
import { firstEndingBehind } from './hits.ts';

/** Plain numbers, so that what one process learned is used in another. */
export interface LearnedReader {
  /** Class 0 is harmless; class i breaks `types[i - 1]`. */
  readonly types: readonly string[];
  /** Row of each feature, -1 for those that too few examples have. */
  readonly rowOf: Int32Array;
  readonly weightOf: Float64Array;
  readonly model: ClassModel;
}

export interface Suspicion {
  readonly type: string;
  /** That the text breaks any rule, 0..1. */
  readonly probability: number;
  /** The clause that speaks most for it, in the squeezed text. */
  readonly clause: Range;
}

export interface Example {
  readonly features: TextFeatures;
  /** Null for what is allowed. */
  readonly type: string | null;
}

/** A feature that fewer examples have tells more about them than about the language. */
const EXAMPLES_PER_FEATURE_MIN = 5;
/** Measured in folds (npm run evaluate:guard): small steps and some doubt, as few examples are like each other, and harmless words around some. */
const LEARNING = { passes: 5, rate: 0.25, smoothing: 0.05, leftOut: 0.2, wrapped: 0.08 } as const;

/** Null when there is too little to learn from (see learn/classes.ts). */
export function learnReader(examples: readonly Example[]): LearnedReader | null {
  const types = [...new Set(examples.flatMap(({ type }) => (type === null ? [] : [type])))].sort();
  const counts = new Int32Array(FEATURES);
  for (const { features } of examples) for (const feature of features.numbers) counts[feature]! += 1;
  const rowOf = new Int32Array(FEATURES).fill(-1);
  const weights: number[] = [];
  counts.forEach((count, feature) => {
    if (count < EXAMPLES_PER_FEATURE_MIN) return;
    rowOf[feature] = weights.length;
    weights.push(Math.sqrt(Math.log(1 + (examples.length - count + 0.5) / (count + 0.5))));
  });
  const weightOf = Float64Array.from(weights);
  const texts = examples.map(({ features }) => rowsOf(rowOf, features.numbers));
  const classOf = Int32Array.from(examples, ({ type }) => (type === null ? 0 : types.indexOf(type) + 1));
  const model = learnClasses(texts, weightOf, classOf, types.length + 1, { ...LEARNING, wrappers: [...classOf.keys()].filter((row) => classOf[row] === 0) });
  return model && { types, rowOf, weightOf, model };
}

/** `clauses` are those of the text, in order, and cover it. Null below the probability `least`, and for a text without a clause. */
export function suspicionOf({ types, rowOf, weightOf, model }: LearnedReader, features: TextFeatures, clauses: readonly Range[], least: number): Suspicion | null {
  const [first] = clauses;
  if (first === undefined) return null;
  const probabilities = scoresOf(model, rowsOf(rowOf, features.numbers), weightOf);
  softmax(probabilities);
  if (1 - probabilities[0]! < least) return null;
  let likeliest = 1;
  for (let c = 2; c < model.classes; c++) if (probabilities[c]! > probabilities[likeliest]!) likeliest = c;
  const speaking = new Float64Array(clauses.length);
  for (let i = 0; i < features.numbers.length; i++) {
    const row = rowOf[features.numbers[i]!]!;
    const place = features.places[i]!;
    if (row < 0 || place < 0) continue;
    const clause = firstEndingBehind(clauses, place);
    if (clause < clauses.length) speaking[clause]! += weightOf[row]! * (model.weights[row * model.classes + likeliest]! - model.weights[row * model.classes]!);
  }
  const most = speaking.reduce((a, b) => Math.max(a, b), -Infinity);
  const clause = clauses[speaking.indexOf(most)] ?? first;
  return { type: types[likeliest - 1]!, probability: 1 - probabilities[0]!, clause };
}

/**
 * The scores that learn/classes.ts gives, by the same sums in the same order: four classes at a time, so that their sums stay in
 * registers. A text has many parts that are judged, and this is most of the work.
 */
function scoresOf({ classes, weights, bias }: ClassModel, rows: readonly number[], weightOf: Float64Array): Float64Array {
  const scores = new Float64Array(classes);
  const values = new Float64Array(rows.length);
  const bases = new Int32Array(rows.length);
  let squares = 0;
  for (let i = 0; i < rows.length; i++) squares += weightOf[rows[i]!]! ** 2;
  const length = Math.sqrt(squares) || 1;
  for (let i = 0; i < rows.length; i++) {
    values[i] = weightOf[rows[i]!]! / length;
    bases[i] = rows[i]! * classes;
  }
  let c = 0;
  for (; c + 4 <= classes; c += 4) {
    let [a, b, d, e] = [bias[c]!, bias[c + 1]!, bias[c + 2]!, bias[c + 3]!];
    for (let i = 0; i < rows.length; i++) {
      const value = values[i]!;
      const at = bases[i]! + c;
      a += value * weights[at]!;
      b += value * weights[at + 1]!;
      d += value * weights[at + 2]!;
      e += value * weights[at + 3]!;
    }
    scores[c] = a;
    scores[c + 1] = b;
    scores[c + 2] = d;
    scores[c + 3] = e;
  }
  for (; c < classes; c++) {
    let sum = bias[c]!;
    for (let i = 0; i < rows.length; i++) sum += values[i]! * weights[bases[i]! + c]!;
    scores[c] = sum;
  }
  return scores;
}

function rowsOf(rowOf: Int32Array, numbers: readonly number[]): number[] {
  const rows: number[] = [];
  for (const number of numbers) if (rowOf[number]! >= 0) rows.push(rowOf[number]!);
  return rows;
}
