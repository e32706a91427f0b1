// The people's part of the store: shops, visitors, agents and their sessions, as synchronous actions.
// It sees hashes only, never a token or a password. Writes run inside the writer's transaction.
import type { Database } from 'better-sqlite3';
import type { Credentials, Session, Store } from '../../conversation/ports.ts';
import type { Agent, ShopId, Visitor } from '../../types.ts';
import type { AgentRow, Rows } from './rows.ts';

type Shop = Parameters<Store['saveShop']>[0];
type NewVisitor = Parameters<Store['createVisitor']>[0];
type NewAgent = Parameters<Store['createAgent']>[0];
type NewSession = Parameters<Store['createSession']>[0];

export type People = ReturnType<typeof createPeople>;

const AGENT = 'agent.id, agent.shop_id, agent.name, agent.role, agent.team';

export function createPeople(db: Database, rows: Rows) {
  const sql = {
    saveShop: db.prepare(`INSERT INTO shop (id, name, knowledge_version, created_at, updated_at) VALUES (:id, :name, :knowledgeVersion, :at, :at)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, knowledge_version = excluded.knowledge_version, updated_at = excluded.updated_at`),
    createVisitor: db.prepare('INSERT INTO visitor (id, shop_id, token_hash, expires_at, created_at) VALUES (:id, :shopId, :tokenHash, :expiresAt, :at)'),
    visitorByToken: db.prepare<[string], { id: string; shop_id: string; expires_at: number }>(
      'SELECT id, shop_id, expires_at FROM visitor WHERE token_hash = ?'),
    createAgent: db.prepare(`INSERT INTO agent (id, shop_id, name, role, team, password_hash, created_at)
      VALUES (:id, :shopId, :name, :role, :team, :passwordHash, :at) ON CONFLICT (shop_id, name) DO NOTHING`),
    agents: db.prepare<[string], AgentRow & { disabled: number }>(`SELECT ${AGENT}, disabled FROM agent WHERE shop_id = ? ORDER BY name, id`),
    credentials: db.prepare<[string, string], AgentRow & { password_hash: string; disabled: number }>(
      `SELECT ${AGENT}, password_hash, disabled FROM agent WHERE shop_id = ? AND name = ?`),
    setPassword: db.prepare('UPDATE agent SET password_hash = ? WHERE shop_id = ? AND id = ?'),
    setDisabled: db.prepare('UPDATE agent SET disabled = ? WHERE shop_id = ? AND id = ?'),
    endSessions: db.prepare('DELETE FROM session WHERE shop_id = ? AND agent_id = ?'),
    createSession: db.prepare(`INSERT INTO session (token_hash, shop_id, agent_id, csrf_token, expires_at, created_at)
      SELECT :tokenHash, shop_id, id, :csrfToken, :expiresAt, :at FROM agent WHERE id = :agentId`),
    session: db.prepare<[string, number], AgentRow & { csrf_token: string; expires_at: number }>(
      `SELECT ${AGENT}, csrf_token, expires_at FROM session JOIN agent ON agent.shop_id = session.shop_id AND agent.id = session.agent_id
      WHERE token_hash = ? AND expires_at > ? AND disabled = 0`),
    endSession: db.prepare('DELETE FROM session WHERE token_hash = ?'),
    sweepSessions: db.prepare('DELETE FROM session WHERE expires_at < ?'),
    sweepVisitors: db.prepare('UPDATE visitor SET token_hash = NULL WHERE token_hash IS NOT NULL AND expires_at < ?'),
  };

  function visitorByToken(tokenHash: string): Visitor | null {
    const row = sql.visitorByToken.get(tokenHash);
    return row === undefined ? null : { id: row.id, shopId: row.shop_id, expiresAt: row.expires_at };
  }

  function credentials(shopId: ShopId, name: string): Credentials | null {
    const row = sql.credentials.get(shopId, name);
    return row === undefined ? null : { agent: rows.agent(row), passwordHash: row.password_hash, disabled: row.disabled === 1 };
  }

  /** Ends the sessions of an agent whose row was just changed; `changes` says whether there is such an agent. */
  function andEndSessions(changes: number, shopId: ShopId, agentId: string): boolean {
    if (changes === 1) sql.endSessions.run(shopId, agentId);
    return changes === 1;
  }

  function createSession({ tokenHash, agentId, csrfToken, expiresAt, at }: NewSession): void {
    const { changes } = sql.createSession.run({ tokenHash, agentId, csrfToken, expiresAt, at });
    if (changes !== 1) throw new Error(`createSession: there is no agent "${agentId}"`);
  }

  function session(tokenHash: string, at: number): Session | null {
    const row = sql.session.get(tokenHash, at);
    return row === undefined ? null : { agent: rows.agent(row), csrfToken: row.csrf_token, expiresAt: row.expires_at };
  }

  return {
    visitorByToken, credentials, createSession, session,
    saveShop: ({ id, name, knowledgeVersion, at }: Shop): void => void sql.saveShop.run({ id, name, knowledgeVersion, at }),
    createVisitor: ({ id, shopId, tokenHash, expiresAt, at }: NewVisitor): void =>
      void sql.createVisitor.run({ id, shopId, tokenHash, expiresAt, at }),
    createAgent: ({ id, shopId, name, role, team, passwordHash, at }: NewAgent): boolean =>
      sql.createAgent.run({ id, shopId, name, role, team, passwordHash, at }).changes === 1,
    agents: (shopId: ShopId): readonly (Agent & { readonly disabled: boolean })[] =>
      sql.agents.all(shopId).map((row) => ({ ...rows.agent(row), disabled: row.disabled === 1 })),
    setPassword: (shopId: ShopId, agentId: string, passwordHash: string): boolean =>
      andEndSessions(sql.setPassword.run(passwordHash, shopId, agentId).changes, shopId, agentId),
    // Also when an agent comes back: a login that was under way when it was disabled may have left a session.
    setDisabled: (shopId: ShopId, agentId: string, disabled: boolean): boolean =>
      andEndSessions(sql.setDisabled.run(disabled ? 1 : 0, shopId, agentId).changes, shopId, agentId),
    endSession: (tokenHash: string): void => void sql.endSession.run(tokenHash),
    sweepExpired: (at: number): number => sql.sweepSessions.run(at).changes + sql.sweepVisitors.run(at).changes,
  };
}
