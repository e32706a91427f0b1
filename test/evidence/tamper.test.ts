// A thousand random tamperings with a pack, each by someone who makes the files' hashes anew where he can: all are found, and named.
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical } from '../../src/evidence/canonical.ts';
import { hashBody, hashEvent } from '../../src/evidence/chain.ts';
import { readSigningKey, type Manifest } from '../../src/evidence/manifest.ts';
import { erasedRows, FILES, type PackFiles } from '../../src/evidence/pack.ts';
import { shownHash, type PackRow } from '../../src/evidence/row.ts';
import { verifyPack, type KnownHeads } from '../../src/evidence/verify.ts';
import { agent, buyer, manifestOf, packOf, rowsOf, TALK, textOf, withFile, withRows } from './fixture.ts';

const TAMPERINGS = 1_000;
const TEXTS = ['亲，在的', '什么时候发货', '13900139000', '好的', '谢谢', '可以退吗', '运费谁出'];
const said = fc.array(fc.tuple(fc.constantFrom(...TEXTS), fc.boolean()), { minLength: 3, maxLength: 12 })
  .map((lines) => [...TALK, ...lines.map(([text, byBuyer], index) => (byBuyer ? buyer : agent)(`${text}${index}`))]);
const key = readSigningKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

interface Tampered {
  readonly files: PackFiles;
  /** Fault that must be named: its kind, and of which row; null when any will do. */
  readonly named: { readonly kind: string; readonly seq: number } | null;
  /** A heads.log without which it cannot be found. */
  readonly known?: KnownHeads;
}

/** What a manifest says of its rows besides hashes of files: one who forges it keeps these books in order too. */
const booksOf = (rows: readonly PackRow[]): Partial<Manifest> => ({
  count: rows.length, erased: erasedRows(rows), masked_rows: rows.filter(({ shown }) => shown === 'masked').map((row) => ({ seq: row.seq, sha256: shownHash(row) })),
  sealed_later: rows.filter(({ sealed }) => sealed === 'later').map(({ seq }) => seq),
  knowledge_versions: versions(rows, 'knowledge_version'), rules_versions: versions(rows, 'rules_version'),
});
const versions = (rows: readonly PackRow[], key: 'knowledge_version' | 'rules_version'): readonly string[] => [...new Set(rows.flatMap((row) => row[key] ?? []))];

/** What a heads.log knows that followed the conversation: the head of every `each`-th row and of the last. */
function headsOfRows(rows: readonly PackRow[], each = 3): KnownHeads {
  const kept = rows.filter((_, index) => index % each === 0 || index === rows.length - 1);
  return { entries: new Map(), heads: new Map([['c1', new Map(kept.map(({ seq, hash }) => [seq, { hash, at: 5 }]))]]) };
}

const place = fc.nat(1_000_000);
const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/** Another value of the same kind. */
function other(value: unknown, salt: number): unknown {
  if (typeof value === 'number') return value + 1 + (salt % 3);
  if (value === null) return '0'.repeat(32);
  if (typeof value !== 'string') return { ...(value as object), text: `改${salt}` };
  const index = salt % Math.max(1, value.length);
  const put = value[index] === '7' ? '8' : '7';
  return value.slice(0, index) + put + value.slice(index + 1);
}

const swapped = (rows: readonly PackRow[], a: number, b: number): PackRow[] => rows.map((row, index) => (index === a ? rows[b]! : index === b ? rows[a]! : row));

