// Passwords, sessions and the cookie: who a request is from. What an agent may do is in routes; the store sees only hashes.
import { createHash, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Ids, Session, Store } from '../conversation/ports.ts';
import type { Agent, ShopId } from '../types.ts';
import type { TransportDeps } from './deps.ts';
import { Denied } from './errors.ts';

/** OWASP's password storage parameters for Argon2id: 19 MiB, two passes, one lane. `algorithm` 2 is Argon2id. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PASSWORD_LENGTH_MIN = 10;
const PASSWORD_KINDS_MIN = 4;
/** A shorter name may stand in a good password by chance. */
const NAME_IN_PASSWORD_MIN = 3;
const HOUR_MS = 3_600_000;
/** 120 bits as base64url. */
const FIRST_PASSWORD_LENGTH = 20;
const FIRST_NAME = 'admin';

/** Of a 256-bit random token a plain hash is enough: nobody can guess what it was made from. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Throws Denied('weak_password'). */
export async function hashPassword(password: string, name: string): Promise<string> {
  const characters = [...password];
  const named = name.length >= NAME_IN_PASSWORD_MIN && password.toLowerCase().includes(name.toLowerCase());
  if (characters.length < PASSWORD_LENGTH_MIN || new Set(characters).size < PASSWORD_KINDS_MIN || named) throw new Denied('weak_password');
  return hash(password.normalize('NFKC'), ARGON2ID);
}

/** A hash of nothing in particular: verifying against it takes as long as for a name that exists. */
let nobody: Promise<string> | null = null;

/** Takes the same time whether or not the account exists (`passwordHash` null). */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hash('nobody has this password', ARGON2ID);
  const fits = await verify(passwordHash ?? await nobody, password.normalize('NFKC'));
  return fits && passwordHash !== null;
}

/** A session together with what finds it in the store. */
export interface LiveSession extends Session {
  readonly tokenHash: string;
}

export interface Sessions {
  /** The session of the request's cookie, null when there is none or it has ended. */
  of(request: FastifyRequest): Promise<LiveSession | null>;
  /** Begins a session and sets the cookie. Returns its CSRF token. */
  begin(agent: Agent, reply: FastifyReply): Promise<string>;
  end(session: LiveSession, reply: FastifyReply): Promise<void>;
}

export function createSessions({ store, clock, ids, config }: Pick<TransportDeps, 'store' | 'clock' | 'ids' | 'config'>): Sessions {
  const secure = config.publicUrl.startsWith('https:');
  // The prefix makes browsers refuse a cookie of that name from another host or over http.
  const cookieName = secure ? '__Host-zhanggui_session' : 'zhanggui_session';
  const cookie = { httpOnly: true, sameSite: 'strict', secure, path: '/' } as const;

  return {
    async of(request) {
      const token = request.cookies[cookieName];
      if (token === undefined || token === '') return null;
      const tokenHash = hashToken(token);
      const session = await store.session(tokenHash, clock.now());
      return session === null ? null : { ...session, tokenHash };
    },
    async begin(agent, reply) {
      const at = clock.now();
      const token = ids.token();
      const csrfToken = ids.token();
      await store.createSession({ tokenHash: hashToken(token), agentId: agent.id, csrfToken, expiresAt: at + config.sessionHours * HOUR_MS, at });
      reply.setCookie(cookieName, token, { ...cookie, maxAge: config.sessionHours * (HOUR_MS / 1_000) });
      return csrfToken;
    },
    async end(session, reply) {
      await store.endSession(session.tokenHash);
      reply.clearCookie(cookieName, cookie);
    },
  };
}

export function sameToken(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false;
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}

/**
 * Makes the administrator of a shop that has no agent yet. Returns the name and the password, which is shown once and
 * stored only as a hash; null when there are agents already.
 */
export async function createFirstAdministrator(
  { store, shopId, ids, clock }: { readonly store: Store; readonly shopId: ShopId; readonly ids: Ids; readonly clock: Clock },
): Promise<{ readonly name: string; readonly password: string } | null> {
  if ((await store.agents(shopId)).length > 0) return null;
  const password = ids.token().slice(0, FIRST_PASSWORD_LENGTH);
  const passwordHash = await hash(password, ARGON2ID);
  const created = await store.createAgent({ id: ids.id(), shopId, name: FIRST_NAME, role: 'administrator', team: null, passwordHash, at: clock.now() });
  return created ? { name: FIRST_NAME, password } : null;
}
