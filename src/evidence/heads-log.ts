// heads.log: the journal's heads as lines of a file that an owner may ship elsewhere. It is the anchor outside of the database: who
// forges rows, chain and journal alike cannot change a copy that is kept on another machine. Text in, text out; no file here.
//   line = canonical({v, at, epoch, n, hash, heads, note, prev, signer}) with its signature; prev: SHA-256 of the line before, as text
import { createPublicKey, sign, verify } from 'node:crypto';
import { canonical } from './canonical.ts';
import { sha256 } from './chain.ts';
import { fault, type Fault } from './faults.ts';
import { isHead, type JournalHead } from './journal.ts';
import { fingerprint, type SigningKey } from './manifest.ts';

/** What a line says besides its heads: a history begins, another one begins (a restored backup), or the database contradicts the file. */
export type HeadsNote = 'begun' | 'restored' | 'journal_replaced' | null;

export interface HeadsLine {
  readonly v: 1;
  /** ms since 1970, of the newest entry that it holds. */
  readonly at: number;
  /** The database's history. */
  readonly epoch: string;
  /** The newest entry of the journal that it holds, by number and hash; 0 and '' before the first. */
  readonly n: number;
  readonly hash: string;
  /** The last head of each conversation since the line before. */
  readonly heads: readonly JournalHead[];
  readonly note: HeadsNote;
  /** SHA-256 of the line before, as text; null for the first of a file. */
  readonly prev: string | null;
  /** SHA-256 of the public key (DER); null without a key. */
  readonly signer: string | null;
}

/** A line without its end of line. */
export function headsLine(facts: Omit<HeadsLine, 'v' | 'signer'>, key: SigningKey | null): string {
  const line: HeadsLine = { v: 1, ...facts, signer: key === null ? null : fingerprint(key.publicKey) };
  const signature = key === null ? null : sign(null, Buffer.from(canonical(line)), key.privateKey).toString('base64');
  return canonical({ ...line, signature });
}

const NOTES: readonly unknown[] = ['begun', 'restored', 'journal_replaced', null];
const SHAPE: { readonly [K in keyof HeadsLine]: (value: unknown) => boolean } = {
  v: (value) => value === 1, at: Number.isSafeInteger, epoch: isText, n: Number.isSafeInteger, hash: isText,
  heads: (value) => Array.isArray(value) && value.every(isHead), note: (value) => NOTES.includes(value), prev: isTextOrNull, signer: isTextOrNull,
};
function isText(value: unknown): boolean { return typeof value === 'string'; }
function isTextOrNull(value: unknown): boolean { return value === null || isText(value); }

/** Null for a text that is no line of ours. */
export function readHeadsLine(text: string): (HeadsLine & { readonly signature: string | null }) | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const given = new Map<string, unknown>(Object.entries(value));
  const whole = Object.entries(SHAPE).every(([key, check]) => check(given.get(key))) && isTextOrNull(given.get('signature')) && given.size === Object.keys(SHAPE).length + 1;
  return whole && canonical(value) === text ? value as HeadsLine & { readonly signature: string | null } : null;
}

export interface HeadsLog {
  readonly lines: number;
  /** Hash of every entry of the journal that a line names, by number; of the newest history. */
  readonly entries: ReadonlyMap<number, string>;
  /** By conversation, of the newest history: seq → hash, and when it was written down (ms). */
  readonly heads: ReadonlyMap<string, ReadonlyMap<number, { readonly hash: string; readonly at: number }>>;
  readonly epoch: string | null;
  readonly faults: readonly Fault[];
  /** What an owner should know and may have done: when another history began. */
  readonly notes: readonly string[];
}

const FAULTS_NAMED = 20;

/** Reads a whole file. `trusted`: the public key (DER) that must have signed every line; null takes lines as they are. */
export function readHeadsLog(text: string, trusted: Uint8Array | null = null): HeadsLog {
  const faults: Fault[] = [];
  const notes: string[] = [];
  const heads = new Map<string, Map<number, { readonly hash: string; readonly at: number }>>();
  const entries = new Map<number, string>();
  const key = trusted === null ? null : createPublicKey({ key: Buffer.from(trusted), format: 'der', type: 'spki' });
  let epoch: string | null = null;
  let before: string | null = null;
  const texts = text.split('\n').filter((line) => line !== '');
  for (const [index, given] of texts.entries()) {
    const name = index + 1;
    const line = readHeadsLine(given);
    // A crash may cut a line short; the next one follows the one before it, so that what is left of it can hide nothing.
    if (line === null) notes.push(`heads.log 第 ${name} 行不完整，已跳过 (line ${name} of heads.log is no whole line and is passed over)`);
    else {
      if (before !== null && line.prev !== before) faults.push(fault('heads', null, `heads.log 第 ${name} 行与前一行不衔接 (line ${name} of heads.log does not follow the one before it)`));
      if (key !== null) {
        const { signature, ...core } = line;
        if (signature === null || !verify(null, Buffer.from(canonical(core)), key, Buffer.from(signature, 'base64'))) faults.push(fault('heads', null, `heads.log 第 ${name} 行的签名缺失或无效 (line ${name} of heads.log is not signed by this key)`));
      }
      if (line.note === 'journal_replaced') faults.push(fault('heads', null, `heads.log 第 ${name} 行：当时数据库的日志与此前的记录不符 (line ${name} of heads.log: the journal in the database contradicted the lines before it)`));
      if (epoch !== null && line.epoch !== epoch) {
        notes.push(`heads.log 第 ${name} 行起数据库是另一份（恢复过备份？），此前的记录不再比对 (from line ${name} on the database is another history; was a backup restored? Earlier lines are not compared)`);
        heads.clear();
        entries.clear();
      }
      epoch = line.epoch;
      if (line.n > 0) entries.set(line.n, line.hash);
      for (const [conversation, seq, hash] of line.heads) {
        const known = heads.get(conversation) ?? new Map<number, { readonly hash: string; readonly at: number }>();
        // The first word on a seq stands.
        heads.set(conversation, known.set(seq, known.get(seq) ?? { hash, at: line.at }));
      }
      before = sha256(given);
    }
  }
  return { lines: texts.length, entries, heads, epoch, faults: faults.slice(0, FAULTS_NAMED), notes };
}
