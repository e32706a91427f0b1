// The embeddings adapter against a real HTTP server: evidence when all is well, null in time whatever the endpoint does, a breaker
// that opens and closes, and a cache that asks only for what changed.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAILURES_MAX } from '../../../src/adapters/embeddings/breaker.ts';
import { ASKED_AT_ONCE_MAX, createSemantics, type SemanticsOptions } from '../../../src/adapters/embeddings/semantics.ts';
import type { Asked, Semantics } from '../../../src/conversation/ports.ts';
import { ANSWERS, startServer, type AnswerName, type EmbeddingsServer } from './server.ts';

const DEADLINE_MS = 150;
/** What a busy machine may add to a deadline. */
const MARGIN_MS = 100;
const KEY = 'sk-hunter2';

const ENTRIES: readonly Asked[] = [
  { id: 'ship', questions: ['什么时候发货', '几天能发出', '多久寄出'] },
  { id: 'fee', questions: ['运费多少', '包邮吗'] },
  { id: 'return', questions: ['怎么退货', '退货流程'] },
  { id: 'invoice', questions: ['能开发票吗', '发票抬头怎么写'] },
];

let folder: string;
let server: EmbeddingsServer;
let told: string[];
let logged: string[];
const open: Semantics[] = [];

function semantics(over: Partial<SemanticsOptions> = {}): Semantics {
  const made = createSemantics({
    url: server.url, model: 'test-model', apiKey: KEY, deadlineMs: DEADLINE_MS, cacheFile: join(folder, 'vectors.db'), retryMs: 20,
    on: {
      asked: (purpose, outcome) => told.push(`${purpose} ${outcome}`),
      breaker: (state) => told.push(`breaker ${state}`),
      ready: (questions) => told.push(`ready ${questions}`),
      log: (level, facts, message) => logged.push(`${level} ${JSON.stringify(facts)} ${message}`),
    },
    ...over,
  });
  open.push(made);
  return made;
}

async function ready(made: Semantics, entries: readonly Asked[] = ENTRIES): Promise<Semantics> {
  told.length = 0;
  made.learn(entries);
  await expect.poll(() => told.some((one) => /^ready [1-9]/.test(one)), { timeout: 5_000 }).toBe(true);
  return made;
}

async function timed<T>(promise: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const from = performance.now();
  return { value: await promise, ms: performance.now() - from };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zhanggui-vectors-'));
  server = await startServer();
  told = [];
  logged = [];
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await server.down();
  rmSync(folder, { recursive: true, force: true });
});

describe('an endpoint that works', () => {
  it('gives each entry its nearness in standard deviations', async () => {
    const made = await ready(semantics());
    const evidence = await made.nearest(ENTRIES, '退货怎么弄');
    const z = [...evidence!.z];
    expect(z).toHaveLength(ENTRIES.length);
    expect(z.indexOf(Math.max(...z))).toBe(2);
    expect(z.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 4);
    expect(z.reduce((sum, one) => sum + one * one, 0) / z.length).toBeCloseTo(1, 4);
  });

  it('is asked as OpenAI documents it, over one connection, and may answer in any order', async () => {
    const made = await ready(semantics());
    const forwards = await made.nearest(ENTRIES, '运费');
    server.answer = 'backwards';
    rmSync(join(folder, 'vectors.db'));
    const again = await ready(semantics({ cacheFile: join(folder, 'other.db') }));
    expect(await again.nearest(ENTRIES, '运费')).toEqual(forwards);
    expect(server.requests.every(({ model, authorization }) => model === 'test-model' && authorization === `Bearer ${KEY}`)).toBe(true);
    expect(server.connections).toBe(2);
  });

  it('is not told of a key that there is not', async () => {
    await ready(semantics({ apiKey: null }));
    expect(server.requests[0]!.authorization).toBeUndefined();
  });

  it('is not asked for a message until the knowledge is there, nor for another list, nor for nothing', async () => {
    const made = semantics();
    made.learn(ENTRIES);
    expect(await made.nearest(ENTRIES, '运费')).toBeNull();
    await ready(made);
    const before = server.requests.length;
    expect(await made.nearest([...ENTRIES], '运费')).toBeNull();
    expect(await made.nearest(ENTRIES, '')).toBeNull();
    made.close();
    expect(await made.nearest(ENTRIES, '运费')).toBeNull();
    expect(server.requests.length).toBe(before);
  });
});

