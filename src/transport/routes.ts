// The HTTP side: logging in and out, accounts of agents, and what operators ask (health, metrics, the description of all this).
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Agent } from '../types.ts';
import { hashPassword, passwordFits, type Sessions } from './auth.ts';
import { sessionTopic, type TransportDeps } from './deps.ts';
import { Denied } from './errors.ts';
import { evidenceRoutes } from './evidence.ts';
import { createGuards, TooMany } from './guards.ts';
import { originAllowed } from './headers.ts';
import { knowledgeRoutes } from './knowledge.ts';
import { createAttempts } from './limits.ts';
import { requireMetricsAccess } from './metrics-access.ts';
import { AgentId, AgentList, AgentView, Credentials, ErrorBody, LoggedIn, NewAgent, NewPassword, NoBody, Switch } from './schemas.ts';

/** An office shares one address. */
const ADDRESS_FACTOR = 4;

const errors = { '4xx': ErrorBody, '5xx': ErrorBody } as const;
const viewOf = ({ id, name, role, team }: Agent) => ({ id, name, role, team });
const keyOf = (name: string) => `name:${name.trim().toLowerCase()}`;

/** Register it in a context of its own: its hook guards every route in there. */
export function apiRoutes(deps: TransportDeps, sessions: Sessions) {
  const { config, store, bus, clock, ids, shop } = deps;
  const { requireSession, requireAdministrator, requireSupervisor } = createGuards(sessions);
  const nameAttempts = createAttempts(config.loginAttemptsMax, config.loginWindowMs);
  const addressAttempts = createAttempts(config.loginAttemptsMax * ADDRESS_FACTOR, config.loginWindowMs);

  /** Counts the attempt before the password is looked at, so that guesses in parallel count as well. */
  async function checkPassword(request: FastifyRequest, name: string, password: string): Promise<Agent> {
    const at = clock.now();
    // An address that is refused already must not count against a name: it could lock every account.
    const waitMs = addressAttempts.begin(request.ip, at) || nameAttempts.begin(keyOf(name), at);
    if (waitMs > 0) throw new TooMany('too_many_attempts', waitMs);
    const known = await store.credentials(shop.id, name.trim());
    const fits = await passwordFits(known?.passwordHash ?? null, password);
    if (!known || !fits || known.disabled) throw new Denied('bad_credentials');
    nameAttempts.clear(keyOf(name));
    addressAttempts.refund(request.ip);
    return known.agent;
  }

  return async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<TypeBoxTypeProvider>();
    // A page of another site may send text/plain without asking; here only JSON is read.
    app.removeContentTypeParser('text/plain');
    const parseJson = app.getDefaultJsonParser('error', 'error');
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      // A request without a body (logout) may still name its type.
      if (body === '') done(null, undefined);
      else parseJson(request, String(body), done);
    });
    app.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { origin } = request.headers;
      if (origin !== undefined && !originAllowed(config, origin)) throw new Denied('origin');
    });
    app.addHook('onError', async (_request, reply, error) => {
      if (error instanceof TooMany) reply.header('retry-after', Math.ceil(error.waitMs / 1_000));
    });

    await app.register(knowledgeRoutes(deps, requireAdministrator));
    await app.register(evidenceRoutes(deps, requireSupervisor));

    app.post('/api/auth/login', { schema: { summary: 'Log in; sets the session cookie', tags: ['auth'], body: Credentials, response: { 200: LoggedIn, ...errors } } }, async (request, reply) => {
      const agent = await checkPassword(request, request.body.name, request.body.password);
      return { agent: viewOf(agent), csrf_token: await sessions.begin(agent, reply) };
    });

    app.post('/api/auth/logout', { schema: { summary: 'End this session', tags: ['auth'], response: { 204: NoBody, ...errors } } }, async (request, reply) => {
      const session = await requireSession(request);
      await sessions.end(session, reply);
      bus.hint(sessionTopic(session.agent.id));
      return reply.code(204).send(null);
    });

    app.get('/api/auth/me', { schema: { summary: 'Who is logged in, and the CSRF token', tags: ['auth'], response: { 200: LoggedIn, ...errors } } }, async (request) => {
      const { agent, csrfToken } = await requireSession(request);
      return { agent: viewOf(agent), csrf_token: csrfToken };
    });

    app.post('/api/auth/password', { schema: { summary: 'Change the own password; every other session ends', tags: ['auth'], body: NewPassword, response: { 200: LoggedIn, ...errors } } }, async (request, reply) => {
      const { agent } = await requireSession(request);
      await checkPassword(request, agent.name, request.body.current_password);
      const passwordHash = await hashPassword(request.body.new_password, agent.name);
      await store.setPassword(shop.id, agent.id, passwordHash);
      bus.hint(sessionTopic(agent.id));
      return { agent: viewOf(agent), csrf_token: await sessions.begin(agent, reply) };
    });

    app.get('/api/agents', { schema: { summary: 'Accounts of the shop', tags: ['agents'], response: { 200: AgentList, ...errors } } }, async (request) => {
      await requireAdministrator(request);
      const agents = await store.agents(shop.id);
      return { agents: agents.map((agent) => ({ ...viewOf(agent), disabled: agent.disabled })) };
    });

    app.post('/api/agents', { schema: { summary: 'Make an account', tags: ['agents'], body: NewAgent, response: { 201: AgentView, ...errors } } }, async (request, reply) => {
      await requireAdministrator(request);
      const { role, team, password } = request.body;
      const agent: Agent = { id: ids.id(), shopId: shop.id, name: request.body.name.trim(), role, team: team ?? null };
      if (!deps.desk.mayBeCalled(agent.name)) throw new Denied('name_refused');
    const passwordHash = await hashPassword(password, agent.name);
      if (!(await store.createAgent({ ...agent, passwordHash, at: clock.now() }))) throw new Denied('name_taken');
      return reply.code(201).send(viewOf(agent));
    });

    app.post('/api/agents/:id/disabled', { schema: { summary: 'Disable an account, or enable it again', tags: ['agents'], params: AgentId, body: Switch, response: { 204: NoBody, ...errors } } }, async (request, reply) => {
      const session = await requireAdministrator(request);
      const { id } = request.params;
      if (id === session.agent.id) throw new Denied('own_account');
      if (!(await store.setDisabled(shop.id, id, request.body.disabled))) throw new Denied('unknown_agent');
      bus.hint(sessionTopic(id));
      return reply.code(204).send(null);
    });
  };
}

/** For operators: alive, able to serve, figures, and the description of the HTTP side. */
export function operatorRoutes({ config, store, metrics }: TransportDeps, draining: () => boolean) {
  const Status = Type.Object({ status: Type.Literal('ok') });
  return async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<TypeBoxTypeProvider>();
    app.get('/healthz', { schema: { summary: 'The process is alive', tags: ['operation'], response: { 200: Status } } }, () => ({ status: 'ok' as const }));
    app.get('/readyz', { schema: { summary: 'The service can take connections', tags: ['operation'], response: { 200: Status, '5xx': ErrorBody } } }, async (request) => {
      if (draining()) throw new Denied('draining');
      await store.ready().catch((error: unknown) => {
        request.log.warn({ err: error }, 'the store is not ready');
        throw new Denied('not_ready');
      });
      return { status: 'ok' as const };
    });
    app.get('/metrics', { schema: { summary: 'Figures in the format of Prometheus', tags: ['operation'], response: { 200: Type.String(), '4xx': ErrorBody } } }, async (request, reply) => {
      requireMetricsAccess(config, request);
      reply.type(metrics.contentType);
      return metrics.scrape();
    });
    app.get('/openapi.json', { schema: { hide: true } }, () => instance.swagger());
  };
}
