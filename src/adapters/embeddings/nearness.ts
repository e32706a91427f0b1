// Vectors of a base's questions as one table of numbers, and how near a message's vector comes to each entry: the cosine with its
// nearest question, in standard deviations above the mean of all entries. In slices, so that other work gets its turn.

/** Questions of an entry that are measured: the first ones of each, spread over all it has. */
export const EMBEDDED_PER_ENTRY_MAX = 24;
/** Questions measured of a whole base; a larger one gives each entry fewer. */
export const EMBEDDED_MAX = 100_000;
/** Numbers kept in memory, 4 bytes each. */
const VALUES_KEPT = 128 * 1024 * 1024;
/** Products added up in one turn of the event loop: about 1 ms. */
const SLICE_PRODUCTS = 1_000_000;

export interface Row {
  readonly entry: number;
  readonly text: string;
}

/** What is measured, the first question of every entry, then the second …, so that cutting the list cuts all entries alike. */
export function rowsOf(entries: readonly { readonly questions: readonly string[] }[]): readonly Row[] {
  const most = Math.max(1, Math.min(EMBEDDED_PER_ENTRY_MAX, Math.floor(EMBEDDED_MAX / Math.max(1, entries.length))));
  const rows: Row[] = [];
  for (let round = 0; round < most; round++) {
    for (let entry = 0; entry < entries.length; entry++) {
      const { questions } = entries[entry]!;
      const count = Math.min(most, questions.length);
      if (round < count) rows.push({ entry, text: questions[Math.floor((round * questions.length) / count)]! });
    }
  }
  return rows;
}

/** How many of the rows are kept when each has so many numbers; null when not every entry would have one. */
export function keptRows(rows: number, entries: number, dimension: number): number | null {
  const kept = Math.min(rows, Math.floor(VALUES_KEPT / dimension));
  return kept >= entries ? kept : null;
}

export interface Table {
  readonly entries: number;
  readonly dimension: number;
  /** Vectors of length 1, one after another. */
  readonly values: Float32Array;
  /** The entry of each vector. */
  readonly entryOf: Int32Array;
}

/** Null when `stopped` before the end, or when all entries are equally near. */
export async function nearness({ entries, dimension, values, entryOf }: Table, vector: Float32Array, stopped: () => boolean): Promise<Float32Array | null> {
  const best = new Float32Array(entries).fill(-Infinity);
  const slice = Math.max(1, Math.floor(SLICE_PRODUCTS / dimension));
  for (let from = 0; from < entryOf.length; from += slice) {
    if (from > 0) await turn();
    if (stopped()) return null;
    for (let row = from, until = Math.min(from + slice, entryOf.length); row < until; row++) {
      const cosine = product(values, row * dimension, vector);
      if (cosine > best[entryOf[row]!]!) best[entryOf[row]!] = cosine;
    }
  }
  return standardised(best);
}

/** Four sums at once: the processor need not wait for one addition before the next. */
function product(values: Float32Array, at: number, vector: Float32Array): number {
  const { length } = vector;
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += values[at + i]! * vector[i]!;
    b += values[at + i + 1]! * vector[i + 1]!;
    c += values[at + i + 2]! * vector[i + 2]!;
    d += values[at + i + 3]! * vector[i + 3]!;
  }
  for (; i < length; i++) a += values[at + i]! * vector[i]!;
  return a + b + c + d;
}

/** Cosines closer together than this are all the same, and rounding would decide. */
const SPREAD_MIN = 1e-4;

function standardised(best: Float32Array): Float32Array | null {
  const asked = best.filter(Number.isFinite);
  const mean = asked.reduce((sum, one) => sum + one, 0) / asked.length;
  const spread = Math.sqrt(asked.reduce((sum, one) => sum + (one - mean) ** 2, 0) / asked.length);
  // An entry without a question is neither near nor far.
  return spread > SPREAD_MIN ? best.map((one) => (Number.isFinite(one) ? (one - mean) / spread : 0)) : null;
}

export const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
