// Checks an evidence pack by itself, without the database, and names every fault. Whatever bytes it is given, it answers; it never throws.
import { genesis, sha256 } from './chain.ts';
import { FORMAT, FORMAT_VERSION, fingerprint, manifestText, sealFaults, type Manifest } from './manifest.ts';
import { erasedRows, eventsText, FILES, rendered, type PackFiles } from './pack.ts';
import { erasedMark, isRow, type PackRow } from './row.ts';
import { chainFaults, fault, type Fault } from './faults.ts';
import { RENDERING_VERSION } from './transcript.ts';

export interface Verdict {
  readonly ok: boolean;
  readonly faults: readonly Fault[];
  /** Null when manifest.json cannot be read. */
  readonly manifest: Manifest | null;
  /** SHA-256 of the key that signed; null without a good signature. */
  readonly signedBy: string | null;
}

/** `trusted`: the public key (DER) that must have signed; null to take a signature by any key, or none. */
export function verifyPack(files: PackFiles, trusted: Uint8Array | null = null): Verdict {
  const manifest = readManifest(files.get(FILES.manifest));
  if (manifest === null) return { ok: false, faults: [fault('manifest', null, 'manifest.json 缺失或无法读取 (manifest.json is missing or cannot be read)')], manifest: null, signedBy: null };
  const closing = sealFaults(manifest, trusted);
  const faults = [...closing.map((kind) => fault(kind, null, CLOSING[kind])), ...fileFaults(files, manifest)];
  const rows = readRows(files.get(FILES.events));
  if (rows === null) faults.push(fault('file', null, 'events.json 缺失或无法读取 (events.json is missing or cannot be read)'));
  else faults.push(...rows.faults, ...rowsFaults(files, manifest, rows.rows));
  faults.push(...manifest.faults_at_export.map((message) => fault('export', null, `导出时已有问题：${message} (found when the pack was made)`)));
  const signedBy = manifest.signature !== null && !closing.includes('signature') ? fingerprint(Buffer.from(manifest.signature.public_key, 'base64')) : null;
  return { ok: faults.length === 0, faults, manifest, signedBy };
}

const CLOSING = {
  manifest: '清单被改动 (manifest.json was changed: its hash is not that of what it says)',
  signature: '签名缺失、无效或不是该密钥的 (the signature is missing, wrong or of another key)',
} as const;

