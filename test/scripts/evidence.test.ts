// The commands of evidence on a real database: a key, a pack beside the running store, its check, what a hand did, and an erasure.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHeadsLog } from '../../src/adapters/heads-log.ts';
import type { Store } from '../../src/conversation/ports.ts';
import { unzipPack } from '../../src/evidence/zip.ts';
import { addShop, buyerSays, converse, request, stored } from '../contract/fixtures.ts';
import { makePlace, type Place } from '../adapters/sqlite/place.ts';

const root = join(import.meta.dirname, '..', '..');
const run = (script: string, ...options: string[]) => spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts', `${script}.ts`), ...options], { encoding: 'utf8', cwd: root });

let place: Place;
let store: Store;
const at = (name: string): string => join(place.directory, name);
const textOf = (file: string): string => [...unzipPack(readFileSync(at(file))).values()].map((content) => new TextDecoder().decode(content)).join('\n');

beforeEach(async () => {
  place = makePlace();
  store = place.open();
  await addShop(store);
  await converse(store, 'c1');
  await stored(store, request('c1', 0, { versions: { knowledge: 'k', rules: 'r' }, events: [buyerSays('我电话 13812345678，今天能发吗'), buyerSays('在吗')] }));
});
afterEach(() => place.dispose());

it('makes a key, a signed and masked pack beside the running service, and checks it', () => {
  const made = run('evidence', '--make-key', at('shop.pem'));
  expect(made).toMatchObject({ status: 0, stdout: expect.stringMatching(/fingerprint [0-9a-f]{64}/) });
  expect((statSync(at('shop.pem')).mode & 0o777).toString(8)).toBe('600');
  expect(run('evidence', '--make-key', at('shop.pem'))).toMatchObject({ status: 1, stderr: expect.stringMatching(/never overwritten/) });

  const pack = ['--conversation', 'c1', '--database', place.file, '--out', at('pack.zip'), '--sign-key', at('shop.pem')];
  expect(run('evidence', ...pack)).toMatchObject({ status: 0, stdout: expect.stringMatching(/2 events, personal data masked, signed by [0-9a-f]{64}/) });
  expect(run('evidence', ...pack)).toMatchObject({ status: 1, stderr: expect.stringMatching(/already there/) });
  expect(textOf('pack.zip')).not.toContain('13812345678');
  expect(textOf('pack.zip')).toContain('今天能发吗');
  expect(run('verify-evidence', at('pack.zip'), '--key', at('shop.public.pem'))).toMatchObject({ status: 0, stdout: expect.stringMatching(/masked {8}1\n[^]*✓/) });

  const broken = readFileSync(at('pack.zip'));
  broken[broken.length >> 1]! ^= 1;
  writeFileSync(at('broken.zip'), broken);
  expect(run('verify-evidence', at('broken.zip')).status).toBe(1);
}, 60_000);

it('shows all in full when asked, names what a hand changed, and says what is missing', () => {
  place.raw().exec(`UPDATE event SET body = replace(body, '在吗', '退款') WHERE seq = 2`);
  const made = run('evidence', '--conversation', 'c1', '--database', place.file, '--out', at('full.zip'), '--full');
  expect(made).toMatchObject({ status: 1, stderr: expect.stringMatching(/row 2 was changed/) });
  expect(textOf('full.zip')).toContain('13812345678');
  expect(run('verify-evidence', at('full.zip'))).toMatchObject({ status: 1, stdout: expect.stringMatching(/\[changed\] 第 2 条被改动/) });
  expect(run('evidence', '--conversation', 'nobody', '--database', place.file, '--out', at('x.zip')).stderr).toMatch(/no conversation "nobody"/);
  expect(run('evidence', '--out', at('x.zip')).stderr).toMatch(/usage: /);
}, 60_000);

it('erases a visitor beside the running service, and the pack still verifies', async () => {
  expect(run('erase', '--visitor', 'nobody', '--database', place.file)).toMatchObject({ status: 1, stderr: expect.stringMatching(/no visitor "nobody"/) });
  expect(run('erase', '--database', place.file).stderr).toMatch(/usage: /);
  expect(run('erase', '--conversation', 'c1', '--database', place.file)).toMatchObject({ status: 0, stdout: expect.stringMatching(/visitor visitor-of-c1: 2 events erased/) });
  expect((await store.append(request('c1', 4, { events: [buyerSays('后来的话')] }))).kind).toBe('erased');
  expect(run('evidence', '--conversation', 'c1', '--database', place.file, '--out', at('erased.zip'))).toMatchObject({ status: 0 });
  expect(run('verify-evidence', at('erased.zip'))).toMatchObject({ status: 0, stdout: expect.stringMatching(/erased {8}1, 2\n[^]*✓/) });
  expect(textOf('erased.zip')).not.toContain('今天能发吗');
}, 60_000);

it('says that it is not done while a reader holds the log of the database, and is when it is run again', () => {
  const holds = () => [place.file, `${place.file}-wal`].some((file) => readFileSync(file).includes('13812345678'));
  const reader = place.raw();
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM event').get();
  expect(run('erase', '--conversation', 'c1', '--database', place.file)).toMatchObject({ status: 2, stderr: expect.stringMatching(/NOT DONE.*-wal[^]*run this command again/) });
  expect(holds()).toBe(true);
  reader.exec('COMMIT');
  expect(run('erase', '--conversation', 'c1', '--database', place.file)).toMatchObject({ status: 0, stdout: expect.stringMatching(/0 events erased/) });
  expect(holds()).toBe(false);
}, 60_000);

it('checks a pack, and a whole database, against heads that were kept elsewhere', async () => {
  const heads = createHeadsLog({ file: at('heads.log'), store, key: null, onContradiction: () => undefined });
  await heads.follow();
  expect(run('verify-evidence', '--database', place.file, '--heads', at('heads.log'))).toMatchObject({ status: 0, stdout: expect.stringMatching(/conversations 1\nevents {8}2\n[^]*✓/) });
  place.raw().exec(`DELETE FROM event WHERE seq = 2; UPDATE conversation SET seq = 1; DELETE FROM journal; DELETE FROM meta WHERE key = 'journal'`);
  await store.close();
  store = place.open();
  expect(run('evidence', '--conversation', 'c1', '--database', place.file, '--out', at('cut.zip'))).toMatchObject({ status: 0 });
  expect(run('verify-evidence', at('cut.zip'))).toMatchObject({ status: 0, stdout: expect.stringMatching(/heads\.log[^]*✓/) });
  expect(run('verify-evidence', at('cut.zip'), '--heads', at('heads.log'))).toMatchObject({ status: 1, stdout: expect.stringMatching(/\[cut\].*rows 2 to 2 were cut off/) });
  expect(run('verify-evidence', '--database', place.file, '--heads', at('heads.log'))).toMatchObject({ status: 1, stdout: expect.stringMatching(/✗ c1: .*rows 2 to 2 were cut off/) });
}, 60_000);
