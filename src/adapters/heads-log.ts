// Follows the store's journal and appends its heads to a file beside the database, one line for all that came since the last look.
// It compares the file's last line with the database first, and says so when they contradict each other. The lines are
// evidence/heads-log.ts. No fsync: a line that a power cut took is written again from the journal.
import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { JournalEntry, Store } from '../conversation/ports.ts';
import { sha256 } from '../evidence/chain.ts';
import { headsLine, readHeadsLine, type HeadsLine, type HeadsNote } from '../evidence/heads-log.ts';
import { headsOf, type JournalHead } from '../evidence/journal.ts';
import type { SigningKey } from '../evidence/manifest.ts';

const FILE_MODE = 0o600;
/** Entries read at once. */
const PAGE_MAX = 500;
/** Heads in one line; an entry is never split. */
const LINE_HEADS_MAX = 1_000;
/** Of the file's end, in which the last line is looked for; a line of the most heads is a tenth of it. */
const TAIL_BYTES = 4 * 1024 * 1024;

export interface HeadsLogOptions {
  readonly file: string;
  readonly store: Pick<Store, 'journal'>;
  readonly key: SigningKey | null;
  /** The database is not the one that the file knows; for the operator. */
  readonly onContradiction: (facts: { readonly n: number; readonly note: HeadsNote }) => void;
}

interface Standing {
  readonly epoch: string;
  readonly n: number;
  readonly hash: string;
  /** SHA-256 of the last line. */
  readonly line: string;
}

export interface HeadsFollower {
  /** Writes what came since; call it again and again. Rejects when the file cannot be written or the store read: the next call goes on. */
  follow(): Promise<void>;
}

export function createHeadsLog({ file, store, key, onContradiction }: HeadsLogOptions): HeadsFollower {
  let at: Standing | null = null;
  let known = false;

  function write(facts: Omit<HeadsLine, 'v' | 'signer' | 'prev'>): void {
    const text = headsLine({ ...facts, prev: at?.line ?? null }, key);
    appendFileSync(file, `${text}\n`, { mode: FILE_MODE });
    at = { epoch: facts.epoch, n: facts.n, hash: facts.hash, line: sha256(text) };
  }

  /** Compares the last line with the database; a line with a note begins anew where they differ. Returns where to go on. */
  async function stand(): Promise<{ readonly epoch: string; readonly n: number }> {
    const page = await store.journal(at?.n ?? 0, 0);
    const { epoch, first, after } = page;
    if (at !== null && at.epoch === epoch && (after === at.hash || at.n === 0)) return { epoch, n: at.n };
    // What was gathered into a later entry meanwhile cannot be compared.
    if (at !== null && at.epoch === epoch && first !== null && first > 1 && at.n < first) return { epoch, n: first - 1 };
    const note: HeadsNote = at === null ? 'begun' : at.epoch === epoch ? 'journal_replaced' : 'restored';
    if (at !== null) onContradiction({ n: at.n, note });
    write({ at: (await store.journal((first ?? 1) - 1, 1)).entries[0]?.at ?? 0, epoch, n: 0, hash: '', heads: [], note });
    return { epoch, n: (first ?? 1) - 1 };
  }

  async function catchUp(): Promise<void> {
    if (!known) at = lastLine(file);
    known = true;
    const { epoch, n } = await stand();
    for (let after = n; ;) {
      const { entries } = await store.journal(after, PAGE_MAX);
      for (const { last, heads } of gathered(entries)) write({ at: last.at, epoch, n: last.n, hash: last.hash, heads, note: null });
      after = entries.at(-1)?.n ?? after;
      if (entries.length < PAGE_MAX) return;
    }
  }

  let running = Promise.resolve();
  return { follow: () => (running = running.catch(() => undefined).then(catchUp)) };
}

/** Entries as few lines: the last head of each conversation. */
function gathered(entries: readonly JournalEntry[]): readonly { readonly last: JournalEntry; readonly heads: readonly JournalHead[] }[] {
  const lines: { last: JournalEntry; heads: readonly JournalHead[] }[] = [];
  let heads = new Map<string, JournalHead>();
  for (const [index, last] of entries.entries()) {
    for (const head of headsOf(last.heads)) heads.set(head[0], head);
    if (heads.size < LINE_HEADS_MAX && index < entries.length - 1) continue;
    lines.push({ last, heads: [...heads.values()] });
    heads = new Map();
  }
  return lines;
}

/** Null when there is no file, or no line of ours at its end. A line that a crash cut short is ended, so that the next begins a line. */
function lastLine(file: string): Standing | null {
  const text = tail(file);
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  const last = text.split('\n').findLast((line) => readHeadsLine(line) !== null);
  const line = last === undefined ? null : readHeadsLine(last);
  return last === undefined || line === null ? null : { epoch: line.epoch, n: line.n, hash: line.hash, line: sha256(last) };
}

function tail(file: string): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    closeSync(handle);
  }
}
