// A Fastify on a free port with the real transport and store, a simple conversation behind it, and socket clients that
// collect frames. The conversation's own rules have their tests elsewhere; here it only has to store events.
import { once } from 'node:events';
import Fastify, { type FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';
import { createMemoryBus } from '../../src/adapters/bus/memory.ts';
import { randomIds } from '../../src/adapters/system.ts';
import { readConfig, type Config } from '../../src/config.ts';
import type { Conversations, Desk } from '../../src/conversation/api.ts';
import type { Store } from '../../src/conversation/ports.ts';
import { hashPassword } from '../../src/transport/auth.ts';
import type { EvidenceDoor, KnowledgeDoor } from '../../src/transport/deps.ts';
import { createMetrics, measured, type Metrics } from '../../src/transport/metrics.ts';
import { registerTransport, serverOptions, type Transport } from '../../src/transport/register.ts';
import type { Agent, Role } from '../../src/types.ts';
import { makePlace } from '../adapters/sqlite/place.ts';
import { simpleRoom } from './room.ts';

export const ORIGIN = 'http://127.0.0.1:8080';
export const SHOP = { id: 'shop', name: '青禾衣橱' } as const;
export const PASSWORD = 'qinghe-2026!';
/** Longest wait for a frame or a close, ms. */
const PATIENCE_MS = 4_000;

export interface Frame { readonly type: string; readonly [field: string]: unknown }

export interface World {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly transport: Transport;
  readonly metrics: Metrics;
  readonly conversations: Conversations;
  readonly desk: Desk;
  readonly clock: { now(): number; forward(ms: number): void };
  readonly url: string;
  readonly bus: ReturnType<typeof createMemoryBus>;
  /** Log lines, when a level was given. */
  readonly logged: string[];
  connect(path: '/ws/buyer' | '/ws/agent', options?: ConnectOptions): Promise<Client>;
  /** A buyer's socket that has its welcome. */
  buyer(hello?: object): Promise<Client>;
  addAgent(name: string, role?: Role): Promise<Agent>;
  login(name: string): Promise<{ readonly cookie: string; readonly csrf: string }>;
  /** An agent's socket that has its welcome. */
  agent(cookie: string, hello?: object): Promise<Client>;
  stop(): Promise<void>;
}

export interface ConnectOptions { readonly origin?: string | null; readonly cookie?: string; readonly autoPong?: boolean }

export interface WorldOptions {
  readonly config?: Partial<Config>;
  /** Changes what the transport is given: to make the store fail, a message slow … */
  conversations?(simple: Conversations): Conversations;
  desk?(simple: Desk): Desk;
  store?(real: Store): Store;
  readonly knowledge?: Partial<KnowledgeDoor>;
  readonly evidence?: EvidenceDoor;
}

const PUBLISHED = { version: 'v1', entries: 3, questions: 90, at: 0 } as const;

/** Publishes nothing, and says it did. */
const SIMPLE_KNOWLEDGE: KnowledgeDoor = {
  status: () => ({ published: PUBLISHED, running: null }),
  publish: async () => ({ kind: 'published', published: PUBLISHED, ms: 5 }),
  lexicon: async () => ({ text: '', version: 'empty' }),
  saveLexicon: async () => ({ kind: 'published', published: PUBLISHED, ms: 5 }),
};

const NO_EVIDENCE: EvidenceDoor = { pack: async () => null };

function defaultConfig(): Config {
  const read = readConfig({});
  if ('problems' in read) throw new Error('the defaults do not hold to their own rules');
  return { ...read.config, logLevel: 'silent' };
}

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const config: Config = { ...defaultConfig(), ...options.config };
  const place = makePlace();
  const metrics = createMetrics();
  let offset = 0;
  const clock = { now: () => Date.now() + offset, forward: (ms: number) => { offset += ms; } };
  const real = measured(place.open(), metrics);
  const store = options.store?.(real) ?? real;
  const bus = createMemoryBus({ onError: (error) => { throw error; } });
  await real.saveShop({ id: SHOP.id, name: SHOP.name, knowledgeVersion: 'v1', at: clock.now() });
  const room = simpleRoom({ store, bus, clock, shopId: SHOP.id });
  const conversations = options.conversations?.(room.conversations) ?? room.conversations;
  const desk = options.desk?.(room.desk) ?? room.desk;
  const logged: string[] = [];
  const { logger, ...server } = serverOptions(config);
  const app = Fastify({ ...server, logger: typeof logger === 'object' ? { ...logger, stream: { write: (line: string) => void logged.push(line) } } : false });
  const transport = await registerTransport(app, { config, store, bus, clock, ids: randomIds, conversations, desk, knowledge: { ...SIMPLE_KNOWLEDGE, ...options.knowledge }, evidence: options.evidence ?? NO_EVIDENCE, shop: SHOP, metrics });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const clients: Client[] = [];

  const world: World = {
    app, store: real, transport, metrics, conversations, desk, clock, url, bus, logged,
    async connect(path, { origin = ORIGIN, cookie, autoPong = true } = {}) {
      const socket = new WebSocket(url.replace('http', 'ws') + path, { autoPong, headers: { ...(origin === null ? {} : { origin }), ...(cookie === undefined ? {} : { cookie }) } });
      const client = makeClient(socket);
      clients.push(client);
      await once(socket, 'open');
      return client;
    },
    async buyer(hello = {}) {
      const client = await world.connect('/ws/buyer');
      client.send({ type: 'hello', protocol: 1, ...hello });
      await client.next('welcome');
      return client;
    },
    async addAgent(name, role = 'agent') {
      const agent: Agent = { id: randomIds.id(), shopId: SHOP.id, name, role, team: null };
      await real.createAgent({ ...agent, passwordHash: await hashPassword(PASSWORD, name), at: clock.now() });
      return agent;
    },
    async login(name) {
      const answer = await fetch(`${url}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password: PASSWORD }) });
      if (!answer.ok) throw new Error(`login failed: ${await answer.text()}`);
      const { csrf_token: csrf } = await answer.json() as { csrf_token: string };
      return { cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '', csrf };
    },
    async agent(cookie, hello = {}) {
      const client = await world.connect('/ws/agent', { cookie });
      client.send({ type: 'hello', protocol: 1, ...hello });
      await client.next('welcome');
      return client;
    },
    async stop() {
      for (const client of clients) client.socket.terminate();
      await app.close();
      await place.dispose();
    },
  };
  return world;
}

export interface Client {
  readonly socket: WebSocket;
  /** All frames that came, oldest first. */
  readonly frames: Frame[];
  send(frame: object): void;
  /** The next frame of the type that no call has returned yet. */
  next(type: string, fits?: (frame: Frame) => boolean): Promise<Frame>;
  /** Code and reason of the close. */
  closed(): Promise<{ readonly code: number; readonly reason: string }>;
}

function makeClient(socket: WebSocket): Client {
  const frames: Frame[] = [];
  const taken = new Set<Frame>();
  const listeners = new Set<() => void>();
  let ended: { code: number; reason: string } | null = null;
  const notify = () => {
    for (const listener of [...listeners]) listener();
  };
  socket.on('message', (data) => {
    frames.push(JSON.parse(data.toString()) as Frame);
    notify();
  });
  socket.on('close', (code, reason) => {
    ended = { code, reason: reason.toString() };
    notify();
  });
  socket.on('error', () => undefined);

  function until<T>(look: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        listeners.delete(attempt);
        reject(new Error(`waited in vain for ${what}; frames so far: ${JSON.stringify(frames.map((frame) => frame.type))}; closed: ${JSON.stringify(ended)}`));
      }, PATIENCE_MS);
      const attempt = () => {
        const value = look();
        if (value === undefined) return;
        listeners.delete(attempt);
        clearTimeout(timer);
        resolve(value);
      };
      listeners.add(attempt);
      attempt();
    });
  }

  return {
    socket, frames,
    send: (frame) => socket.send(JSON.stringify(frame)),
    next: (type, fits = () => true) => until(() => {
      const frame = frames.find((candidate) => candidate.type === type && !taken.has(candidate) && fits(candidate));
      if (frame) taken.add(frame);
      return frame;
    }, type),
    closed: () => until(() => ended ?? undefined, 'the close'),
  };
}

/** What a buyer's client keeps of its welcome. */
export function welcomeOf(client: Client): { readonly token: string; readonly epoch: string; readonly id: string } {
  const welcome = client.frames.find((frame) => frame.type === 'welcome');
  return { token: String(welcome?.token), epoch: String(welcome?.epoch), id: String(welcome?.conversation_id) };
}

/** Gives sockets time to send what they should not send. */
export const quiet = (ms = 150): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