const LATE: readonly AnswerName[] = ['slow', 'a hanging connection'];
const BAD = (Object.keys(ANSWERS) as AnswerName[]).filter((name) => name !== 'ok' && name !== 'backwards');

describe('an endpoint that fails a message', () => {
  it.each(BAD)('%s: null in time, and told', async (name) => {
    const made = await ready(semantics());
    server.answer = name;
    const { value, ms } = await timed(made.nearest(ENTRIES, '运费多少'));
    expect(value).toBeNull();
    expect(ms).toBeLessThan(DEADLINE_MS + MARGIN_MS);
    if (LATE.includes(name)) {
      expect(ms).toBeGreaterThan(DEADLINE_MS - 10);
      expect(told.at(-1)).toBe('message late');
    } else if (name !== 'an answer without end') expect(told.at(-1)).toBe('message failed');
    server.answer = 'ok';
    expect(await made.nearest(ENTRIES, '运费多少')).not.toBeNull();
    expect(logged.join('\n')).not.toMatch(/运费|hunter2|busy|broken/);
  });

  it('is down: null at once; up again: evidence again', async () => {
    const made = await ready(semantics());
    await server.down();
    const { value, ms } = await timed(made.nearest(ENTRIES, '运费'));
    expect(value).toBeNull();
    expect(ms).toBeLessThan(DEADLINE_MS + MARGIN_MS);
    expect(logged.at(-1)).toContain('ECONNREFUSED');
    await server.up();
    expect(await made.nearest(ENTRIES, '运费')).not.toBeNull();
  });

  it('closes an idle connection just when it is used again: the message is asked over another', async () => {
    server.impatient = true;
    const made = await ready(semantics());
    const before = server.connections;
    for (let i = 0; i < 3; i++) expect(await made.nearest(ENTRIES, '运费')).not.toBeNull();
    expect(server.connections).toBe(before + 3);
    expect(told).not.toContain('message failed');
  });

  it('is asked for so many at once and no more', async () => {
    const made = await ready(semantics());
    server.answer = 'slow';
    const all = await Promise.all(Array.from({ length: ASKED_AT_ONCE_MAX + 3 }, () => made.nearest(ENTRIES, '运费')));
    expect(all.every((one) => one === null)).toBe(true);
    expect(told.filter((one) => one === 'message skipped')).toHaveLength(3);
  });

  it.each(['status 500', 'a hanging connection', 'not JSON'] as const)('%s: the breaker opens, tries one, opens again, and closes', async (name) => {
    const breakerOpenMs = 300;
    const made = await ready(semantics({ breakerOpenMs }));
    server.answer = name;
    for (let i = 0; i < FAILURES_MAX; i++) await made.nearest(ENTRIES, '运费');
    expect(told.filter((one) => one.startsWith('breaker'))).toEqual(['breaker open']);
    const asked = server.requests.length;
    const { value, ms } = await timed(made.nearest(ENTRIES, '运费'));
    expect(value).toBeNull();
    expect(ms).toBeLessThan(DEADLINE_MS / 2);
    expect(server.requests.length).toBe(asked);
    expect(told.at(-1)).toBe('message skipped');

    await new Promise((resolve) => setTimeout(resolve, breakerOpenMs + 100));
    const tried = await Promise.all([made.nearest(ENTRIES, '运费'), made.nearest(ENTRIES, '运费')]);
    expect(tried).toEqual([null, null]);
    expect(server.requests.length).toBe(asked + 1);

    server.answer = 'ok';
    await new Promise((resolve) => setTimeout(resolve, breakerOpenMs + 100));
    expect(await made.nearest(ENTRIES, '运费')).not.toBeNull();
    expect(await made.nearest(ENTRIES, '运费')).not.toBeNull();
    expect(told.filter((one) => one.startsWith('breaker'))).toEqual(['breaker open', 'breaker half_open', 'breaker open', 'breaker half_open', 'breaker closed']);
  });
});

