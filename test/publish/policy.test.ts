// The shop's policy file through load and publish: it is held to its rules, carried to the running gate, and may be missing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp, type House } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { KnowledgeRefused, loadShop } from '../../src/shop.ts';
import { AT_WORK } from '../helper.ts';
import { makeFolder, type SmallFolder } from './folder.ts';

const FILE = 'rules/policy.yaml';
const PROMISE = { text: '可以，今天一定发', options: [] };
const BOSS = { id: 'a', name: '店长', role: 'administrator', team: null } as const;
const override = { by: BOSS, reason: '仓库已确认班车' };

describe('a policy file', { timeout: 120_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), 'zhanggui-policy-data-'));
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

  it('that contradicts itself is refused when it is loaded, with file and line, and a publish changes nothing', async () => {
    folder.write(FILE, 'types:\n  ship_promise: warn\n  off_platform: off\n');
    expect(() => loadShop(folder.path)).toThrow(KnowledgeRefused);
    expect(await house.knowledge.publish('test')).toMatchObject({
      kind: 'refused', problems: [{ code: 'rules', file: FILE, line: 3, message: expect.stringContaining('"off_platform" must be block') }],
    });
    expect(house.brain().gate.approve(PROMISE).ok).toBe(false);
  });

  it('reaches the running gate by a publish: levels, teams and overrides', async () => {
    expect(house.brain().gate.approve(PROMISE, { override }).ok).toBe(true);
    folder.write(FILE, 'types:\n  ship_promise: block\nteams:\n  logistics: { ship_promise: warn }\noverride:\n  allowed: [gift_promise]\n');
    expect(await house.knowledge.publish('test')).toMatchObject({ kind: 'published' });
    const { gate } = house.brain();
    expect(gate.approve(PROMISE)).toMatchObject({ ok: false, overridable: false });
    expect(gate.approve(PROMISE, { override })).toMatchObject({ ok: false, refusedOverride: 'override_never' });
    expect(gate.approve(PROMISE, { team: 'logistics' })).toMatchObject({ ok: true, report: { verdict: 'warn' } });
    expect(loadShop(folder.path).levels).toEqual({ types: { ship_promise: 'block' }, teams: { logistics: { ship_promise: 'warn' } }, overridable: ['gift_promise'] });
  });

  it('that is missing leaves everything as it is read, without overrides', () => {
    rmSync(join(folder.path, FILE));
    const { gate } = loadShop(folder.path);
    expect(gate.approve(PROMISE, { override })).toMatchObject({ ok: false, refusedOverride: 'override_never' });
    expect(gate.approve({ text: '满99包邮', options: [] })).toMatchObject({ ok: true, report: { verdict: 'warn' } });
  });
});
