// Checks a whole database: every chain, every record of an erasure, the journal over all of them and, when it is given, a heads.log
// that was kept elsewhere. It reads beside a running service and changes nothing.
import type { EvidenceAnchor } from '../../conversation/ports.ts';
import type { HeadsLog } from '../../evidence/heads-log.ts';
import { checkJournal, headFaults, headsOf } from '../../evidence/journal.ts';
import { storedFaults } from '../../evidence/pack.ts';
import { createJournal } from './journal.ts';
import { reading } from './reading.ts';
import { createRows } from './rows.ts';
import { createSeals } from './seal.ts';

const HEADS_LOG = { zh: ' heads.log ', en: 'heads.log' };

export interface Audit {
  readonly conversations: number;
  readonly events: number;
  /** Newest entry of the journal. */
  readonly journal: EvidenceAnchor['journal'];
  /** By conversation; those of the store as a whole stand under ''. Only what has faults. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
}

type Heads = EvidenceAnchor['heads'][number];

/** Throws DatabaseRefused. `known`: a heads.log; null without. */
export function auditDatabase(file: string, known: HeadsLog | null): Audit {
  return reading(file, (db) => db.transaction((): Audit => {
    const rows = createRows({ epoch: '', revive: () => { throw new Error('evidence is given as it is stored'); } });
    const journal = createJournal(db);
    const seals = createSeals(db, rows, journal);
    const heads = new Map<string, Heads[]>();
    const hashes = new Map<number, string>();
    const { faults: broken, journal: newest } = checkJournal(journal.entries(), (entry) => {
      hashes.set(entry.n, entry.hash);
      for (const [id, seq, hash] of headsOf(entry.heads)) heads.set(id, [...heads.get(id) ?? [], { n: entry.n, at: entry.at, seq, hash }]);
    });
    const faults = new Map<string, readonly string[]>();
    const name = (id: string, found: readonly string[]) => { if (found.length > 0) faults.set(id, found); };
    name('', [...broken, ...logFaults(known, hashes, newest, db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'epoch'`).pluck().get() ?? '')]);
    const counts = new Map(db.prepare<[], { id: string; seq: number }>('SELECT id, seq FROM conversation').all().map(({ id, seq }) => [id, seq]));
    let events = 0;
    for (const id of new Set([...counts.keys(), ...heads.keys(), ...known?.heads.keys() ?? []])) {
      const count = counts.get(id);
      const own = seals.evidence(id);
      events += own.length;
      const gone = count === undefined ? ['整个会话被删除 (the whole conversation is gone)'] : [];
      const log = [...known?.heads.get(id) ?? []].map(([seq, { hash }]): [number, string] => [seq, hash]);
      name(id, [
        ...gone, ...storedFaults({ conversation: id, events: own, count: count ?? 0, anchor: { journal: newest, heads: heads.get(id) ?? [], faults: [] } }),
        ...headFaults(own, new Map(log), HEADS_LOG, false).map(({ message }) => message),
      ]);
    }
    return { conversations: counts.size, events, journal: newest, faults };
  })());
}

function logFaults(known: HeadsLog | null, hashes: ReadonlyMap<number, string>, newest: EvidenceAnchor['journal'], epoch: string): readonly string[] {
  if (known === null) return [];
  const torn = [...known.entries].find(([n, hash]) => (hashes.get(n) ?? hash) !== hash);
  const last = Math.max(0, ...known.entries.keys());
  return [
    ...known.faults.map(({ message }) => message),
    ...(known.epoch !== null && known.epoch !== epoch ? ['数据库与 heads.log 不是同一份历史，恢复过备份？ (the database is another history than that of heads.log: was a backup restored?)'] : []),
    ...(torn === undefined ? [] : [`店铺日志从第 ${torn[0]} 项或更早起被替换 (the journal was replaced, at entry ${torn[0]} or before)`]),
    ...(last > (newest?.n ?? 0) ? [`店铺日志末尾被截掉：heads.log 知道第 ${last} 项 (the journal was cut: heads.log knows entry ${last})`] : []),
  ];
}
