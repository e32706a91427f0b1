// A pack as it is made: it verifies, hides what it should, and its transcript is a page that can do no harm.
import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { readPublicKey, readSigningKey } from '../../src/evidence/manifest.ts';
import { FILES } from '../../src/evidence/pack.ts';
import { verifyPack } from '../../src/evidence/verify.ts';
import { PackUnreadable, unzipPack, zipPack } from '../../src/evidence/zip.ts';
import { buyer, manifestOf, packOf, requestOf, rowsOf, TALK, textOf } from './fixture.ts';

const pemOf = (type: 'ed25519' | 'x25519') => generateKeyPairSync(type as 'ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

it('verifies, masked or in full, signed or not, also out of a ZIP file', () => {
  const key = readSigningKey(pemOf('ed25519'));
  for (const over of [{}, { mask: null }, { key }, { mask: null, key }, { said: [] }, { said: [buyer('\ud83d 半个字符 \u0000')] }]) {
    const files = packOf(over);
    const back = unzipPack(zipPack(files, 1_790_000_000_000));
    expect(new Map(back)).toEqual(new Map(files));
    expect(verifyPack(back).faults).toEqual([]);
    expect(verifyPack(back).signedBy === null).toBe(!('key' in over));
  }
});

it('says who signed, and refuses another key and no key when one is demanded', () => {
  const [mine, other] = [pemOf('ed25519'), pemOf('ed25519')];
  const files = packOf({ key: readSigningKey(mine) });
  expect(verifyPack(files, readPublicKey(mine))).toMatchObject({ ok: true, signedBy: manifestOf(files).signer });
  expect(verifyPack(files, readPublicKey(other)).faults.map(({ kind }) => kind)).toEqual(['signature']);
  expect(verifyPack(packOf(), readPublicKey(mine)).faults.map(({ kind }) => kind)).toEqual(['signature']);
  expect(() => readSigningKey(pemOf('x25519'))).toThrow(/--make-key/);
  expect(() => readSigningKey('nonsense')).toThrow(/--make-key/);
});

it('masks only what there is to mask: the rest stays checkable by itself; the salt of what is masked stays back', () => {
  const files = packOf();
  const all = [...files.keys()].map((name) => textOf(files, name)).join('\n');
  expect(all).not.toContain('13800138000');
  expect(rowsOf(files).map(({ shown }) => shown)).toEqual(['whole', 'masked', 'whole', 'erased', 'whole', 'whole', 'whole', 'whole']);
  expect(rowsOf(files)[1]).toMatchObject({ salt: null, body: { text: '今天能发货吗？我电话 ***********' } });
  expect(textOf(packOf({ mask: null }), FILES.transcript)).toContain('13800138000');
});

it('says what was erased, sealed later, and which versions answered', () => {
  expect(manifestOf(packOf())).toMatchObject({ count: 8, erased: [{ seq: 4 }], sealed_later: [1], masked_rows: [{ seq: 2 }], knowledge_versions: ['k1'], rules_versions: ['r1', 'r2'], faults_at_export: [] });
});

it('carries what was wrong with the stored rows, which masking would hide', () => {
  const { events, ...rest } = requestOf();
  const changed = events.map((event) => (event.seq === 2 ? { ...event, body: { type: 'buyer_message', text: '今天能发货吗？我电话 13900139000', picked: null } } : event));
  const verdict = verifyPack(packOf({ ...rest, events: changed }));
  expect(verdict.faults).toEqual([expect.objectContaining({ kind: 'export', message: expect.stringContaining('row 2') })]);
});

it('has a transcript without scripts, in which nothing that a person wrote is markup or turns the line', () => {
  const nasty = '<img src=x onerror=alert(1)>"\'&\u202e</p></article><script>alert(1)</script>\u2066';
  const page = textOf(packOf({ said: [buyer(nasty)], shop: { id: 's', name: nasty }, conversation: 'c"><script>' }), FILES.transcript);
  expect(page).toMatch(/<html lang="zh-CN">/);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).not.toMatch(/<script|<img|\u202e|\u2066/);
  expect(page.match(/<article/g)).toHaveLength(1);
  expect(page).toContain('⟨U+202E⟩');
});

it('answers for whatever bytes it is given', () => {
  for (const content of ['', '{}', 'null', '[]', '{"events":[1]}', '\ufeff{}']) {
    expect(verifyPack(new Map([[FILES.manifest, new TextEncoder().encode(content)]])).ok).toBe(false);
    expect(verifyPack(new Map([...packOf(), [FILES.events, new TextEncoder().encode(content)]])).ok).toBe(false);
  }
  expect(verifyPack(new Map()).ok).toBe(false);
  expect(() => unzipPack(new TextEncoder().encode('not a zip'))).toThrow(PackUnreadable);
  expect(() => unzipPack(zipPack(new Map([['../evil', new Uint8Array(1)]]), 0))).toThrow(/name that packs do not use/);
});

it('is the same bytes for the same conversation and time', () => {
  const zip = () => zipPack(packOf({ said: TALK }), 1_790_000_000_000);
  expect(Buffer.compare(zip(), zip())).toBe(0);
});
