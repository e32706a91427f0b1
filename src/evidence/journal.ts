// The journal of chain heads: a second chain over the whole store. Every entry names the conversations that one commit wrote to, with
// the last seq and hash of each, and follows the entry before it; so a tail cut off, or a chain made anew, contradicts an entry.
//   hash = SHA-256( canonical({v, n, at, heads, upto, upto_hash, prev}) )       prev: hash of n − 1; before the first: JOURNAL_GENESIS
// Who can write the database can make the journal anew too; only a copy kept elsewhere (heads-log.ts) shows that. No storage here.
import { canonical } from './canonical.ts';
import { sha256 } from './chain.ts';
import { fault, type Fault } from './faults.ts';
import type { PackRow } from './row.ts';

/** Of the formula above; another formula is another number. */
export const JOURNAL_VERSION = 1;
export const JOURNAL_GENESIS = sha256(canonical({ genesis: 'journal', v: JOURNAL_VERSION }));

export type JournalHead = readonly [conversation: string, seq: number, hash: string];

/** The store's JournalEntry fits. */
export interface Entry {
  /** Counts from 1 without gaps. */
  readonly n: number;
  /** ms since 1970. */
  readonly at: number;
  /** The canonical JSON text of a list of `JournalHead`. */
  readonly heads: string;
  /** Of an entry that took over the heads of older ones that were removed: the number and hash of the last of them. */
  readonly upto: number | null;
  readonly uptoHash: string | null;
  readonly prev: string;
  readonly hash: string;
}

export function hashEntry({ n, at, heads, upto, uptoHash, prev }: Omit<Entry, 'hash'>): string {
  const q = JSON.stringify;
  return sha256(`{"at":${at},"heads":${heads},"n":${n},"prev":${q(prev)},"upto":${upto},"upto_hash":${q(uptoHash)},"v":${JOURNAL_VERSION}}`);
}

/** The last head of each conversation, as an entry holds them. */
export function headsText(heads: Iterable<JournalHead>): string {
  const last = new Map<string, JournalHead>();
  for (const head of heads) last.set(head[0], head);
  return JSON.stringify([...last.values()]);
}

/** Heads of a text that nothing has checked; what is none is left out. */
export function headsOf(text: string): readonly JournalHead[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(value) ? value.filter(isHead) : [];
}

export function isHead(value: unknown): value is JournalHead {
  return Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' && Number.isSafeInteger(value[1]) && typeof value[2] === 'string';
}

/** A head of one conversation, and the entry that it stands in. */
export interface AnchoredHead {
  readonly n: number;
  readonly at: number;
  readonly seq: number;
  readonly hash: string;
}

/** What the journal says of a conversation. */
export interface Anchor {
  /** Its newest entry; null when it is empty. */
  readonly journal: { readonly n: number; readonly at: number; readonly hash: string } | null;
  /** Heads of the conversation that it holds, oldest first. */
  readonly heads: readonly AnchoredHead[];
  /** What is wrong with the journal itself, one sentence each. */
  readonly faults: readonly string[];
}

/** Faults of the journal that are named; one is enough to distrust it. */
const FAULTS_NAMED = 5;

/** Holds `entries`, oldest first, against their formula; gives each to `use` on the way. */
export function checkJournal(entries: Iterable<Entry>, use: (entry: Entry) => void = () => undefined): Pick<Anchor, 'journal' | 'faults'> {
  const faults: string[] = [];
  let first: Entry | null = null;
  let last: Entry | null = null;
  let carried = false;
  for (const entry of entries) {
    first ??= entry;
    carried ||= entry.upto === first.n - 1 && entry.uptoHash === first.prev;
    if (hashEntry(entry) !== entry.hash) faults.push(`日志第 ${entry.n} 项被改动 (entry ${entry.n} of the journal was changed)`);
    else if (last !== null && (entry.n !== last.n + 1 || entry.prev !== last.hash)) faults.push(`日志第 ${entry.n} 项与前一项不衔接 (entry ${entry.n} of the journal does not follow the one before it)`);
    last = entry;
    use(entry);
  }
  if (first !== null && !(first.n === 1 && first.prev === JOURNAL_GENESIS) && !carried) faults.push(`日志开头缺失 (the beginning of the journal is missing: no entry took over what stood before ${first.n})`);
  return { journal: last === null ? null : { n: last.n, at: last.at, hash: last.hash }, faults: faults.slice(0, FAULTS_NAMED) };
}

/** What the journal says of one conversation. */
export function anchorOf(conversation: string, entries: Iterable<Entry>): Anchor {
  const heads: AnchoredHead[] = [];
  const checked = checkJournal(entries, (entry) => {
    if (!entry.heads.includes(conversation)) return;
    for (const [id, seq, hash] of headsOf(entry.heads)) if (id === conversation) heads.push({ n: entry.n, at: entry.at, seq, hash });
  });
  return { ...checked, heads };
}

/** What vouches for the heads: words of a fault. */
export interface Witness {
  readonly zh: string;
  readonly en: string;
}
export const JOURNAL: Witness = { zh: '店铺日志', en: 'the journal of the shop' };

/** Rows held against heads (seq → hash) that stand outside of them. `whole`: the heads know the newest row too. */
export function headFaults(rows: readonly Pick<PackRow, 'seq' | 'hash'>[], heads: ReadonlyMap<number, string>, { zh, en }: Witness, whole: boolean): readonly Fault[] {
  const hashes = new Map(rows.map(({ seq, hash }) => [seq, hash]));
  const last = Math.max(0, ...hashes.keys());
  const known = Math.max(0, ...heads.keys());
  const replaced = [...heads].filter(([seq, hash]) => (hashes.get(seq) ?? hash) !== hash).map(([seq]) => seq);
  const faults: Fault[] = [];
  if (known > last) faults.push(fault('cut', last + 1, `末尾被截掉：第 ${last + 1} 至 ${known} 条缺失 (rows ${last + 1} to ${known} were cut off the end: ${en} knows them; ${zh}有记录)`));
  if (replaced.length > 0) {
    const seq = Math.min(...replaced);
    faults.push(fault('replaced', seq, `截至第 ${seq} 条的记录被整体替换 (the chain up to row ${seq} was made anew: ${en} knows another hash; 与${zh}不符)`));
  }
  if (whole && last > known) faults.push(fault('inserted', known + 1, `第 ${known + 1} 至 ${last} 条不在${zh}中 (rows ${known + 1} to ${last} are not in ${en}: another program wrote them)`));
  return faults;
}

/** Stored rows held against the journal. */
export function anchorFaults(rows: readonly Pick<PackRow, 'seq' | 'hash'>[], { heads, faults }: Anchor): readonly Fault[] {
  const known = new Map(heads.map(({ seq, hash }) => [seq, hash]));
  // The newest word on a seq stands last; an older one that says otherwise is a contradiction too.
  const torn = heads.find(({ seq, hash }) => known.get(seq) !== hash);
  return [
    ...faults.map((message) => fault('journal', null, message)),
    ...(torn === undefined ? [] : [fault('replaced', torn.seq, `店铺日志对第 ${torn.seq} 条有两种说法 (the journal of the shop knows two hashes of row ${torn.seq})`)]),
    ...headFaults(rows, known, JOURNAL, true),
  ];
}
