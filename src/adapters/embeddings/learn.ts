// Gets the vectors of a base's questions, from the cache and else from the endpoint, in the background: a few at a time, with
// other work's turns between, and again for as long as the endpoint refuses. What it got is kept batch by batch.
import type { Asked } from '../../conversation/ports.ts';
import { EmbeddingsFailed } from './answer.ts';
import type { VectorCache } from './cache.ts';
import { keptRows, rowsOf, turn, type Row, type Table } from './nearness.ts';

/** Questions of one request. */
export const BATCH_TEXTS_MAX = 16;
/** Questions looked up in the cache in one turn of the event loop. */
const LOOKED_UP_PER_TURN = 100;

export interface LearnDeps {
  /** One vector per text; rejects with EmbeddingsFailed. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
  keyOf(text: string): string;
  /** Null: nothing is kept. A cache that throws is given up by the caller. */
  readonly cache: VectorCache | null;
  /** Aborted when these entries are of no use any more. */
  readonly signal: AbortSignal;
  /** Called after a batch was refused, before it is tried again; resolves when it is time to. */
  waitAfter(error: EmbeddingsFailed, refusals: number): Promise<void>;
}

export type Learned =
  /** `asked`: texts that the cache did not have. */
  | { readonly kind: 'ready'; readonly table: Table; readonly asked: number }
  /** More entries than memory is set aside for at this dimension. */
  | { readonly kind: 'too_large' }
  | { readonly kind: 'stopped' };

/** Never rejects for the endpoint's sake. */
export async function learn(entries: readonly Asked[], deps: LearnDeps): Promise<Learned> {
  const rows = rowsOf(entries);
  for (let useCached = true; ; useCached = false) {
    const learned = await attempt(rows, entries.length, useCached, deps);
    if (learned !== 'another_dimension') return learned;
    // The model behind the name is another one now.
    deps.cache?.clear();
  }
}

async function attempt(rows: readonly Row[], entries: number, useCached: boolean, deps: LearnDeps): Promise<Learned | 'another_dimension'> {
  const { cache, keyOf, signal } = deps;
  const filling = createFilling(rows.length, entries);
  const keys = new Set<string>();
  /** Rows of each text that the cache does not have; a text may stand under several entries. */
  const missing = new Map<string, number[]>();
  for (let place = 0; place < rows.length; place++) {
    if (place % LOOKED_UP_PER_TURN === 0) await turn();
    if (signal.aborted) return { kind: 'stopped' };
    const { text } = rows[place]!;
    const key = keyOf(text);
    keys.add(key);
    const known = useCached && !missing.has(text) ? (cache?.get(key) ?? null) : null;
    if (known === null) missing.set(text, [...(missing.get(text) ?? []), place]);
    else if (!filling.set([place], known)) return filling.refused();
  }

  const texts = [...missing.keys()];
  let asked = 0;
  for (let from = 0; from < texts.length; from += BATCH_TEXTS_MAX) {
    // Once the length of a vector is known, rows beyond what is kept are not asked for.
    const batch = texts.slice(from, from + BATCH_TEXTS_MAX).filter((text) => missing.get(text)!.some((place) => place < filling.kept()));
    if (batch.length === 0) continue;
    const vectors = await askFor(batch, deps);
    if (vectors === null) return { kind: 'stopped' };
    asked += batch.length;
    cache?.put(batch.map((text, i) => [keyOf(text), vectors[i]!] as const));
    for (const [i, text] of batch.entries()) if (!filling.set(missing.get(text)!, vectors[i]!)) return filling.refused();
  }
  await sweep(keys, deps);
  return signal.aborted ? { kind: 'stopped' } : { kind: 'ready', table: filling.table(rows), asked };
}

/** Until the endpoint gives vectors; null when these are of no use any more. */
async function askFor(texts: readonly string[], { embed, signal, waitAfter }: LearnDeps): Promise<readonly Float32Array[] | null> {
  for (let refusals = 1; !signal.aborted; refusals++) {
    try {
      const vectors = await embed(texts);
      return signal.aborted ? null : vectors;
    } catch (error) {
      if (!(error instanceof EmbeddingsFailed)) throw error;
      if (!signal.aborted) await waitAfter(error, refusals);
    }
  }
  return null;
}

async function sweep(wanted: ReadonlySet<string>, { cache, signal }: LearnDeps): Promise<void> {
  for (let after: string | null = ''; cache && after !== null && !signal.aborted;) {
    after = cache.sweep(after, wanted);
    await turn();
  }
}

interface Filling {
  kept(): number;
  /** False when the vector cannot be taken: see `refused`. */
  set(places: readonly number[], vector: Float32Array): boolean;
  refused(): { readonly kind: 'too_large' } | 'another_dimension';
  table(rows: readonly Row[]): Table;
}

/** The first vector says how long all of them are, and so how many fit. */
function createFilling(rows: number, entries: number): Filling {
  let values: Float32Array | null = null;
  let dimension = 0;
  let kept = rows;
  let tooLarge = false;
  return {
    kept: () => kept,
    set(places, vector) {
      if (values === null) {
        dimension = vector.length;
        const most = keptRows(rows, entries, dimension);
        tooLarge = most === null;
        if (most === null) return false;
        kept = most;
        values = new Float32Array(kept * dimension);
      }
      if (vector.length !== dimension) return false;
      for (const place of places) if (place < kept) values.set(vector, place * dimension);
      return true;
    },
    refused: () => (tooLarge ? { kind: 'too_large' } : 'another_dimension'),
    table: (all) => ({ entries, dimension, values: values ?? new Float32Array(0), entryOf: Int32Array.from(all.slice(0, values ? kept : 0), ({ entry }) => entry) }),
  };
}
