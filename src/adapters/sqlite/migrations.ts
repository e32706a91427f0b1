// The schema as forward-only steps. A step that was released is never edited: a change is a new step.
// It makes tables and the database's epoch; it reads and writes no row of the shop's.
import type { Database } from 'better-sqlite3';

/** Written into the file's header, so that another program's database is never taken for ours ("zgda"). */
export const APPLICATION_ID = 0x7a676461;

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** `MIGRATIONS[0]` takes an empty database to version 1, and so on. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'shops, visitors, conversations, events, tasks, agents, sessions',
    sql: `
      PRAGMA application_id = ${APPLICATION_ID};

      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      INSERT INTO meta (key, value) VALUES ('epoch', lower(hex(randomblob(16)))), ('probes', '0');

      CREATE TABLE shop (
        id                TEXT PRIMARY KEY,
        name              TEXT NOT NULL,
        knowledge_version TEXT NOT NULL,
        created_at        INTEGER NOT NULL,
        updated_at        INTEGER NOT NULL
      ) STRICT;

      -- A visitor outlives the token: sweeping takes the token away, the conversation keeps its owner.
      CREATE TABLE visitor (
        id         TEXT PRIMARY KEY,
        shop_id    TEXT NOT NULL REFERENCES shop (id),
        token_hash TEXT UNIQUE,
        expires_at INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        UNIQUE (shop_id, id)
      ) STRICT;
      CREATE INDEX visitor_expiry ON visitor (expires_at) WHERE token_hash IS NOT NULL;

      -- agent_id has no foreign key: history keeps the name of a person who is gone.
      CREATE TABLE conversation (
        id             TEXT PRIMARY KEY,
        shop_id        TEXT NOT NULL,
        visitor_id     TEXT NOT NULL,
        seq            INTEGER NOT NULL DEFAULT 0,
        state          TEXT NOT NULL CHECK (state IN ('bot', 'waiting', 'human', 'closed')),
        agent_id       TEXT,
        team           TEXT,
        severity       TEXT CHECK (severity IN ('critical', 'high', 'medium', 'low')),
        misses         INTEGER NOT NULL DEFAULT 0,
        offered        TEXT NOT NULL,
        waiting_since  INTEGER,
        told_at        INTEGER,
        buyer_read_seq INTEGER NOT NULL DEFAULT 0,
        agent_read_seq INTEGER NOT NULL DEFAULT 0,
        created_at     INTEGER NOT NULL,
        updated_at     INTEGER NOT NULL,
        urgency        INTEGER AS (CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END),
        queued_at      INTEGER AS (ifnull(waiting_since, created_at)),
        UNIQUE (shop_id, id),
        UNIQUE (shop_id, visitor_id),
        FOREIGN KEY (shop_id, visitor_id) REFERENCES visitor (shop_id, id)
      ) STRICT;
      CREATE INDEX conversation_waiting ON conversation (shop_id, urgency, queued_at, id) WHERE state = 'waiting';
      CREATE INDEX conversation_held ON conversation (shop_id, created_at, id) WHERE state = 'human';

      -- Kept by every opening and change of state: counting a million conversations takes 100 ms.
      CREATE TABLE conversation_count (
        shop_id TEXT NOT NULL REFERENCES shop (id),
        state   TEXT NOT NULL,
        n       INTEGER NOT NULL,
        PRIMARY KEY (shop_id, state)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE event (
        shop_id         TEXT NOT NULL,
        conversation_id TEXT NOT NULL,
        seq             INTEGER NOT NULL CHECK (seq > 0),
        at              INTEGER NOT NULL,
        type            TEXT NOT NULL,
        body            TEXT NOT NULL,
        dedupe_key      TEXT,
        UNIQUE (conversation_id, seq),
        FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id)
      ) STRICT;
      CREATE UNIQUE INDEX event_dedupe ON event (conversation_id, dedupe_key) WHERE dedupe_key IS NOT NULL;

      CREATE TABLE task (
        id              TEXT PRIMARY KEY,
        shop_id         TEXT NOT NULL,
        conversation_id TEXT NOT NULL,
        team            TEXT NOT NULL,
        entry_id        TEXT NOT NULL,
        created_at      INTEGER NOT NULL,
        done_at         INTEGER,
        FOREIGN KEY (shop_id, conversation_id) REFERENCES conversation (shop_id, id)
      ) STRICT;
      CREATE INDEX task_open ON task (shop_id, created_at, id) WHERE done_at IS NULL;

      CREATE TABLE agent (
        id            TEXT PRIMARY KEY,
        shop_id       TEXT NOT NULL REFERENCES shop (id),
        name          TEXT NOT NULL,
        role          TEXT NOT NULL,
        team          TEXT,
        password_hash TEXT NOT NULL,
        disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
        created_at    INTEGER NOT NULL,
        UNIQUE (shop_id, id),
        UNIQUE (shop_id, name)
      ) STRICT;

      CREATE TABLE session (
        token_hash TEXT PRIMARY KEY,
        shop_id    TEXT NOT NULL,
        agent_id   TEXT NOT NULL,
        csrf_token TEXT NOT NULL,
        expires_at INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        FOREIGN KEY (shop_id, agent_id) REFERENCES agent (shop_id, id)
      ) STRICT;
      CREATE INDEX session_agent ON session (shop_id, agent_id);
      CREATE INDEX session_expiry ON session (expires_at);
    `,
  },
  {
    // What each column holds and how it is computed: src/evidence/chain.ts. Rows that stand are sealed by seal.ts right after.
    name: 'sealed evidence: sender, versions, hash chain, erasure',
    sql: `
      ALTER TABLE event ADD COLUMN sender            TEXT;
      ALTER TABLE event ADD COLUMN knowledge_version TEXT; -- NULL: sealed later than written
      ALTER TABLE event ADD COLUMN rules_version     TEXT;
      ALTER TABLE event ADD COLUMN salt              TEXT; -- NULL: erased
      ALTER TABLE event ADD COLUMN body_hash         TEXT;
      ALTER TABLE event ADD COLUMN hash              TEXT; -- NULL: not sealed yet
      ALTER TABLE event ADD COLUMN erased_at         INTEGER; -- the body is empty then
      CREATE INDEX event_unsealed ON event (conversation_id, seq) WHERE hash IS NULL;
      CREATE INDEX event_age ON event (shop_id, at) WHERE erased_at IS NULL;
    `,
  },
  {
    // The journal is src/evidence/journal.ts. What stands already gets its first entries at the next start (begin.ts).
    name: 'journal of chain heads, records of erasures',
    sql: `
      CREATE TABLE journal (
        n         INTEGER PRIMARY KEY,
        at        INTEGER NOT NULL,
        heads     TEXT NOT NULL,
        upto      INTEGER,
        upto_hash TEXT,
        prev      TEXT NOT NULL,
        hash      TEXT NOT NULL
      ) STRICT;
      ALTER TABLE visitor ADD COLUMN erased_at INTEGER;
      ALTER TABLE conversation ADD COLUMN erased_at INTEGER; -- over for good
      DROP INDEX event_age;
      CREATE INDEX event_age ON event (shop_id, at) WHERE erased_at IS NULL AND type <> 'erasure';
    `,
  },
];

const RECORDS = 'CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT';

/** The version that a database stands at; 0 for an empty one. */
export function schemaVersion(db: Database): number {
  const known = db.prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'`).pluck().get();
  if (known === 0) return 0;
  return db.prepare<[], number>('SELECT ifnull(max(version), 0) FROM schema_migration').pluck().get() ?? 0;
}

/**
 * Takes the database to the newest version, each step in a transaction of its own.
 * Safe when two processes start at once: the version is read again under the write lock.
 */
export function migrate(db: Database, migrations: readonly Migration[], now: number): void {
  const step = db.transaction((version: number, { name, sql }: Migration) => {
    if (schemaVersion(db) >= version) return;
    db.exec(RECORDS);
    db.exec(sql);
    db.prepare('INSERT INTO schema_migration (version, name, applied_at) VALUES (?, ?, ?)').run(version, name, now);
  });
  migrations.forEach((migration, index) => step.immediate(index + 1, migration));
}
