// npm run verify-evidence -- FILE.zip [--key PUBLIC.pem] [--heads heads.log]: checks an evidence pack without the database and names
// every fault. With --key the pack, and every line of heads.log, must be signed by that key; with --heads the pack is held against heads
// that were kept elsewhere. With --database FILE in place of the pack it checks a whole database. Ends with 1 on any fault.
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auditDatabase, type Audit } from '../src/adapters/sqlite/audit.ts';
import { readHeadsLog, type HeadsLog } from '../src/evidence/heads-log.ts';
import { FORMAT_BEFORE_JOURNAL, readPublicKey } from '../src/evidence/manifest.ts';
import { verifyPack, type Verdict } from '../src/evidence/verify.ts';
import { PACK_BYTES_MAX, unzipPack } from '../src/evidence/zip.ts';

const USAGE = 'usage: npm run verify-evidence -- FILE.zip [--key PUBLIC.pem] [--heads heads.log]\n       npm run verify-evidence -- --database FILE [--key PUBLIC.pem] [--heads heads.log]';
/** What a pack says of itself is somebody's text: on a terminal it must not move the cursor. */
const plain = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');

function report({ ok, faults, manifest, signedBy }: Verdict, heads: HeadsLog | null): readonly string[] {
  const facts = manifest === null ? [] : [
    `conversation  ${manifest.conversation}`, `shop          ${manifest.shop.name} (${manifest.shop.id})`, `events        ${manifest.count}`,
    `last hash     ${manifest.last_hash ?? '-'}`, `signed by     ${signedBy ?? 'nobody'}`,
    ...(manifest.erased.length > 0 ? [`erased        ${manifest.erased.map(({ seq }) => seq).join(', ')}`] : []),
    ...(manifest.masked_rows.length > 0 ? [`masked        ${manifest.masked_rows.map(({ seq }) => seq).join(', ')}`] : []),
    ...(manifest.sealed_later.length > 0 ? [`sealed later  ${manifest.sealed_later.join(', ')}`] : []),
  ];
  const old = manifest?.format_version === FORMAT_BEFORE_JOURNAL ? ['旧格式：没有删除记录，也没有店铺日志可比对 (an older format: it holds no records of erasures and no journal)'] : [];
  const limits = ok && heads === null ? [...manifest?.cannot_show ?? [], ...(signedBy === null ? ['加上 --heads heads.log 可与另存的记录比对 (with --heads it is held against what was kept elsewhere)'] : [])] : [];
  return [...facts, ...headsFacts(heads), ...faults.map(({ kind, message }) => `✗ [${kind}] ${message}`), ...old, ...limits, ok ? '✓ 核验通过 (verified)' : `✗ 核验未通过 (${faults.length} fault${faults.length === 1 ? '' : 's'})`].map(plain);
}

const headsFacts = (heads: HeadsLog | null): readonly string[] => (heads === null ? [] : [`heads.log     ${heads.lines} lines`, ...heads.notes]);

function reportAudit({ conversations, events, journal, faults }: Audit, heads: HeadsLog | null): readonly string[] {
  const named = [...faults].flatMap(([id, found]) => found.map((message) => `✗ ${id === '' ? '' : `${id}: `}${message}`));
  return [
    `conversations ${conversations}`, `events        ${events}`, `journal       ${journal === null ? '-' : `${journal.n} ${journal.hash}`}`, ...headsFacts(heads), ...named,
    ...(heads === null ? ['没有 heads.log：整个日志连同全部链条被重做时看不出来 (without a heads.log kept elsewhere, a database forged from end to end is not found: --heads FILE)'] : []),
    named.length === 0 ? '✓ 核验通过 (verified)' : `✗ 核验未通过 (${named.length} fault${named.length === 1 ? '' : 's'})`,
  ].map(plain);
}

try {
  const { values, positionals } = parseArgs({ options: { key: { type: 'string' }, heads: { type: 'string' }, database: { type: 'string' } }, allowPositionals: true });
  const [file] = positionals;
  if ((file === undefined) === (values.database === undefined) || positionals.length > 1) throw new Error(USAGE);
  const key = values.key === undefined ? null : readPublicKey(readFileSync(values.key, 'utf8'));
  const heads = values.heads === undefined ? null : readHeadsLog(readFileSync(values.heads, 'utf8'), key);
  if (values.database !== undefined) {
    const audit = auditDatabase(values.database, heads);
    console.log(reportAudit(audit, heads).join('\n'));
    if (audit.faults.size > 0) process.exitCode = 1;
  } else if (file !== undefined) checkPack(file, key, heads);
} catch (error) {
  console.error(`verify-evidence: ${plain(error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
}

function checkPack(file: string, key: Uint8Array | null, heads: HeadsLog | null): void {
  if (statSync(file).size > PACK_BYTES_MAX) throw new Error(`${file} is larger than ${PACK_BYTES_MAX} bytes: this is not an evidence pack`);
  const checked = verifyPack(unzipPack(readFileSync(file)), key, heads);
  const faults = [...checked.faults, ...heads?.faults ?? []];
  const verdict = { ...checked, faults, ok: faults.length === 0 };
  console.log(report(verdict, heads).join('\n'));
  if (!verdict.ok) process.exitCode = 1;
}
