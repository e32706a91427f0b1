// A buyer's message with an embeddings endpoint behind it: evidence where there is some, the same answer as ever and in time where
// there is none, and nothing sent that must not be. A whole conversation against a real HTTP server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryBus } from '../../src/adapters/bus/memory.ts';
import { createSemantics } from '../../src/adapters/embeddings/semantics.ts';
import { openSqlite } from '../../src/adapters/sqlite/store.ts';
import { randomIds } from '../../src/adapters/system.ts';
import { buildApp } from '../../src/app.ts';
import { reviveApproved } from '../../src/compliance/gate.ts';
import { readConfig } from '../../src/config.ts';
import type { Conversations } from '../../src/conversation/api.ts';
import type { Brain } from '../../src/conversation/brain.ts';
import { createConversations } from '../../src/conversation/handle.ts';
import type { Semantics, Store } from '../../src/conversation/ports.ts';
import { createWriter } from '../../src/conversation/writer.ts';
import { openShop } from '../../src/shop.ts';
import type { Decision } from '../../src/types.ts';
import { ANSWERS, startServer, type AnswerName, type EmbeddingsServer } from '../adapters/embeddings/server.ts';
import { AT_WORK } from '../helper.ts';
import { makeFolder, type SmallFolder } from '../publish/folder.ts';

const DEADLINE_MS = 150;
/** What storing, reading and a busy machine take beside the deadline. */
const MARGIN_MS = 150;
/** Shares few words with 羊绒围巾怎么清洗, so that evidence makes a difference. */
const MESSAGE = '围巾清洗会不会起球';

let shop: SmallFolder;
let brain: Brain;
let server: EmbeddingsServer;
let place: string;
let store: Store;
const semantics: Semantics[] = [];

beforeAll(() => {
  shop = makeFolder();
  brain = openShop(shop.path).brain;
}, 60_000);
afterAll(() => shop.remove());
beforeEach(async () => {
  server = await startServer();
  place = mkdtempSync(join(tmpdir(), 'zhanggui-semantics-'));
  store = openSqlite({ file: join(place, 'test.db'), revive: reviveApproved });
  await store.saveShop({ id: 'qinghe', name: '青禾', knowledgeVersion: 'v', at: AT_WORK });
});
afterEach(async () => {
  for (const one of semantics.splice(0)) one.close();
  await store.close();
  await server.down();
  rmSync(place, { recursive: true, force: true });
});

async function learned(): Promise<Semantics> {
  let ready = 0;
  const made = createSemantics({
    url: server.url, model: 'test', apiKey: null, deadlineMs: DEADLINE_MS, cacheFile: join(place, 'vectors.db'),
    on: { asked: () => undefined, breaker: () => undefined, ready: (questions) => { ready = questions; }, log: () => undefined },
  });
  semantics.push(made);
  made.learn(brain.index.entries);
  await expect.poll(() => ready, { timeout: 10_000 }).toBeGreaterThan(0);
  server.requests.length = 0;
  return made;
}

const faults: unknown[] = [];
function conversationsWith(one: Semantics | null, over: { readonly store?: Store; readonly brain?: () => Brain } = {}): Conversations {
  const clock = { now: () => AT_WORK };
  const bus = createMemoryBus({ onError: (error) => faults.push(error) });
  const mine = over.store ?? store;
  return createConversations({
    shopId: 'qinghe', store: mine, writer: createWriter({ store: mine, bus, clock }), clock, ids: randomIds, brain: over.brain ?? (() => brain),
    ...(one === null ? {} : { semantics: one }), waitingNoteMs: 0, textLengthMax: 1_000, onFault: (error) => faults.push(error),
  });
}

async function newConversation(conversations: Conversations): Promise<string> {
  const visitorId = randomIds.id();
  await store.createVisitor({ id: visitorId, shopId: 'qinghe', tokenHash: randomIds.token(), expiresAt: AT_WORK * 2, at: AT_WORK });
  return (await conversations.open(visitorId)).id;
}

async function say(conversations: Conversations, text: string): Promise<{ readonly decision: Decision | null; readonly ms: number }> {
  const id = await newConversation(conversations);
  const from = performance.now();
  await conversations.say(id, { clientMsgId: randomIds.id(), text });
  const ms = performance.now() - from;
  const decisions = (await store.eventsAfter(id, 0, 100)).flatMap(({ body }) => (body.type === 'reply' ? [body.decision] : []));
  expect(faults).toEqual([]);
  return { decision: decisions[0] ?? null, ms };
}

