// npm run verify-evidence -- FILE.zip [--key PUBLIC.pem]: checks an evidence pack without the database and names every fault.
// Ends with 1 on any fault. With --key the pack must be signed by that key.
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readPublicKey } from '../src/evidence/manifest.ts';
import { verifyPack, type Verdict } from '../src/evidence/verify.ts';
import { PACK_BYTES_MAX, unzipPack } from '../src/evidence/zip.ts';

const USAGE = 'usage: npm run verify-evidence -- FILE.zip [--key PUBLIC.pem]';
/** What a pack says of itself is somebody's text: on a terminal it must not move the cursor. */
const plain = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');

function report({ ok, faults, manifest, signedBy }: Verdict): readonly string[] {
  const facts = manifest === null ? [] : [
    `conversation  ${manifest.conversation}`, `shop          ${manifest.shop.name} (${manifest.shop.id})`, `events        ${manifest.count}`,
    `last hash     ${manifest.last_hash ?? '-'}`, `signed by     ${signedBy ?? 'nobody'}`,
    ...(manifest.erased.length > 0 ? [`erased        ${manifest.erased.map(({ seq }) => seq).join(', ')}`] : []),
    ...(manifest.masked_rows.length > 0 ? [`masked        ${manifest.masked_rows.map(({ seq }) => seq).join(', ')}`] : []),
    ...(manifest.sealed_later.length > 0 ? [`sealed later  ${manifest.sealed_later.join(', ')}`] : []),
  ];
  const unsigned = ok && signedBy === null ? ['未签名：只能发现不彻底的改动 (not signed: who makes every hash anew is not found; compare the last hash with one noted before)'] : [];
  return [...facts, ...faults.map(({ kind, message }) => `✗ [${kind}] ${message}`), ...unsigned, ok ? '✓ 核验通过 (verified)' : `✗ 核验未通过 (${faults.length} fault${faults.length === 1 ? '' : 's'})`].map(plain);
}

try {
  const { values, positionals } = parseArgs({ options: { key: { type: 'string' } }, allowPositionals: true });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new Error(USAGE);
  if (statSync(file).size > PACK_BYTES_MAX) throw new Error(`${file} is larger than ${PACK_BYTES_MAX} bytes: this is not an evidence pack`);
  const verdict = verifyPack(unzipPack(readFileSync(file)), values.key === undefined ? null : readPublicKey(readFileSync(values.key, 'utf8')));
  console.log(report(verdict).join('\n'));
  if (!verdict.ok) process.exitCode = 1;
} catch (error) {
  console.error(`verify-evidence: ${plain(error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
}
