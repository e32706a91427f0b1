// Who may call a route: a session, with its CSRF token where something changes, and an administrator's where the shop changes.
import type { FastifyRequest } from 'fastify';
import { sameToken, type LiveSession, type Sessions } from './auth.ts';
import { Denied, type ErrorCode } from './errors.ts';

export interface Guards {
  /** The session, with its CSRF token when the request changes something. */
  requireSession(request: FastifyRequest): Promise<LiveSession>;
  requireAdministrator(request: FastifyRequest): Promise<LiveSession>;
  /** An administrator, or an agent of the supervisors' team. */
  requireSupervisor(request: FastifyRequest): Promise<LiveSession>;
}

export function createGuards(sessions: Pick<Sessions, 'of'>): Guards {
  async function requireSession(request: FastifyRequest): Promise<LiveSession> {
    const session = await sessions.of(request);
    if (!session) throw new Denied('not_logged_in');
    const header = request.headers['x-csrf-token'];
    if (request.method !== 'GET' && !sameToken(typeof header === 'string' ? header : undefined, session.csrfToken)) throw new Denied('csrf');
    return session;
  }
  return {
    requireSession,
    async requireAdministrator(request) {
      const session = await requireSession(request);
      if (session.agent.role !== 'administrator') throw new Denied('forbidden');
      return session;
    },
    async requireSupervisor(request) {
      const session = await requireSession(request);
      const { role, team } = session.agent;
      if (role !== 'administrator' && team !== 'supervisor') throw new Denied('supervisor_only');
      return session;
    },
  };
}

/** Refused for its frequency; the answer says in Retry-After how long to wait. */
export class TooMany extends Denied {
  readonly waitMs: number;

  constructor(code: ErrorCode, waitMs: number) {
    super(code);
    this.waitMs = waitMs;
  }
}
