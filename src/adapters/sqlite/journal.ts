// The store's journal of chain heads: one entry for each commit that wrote events, made inside its transaction. The formula and what it
// is good for: src/evidence/journal.ts. It begins and commits nothing but its own compaction.
import type { Database } from 'better-sqlite3';
import type { JournalEntry, JournalPage } from '../../conversation/ports.ts';
import { anchorOf, checkJournal, hashEntry, headsOf, headsText, JOURNAL_GENESIS, type Anchor, type JournalHead } from '../../evidence/journal.ts';
import type { ConversationId } from '../../types.ts';

/** Entries gathered by one compaction; it stops sooner when they hold many heads. */
const COMPACT_ENTRIES_MAX = 1_000;
const COMPACT_HEADS_MAX = 5_000;
/** Conversations in one entry of those that begin a journal. */
const SEED_HEADS_MAX = 2_000;

const COLUMNS = 'n, at, heads, upto, upto_hash AS uptoHash, prev, hash';

interface Noted {
  readonly head: JournalHead;
  readonly at: number;
}

export type Journal = ReturnType<typeof createJournal>;

export function createJournal(db: Database) {
  const sql = {
    last: db.prepare<[], { n: number; hash: string }>('SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1'),
    add: db.prepare('INSERT INTO journal (n, at, heads, upto, upto_hash, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    all: db.prepare<[], JournalEntry>(`SELECT ${COLUMNS} FROM journal ORDER BY n`),
    after: db.prepare<[number, number], JournalEntry>(`SELECT ${COLUMNS} FROM journal WHERE n > ? ORDER BY n LIMIT ?`),
    first: db.prepare<[], number | null>('SELECT min(n) FROM journal').pluck(),
    hashOf: db.prepare<[number], string>('SELECT hash FROM journal WHERE n = ?').pluck(),
    carries: db.prepare<[number, string], number>('SELECT count(*) FROM journal WHERE upto = ? AND upto_hash = ?').pluck(),
    drop: db.prepare('DELETE FROM journal WHERE n <= ?'),
    seqOf: db.prepare<[string], number>('SELECT seq FROM conversation WHERE id = ?').pluck(),
    newest: db.prepare<[string, number], { id: string; seq: number; hash: string }>(`SELECT id, event.seq, hash
      FROM conversation JOIN event ON conversation_id = id AND event.seq = (SELECT max(seq) FROM event WHERE conversation_id = conversation.id)
      WHERE id > ? AND hash IS NOT NULL ORDER BY id LIMIT ?`),
  };
  let noted: Noted[] = [];

  function add(heads: readonly JournalHead[], at: number, upto: { readonly n: number; readonly hash: string } | null = null): void {
    const last = sql.last.get();
    const entry = { n: (last?.n ?? 0) + 1, at, heads: headsText(heads), upto: upto?.n ?? null, uptoHash: upto?.hash ?? null, prev: last?.hash ?? JOURNAL_GENESIS };
    sql.add.run(entry.n, at, entry.heads, entry.upto, entry.uptoHash, entry.prev, hashEntry(entry));
  }

  /** The oldest entries before a time, bounded, oldest first. */
  function oldest(before: number): readonly JournalEntry[] {
    const taken: JournalEntry[] = [];
    let heads = 0;
    for (const entry of sql.after.all(0, COMPACT_ENTRIES_MAX)) {
      if (entry.at >= before || (taken.length > 0 && heads > COMPACT_HEADS_MAX)) break;
      heads += headsOf(entry.heads).length;
      taken.push(entry);
    }
    return taken;
  }

  /** A broken stretch must stay to be seen. */
  function requireWhole(taken: readonly JournalEntry[], first: JournalEntry): void {
    const { faults } = checkJournal(taken);
    const begins = (first.n === 1 && first.prev === JOURNAL_GENESIS) || sql.carries.get(first.n - 1, first.prev) !== 0;
    const broken = begins ? faults.find((text) => !text.includes('beginning of the journal')) : `nothing took over what stood before entry ${first.n}`;
    if (broken !== undefined) throw new Error(`the journal of heads is not whole and was not compacted: ${broken}`);
  }

  const compact = db.transaction((before: number, at: number): number => {
    const taken = oldest(before);
    const [first, last] = [taken[0], taken.at(-1)];
    if (first === undefined || last === undefined) return 0;
    requireWhole(taken, first);
    const heads = new Map(taken.flatMap((entry) => headsOf(entry.heads)).map((head) => [head[0], head]));
    // A conversation that went on stands in a later entry. One that is gone, or shorter than it was, is kept: that is what it is for.
    add([...heads.values()].filter(([id, seq]) => (sql.seqOf.get(id) ?? 0) <= seq), at, last);
    sql.drop.run(last.n);
    return taken.length;
  });

  return {
    /** Remembers a conversation's new head for the entry of this transaction. */
    note(conversation: ConversationId, seq: number, hash: string, at: number): void {
      noted.push({ head: [conversation, seq, hash], at });
    },
    /** What `back` goes back to when an action is undone. */
    mark: (): number => noted.length,
    back(mark: number): void {
      noted.length = mark;
    },
    /** Writes the entry of what was noted; right before the commit. */
    write(): void {
      if (noted.length === 0) return;
      const now = noted;
      noted = [];
      add(now.map(({ head }) => head), Math.max(...now.map(({ at }) => at)));
    },
    /** Begins a journal in a store that has events already. */
    seed(at: number): void {
      for (let page = sql.newest.all('', SEED_HEADS_MAX); page.length > 0; page = sql.newest.all(page.at(-1)?.id ?? '', SEED_HEADS_MAX)) {
        add(page.map(({ id, seq, hash }): JournalHead => [id, seq, hash]), at);
      }
    },
    compact: (before: number, at: number): number => compact.immediate(before, at),
    page: (epoch: string, after: number, limit: number): JournalPage =>
      ({ epoch, first: sql.first.get() ?? null, after: sql.hashOf.get(after) ?? null, entries: sql.after.all(after, limit) }),
    anchor: (conversation: ConversationId): Anchor => anchorOf(conversation, sql.all.iterate()),
    /** Every entry, oldest first; the connection does nothing else meanwhile. */
    entries: (): Iterable<JournalEntry> => sql.all.iterate(),
  };
}
