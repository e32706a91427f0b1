// Publishing into a whole running service: the old answer before and the new one after, nothing changed by wrong files, and
// buyers who never notice.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp, type House } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { readMessage } from '../../src/conversation/brain.ts';
import { answerText } from '../../src/knowledge/base.ts';
import { BuildFailed, createBuilder } from '../../src/publish/builder.ts';
import { draftDeskLexicon, LexiconReadOnly } from '../../src/publish/desk-lexicon.ts';
import { openShop } from '../../src/shop.ts';
import { AT_WORK } from '../helper.ts';
import { makeFolder, type SmallFolder } from './folder.ts';

const ASKED = '请问羊绒围巾怎么清洗呀';

describe('publish', { timeout: 120_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), 'zhanggui-publish-data-'));
  let folder: SmallFolder;
  let house: House;
  beforeAll(async () => {
    folder = makeFolder();
    const read = readConfig({ ZHANGGUI_DATA_DIR: data, ZHANGGUI_KNOWLEDGE_DIR: folder.path, ZHANGGUI_LOG_LEVEL: 'silent', ZHANGGUI_DRAIN_MS: '0' });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    house = await buildApp(read.config, { clock: { now: () => AT_WORK } });
  }, 120_000);
  afterAll(async () => {
    await house?.app.close();
    folder?.remove();
    rmSync(data, { recursive: true, force: true });
  });

  const answered = (): string | null => {
    const brain = house.brain();
    const { decision } = readMessage(brain, ASKED, AT_WORK);
    return decision.kind === 'answer' ? answerText(brain.base, decision.entryIds[0], AT_WORK) : null;
  };

  it('answers as before until the new knowledge is live, and anew from then on', async () => {
    expect(answered()).toBe('轻柔手洗，不要暴晒');
    folder.answer('请送干洗店清洗');
    expect(answered()).toBe('轻柔手洗，不要暴晒');
    const before = house.knowledge.status().published;
    const outcome = await house.knowledge.publish('test');
    expect(outcome).toMatchObject({ kind: 'published', published: { entries: 3, questions: 48 } });
    expect(answered()).toBe('请送干洗店清洗');
    const after = house.knowledge.status();
    expect(after.running).toBeNull();
    expect(after.published.version).not.toBe(before.version);
  });

  it('reads exactly as a service that was started on the same files', async () => {
    const started = openShop(folder.path);
    expect(house.knowledge.status().published.version).toBe(started.base.version);
    for (const text of [ASKED, '大衣里衬什么材质', '礼盒', '你好', '今天能发货吗', '我要投诉你们', '嘎嘣脆咕噜咕噜']) {
      expect(readMessage(house.brain(), text, AT_WORK)).toEqual(readMessage(started.brain, text, AT_WORK));
    }
    const promise = { text: '可以，今天一定发', options: [] };
    expect(house.brain().gate.approve(promise)).toEqual(started.gate.approve(promise));
  });

  it('changes nothing when files are wrong, and names every place', async () => {
    folder.answer('今天一定发货');
    folder.write('entries/more.yaml', 'topic: made\nentries:\n  - id: made.box\n    question: 怎么修改地址\n    handling: answer\n    team: presale\n    similar: [改地址]\n    answers:\n      - text: 请联系客服\n');
    const doubled = await house.knowledge.publish('test');
    expect(doubled).toMatchObject({ kind: 'refused', more: 0, problems: [{ code: 'duplicate_id', line: 3 }] });
    folder.write('entries/more.yaml', 'topic: more\nentries:\n  - id: more.one\n    question: 怎么修改地址\n    handling: answer\n    team: presale\n    similar: [改地址]\n    answers:\n      - text: 保证明天到\n');
    const promised = await house.knowledge.publish('test');
    expect(promised.kind === 'refused' && promised.problems.map(({ file, line, code }) => ({ file, line, code }))).toEqual([
      { file: 'entries/made.yaml', line: 9, code: 'gate_refused' }, { file: 'entries/more.yaml', line: 9, code: 'gate_refused' },
    ]);
    expect(answered()).toBe('请送干洗店清洗');
    rmSync(join(folder.path, 'entries/more.yaml'));
    folder.answer('请送干洗店清洗');
  });

  it('refuses rule files that do not compile, and another shop', async () => {
    const rules = folder.read('rules/risks.yaml');
    folder.write('rules/risks.yaml', rules.replace(/\brisk: *\w+/, 'risk: no_such_class'));
    expect(await house.knowledge.publish('test')).toMatchObject({ kind: 'refused', problems: [{ code: 'rules', file: 'rules/risks.yaml' }] });
    folder.write('rules/risks.yaml', rules);
    const profile = folder.read('shop.yaml');
    folder.write('shop.yaml', profile.replace(/^( *)id: \w+/m, '$1id: another'));
    expect(await house.knowledge.publish('test')).toMatchObject({ kind: 'refused', problems: [{ file: 'shop.yaml' }] });
    folder.write('shop.yaml', profile);
  });

  it('turns a second publish away while one runs, and lets buyers talk on', async () => {
    const first = house.knowledge.publish('first');
    expect(house.knowledge.status().running).toMatchObject({ phase: 'reading' });
    expect(await house.knowledge.publish('second')).toEqual({ kind: 'running' });
    expect(await house.knowledge.saveLexicon('甲 乙', (await house.knowledge.lexicon()).version, 'third')).toEqual({ kind: 'running' });
    expect(answered()).toBe('请送干洗店清洗');
    expect((await first).kind).toBe('published');
  });

  it('keeps the lexicon of the desk, answers by it at once, and refuses what is wrong with it', async () => {
    const before = await house.knowledge.lexicon();
    expect(before.text).toBe('');
    expect(answersTo('山羊绒脖套咋洗')).toBeNull();
    const words = '# 本店叫法\r\n羊绒围巾 山羊绒脖套\r\n怎么清洗 咋洗';
    expect(await house.knowledge.saveLexicon(words, before.version, 'test')).toMatchObject({ kind: 'published' });
    const kept = await house.knowledge.lexicon();
    expect(kept.text).toBe('# 本店叫法\n羊绒围巾 山羊绒脖套\n怎么清洗 咋洗\n');
    expect(folder.read('lexicon/desk.txt')).toBe(kept.text);
    expect(answersTo('山羊绒脖套咋洗')).toBe('请送干洗店清洗');

    expect(await house.knowledge.saveLexicon('别人改过', before.version, 'test')).toEqual({ kind: 'changed' });
    const wrong = await house.knowledge.saveLexicon('羊绒围巾 山羊绒脖套\n独自', kept.version, 'test');
    expect(wrong).toMatchObject({ kind: 'refused', problems: [{ file: 'lexicon/desk.txt', line: 2, code: 'lexicon_form' }] });
    expect(await house.knowledge.lexicon()).toEqual(kept);
    expect(existsSync(join(folder.path, 'lexicon/.desk.txt.new'))).toBe(false);
    expect(answersTo('山羊绒脖套咋洗')).toBe('请送干洗店清洗');
  });

  function answersTo(text: string): string | null {
    const brain = house.brain();
    const { decision } = readMessage(brain, text, AT_WORK);
    return decision.kind === 'answer' && !decision.smallTalk ? answerText(brain.base, decision.entryIds[0], AT_WORK) : null;
  }
});

