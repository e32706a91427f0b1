// What a start does once to a database that an older release left, and at every start to rows without seals: seals them, records
// erasures that have no record, and begins the journal. After that an empty journal is a fault that evidence names, never begun again.
import type { Database } from 'better-sqlite3';
import type { Erasing } from './erase.ts';
import type { Journal } from './journal.ts';
import type { Seals } from './seal.ts';

export interface Parts {
  readonly journal: Journal;
  readonly seals: Seals;
  readonly erasing: Erasing;
}

/** Throws what SQLite throws; another start goes on where this one was stopped. `at`: ms since 1970. */
export function begin(db: Database, { journal, seals, erasing }: Parts, at: number): void {
  const begun = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'journal'`).pluck();
  // Before there is a journal, the heads of what is sealed are gathered once, below.
  seals.sealOld(begun.get() === undefined ? () => journal.back(0) : journal.write);
  if (begun.get() !== undefined) return;
  db.transaction(() => {
    if (begun.get() !== undefined) return;
    erasing.recordEarlier(at);
    journal.back(0);
    journal.seed(at);
    db.prepare(`INSERT INTO meta (key, value) VALUES ('journal', ?)`).run(String(at));
  }).immediate();
}