/** Texts with a byte order mark or broken UTF-8 are none of ours. */
function decode(content: Uint8Array | undefined): string | null {
  try {
    return content === undefined ? null : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isHashOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const listOf = (check: (item: unknown) => boolean) => (value: unknown): boolean => Array.isArray(value) && value.every(check);
const isText = (value: unknown): boolean => typeof value === 'string';

const MANIFEST: { readonly [K in keyof Manifest]: (value: unknown) => boolean } = {
  format: (value) => value === FORMAT,
  format_version: (value) => value === FORMAT_VERSION,
  conversation: isText,
  shop: (value) => isObject(value) && Object.keys(value).length === 2 && isText(value['id']) && isText(value['name']),
  generated_at: Number.isSafeInteger,
  masked: (value) => typeof value === 'boolean',
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  first_hash: isHashOrNull,
  last_hash: isHashOrNull,
  knowledge_versions: listOf(isText),
  rules_versions: listOf(isText),
  erased: listOf((item) => isObject(item) && Object.keys(item).length === 2 && Number.isSafeInteger(item['seq']) && (item['at'] === null || Number.isSafeInteger(item['at']))),
  sealed_later: listOf(Number.isSafeInteger),
  masked_rows: listOf((item) => isObject(item) && Number.isSafeInteger(item['seq']) && isText(item['sha256'])),
  faults_at_export: listOf(isText),
  rendering: Number.isSafeInteger,
  files: (value) => isObject(value) && Object.values(value).every(isText),
  signer: isHashOrNull,
  manifest_hash: isText,
  signature: (value) => value === null || (isObject(value) && Object.keys(value).length === 3 && ['algorithm', 'public_key', 'value'].every((key) => isText(value[key]))),
};

/** Null unless the file is byte for byte what we would write for what it says. */
function readManifest(content: Uint8Array | undefined): Manifest | null {
  const text = decode(content);
  const value = parse(text);
  if (!isObject(value) || manifestText(value) !== text) return null;
  return isManifest(value) ? value : null;
}

function isManifest(value: object): value is Manifest {
  const given = new Map<string, unknown>(Object.entries(value));
  return given.size === Object.keys(MANIFEST).length && Object.entries(MANIFEST).every(([key, check]) => check(given.get(key)));
}

function fileFaults(files: PackFiles, manifest: Manifest): Fault[] {
  const listed = Object.entries(manifest.files);
  const expected = new Set<string>([FILES.transcript, FILES.events, FILES.readme]);
  const wrong = listed.filter(([name, hash]) => {
    const content = files.get(name);
    return content === undefined || sha256(content) !== hash;
  }).map(([name]) => fault('file', null, `文件 ${name} 被改动或缺失 (the file ${name} was changed or is missing)`));
  const strange = [...files.keys()].filter((name) => name !== FILES.manifest && !Object.hasOwn(manifest.files, name));
  const unlisted = [...expected].filter((name) => !Object.hasOwn(manifest.files, name));
  return [
    ...wrong,
    ...strange.map((name) => fault('file', null, `多出文件 ${name} (the file ${name} is not listed)`)),
    ...unlisted.map((name) => fault('manifest', null, `清单没有列出 ${name} (the manifest does not list ${name})`)),
  ];
}

/** Rows that can be read, and a fault for each that cannot. */
function readRows(content: Uint8Array | undefined): { readonly rows: readonly PackRow[]; readonly faults: readonly Fault[] } | null {
  const text = decode(content);
  const value = parse(text);
  if (!isObject(value) || !Array.isArray(value['events']) || typeof value['conversation'] !== 'string') return null;
  const given: readonly unknown[] = value['events'];
  const rows = given.filter(isRow);
  const faults = given.flatMap((row, index) => {
    if (isRow(row)) return [];
    const seq = isObject(row) && Number.isSafeInteger(row['seq']) ? Number(row['seq']) : index + 1;
    return [fault('changed', seq, `第 ${seq} 条的格式不对 (row ${seq} was changed: it is not a row)`)];
  });
  // No byte is free: a second key of one name would be read by some programs and not by others.
  if (faults.length === 0 && eventsText(value['conversation'], rows) !== text) faults.push(fault('file', null, 'events.json 的写法被改动 (events.json is not as it was written)'));
  return { rows, faults };
}

function rowsFaults(files: PackFiles, manifest: Manifest, rows: readonly PackRow[]): Fault[] {
  const { conversation, count } = manifest;
  const marks = new Map([...manifest.masked_rows.map(({ seq, sha256: hash }): [number, string] => [seq, hash]), ...manifest.erased.map(({ seq, at }): [number, string] => [seq, erasedMark(at)])]);
  const faults = [...chainFaults(conversation, rows, { count, genesis: genesis(conversation), marks })];
  const stated = decode(files.get(FILES.events)) ?? '';
  if (!stated.startsWith(`{"conversation":${JSON.stringify(conversation)},`)) faults.push(fault('manifest', null, '清单与 events.json 的会话不同 (manifest and events name different conversations)'));
  const wrong = differing(manifest, rows);
  if (wrong.length > 0) faults.push(fault('manifest', null, `清单与记录不符：${wrong.join(', ')} (the manifest does not fit the rows)`));
  if (manifest.rendering === RENDERING_VERSION) {
    for (const [name, text] of Object.entries(rendered(manifest, rows))) {
      if (decode(files.get(name)) !== text) faults.push(fault('file', null, `${name} 与记录不符 (${name} is not what the rows say)`));
    }
  }
  return faults;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Keys of the manifest that say something else than the rows. */
function differing(manifest: Manifest, rows: readonly PackRow[]): readonly string[] {
  const versions = (of: (row: PackRow) => string | null): readonly string[] => [...new Set(rows.map(of).filter((version) => version !== null))];
  const facts: readonly (readonly [keyof Manifest, unknown])[] = [
    ['first_hash', rows[0]?.hash ?? null],
    ['last_hash', rows.at(-1)?.hash ?? null],
    ['knowledge_versions', versions((row) => row.knowledge_version)],
    ['rules_versions', versions((row) => row.rules_version)],
    ['erased', erasedRows(rows)],
    ['sealed_later', rows.filter(({ sealed }) => sealed === 'later').map(({ seq }) => seq)],
  ];
  const wrong: string[] = facts.filter(([key, value]) => !same(manifest[key], value)).map(([key]) => key);
  if (!same(manifest.masked_rows.map(({ seq }) => seq), rows.filter(({ shown }) => shown === 'masked').map(({ seq }) => seq))) wrong.push('masked_rows');
  if (!manifest.masked && rows.some(({ shown }) => shown === 'masked')) wrong.push('masked');
  return wrong;
}