describe('SIGHUP', { timeout: 60_000 }, () => {
  it('publishes what is in the folder, in a service that was started from the command line', async () => {
    const folder = makeFolder();
    const data = mkdtempSync(join(tmpdir(), 'zhanggui-hangup-'));
    const service = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      env: { PATH: process.env['PATH'], ZHANGGUI_DATA_DIR: data, ZHANGGUI_KNOWLEDGE_DIR: folder.path, ZHANGGUI_PORT: String(20_000 + Math.floor(Math.random() * 20_000)) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    service.stdout.on('data', (chunk) => { said += String(chunk); });
    try {
      await expect.poll(() => said, { timeout: 30_000 }).toContain('is running');
      folder.answer('请送干洗店清洗');
      service.kill('SIGHUP');
      await expect.poll(() => said, { timeout: 30_000 }).toMatch(/"by":"SIGHUP","outcome":"published","duration_ms":\d+,"version":"[0-9a-f]{16}","entries":3,"questions":48/);
      folder.answer('今天一定发货');
      service.kill('SIGHUP');
      await expect.poll(() => said, { timeout: 30_000 }).toMatch(/"by":"SIGHUP","outcome":"refused".*"problems":1/);
      expect(service.exitCode).toBeNull();
    } finally {
      service.kill('SIGKILL');
      folder.remove();
      rmSync(data, { recursive: true, force: true });
    }
  });
});

describe.skipIf(process.platform !== 'linux')('a folder that cannot be written (looked at on Linux, whose /sys takes no files)', () => {
  it('is told apart from what breaks by chance', async () => {
    await expect(draftDeskLexicon('/sys', '甲词 乙词')).rejects.toBeInstanceOf(LexiconReadOnly);
  });
});

describe('builder', { timeout: 60_000 }, () => {
  const order = { folder: 'knowledge', packFolder: 'knowledge', modelsFolder: null, overlay: {}, words: [], packId: null, shopId: 'qinghe' };

  it('is an error for the publisher when it is killed, and is started anew', async () => {
    const builder = createBuilder({ script: join(import.meta.dirname, 'crashing-builder.ts') });
    const phases: string[] = [];
    await expect(builder.build(order, (phase) => phases.push(phase))).rejects.toThrow(/SIGKILL in the middle of a build/);
    await expect(builder.build(order, (phase) => phases.push(phase))).rejects.toBeInstanceOf(BuildFailed);
    expect(phases).toEqual(['building', 'building']);
    builder.close();
  });

  it('is given up when it takes too long', async () => {
    const builder = createBuilder({ script: join(import.meta.dirname, 'silent-builder.ts'), deadlineMs: 300 });
    await expect(builder.build(order, () => undefined)).rejects.toThrow(/longer than 300 ms/);
    builder.close();
  });
});
