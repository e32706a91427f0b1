// What an embeddings endpoint answered, held to its shape (OpenAI's `POST /v1/embeddings`): one vector per text, in any order but
// each with its index, all of one length, all numbers finite. Anything else is nonsense. It reads; it asks nobody.

/** Numbers of a vector; the models in use have 256 to 4,096. */
export const DIMENSION_MAX = 4_096;
/** Most characters that JSON spends on one number, with its comma and blanks, in an answer that is read. */
const NUMBER_BYTES = 32;
const ANSWER_REST_BYTES = 65_536;

/** Why there are no vectors; the message and `detail` never hold a text or a header. */
export class EmbeddingsFailed extends Error {
  override readonly name = 'EmbeddingsFailed';
  readonly reason: 'network' | 'status' | 'nonsense';

  constructor(reason: EmbeddingsFailed['reason'], detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

/** Bytes that an answer with so many vectors may have. */
export const answerBytesMax = (texts: number): number => texts * DIMENSION_MAX * NUMBER_BYTES + ANSWER_REST_BYTES;

/** The vectors in the order of the texts, each of length 1. Throws EmbeddingsFailed. */
export function readVectors(body: string, texts: number): readonly Float32Array[] {
  const { data } = record(parsed(body), 'the answer');
  if (!Array.isArray(data) || data.length !== texts) throw nonsense(`data is not a list of ${texts}`);
  const vectors: (Float32Array | undefined)[] = Array.from({ length: texts }, () => undefined);
  for (const item of data as readonly unknown[]) {
    const { index, embedding } = record(item, 'an item of data');
    if (typeof index !== 'number' || !(index in vectors) || vectors[index]) throw nonsense('an index is missing, twice there or out of range');
    vectors[index] = unitVector(embedding);
  }
  const whole = vectors as readonly Float32Array[];
  if (whole.some((vector) => vector.length !== whole[0]!.length)) throw nonsense('the vectors differ in length');
  return whole;
}

function unitVector(given: unknown): Float32Array {
  if (!Array.isArray(given) || given.length === 0 || given.length > DIMENSION_MAX) throw nonsense(`an embedding is not a list of 1 to ${DIMENSION_MAX} numbers`);
  let squares = 0;
  for (const value of given as readonly unknown[]) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw nonsense('an embedding holds something that is no finite number');
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  if (!(length > 0) || !Number.isFinite(length)) throw nonsense('an embedding has no direction');
  return Float32Array.from(given as readonly number[], (value) => value / length);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Without the parser's message, which quotes the body.
    throw nonsense('the answer is not JSON');
  }
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw nonsense(`${what} is not an object`);
  return value as Readonly<Record<string, unknown>>;
}

const nonsense = (detail: string): EmbeddingsFailed => new EmbeddingsFailed('nonsense', detail);
