// What holds while one brain takes another's place: a message is read by one of them from end to end; and a shop that leans on
// the industry pack reads after a publish as it would after a start.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryBus } from '../../src/adapters/bus/memory.ts';
import { randomIds } from '../../src/adapters/system.ts';
import { buildApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { readMessage } from '../../src/conversation/brain.ts';
import { createConversations } from '../../src/conversation/handle.ts';
import { createWriter } from '../../src/conversation/writer.ts';
import { createLive } from '../../src/publish/live.ts';
import { openShop } from '../../src/shop.ts';
import { makePlace } from '../adapters/sqlite/place.ts';
import { AT_WORK, replyText } from '../helper.ts';
import { makeFolder } from './folder.ts';

const ASKED = '请问羊绒围巾怎么清洗呀';

describe('taking another brain', { timeout: 60_000 }, () => {
  const folder = makeFolder();
  afterAll(() => folder.remove());

  it('reads a message that is under way with the old one to its end, and the next with the new one', async () => {
    const live = createLive(openShop(folder.path).brain, AT_WORK);
    folder.answer('请送干洗店清洗');
    const next = openShop(folder.path).brain;

    const place = makePlace();
    const real = place.open();
    let arrived = (): void => undefined;
    let release = (): void => undefined;
    const waiting = new Promise<void>((resolve) => { arrived = resolve; });
    const held = new Promise<void>((resolve) => { release = resolve; });
    const store = { ...real, async lastEvents(id: string, limit: number) { arrived(); await held; return real.lastEvents(id, limit); } };
    const clock = { now: () => AT_WORK };
    const faults: unknown[] = [];
    const bus = createMemoryBus({ onError: (error) => faults.push(error) });
    const conversations = createConversations({
      shopId: 'qinghe', store, writer: createWriter({ store, bus, clock }), clock, ids: randomIds, brain: live.brain, waitingNoteMs: 0, textLengthMax: 100, onFault: (error) => faults.push(error),
    });
    await store.saveShop({ id: 'qinghe', name: '青禾', knowledgeVersion: 'v', at: AT_WORK });
    await store.createVisitor({ id: 'v', shopId: 'qinghe', tokenHash: 'h', expiresAt: AT_WORK * 2, at: AT_WORK });
    const { id } = await conversations.open('v');
    const said = conversations.say(id, { clientMsgId: '1', text: ASKED });
    await waiting;
    live.replace(next, AT_WORK);
    release();
    await said;
    await conversations.say(id, { clientMsgId: '2', text: ASKED });
    const told = (await real.eventsAfter(id, 0, 100)).flatMap(({ body }) => replyText(body) ?? []);
    expect(told).toEqual([expect.stringContaining('轻柔手洗'), expect.stringContaining('请送干洗店清洗')]);
    expect(faults).toEqual([]);
    await real.close();
  });
});

describe('a shop with few questions', { timeout: 90_000 }, () => {
  it('reads after a publish with the industry pack, as after a start', async () => {
    const pack = makeFolder();
    const thin = makeFolder(3);
    const data = mkdtempSync(join(tmpdir(), 'zhanggui-thin-'));
    const read = readConfig({ ZHANGGUI_DATA_DIR: data, ZHANGGUI_KNOWLEDGE_DIR: thin.path, ZHANGGUI_PACK_DIR: pack.path, ZHANGGUI_LOG_LEVEL: 'silent' });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    const house = await buildApp(read.config, { clock: { now: () => AT_WORK } });
    try {
      const industry = house.brain().index.industry;
      expect(industry).not.toBeNull();
      thin.answer('请送干洗店清洗');
      // A new word for the segmenter: the pack is cut anew by the builder and travels too.
      thin.write('lexicon/words.txt', '山羊绒脖套\n');
      expect(await house.knowledge.publish('test')).toMatchObject({ kind: 'published', published: { questions: 9 } });
      expect(house.brain().index.industry).not.toBeNull();
      expect(house.brain().index.industry).not.toBe(industry);
      const started = openShop(thin.path, pack.path);
      expect(house.brain().index.segmenter.id).toBe(started.brain.index.segmenter.id);
      for (const text of [ASKED, '山羊绒脖套怎么清洗', '里衬', '礼盒有吗', '你好', '什么时候发货']) {
        expect(readMessage(house.brain(), text, AT_WORK), text).toEqual(readMessage(started.brain, text, AT_WORK));
      }
    } finally {
      await house.app.close();
      for (const folder of [pack, thin]) folder.remove();
      rmSync(data, { recursive: true, force: true });
    }
  });
});
