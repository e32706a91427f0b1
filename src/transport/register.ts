// The whole transport on one Fastify app: sockets, routes, pages, headers, errors, and how it is taken leave of.
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify';
import type { Config } from '../config.ts';
import { createAgentSocket } from './agent.ts';
import { createSessions, type LiveSession } from './auth.ts';
import { createBuyerSocket } from './buyer.ts';
import type { TransportDeps } from './deps.ts';
import { Denied } from './errors.ts';
import { addErrorAnswers, addSecurityHeaders, originAllowed } from './headers.ts';
import { createHub, type Hub } from './hub.ts';
import { loggerOptions } from './logging.ts';
import { addPages } from './pages.ts';
import { createPresence, type Presence } from './presence.ts';
import { apiRoutes, operatorRoutes } from './routes.ts';

export interface Transport {
  /** Which agents are here, for `Desk.requeueAbsent`. */
  readonly presence: Presence;
  /**
   * Takes no new sockets, tells every client to reconnect, gives running actions up to `drainMs`, closes.
   * `app.close()` does it first; call it by hand only to wait between both.
   */
  drain(): Promise<void>;
}

/** Options that the transport needs Fastify to be made with. */
export function serverOptions(config: Pick<Config, 'payloadBytesMax' | 'trustProxy' | 'logLevel'>): FastifyServerOptions {
  return {
    logger: loggerOptions(config),
    bodyLimit: config.payloadBytesMax,
    // One hop: what stands further left in X-Forwarded-For is the client's own invention.
    trustProxy: config.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
    return503OnClosing: true,
    // A client that never finishes its request must not keep the service from stopping.
    requestTimeout: REQUEST_DEADLINE_MS,
    forceCloseConnections: true,
  };
}

/** Time a request has to arrive whole. */
const REQUEST_DEADLINE_MS = 15_000;

const OPENAPI = {
  openapi: '3.1.0',
  info: { title: '掌柜答', version: '1', description: 'HTTP side of the service. The sockets /ws/buyer and /ws/agent are described in docs/asyncapi.json, error codes in docs/errors.md.' },
} as const;

export async function registerTransport(app: FastifyInstance, deps: TransportDeps): Promise<Transport> {
  const { config, metrics, store, shop } = deps;
  const presence = createPresence(deps);
  const hub = createHub(config);
  const sessions = createSessions(deps);
  metrics.observe({ sockets: hub.count, counts: () => store.counts(shop.id) });

  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  addSecurityHeaders(app, config);
  addErrorAnswers(app);
  await app.register(cookie);
  await app.register(swagger, { openapi: OPENAPI });
  await app.register(websocket, {
    options: { maxPayload: config.payloadBytesMax, perMessageDeflate: false, clientTracking: true },
    errorHandler: onSocketError,
    async preClose() {
      await hub.drain();
      app.websocketServer.close();
    },
  });
  await app.register(apiRoutes(deps, sessions));
  await app.register(operatorRoutes(deps, () => hub.draining));
  await app.register(socketRoutes({ ...deps, hub, presence }, (request) => sessions.of(request)));
  await addPages(app);
  return { presence, drain: hub.drain };
}

/** A broken or too large frame: `ws` closes with the fitting code by itself. Anything else is ours to hear of. */
function onSocketError(this: FastifyInstance, error: Error & { readonly code?: string }, socket: { terminate(): void }, request: FastifyRequest): void {
  if (error.code !== undefined) return request.log.debug({ err: error }, 'a socket failed');
  request.log.error({ err: error }, 'a socket handler failed');
  socket.terminate();
}

function socketRoutes(transport: TransportDeps & { readonly hub: Hub; readonly presence: Presence }, sessionOf: (request: FastifyRequest) => Promise<LiveSession | null>) {
  const { config, hub } = transport;
  const found = new WeakMap<FastifyRequest, LiveSession>();
  const perAddress = new Map<string, number>();
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('preValidation', async ({ headers, ip, raw }) => {
      if (!originAllowed(config, headers.origin)) throw new Denied('origin');
      if (hub.draining) throw new Denied('draining');
      const open = perAddress.get(ip) ?? 0;
      if (hub.count() >= config.socketsMax || open >= config.socketsPerAddressMax) throw new Denied('service_full');
      perAddress.set(ip, open + 1);
      raw.socket.once('close', () => {
        const left = (perAddress.get(ip) ?? 1) - 1;
        if (left > 0) perAddress.set(ip, left);
        else perAddress.delete(ip);
      });
    });
    app.get('/ws/buyer', { websocket: true }, createBuyerSocket(transport));
    app.get('/ws/agent', {
      websocket: true,
      async preValidation(request) {
        const session = await sessionOf(request);
        if (session) found.set(request, session);
      },
    }, createAgentSocket(transport, (request) => found.get(request) ?? null));
  };
}
