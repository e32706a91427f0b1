// npm run evidence -- --conversation ID --out FILE.zip [--database FILE] [--full] [--sign-key FILE.pem]
// A conversation's sealed evidence as one file that verify-evidence checks without the database. It reads beside a running service
// and changes nothing. With --make-key FILE.pem it makes a signing key instead.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { conversationOf, readEvidence } from '../src/adapters/sqlite/reading.ts';
import { maskPersonal } from '../src/compliance/personal.ts';
import { exportEvidence, openSigningKey } from '../src/evidence-export.ts';
import { fingerprint, readPublicKey } from '../src/evidence/manifest.ts';

const USAGE = 'usage: npm run evidence -- --conversation ID --out FILE.zip [--database FILE] [--full] [--sign-key FILE.pem]\n       npm run evidence -- --make-key FILE.pem';
const PRIVATE_MODE = 0o600;

/** Evidence and keys are never overwritten. */
function write(file: string, content: string | Uint8Array, mode: number): void {
  if (existsSync(file)) throw new Error(`${file} is already there: give another name, or move it away`);
  writeFileSync(file, content, { flag: 'wx', mode });
}

function makeKey(file: string): void {
  const publicFile = `${file.replace(/\.pem$/, '')}.public.pem`;
  for (const name of [file, publicFile]) if (existsSync(name)) throw new Error(`${name} is already there: a key is never overwritten`);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  write(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), PRIVATE_MODE);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  write(publicFile, pem, 0o644);
  console.log(`${file}: the private key; keep it to yourself\n${publicFile}: the public key; hand it out\nfingerprint ${fingerprint(readPublicKey(pem))}`);
}

function main(): void {
  const { values } = parseArgs({ options: {
    conversation: { type: 'string' }, out: { type: 'string' }, database: { type: 'string', default: 'data/zhanggui.db' }, full: { type: 'boolean', default: false },
    'sign-key': { type: 'string', default: 'off' }, 'make-key': { type: 'string' },
  } });
  if (values['make-key'] !== undefined) return makeKey(values['make-key']);
  const { conversation, out, database, full } = values;
  if (conversation === undefined || out === undefined) throw new Error(USAGE);
  const key = openSigningKey(values['sign-key']);
  const id = conversationOf(database, conversation);
  const found = id === null ? null : readEvidence(database, id);
  if (id === null || found === null) throw new Error(`there is no conversation "${conversation}" in ${database}, or more than one that ends so: check both`);
  const made = exportEvidence({ conversation: id, ...found, at: Date.now(), mask: full ? null : maskPersonal, key });
  write(out, made.zip, PRIVATE_MODE);
  console.log(`${out}: ${made.events} events, ${full ? 'in full' : 'personal data masked'}, ${made.signer === null ? 'not signed' : `signed by ${made.signer}`}\nlast hash ${made.lastHash ?? '-'}`);
  if (made.faults.length === 0) return;
  console.error(`the stored conversation is not whole; the pack says so:\n${made.faults.join('\n')}`);
  process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(`evidence: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
