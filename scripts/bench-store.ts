// npm run bench:store [-- --seconds N]: appends per second and their latency, with group commit against one commit
// per row, on the same machine in the same run. The disk's fsync decides; compare rows of one run only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqlite } from '../src/adapters/sqlite/store.ts';
import type { Store } from '../src/conversation/ports.ts';

interface Mode {
  readonly name: string;
  readonly writeGroupMax: number;
}

interface Result {
  readonly stored: number;
  readonly rejected: number;
  readonly seconds: number;
  /** ms, ascending. */
  readonly latencies: readonly number[];
}

type Load = (store: Store, conversations: readonly string[], seconds: number) => Promise<Result>;

const MODES: readonly Mode[] = [{ name: 'one commit per row', writeGroupMax: 1 }, { name: 'group commit', writeGroupMax: 1_000 }];
const CONVERSATIONS = 2_000;
const TEXT = '亲，我前天买的那件外套怎么还没有发货呀，帮我看看物流好吗';
/** An offered load is given in ticks of this length, ms. */
const TICK_MS = 1;

/** Appends one buyer's message; every append carries the seq that the last one gave. */
function appender(store: Store): (id: string) => Promise<void> {
  const seqs = new Map<string, number>();
  return async (id) => {
    const seq = seqs.get(id) ?? 0;
    seqs.set(id, seq + 1);
    const result = await store.append({
      conversationId: id, expectedSeq: seq, at: Date.now(), change: { misses: 0 }, dedupeKey: `buyer:${seq}`,
      events: [{ type: 'buyer_message', text: TEXT, picked: null }],
    });
    if (result.kind !== 'stored') throw new Error(`the benchmark expected to be alone, but an append was a ${result.kind}`);
  };
}

/** `clients` buyers, each sending the next message when the last one is stored. */
function closedLoop(clients: number): Load {
  return async (store, conversations, seconds) => {
    const append = appender(store);
    const latencies: number[] = [];
    const start = performance.now();
    const end = start + seconds * 1_000;
    const client = async (id: string) => {
      for (let sent = performance.now(); sent < end; sent = performance.now()) {
        await append(id);
        latencies.push(performance.now() - sent);
      }
    };
    await Promise.all(conversations.slice(0, clients).map(client));
    return summary(latencies, 0, start);
  };
}

/** `rate` messages a second, whether the store keeps up or not: what a peak looks like. */
function openLoop(rate: number): Load {
  return async (store, conversations, seconds) => {
    const append = appender(store);
    const latencies: number[] = [];
    const busy = new Set<string>();
    let rejected = 0;
    let sent = 0;
    const pending: Promise<void>[] = [];
    const start = performance.now();
    // Timed from when the message was due, so that a store that stands still cannot hide it.
    const send = (due: number) => {
      const id = conversations[sent++ % conversations.length] ?? '';
      if (busy.has(id)) return void rejected++;
      busy.add(id);
      pending.push(append(id).then(() => void latencies.push(performance.now() - due)).finally(() => busy.delete(id)));
    };
    while (performance.now() < start + seconds * 1_000) {
      const due = Math.floor(((performance.now() - start) / 1_000) * rate);
      while (sent < due) send(start + (sent / rate) * 1_000);
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
    await Promise.all(pending);
    return summary(latencies, rejected, start);
  };
}

function summary(latencies: number[], rejected: number, start: number): Result {
  return { stored: latencies.length, rejected, seconds: (performance.now() - start) / 1_000, latencies: latencies.sort((a, b) => a - b) };
}

async function withStore<T>(writeGroupMax: number, use: (store: Store, conversations: readonly string[]) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-store-'));
  const revive = () => { throw new Error('the benchmark stores no replies'); };
  const store = openSqlite({ file: join(directory, 'bench.db'), revive, writeGroupMax });
  try {
    await store.saveShop({ id: 'shop', name: 'bench', knowledgeVersion: '1', at: 0 });
    const ids = Array.from({ length: CONVERSATIONS }, (_, i) => `conversation-${i}`);
    await Promise.all(ids.map((id) => store.createVisitor({ id: `visitor-${id}`, shopId: 'shop', tokenHash: id, expiresAt: 0, at: 0 })));
    await Promise.all(ids.map((id) => store.openConversation({ shopId: 'shop', visitorId: `visitor-${id}`, newId: id, offered: [], at: 0 })));
    return await use(store, ids);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const LOADS: readonly (readonly [name: string, load: Load])[] = [
  ['1 buyer at a time', closedLoop(1)],
  ['50 buyers at a time', closedLoop(50)],
  ['500 buyers at a time', closedLoop(500)],
  ['2,000 buyers at a time', closedLoop(2_000)],
  ['offered 2,000/s', openLoop(2_000)],
  ['offered 10,000/s', openLoop(10_000)],
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } });
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 600)) throw new Error(`--seconds must be a number above 0 and up to 600, not ${values.seconds}`);
  console.log('"at a time": each buyer waits for the last answer. "offered": sent when due, timed from then;');
  console.log('held back: not sent, as the buyer\'s last message was not stored yet.\n');
  console.log('load                    mode                 messages/s   p50 ms   p99 ms  held back');
  for (const [loadName, load] of LOADS) {
    for (const { name, writeGroupMax } of MODES) {
      const { stored, rejected, seconds: took, latencies } = await withStore(writeGroupMax, (store, ids) => load(store, ids, seconds));
      const figures = [Math.round(stored / took).toString().padStart(10), percentile(latencies, 0.5).toFixed(2).padStart(8), percentile(latencies, 0.99).toFixed(2).padStart(8)];
      console.log(`${loadName.padEnd(23)} ${name.padEnd(20)} ${figures.join(' ')} ${rejected.toString().padStart(10)}`);
    }
  }
}

await main();
