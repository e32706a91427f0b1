// Checks an evidence pack by itself, without the database, and names every fault. Whatever bytes it is given, it answers; it never throws.
import { genesis, sha256 } from './chain.ts';
import { erasureFaults } from './erasure.ts';
import type { HeadsLog } from './heads-log.ts';
import { headFaults, JOURNAL, type Witness } from './journal.ts';
import { cannotShow, FORMAT, FORMAT_BEFORE_JOURNAL, FORMAT_VERSION, fingerprint, manifestText, sealFaults, type Manifest } from './manifest.ts';
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

/** Heads that were kept elsewhere. */
export type KnownHeads = Pick<HeadsLog, 'heads' | 'entries'>;
const HEADS_LOG: Witness = { zh: ' heads.log ', en: 'heads.log' };

/**
 * `trusted`: the public key (DER) that must have signed; null to take a signature by any key, or none. `known`: of a heads.log, which
 * shows a chain that was cut or made anew from end to end; null without.
 */
export function verifyPack(files: PackFiles, trusted: Uint8Array | null = null, known: KnownHeads | null = null): Verdict {
  const manifest = readManifest(files.get(FILES.manifest));
  if (manifest === null) return { ok: false, faults: [fault('manifest', null, 'manifest.json 缺失或无法读取 (manifest.json is missing or cannot be read)')], manifest: null, signedBy: null };
  const closing = sealFaults(manifest, trusted);
  const faults = [...closing.map((kind) => fault(kind, null, CLOSING[kind])), ...fileFaults(files, manifest)];
  const rows = readRows(files.get(FILES.events));
  if (rows === null) faults.push(fault('file', null, 'events.json 缺失或无法读取 (events.json is missing or cannot be read)'));
  else faults.push(...rows.faults, ...rowsFaults(files, manifest, rows.rows), ...knownFaults(manifest, rows.rows, known));
  faults.push(...manifest.faults_at_export.map((message) => fault('export', null, `导出时已有问题：${message} (found when the pack was made)`)));
  const signedBy = manifest.signature !== null && !closing.includes('signature') ? fingerprint(Buffer.from(manifest.signature.public_key, 'base64')) : null;
  return { ok: faults.length === 0, faults, manifest, signedBy };
}

function knownFaults({ conversation, anchor, generated_at }: Manifest, rows: readonly PackRow[], known: KnownHeads | null): readonly Fault[] {
  if (known === null) return [];
  const heads = known.heads.get(conversation);
  if (heads === undefined && rows.length > 0) return [fault('heads', null, 'heads.log 里没有这个会话；请提供全部 heads.log (heads.log knows nothing of this conversation: give all of its parts, oldest first)')];
  const last = Math.max(0, ...rows.map(({ seq }) => seq));
  // The pack may be older than the log: rows that came after it was made are none that it lacks.
  const due = [...heads ?? []].filter(([seq, { at }]) => seq <= last || at <= generated_at).map(([seq, { hash }]): [number, string] => [seq, hash]);
  const entry = anchor?.journal ?? null;
  const torn = entry !== null && (known.entries.get(entry.n) ?? entry.hash) !== entry.hash;
  return [
    ...headFaults(rows, new Map(due), HEADS_LOG, false),
    ...(torn ? [fault('journal', null, '导出时的店铺日志与 heads.log 不符 (the journal that this pack names is not the one that heads.log knows)')] : []),
  ];
}

/** What the manifest's own anchor says of the rows; format 1 has none. */
function anchoredFaults({ anchor }: Manifest, rows: readonly PackRow[]): readonly Fault[] {
  if (anchor === undefined) return [];
  const { head } = anchor;
  const held = head === null ? [] : headFaults(rows, new Map([[head.seq, head.hash]]), JOURNAL, true);
  return [...erasureFaults(rows), ...held];
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

/** Null, or a hash with these numbers. */
const isPoint = (value: unknown, numbers: readonly string[]): boolean => value === null
  || (isObject(value) && Object.keys(value).length === numbers.length + 1 && isText(value['hash']) && numbers.every((key) => Number.isSafeInteger(value[key])));

const MANIFEST: { readonly [K in keyof Manifest]-?: (value: unknown) => boolean } = {
  format: (value) => value === FORMAT,
  format_version: (value) => value === FORMAT_VERSION || value === FORMAT_BEFORE_JOURNAL,
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
  anchor: (value) => isObject(value) && Object.keys(value).length === 2 && isPoint(value['journal'], ['n', 'at']) && isPoint(value['head'], ['n', 'at', 'seq']),
  cannot_show: listOf(isText),
  rendering: Number.isSafeInteger,
  files: (value) => isObject(value) && Object.values(value).every(isText),
  signer: isHashOrNull,
  manifest_hash: isText,
  signature: (value) => value === null || (isObject(value) && Object.keys(value).length === 3 && ['algorithm', 'public_key', 'value'].every((key) => isText(value[key]))),
};

const SINCE_JOURNAL: readonly string[] = ['anchor', 'cannot_show'] satisfies readonly (keyof Manifest)[];

/** Null unless the file is byte for byte what we would write for what it says. */
function readManifest(content: Uint8Array | undefined): Manifest | null {
  const text = decode(content);
  const value = parse(text);
  if (!isObject(value) || manifestText(value) !== text) return null;
  return isManifest(value) ? value : null;
}

function isManifest(value: object): value is Manifest {
  const given = new Map<string, unknown>(Object.entries(value));
  const checks = Object.entries(MANIFEST).filter(([key]) => given.get('format_version') !== FORMAT_BEFORE_JOURNAL || !SINCE_JOURNAL.includes(key));
  return given.size === checks.length && checks.every(([key, check]) => check(given.get(key)));
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
  faults.push(...anchoredFaults(manifest, rows));
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
    ...(manifest.cannot_show === undefined ? [] : [['cannot_show', cannotShow(manifest.signer !== null, manifest.anchor?.journal != null)] as const]),
    ['sealed_later', rows.filter(({ sealed }) => sealed === 'later').map(({ seq }) => seq)],
  ];
  const wrong: string[] = facts.filter(([key, value]) => !same(manifest[key], value)).map(([key]) => key);
  if (!same(manifest.masked_rows.map(({ seq }) => seq), rows.filter(({ shown }) => shown === 'masked').map(({ seq }) => seq))) wrong.push('masked_rows');
  if (!manifest.masked && rows.some(({ shown }) => shown === 'masked')) wrong.push('masked');
  return wrong;
}