describe('learning', () => {
  it.each(BAD.filter((name) => !['slow', 'another dimension', 'a hanging connection'].includes(name)))('%s: is tried again until it works', async (name) => {
    server.answer = name;
    const made = semantics();
    made.learn(ENTRIES);
    await expect.poll(() => told.filter((one) => one === 'knowledge failed').length, { timeout: 5_000 }).toBeGreaterThan(1);
    expect(told).not.toContain('ready 9');
    server.answer = 'ok';
    await expect.poll(() => told, { timeout: 5_000 }).toContain('ready 9');
    expect(await made.nearest(ENTRIES, '运费')).not.toBeNull();
    expect(logged.join('\n')).not.toMatch(/发货|hunter2/);
  });

  it('asks for each text once, and for nothing after a restart', async () => {
    const twice: readonly Asked[] = [...ENTRIES, { id: 'again', questions: ['包邮吗', '运费多少'] }];
    const first = await ready(semantics(), twice);
    expect([...server.texts()].sort()).toEqual([...new Set(twice.flatMap(({ questions }) => questions))].sort());
    const before = await first.nearest(twice, '包邮');
    first.close();
    server.requests.length = 0;
    const second = await ready(semantics(), twice);
    expect(server.requests).toEqual([]);
    expect(await second.nearest(twice, '包邮')).toEqual(before);
  });

  it('asks after a publish for what is new, and forgets what is gone', async () => {
    const made = await ready(semantics());
    server.requests.length = 0;
    const next: readonly Asked[] = [...ENTRIES.slice(1), { id: 'ship', questions: ['什么时候发货', '今天拍什么时候寄'] }];
    await ready(made, next);
    expect(server.texts()).toEqual(['今天拍什么时候寄']);
    server.requests.length = 0;
    await ready(made, ENTRIES);
    expect([...server.texts()].sort()).toEqual(['几天能发出', '多久寄出'].sort());
  });

  it('of a version that is published over is given up', async () => {
    server.answer = 'slow';
    const made = semantics();
    made.learn(ENTRIES);
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    server.answer = 'ok';
    const next: readonly Asked[] = [{ id: 'one', questions: ['包邮吗'] }, { id: 'two', questions: ['怎么退货'] }];
    await ready(made, next);
    expect(told.filter((one) => /^ready [1-9]/.test(one))).toEqual(['ready 2']);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(told.filter((one) => /^ready [1-9]/.test(one))).toEqual(['ready 2']);
  });

  it('asks again for all of another model, and of one whose vectors changed their length', async () => {
    (await ready(semantics())).close();
    const all = server.texts().length;
    server.requests.length = 0;
    (await ready(semantics({ model: 'other-model' }))).close();
    expect(server.texts()).toHaveLength(all);
    server.answer = 'another dimension';
    server.requests.length = 0;
    const next: readonly Asked[] = [...ENTRIES, { id: 'new', questions: ['有赠品吗'] }];
    const made = await ready(semantics({ model: 'other-model' }), next);
    expect(server.texts()).toHaveLength(1 + all + 1);
    expect(await made.nearest(next, '赠品')).not.toBeNull();
  });

  it('goes on with a cache that is damaged, or cannot be made', async () => {
    (await ready(semantics())).close();
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'damaged'.repeat(2_000));
    const damaged = await ready(semantics());
    expect(await damaged.nearest(ENTRIES, '运费')).not.toBeNull();
    const without = await ready(semantics({ cacheFile: join(folder, 'absent', 'vectors.db') }));
    expect(await without.nearest(ENTRIES, '运费')).not.toBeNull();
    expect(logged.join('\n')).toContain('vectors cannot be kept on the disk');
  });

  it('keeps no text on the disk', async () => {
    (await ready(semantics())).close();
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('发货')).toBe(false);
  });
});
