// Runs one method on one knowledge base in a process of its own, so that no method's garbage, compiled code or dictionary weighs
// on another's figures. Started by run.ts with gc exposed; speaks to it by messages.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { createJiebaSegmenter } from '../../src/adapters/jieba/segmenter.ts';
import { readPack, shippedFrom } from '../evaluating/shipped.ts';
import type { Lookup, Ranked, Tools } from './method.ts';
import { METHODS } from './methods.ts';
import { LONG_TIME_SHARE, type FromChild, type Job } from './run.ts';

/** Lookups before the clock runs: code is compiled by then. They ask for titles, which no query is. */
const WARM_UP_LOOKUPS = 200;
const WARM_UP_MS_MAX = 2_000;
/** A method too slow for its time still answers this many. */
const LOOKUPS_MIN = 5;
const MEGABYTE = 1_048_576;

process.once('message', (job: Job) => {
  run(job).then(() => process.disconnect(), (error: unknown) => {
    send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    process.disconnect();
  });
});

async function run({ method, kb, queries, longMessages, knowledge, lookupSeconds }: Job): Promise<void> {
  const load = METHODS[method];
  const build = await load();
  const segmenter = createJiebaSegmenter([]);
  const tools: Tools = {
    tokens: (text) => segmenter.cut(text.toLowerCase()).filter((token) => /[\p{L}\p{N}]/u.test(token)),
    shipped: () => shippedFrom(readPack(knowledge)),
  };
  // jieba reads its dictionary at the first cut: every method would pay for it once.
  tools.tokens(kb[0]!.title);
  send({ kind: 'ready' });

  const before = bytesUsed();
  const started = performance.now();
  const { lookup, nativeBytes = 0, note } = await build(kb, tools);
  const buildMs = performance.now() - started;
  const memoryMb = (bytesUsed() - before + nativeBytes) / MEGABYTE;
  send({ kind: 'built' });

  const warm = performance.now();
  for (let i = 0; i < WARM_UP_LOOKUPS && performance.now() - warm < WARM_UP_MS_MAX; i++) await lookup(kb[i % kb.length]!.title);

  const delay = monitorEventLoopDelay({ resolution: 1 });
  await turn();
  delay.enable();
  const { found, times } = await ask(lookup, queries, lookupSeconds);
  delay.disable();
  const long = await ask(lookup, longMessages, lookupSeconds * LONG_TIME_SHARE);
  send({ kind: 'done', outcome: { found, times, longTimes: long.times, buildMs, memoryMb, pauseMs: delay.max / 1e6, note: note ?? null } });
}

async function ask(lookup: Lookup, queries: readonly string[], seconds: number): Promise<{ readonly found: readonly (readonly Ranked[])[]; readonly times: readonly number[] }> {
  const found: (readonly Ranked[])[] = [];
  const times: number[] = [];
  const from = performance.now();
  for (const query of queries) {
    if (found.length >= LOOKUPS_MIN && performance.now() - from > seconds * 1_000) break;
    const asked = performance.now();
    const answer = lookup(query);
    // A method that answers at once is not charged for a turn of the event loop.
    found.push(answer instanceof Promise ? await answer : answer);
    times.push(performance.now() - asked);
    await turn();
  }
  return { found, times };
}

function bytesUsed(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function send(message: FromChild): void {
  process.send!(message);
}