const TAMPER: Readonly<Record<string, (files: PackFiles, one: number, two: number, refresh: boolean) => Tampered>> = {
  'a field of a row'(files, one, two) {
    const rows = rowsOf(files);
    const row = at(rows, one);
    const field = at(Object.keys(row) as (keyof PackRow)[], two);
    const changed = { ...row, [field]: other(row[field], one) } as PackRow;
    const named = field === 'seq' ? null : { kind: 'changed', seq: row.seq };
    return { files: withRows(files, rows.map((each) => (each === row ? changed : each))), named };
  },
  'the body of a row, its own hash made anew'(files, one) {
    const rows = rowsOf(files);
    const row = at(rows.filter(({ shown }) => shown === 'whole'), one);
    const changed = { ...row, body: other(row.body, one) };
    return { files: withRows(files, rows.map((each) => (each === row ? changed : each))), named: { kind: 'changed', seq: row.seq } };
  },
  'a row removed'(files, one) {
    const rows = rowsOf(files);
    const row = at(rows, one);
    return { files: withRows(files, rows.filter((each) => each !== row)), named: { kind: 'removed', seq: row.seq } };
  },
  'rows in another order'(files, one, two) {
    const rows = rowsOf(files);
    const a = one % rows.length;
    const b = (a + 1 + (two % (rows.length - 1))) % rows.length;
    return { files: withRows(files, swapped(rows, a, b)), named: { kind: 'reordered', seq: rows[Math.min(a, b)]!.seq } };
  },
  'a row twice'(files, one, two) {
    const rows = rowsOf(files);
    const row = at(rows, one);
    return { files: withRows(files, rows.toSpliced(two % (rows.length + 1), 0, row)), named: { kind: 'inserted', seq: row.seq } };
  },
  'a row put at the end'(files, one) {
    const rows = rowsOf(files);
    const last = rows.at(-1)!;
    const added = { ...at(rows.filter(({ shown }) => shown === 'whole'), one), seq: last.seq + 1, prev: last.hash };
    return { files: withRows(files, [...rows, added]), named: { kind: 'inserted', seq: added.seq } };
  },
  'a row of another conversation'(files, one) {
    const rows = rowsOf(files);
    const theirs = rowsOf(packOf({ conversation: 'c2', said: rows.map((_, index) => buyer(`别的会话${index}`)) }));
    const index = one % rows.length;
    return { files: withRows(files, rows.map((row, place) => (place === index ? theirs[place]! : row))), named: { kind: 'changed', seq: rows[index]!.seq } };
  },
  'two rows with each other\'s numbers'(files, one) {
    const rows = rowsOf(files);
    const a = one % (rows.length - 1);
    const [first, second] = [rows[a]!, rows[a + 1]!];
    return { files: withRows(files, rows.map((row) => (row === first ? { ...second, seq: first.seq } : row === second ? { ...first, seq: second.seq } : row))), named: { kind: 'changed', seq: first.seq } };
  },
  'a row, it and all behind it sealed anew as rows of before'(files, one) {
    const rows = rowsOf(files);
    const written = rows.findIndex(({ sealed }) => sealed === 'written');
    const from = written + 1 + (one % (rows.length - written - 1));
    const anew: PackRow[] = rows.slice(0, from);
    for (const [i, row] of rows.slice(from).entries()) {
      const body = i === 0 && row.shown === 'whole' ? { ...(row.body as object), text: `改${one}` } : row.body;
      const bodyHash = row.shown === 'whole' ? hashBody(row.salt ?? '', canonical(body)) : row.body_hash;
      const prev = anew.at(-1)!.hash;
      const { seq, at: time, type, sender } = row;
      const hash = hashEvent({ conversation: 'c1', seq, at: time, type, sender, knowledgeVersion: null, rulesVersion: null }, bodyHash, prev);
      anew.push({ ...row, body, sealed: 'later', knowledge_version: null, rules_version: null, body_hash: bodyHash, prev, hash });
    }
    return { files: withRows(files, anew), named: { kind: 'changed', seq: rows[from]!.seq } };
  },
  'a byte of a file'(files, one, two) {
    const name = at([...files.keys()], one);
    const content = files.get(name)!.slice();
    content[two % content.length]! ^= 1 << (one % 8);
    return { files: withFile(files, name, content), named: null };
  },
  'a byte cut from, or added to a file'(files, one, two) {
    const name = at([...files.keys()], one);
    const content = [...files.get(name)!];
    content.splice(two % content.length, one % 2, ...(one % 2 === 0 ? [32] : []));
    return { files: withFile(files, name, new Uint8Array(content)), named: null };
  },
  'an entry of the manifest'(files, one) {
    const manifest = manifestOf(files);
    const field = at((Object.keys(manifest) as (keyof typeof manifest)[]), one);
    const value = manifest[field];
    const changed = typeof value === 'boolean' ? !value : Array.isArray(value) ? [...value, at([1, 'x', null], one)] : other(value, one);
    return { files: withFile(files, FILES.manifest, `${JSON.stringify({ ...manifest, [field]: changed }, null, 2)}\n`), named: null };
  },
  'the transcript, and its hash'(files, one) {
    const text = textOf(files, FILES.transcript);
    const index = one % text.length;
    const page = `${text.slice(0, index)}<!-- -->${text.slice(index)}`;
    const fresh = withFile(withRows(files, rowsOf(files)), FILES.transcript, page);
    return { files: fresh, named: null };
  },
  'the tail cut off, with its count'(files, one) {
    const rows = rowsOf(files);
    const left = one % rows.length;
    return { files: withRows(files, rows.slice(0, left), null, booksOf(rows.slice(0, left))), named: { kind: 'cut', seq: left + 1 } };
  },
  'the tail cut off, the count and the anchor with it'(files, one) {
    const rows = rowsOf(files);
    // Between what was erased and its record a cut is found by itself.
    const places = [...rows.keys()].filter((left) => left < 4 || left > 7);
    const left = at(places, one);
    const last = rows[left - 1];
    const head = last === undefined ? null : { n: 1, at: last.at, seq: last.seq, hash: last.hash };
    const known = headsOfRows(rows);
    return { files: withRows(files, rows.slice(0, left), null, { ...booksOf(rows.slice(0, left)), anchor: { journal: manifestOf(files).anchor!.journal, head } }), named: { kind: 'cut', seq: left + 1 }, known };
  },
  'an erasure pretended'(files, one) {
    const rows = rowsOf(files);
    const row = at(rows.filter(({ shown }) => shown !== 'erased'), one);
    const erased = rows.map((each): PackRow => (each === row ? { ...row, shown: 'erased', body: { type: 'erased', was: row.type }, salt: null, erased_at: row.at + 1 } : each));
    return { files: withRows(files, erased, null, booksOf(erased)), named: { kind: 'erased', seq: row.type === 'erasure' ? 4 : row.seq } };
  },
  'all of it made anew over other words'(files, one) {
    const rows = rowsOf(files);
    const forged = packOf({ said: rows.map((_, index) => buyer(`伪造${one}${index}`)), mask: null });
    return { files: forged, named: { kind: 'replaced', seq: 1 }, known: headsOfRows(rows, 1) };
  },
  'a file taken out, or put in'(files, one, _two, refresh) {
    const name = at([...files.keys()], one);
    return { files: refresh ? new Map([...files].filter(([each]) => each !== name)) : withFile(files, 'order.html', '<p>'), named: null };
  },
};

