// Evidence out of a whole running service: what a buyer said and the bot answered, sealed with the versions that answered, taken by
// the administrator over HTTP, masked, signed; and after another publish the new versions.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { buildApp, type House } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { readHeadsLog } from '../../src/evidence/heads-log.ts';
import { readPublicKey } from '../../src/evidence/manifest.ts';
import { FILES } from '../../src/evidence/pack.ts';
import { verifyPack } from '../../src/evidence/verify.ts';
import { unzipPack } from '../../src/evidence/zip.ts';
import { makeFolder, type SmallFolder } from '../publish/folder.ts';
import { manifestOf, rowsOf, textOf } from './fixture.ts';

const data = mkdtempSync(join(tmpdir(), 'zhanggui-evidence-'));
const keyFile = join(data, 'shop.pem');
let folder: SmallFolder;
let house: House;
let pem: string;
let url: string;

beforeAll(async () => {
  folder = makeFolder();
  pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(keyFile, pem);
  const read = readConfig({ ZHANGGUI_DATA_DIR: data, ZHANGGUI_KNOWLEDGE_DIR: folder.path, ZHANGGUI_LOG_LEVEL: 'silent', ZHANGGUI_DRAIN_MS: '0', ZHANGGUI_EVIDENCE_KEY_FILE: keyFile });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  house = await buildApp(read.config);
  url = await house.app.listen({ host: '127.0.0.1', port: 0 });
}, 120_000);
afterAll(async () => {
  await house?.app.close();
  folder?.remove();
  rmSync(data, { recursive: true, force: true });
});

/** A buyer who says one thing; resolves with the conversation's id when it was taken. */
function say(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/buyer`, { headers: { origin: 'http://127.0.0.1:8080' } });
    let conversation = '';
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', protocol: 1 })));
    socket.on('message', (content) => {
      const frame = JSON.parse(String(content)) as { type: string; conversation_id?: string };
      if (frame.type === 'welcome') {
        conversation = frame.conversation_id ?? '';
        socket.send(JSON.stringify({ type: 'say', client_msg_id: 'm1', text }));
      }
      if (frame.type === 'error') reject(new Error(String(content)));
      if (frame.type !== 'ack') return;
      socket.close();
      resolve(conversation);
    });
  });
}

async function takePack(cookie: string, conversation: string) {
  const answer = await fetch(`${url}/api/conversations/${conversation}/evidence`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  return unzipPack(new Uint8Array(await answer.arrayBuffer()));
}

it('is whole, masked, signed, and names the versions that answered', { timeout: 120_000 }, async () => {
  const { name, password } = house.firstAdministrator!;
  const login = await fetch(`${url}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }) });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const { version, rulesVersion } = house.brain().base;
  expect(rulesVersion).toMatch(/^[0-9a-f]{16}$/);
  expect(rulesVersion).not.toBe(version);

  const files = await takePack(cookie, await say('请问羊绒围巾怎么清洗呀，我电话 13812345678'));
  expect(verifyPack(files, readPublicKey(pem)).faults).toEqual([]);
  expect(manifestOf(files)).toMatchObject({ knowledge_versions: [version], rules_versions: [rulesVersion], masked: true });
  for (const file of Object.values(FILES)) expect(textOf(files, file)).not.toContain('13812345678');

  // The heads of what was said stand outside of the database within seconds, signed.
  await expect.poll(() => readHeadsLog(readFileSync(join(data, 'heads.log'), 'utf8'), readPublicKey(pem)).heads.get(manifestOf(files).conversation)?.size, { timeout: 10_000 }).toBe(1);
  const heads = readHeadsLog(readFileSync(join(data, 'heads.log'), 'utf8'), readPublicKey(pem));
  expect(heads.faults).toEqual([]);
  expect(verifyPack(files, readPublicKey(pem), heads).faults).toEqual([]);

  folder.answer('请送干洗店清洗');
  expect(await house.knowledge.publish('test')).toMatchObject({ kind: 'published' });
  const later = await takePack(cookie, await say('请问羊绒围巾怎么清洗呀'));
  expect(house.brain().base.version).not.toBe(version);
  expect(rowsOf(later).map(({ sender }) => sender).slice(0, 2)).toEqual(['buyer', 'bot']);
  expect(manifestOf(later)).toMatchObject({ knowledge_versions: [house.brain().base.version], rules_versions: [rulesVersion] });
});

it('is not served with a key that cannot sign', async () => {
  const read = readConfig({ ZHANGGUI_DATA_DIR: data, ZHANGGUI_KNOWLEDGE_DIR: folder.path, ZHANGGUI_LOG_LEVEL: 'silent', ZHANGGUI_EVIDENCE_KEY_FILE: join(data, 'none.pem') });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  await expect(buildApp(read.config)).rejects.toThrow(/signs evidence cannot be read/);
}, 60_000);