describe('a message with an endpoint that works', () => {
  it('is decided on with the evidence, which the event keeps', async () => {
    const without = await say(conversationsWith(null), MESSAGE);
    const conversations = conversationsWith(await learned());
    const { decision } = await say(conversations, MESSAGE);
    expect(server.texts()).toEqual([MESSAGE]);
    const sure = (one: Decision | null): number => one?.evidence.candidates.find(({ entryId }) => entryId === 'made.washing')?.probability ?? 0;
    expect(sure(decision)).not.toBe(sure(without.decision));
  });

  it('leaves numbers, cards and links in the house, and asks nothing when nothing else is left', async () => {
    const conversations = conversationsWith(await learned());
    await say(conversations, '我是13812345678，订单号：202611220001，羊绒围巾怎么清洗 https://a.cn/1');
    expect(server.texts()).toHaveLength(1);
    expect(server.texts()[0]).toContain('羊绒围巾怎么清洗');
    expect(server.texts()[0]).not.toMatch(/\d|http/);
    await say(conversations, '13812345678');
    expect(server.texts()).toHaveLength(1);
  });

  it('is not sent when a person has the talk, when it was picked, or asks for a person', async () => {
    const conversations = conversationsWith(await learned());
    const id = await newConversation(conversations);
    await conversations.pick(id, { clientMsgId: '1', optionId: 'made.washing' });
    await conversations.callHuman(id, { clientMsgId: '2' });
    const head = (await store.head(id))!;
    await store.append({ conversationId: id, expectedSeq: head.seq, events: [{ type: 'state', from: 'waiting', to: 'human', agentId: 'a', agentName: '小丽', note: '' }], change: { state: 'human', agentId: 'a' }, dedupeKey: null, at: AT_WORK });
    await conversations.say(id, { clientMsgId: '3', text: MESSAGE });
    expect(server.requests).toEqual([]);
  });

  it('is sent once though it is decided on twice, and its evidence is not taken for another version', async () => {
    const one = await learned();
    let asked = 0;
    const counting: Semantics = { ...one, nearest: (entries, text) => { asked++; return one.nearest(entries, text); } };
    const other: Brain = { ...brain };
    let appends = 0;
    let now = brain;
    const raced: Store = {
      ...store,
      async append(request) {
        if (appends++ > 0) return store.append(request);
        now = other;
        return { kind: 'conflict', head: (await store.head(request.conversationId))! };
      },
    };
    const { decision } = await say(conversationsWith(counting, { store: raced, brain: () => now }), MESSAGE);
    expect(appends).toBe(2);
    expect(asked).toBe(1);
    expect(decision).toEqual((await say(conversationsWith(null), MESSAGE)).decision);
  });
});

describe('a message with an endpoint that does not', () => {
  const BAD = (Object.keys(ANSWERS) as AnswerName[]).filter((name) => name !== 'ok' && name !== 'backwards');

  it.each([...BAD, 'down'] as const)('%s: is answered in time as without it', async (name) => {
    const conversations = conversationsWith(await learned());
    if (name === 'down') await server.down();
    else server.answer = name;
    for (const text of ['羊绒围巾怎么清洗', MESSAGE, '你好']) {
      const { decision, ms } = await say(conversations, text);
      expect(ms).toBeLessThan(DEADLINE_MS + MARGIN_MS);
      expect(decision).toEqual((await say(conversationsWith(null), text)).decision);
    }
    if (name === 'down') await server.up();
  });
});

describe('the service', { timeout: 90_000 }, () => {
  it('asks at a start for the questions, after a publish for the new ones, and counts', async () => {
    const folder = makeFolder();
    const config = readConfig({
      ZHANGGUI_DATA_DIR: place, ZHANGGUI_KNOWLEDGE_DIR: folder.path, ZHANGGUI_LOG_LEVEL: 'silent', ZHANGGUI_DRAIN_MS: '0',
      ZHANGGUI_EMBEDDINGS_URL: server.url, ZHANGGUI_EMBEDDINGS_MODEL: 'shop-model', ZHANGGUI_EMBEDDINGS_API_KEY: 'sk-hunter2',
    });
    if ('problems' in config) throw new Error(JSON.stringify(config.problems));
    const house = await buildApp(config.config, { clock: { now: () => AT_WORK } });
    try {
      const scrape = async (): Promise<string> => (await house.app.inject('/metrics')).body;
      await expect.poll(scrape, { timeout: 10_000 }).toMatch(/zhanggui_embeddings_questions [1-9]/);
      expect(server.requests[0]).toMatchObject({ model: 'shop-model', authorization: 'Bearer sk-hunter2' });
      expect(server.texts()).toContain('大衣里衬是什么料子');
      server.requests.length = 0;
      folder.write('entries/more.yaml', 'topic: more\nentries:\n  - id: more.gift\n    question: 可以代写贺卡吗\n    handling: answer\n    team: presale\n    similar: [能帮忙写贺卡吗]\n    answers:\n      - text: 可以备注贺卡内容\n');
      expect(await house.knowledge.publish('test')).toMatchObject({ kind: 'published' });
      await expect.poll(() => [...server.texts()].sort(), { timeout: 10_000 }).toEqual(['可以代写贺卡吗', '能帮忙写贺卡吗'].sort());
      await expect.poll(scrape, { timeout: 10_000 }).toMatch(/zhanggui_embeddings_questions [1-9]/);
      expect(await scrape()).toContain('zhanggui_embeddings_requests_total{purpose="knowledge",outcome="ok"}');
      expect(await scrape()).not.toContain('hunter2');
    } finally {
      await house.app.close();
      folder.remove();
    }
  });

  it('is off by default', async () => {
    const config = readConfig({});
    expect('config' in config && config.config.embeddingsUrl).toBe('off');
  });

  it.each([
    ['ZHANGGUI_EMBEDDINGS_URL', 'api.example.com'], ['ZHANGGUI_EMBEDDINGS_URL', 'ftp://a.cn/x'], ['ZHANGGUI_EMBEDDINGS_URL', 'https://me:hunter2@a.cn/v1'],
    ['ZHANGGUI_EMBEDDINGS_API_KEY', 'hunter2 hunter2'], ['ZHANGGUI_EMBEDDINGS_API_KEY', '密钥hunter2'], ['ZHANGGUI_EMBEDDINGS_DEADLINE_MS', '0'],
  ])('refuses a %s that cannot be right, without saying it', (key, value) => {
    const read = readConfig({ [key]: value });
    expect('problems' in read && read.problems.map((one) => one.key)).toEqual([key]);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });
});