it(`finds ${TAMPERINGS} random tamperings, and names the row`, () => {
  const kinds = new Map<string, number>();
  fc.assert(fc.property(said, fc.constantFrom(...Object.keys(TAMPER)), place, place, fc.boolean(), fc.boolean(), (lines, what, one, two, refresh, inFull) => {
    const files = packOf({ said: lines, ...(inFull ? { mask: null } : {}) });
    expect(verifyPack(files).faults).toEqual([]);
    const tampered = TAMPER[what]!(files, one, two, refresh);
    const { ok, faults } = verifyPack(tampered.files, null, tampered.known ?? null);
    if (tampered.known) expect(verifyPack(tampered.files).ok, `${what}: found without heads.log, so the test proves nothing`).toBe(true);
    expect(verifyPack(files, null, headsOfRows(rowsOf(files))).faults).toEqual([]);
    kinds.set(what, (kinds.get(what) ?? 0) + 1);
    expect(ok, what).toBe(false);
    if (tampered.named) expect(faults, `${what}: ${canonical(tampered.named)}`).toContainEqual(expect.objectContaining(tampered.named));
  }), { numRuns: TAMPERINGS });
  expect(kinds.size).toBe(Object.keys(TAMPER).length);
}, 120_000);

it('finds with a signature even what was made anew from end to end', () => {
  const files = packOf({ key });
  const forged = packOf({ said: [...TALK, buyer('伪造的一句')] });
  expect(verifyPack(forged).ok).toBe(true);
  expect(verifyPack(forged, key.publicKey).ok).toBe(false);
  const { signature } = manifestOf(files);
  const pasted = withFile(forged, FILES.manifest, `${JSON.stringify({ ...manifestOf(forged), signature }, null, 2)}\n`);
  expect(verifyPack(pasted).faults).toContainEqual(expect.objectContaining({ kind: 'signature' }));
  const stripped = withFile(files, FILES.manifest, `${JSON.stringify({ ...manifestOf(files), signature: null }, null, 2)}\n`);
  expect(verifyPack(stripped).faults).toContainEqual(expect.objectContaining({ kind: 'signature' }));
});
