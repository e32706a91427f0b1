// The port Semantics on an embeddings endpoint: learns in the background, and asks for a message within its deadline or goes
// without. Every way in which an endpoint can fail ends in null; how often it does is told to `on`, never with a text.
import { setTimeout as pause } from 'node:timers/promises';
import type { Asked, Semantics } from '../../conversation/ports.ts';
import { EmbeddingsFailed } from './answer.ts';
import { createBreaker, type BreakerState } from './breaker.ts';
import { keyOf, openVectorCache, type VectorCache } from './cache.ts';
import { createClient, type Endpoint } from './client.ts';
import { learn } from './learn.ts';
import { nearness, type Table } from './nearness.ts';

/** A late answer is still awaited for so long, ms: nobody waits for it, but its connection is warm for the next message. */
const LATE_MS = 2_000;
/** Messages that are asked for at once, late ones included; more go without. */
export const ASKED_AT_ONCE_MAX = 8;
/** Time that a batch of questions has, ms. */
const BATCH_MS = 30_000;
/** Pause after a refused batch, ms, doubled with each refusal in a row. */
const RETRY_MS = 1_000;
const RETRY_MS_MOST = 300_000;

/** `late`: not within the deadline; `skipped`: not asked, as the breaker is open or too many wait. */
export type Outcome = 'ok' | 'failed' | 'late' | 'skipped';

export interface SemanticsEvents {
  asked(purpose: 'message' | 'knowledge', outcome: Outcome): void;
  breaker(state: BreakerState): void;
  /** Questions whose vectors are there; 0 while learning. */
  ready(questions: number): void;
  log(level: 'info' | 'warn', facts: object, message: string): void;
}

export interface SemanticsOptions extends Endpoint {
  readonly deadlineMs: number;
  /** Where vectors are kept. */
  readonly cacheFile: string;
  readonly on: SemanticsEvents;
  /** How long the breaker stays open, ms, and the first pause after a refused batch; for tests. */
  readonly breakerOpenMs?: number;
  readonly retryMs?: number;
}

interface Ready {
  readonly of: readonly Asked[];
  readonly table: Table;
}

export function createSemantics(options: SemanticsOptions): Semantics {
  const { deadlineMs, on, retryMs = RETRY_MS } = options;
  const client = createClient(options);
  const breaker = createBreaker({
    now: () => performance.now(), openMs: options.breakerOpenMs,
    onChange(state) {
      on.breaker(state);
      if (state === 'open') on.log('warn', {}, 'the embeddings endpoint fails or is late; answers go without it for a while');
      if (state === 'closed') on.log('info', {}, 'the embeddings endpoint answers again');
    },
  });
  let cache = openCache();
  let ready: Ready | null = null;
  let learning = new AbortController();
  let waiting = 0;

  function openCache(): VectorCache | null {
    try {
      return openVectorCache(options.cacheFile);
    } catch (error) {
      on.log('warn', { code: codeOf(error) }, 'vectors cannot be kept on the disk; every start asks for all of them');
      return null;
    }
  }

  async function prepare(entries: readonly Asked[], signal: AbortSignal): Promise<void> {
    try {
      const learned = await learn(entries, {
        cache, signal, keyOf: (text) => keyOf(options, text),
        async embed(texts) {
          try {
            const vectors = await client.embed(texts, BATCH_MS, signal);
            on.asked('knowledge', 'ok');
            return vectors;
          } catch (error) {
            if (!signal.aborted) on.asked('knowledge', 'failed');
            throw error;
          }
        },
        async waitAfter(error, refusals) {
          const ms = Math.min(RETRY_MS_MOST, retryMs * 2 ** (refusals - 1));
          on.log('warn', { reason: error.message, retry_ms: ms }, 'the embeddings endpoint refused questions of the knowledge; answers go without it');
          await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
        },
      });
      if (learned.kind === 'too_large') on.log('warn', { entries: entries.length }, 'the knowledge has too many entries for vectors of this length; answers go without them');
      if (learned.kind !== 'ready' || signal.aborted) return;
      const { table, asked } = learned;
      ready = { of: entries, table };
      on.ready(table.entryOf.length);
      on.log('info', { questions: table.entryOf.length, dimension: table.dimension, asked }, 'the vectors of the knowledge are ready');
    } catch (error) {
      if (signal.aborted) return;
      if (cache === null) throw error;
      // Only the cache is left to blame: again without it.
      on.log('warn', { code: codeOf(error) }, 'the kept vectors cannot be used; all are asked for');
      cache.close();
      cache = null;
      await prepare(entries, signal);
    }
  }

  /** Null when the endpoint, or the measuring, took longer than the deadline. */
  async function within(table: Table, text: string): Promise<Float32Array | null | 'late'> {
    let late = false;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => {
        late = true;
        resolve('late');
      }, deadlineMs);
    });
    const measured = measure(table, text, () => late);
    // Whoever was late may fail later.
    measured.catch(() => undefined);
    try {
      return await Promise.race([measured, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function measure(table: Table, text: string, late: () => boolean): Promise<Float32Array | null> {
    waiting++;
    try {
      const [vector] = await client.embed([text], deadlineMs + LATE_MS);
      if (vector?.length !== table.dimension) throw new EmbeddingsFailed('nonsense', 'the vector of a message is not as long as those of the knowledge');
      return late() ? null : await nearness(table, vector, late);
    } finally {
      waiting--;
    }
  }

  return {
    learn(entries) {
      learning.abort();
      learning = new AbortController();
      ready = null;
      on.ready(0);
      const { signal } = learning;
      prepare(entries, signal).catch((error: unknown) => on.log('warn', { code: codeOf(error) }, 'the vectors of the knowledge could not be made; answers go without them'));
    },

    async nearest(entries, text) {
      if (ready?.of !== entries || text === '' ) return null;
      if (waiting >= ASKED_AT_ONCE_MAX || !breaker.enter()) {
        on.asked('message', 'skipped');
        return null;
      }
      try {
        const z = await within(ready.table, text);
        const outcome = z === 'late' ? 'late' : 'ok';
        on.asked('message', outcome);
        if (z === 'late') breaker.failed();
        else breaker.succeeded();
        return z === 'late' || z === null ? null : { z };
      } catch (error) {
        breaker.failed();
        on.asked('message', 'failed');
        on.log('warn', { reason: error instanceof EmbeddingsFailed ? error.message : codeOf(error) }, 'the embeddings endpoint failed; the answer goes without it');
        return null;
      }
    },

    close() {
      learning.abort();
      client.close();
      cache?.close();
      cache = null;
      ready = null;
    },
  };
}

/** A system's or SQLite's code, or the error's name; never its message, which may quote. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
