// Seals events: as they are appended, and later those that stood before there were seals. Formulas are src/evidence/chain.ts.
// Writes of an append run inside the writer's transaction; sealing old rows makes transactions of its own.
import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { SealedEvent, Versions } from '../../conversation/ports.ts';
import type { Journal } from './journal.ts';
import { canonical } from '../../evidence/canonical.ts';
import { genesis, hashBody, hashEvent, senderOf } from '../../evidence/chain.ts';
import type { ConversationId, EventBody } from '../../types.ts';
import { storedValue, type Rows, type SealRow } from './rows.ts';

const SALT_BYTES = 16;
/** Old rows sealed in one transaction; a start that is interrupted goes on from the last one. */
const SEAL_BATCH_MAX = 2_000;
/** Salts drawn at once: one call to the system's random source costs more than a hash. */
const SALTS_AT_ONCE = 256;

export interface Seal {
  readonly sender: string;
  readonly salt: string;
  readonly bodyHash: string;
  readonly hash: string;
}

interface Unsealed {
  readonly id: number;
  readonly conversation_id: string;
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly body: string;
}

const UNSEALED = `SELECT rowid AS id, conversation_id, seq, at, type, body FROM event WHERE hash IS NULL`;

/** 128 random bits as hex. */
function createSalts(): () => string {
  let pool = '';
  let at = 0;
  return () => {
    if (at === pool.length) [pool, at] = [randomBytes(SALT_BYTES * SALTS_AT_ONCE).toString('hex'), 0];
    return pool.slice(at, (at += SALT_BYTES * 2));
  };
}

const newSalt = createSalts();

/** `json`: the body's canonical text. `versions` is null for a row that was written before there were seals. */
export function seal(event: { readonly conversation: ConversationId; readonly seq: number; readonly at: number; readonly type: string; readonly sender: string }, json: string, versions: Versions | null, prev: string): Seal {
  const salt = newSalt();
  const bodyHash = hashBody(salt, json);
  const { sender } = event;
  return { sender, salt, bodyHash, hash: hashEvent({ ...event, knowledgeVersion: versions?.knowledge ?? null, rulesVersion: versions?.rules ?? null }, bodyHash, prev) };
}

export type Seals = ReturnType<typeof createSeals>;

export function createSeals(db: Database, rows: Rows, journal: Pick<Journal, 'note'>) {
  const sql = {
    hashAt: db.prepare<[string, number], string | null>('SELECT hash FROM event WHERE conversation_id = ? AND seq = ?').pluck(),
    hashBefore: db.prepare<[string, number], string>(
      'SELECT hash FROM event WHERE conversation_id = ? AND seq < ? AND hash IS NOT NULL ORDER BY seq DESC LIMIT 1').pluck(),
    unsealed: db.prepare<[number], Unsealed>(`${UNSEALED} ORDER BY conversation_id, seq LIMIT ?`),
    unsealedOf: db.prepare<[string], Unsealed>(`${UNSEALED} AND conversation_id = ? ORDER BY seq`),
    seal: db.prepare('UPDATE event SET sender = ?, salt = ?, body_hash = ?, hash = ? WHERE rowid = ?'),
    all: db.prepare<[string], SealRow>(`SELECT seq, at, type, body, erased_at, sender, knowledge_version, rules_version, salt, body_hash, hash
      FROM event WHERE conversation_id = ? ORDER BY seq`),
  };

  function sealRows(unsealed: readonly Unsealed[]): void {
    let last: { readonly conversation: string; readonly hash: string } | null = null;
    for (const { id, conversation_id: conversation, seq, at, type, body } of unsealed) {
      const prev: string = last?.conversation === conversation ? last.hash : sql.hashBefore.get(conversation, seq) ?? genesis(conversation);
      const made = seal({ conversation, seq, at, type, sender: senderOfStored(body) }, canonical(storedValue(body)), null, prev);
      sql.seal.run(made.sender, made.salt, made.bodyHash, made.hash, id);
      journal.note(conversation, seq, made.hash, at);
      last = { conversation, hash: made.hash };
    }
  }

  return {
    /** The hash that the event after `seq` follows. */
    lastHash(conversation: ConversationId, seq: number): string {
      if (seq === 0) return genesis(conversation);
      const hash = sql.hashAt.get(conversation, seq);
      if (typeof hash === 'string') return hash;
      // Rows that another program wrote, without seals.
      sealRows(sql.unsealedOf.all(conversation));
      return sql.hashBefore.get(conversation, seq + 1) ?? genesis(conversation);
    },

    /**
     * Seals what stands unsealed, in batches; returns how many rows. Another start goes on where this one was stopped. `settle` runs
     * before each commit, with the new heads noted.
     */
    sealOld(settle: () => void): number {
      let sealed = 0;
      const batch = db.transaction((): number => {
        const unsealed = sql.unsealed.all(SEAL_BATCH_MAX);
        sealRows(unsealed);
        settle();
        return unsealed.length;
      });
      for (let count = batch.immediate(); count > 0; count = batch.immediate()) sealed += count;
      return sealed;
    },

    evidence(conversation: ConversationId): readonly SealedEvent[] {
      let before = { seq: 0, hash: genesis(conversation) };
      return sql.all.all(conversation).map((row) => {
        const prev = before.seq === row.seq - 1 ? before.hash : null;
        before = row;
        return rows.sealed(row, prev);
      });
    },
  };
}

/** Of a body that nothing has checked. */
function senderOfStored(body: string): string {
  const value = storedValue(body);
  return typeof value === 'object' && value !== null && 'type' in value ? senderOf(value as EventBody) : 'system';
}
