// npm run bench:publish [-- --questions 1000,10000,100000] [--rate N] [--knowledge FOLDER]: what a publish costs those who chat.
// For each size a folder is made and published twice under a steady stream of messages: into a service that was just started, and
// again with one entry changed, when that size is being served already. Messages are timed from when they were due, so that a
// loop that stands still cannot hide it. Where the machine has other work the wall clock counts that too (compare with the quiet
// time before); "work" is processor time of the whole process between two timers a millisecond apart, the most that one pause
// can have been made of.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { readMessage } from '../src/conversation/brain.ts';
import { createBuilder } from '../src/publish/builder.ts';
import { createLive, type Live } from '../src/publish/live.ts';
import { createPublisher } from '../src/publish/publisher.ts';
import { openShop, packagedKnowledge } from '../src/shop.ts';
import type { KnowledgeDoor } from '../src/transport/deps.ts';
import { makeShop, messageFor, QUESTIONS_PER_ENTRY } from './publishing/made-shop.ts';

const QUIET_MS = 10_000;
/** Resolution of the loop's own measure, ms; it is part of every figure it gives. */
const RESOLUTION_MS = 1;
const FIRST_QUESTIONS = 100;

interface Stream {
  /** ms from when a message was due until it was read. */
  readonly latencies: readonly number[];
  /** Longest time that the event loop stood still, ms. */
  readonly pauseMs: number;
  /** Most processor time that this process used between two turns, ms. */
  readonly workMs: number;
}

/** Looks at the processor time at every timer. */
function watchWork(): () => number {
  let most = 0;
  let last = process.cpuUsage();
  const timer = setInterval(() => {
    const now = process.cpuUsage();
    most = Math.max(most, (now.user + now.system - last.user - last.system) / 1_000);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/** Reads `rate` messages a second with whatever brain is live, until `work` is done. */
async function chatDuring(live: Live, rate: number, entries: number, task: Promise<unknown>): Promise<Stream> {
  const latencies: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let over = false;
  const done = task.finally(() => { over = true; });
  delay.enable();
  const work = watchWork();
  const start = performance.now();
  for (let sent = 0; !over; sent++) {
    const due = start + (sent / rate) * 1_000;
    while (performance.now() < due) await new Promise((resolve) => { setTimeout(resolve, 1); });
    readMessage(live.brain(), messageFor((sent * 7_919) % entries), Date.now());
    latencies.push(performance.now() - due);
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  delay.disable();
  const workMs = work();
  await done;
  return { latencies: latencies.sort((a, b) => a - b), pauseMs: delay.max / 1e6 - RESOLUTION_MS, workMs };
}

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

async function publish(knowledge: KnowledgeDoor): Promise<number> {
  const outcome = await knowledge.publish('bench');
  if (outcome.kind !== 'published') throw new Error(`nothing was published: ${JSON.stringify(outcome).slice(0, 2_000)}`);
  return outcome.ms;
}

function row(cells: readonly (string | number)[]): void {
  const widths = [10, 22, 12, 13, 15, 12, 14, 11, 13];
  console.log(cells.map((cell, i) => String(typeof cell === 'number' ? cell.toFixed(2) : cell).padStart(widths[i]!)).join(' '));
}

async function measure(questions: number, rate: number, packFolder: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-publish-'));
  const builder = createBuilder();
  try {
    // The builder first, as in the service: see publish/launcher.ts.
    makeShop(folder, packFolder, FIRST_QUESTIONS, '以商品详情页的说明为准');
    const shop = openShop(folder, packFolder);
    const live = createLive(shop.brain, Date.now());
    const knowledge = createPublisher({
      folder, packFolder, modelsFolder: null, shopId: shop.base.profile.shop.id, live, builder, clock: { now: () => Date.now() }, onLive: () => Promise.resolve(),
      metrics: { publishEnded: () => undefined, serves: () => undefined },
      log: { info: () => undefined, warn: () => undefined, error: (what, message) => console.error(message, what) },
    });
    const entries = Math.ceil(questions / QUESTIONS_PER_ENTRY);
    for (const [name, answer] of [['into a fresh service', '以商品详情页的说明为准'], ['one entry changed', '请看商品详情页']] as const) {
      const quiet = await chatDuring(live, rate, entries, new Promise((resolve) => { setTimeout(resolve, QUIET_MS); }));
      makeShop(folder, packFolder, questions, answer);
      let ms = 0;
      const busy = await chatDuring(live, rate, entries, publish(knowledge).then((took) => { ms = took; }));
      row([questions.toString(), name, ms / 1_000, quiet.pauseMs, busy.pauseMs, quiet.workMs, busy.workMs, percentile(quiet.latencies, 0.99), percentile(busy.latencies, 0.99)]);
    }
  } finally {
    builder.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { questions: { type: 'string', default: '1000,10000,100000' }, rate: { type: 'string', default: '200' }, knowledge: { type: 'string', default: packagedKnowledge() } } });
const rate = Number(values.rate);
const sizes = values.questions.split(',').map(Number);
if (!(rate > 0 && rate <= 2_000) || sizes.some((size) => !(size >= 30))) throw new Error('--rate is 1 to 2000 messages a second, --questions a list of whole numbers from 30');
console.log(`${rate} messages a second; longest pause of the event loop, most work in one pause, p99 of a message, all in ms`);
row(['questions', 'publish', 'live after s', 'pause, quiet', 'pause, publish', 'work, quiet', 'work, publish', 'p99, quiet', 'p99, publish']);
for (const questions of sizes) await measure(questions, rate, values.knowledge);
