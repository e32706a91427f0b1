// The composition: puts adapters, conversation and transport together for one shop. main.ts and the tests use the same one.
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { createMemoryBus } from './adapters/bus/memory.ts';
import { lockDatabase, type DatabaseLock } from './adapters/sqlite/lock.ts';
import { openSqlite } from './adapters/sqlite/store.ts';
import { randomIds, systemClock } from './adapters/system.ts';
import { reviveApproved } from './compliance/gate.ts';
import type { Config } from './config.ts';
import type { Brain } from './conversation/brain.ts';
import { createDesk } from './conversation/desk.ts';
import { createConversations } from './conversation/handle.ts';
import type { Clock, Ids, Store } from './conversation/ports.ts';
import { createWriter } from './conversation/writer.ts';
import { createCannedAnswers } from './knowledge/canned.ts';
import { openShop } from './shop.ts';
import { createFirstAdministrator } from './transport/auth.ts';
import { createMetrics, measured } from './transport/metrics.ts';
import { registerTransport, serverOptions, type Transport } from './transport/register.ts';

/** Name of the database within DATA_DIR. */
export const DATABASE_FILE = 'zhanggui.db';
const ABSENT_SWEEP_MS = 5_000;
const EXPIRED_SWEEP_MS = 3_600_000;

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Wraps the database, to provoke its faults. */
  readonly wrapStore?: (store: Store) => Store;
  /** Wraps the brain, to provoke a fault in understanding. */
  readonly wrapBrain?: (brain: Brain) => Brain;
}

export interface House {
  readonly app: FastifyInstance;
  readonly transport: Transport;
  readonly store: Store;
  /** Name and one-time password, only when this start made the first administrator. */
  readonly firstAdministrator: { readonly name: string; readonly password: string } | null;
}

/** Throws KnowledgeRefused or DatabaseRefused, whose messages are for the operator. Nothing stays open when it throws. */
export async function buildApp(config: Config, overrides: Overrides = {}): Promise<House> {
  const clock = overrides.clock ?? systemClock;
  const ids = overrides.ids ?? randomIds;
  const shop = openShop(config.knowledgeDir);
  const brain = overrides.wrapBrain?.(shop.brain) ?? shop.brain;
  const canned = createCannedAnswers(shop.base);
  const metrics = createMetrics();
  const file = join(config.dataDir, DATABASE_FILE);
  const lock = lockDatabase(file);
  const opened = openLocked(file, lock);
  const store = measured(overrides.wrapStore?.(opened) ?? opened, metrics);
  try {
    const app = Fastify(serverOptions(config));
    app.log.info({ knowledge_version: shop.base.version, entries: shop.base.entries.size, questions: brain.index.questions.length, segmenter: brain.index.segmenter.id }, 'the shop is loaded');
    const bus = createMemoryBus({ onError: (error, topic) => app.log.error({ err: error, topic }, 'a bus listener failed') });
    const writer = createWriter({ store, bus, clock });
    const { id, name } = shop.base.profile.shop;
    const conversations = createConversations({
      shopId: id, store, writer, clock, ids, brain: () => brain,
      waitingNoteMs: config.waitingNoteMs, textLengthMax: config.textLengthMax,
      onFault: (error, conversationId) => app.log.error({ err: error, conversation_id: conversationId }, 'a message could not be handled; a person was called'),
    });
    const desk = createDesk({ store, writer, bus, clock, brain: () => brain, canned: () => canned, textLengthMax: config.textLengthMax });

    await store.saveShop({ id, name, knowledgeVersion: shop.base.version, at: clock.now() });
    const firstAdministrator = await createFirstAdministrator({ store, shopId: id, ids, clock });
    const transport = await registerTransport(app, { config, store, bus, clock, ids, conversations, desk, shop: { id, name }, metrics });

    const sweeps = [
      every(app, ABSENT_SWEEP_MS, 'requeue of absent agents', async () => {
        const present = transport.presence.agentsWithin(config.agentAbsentMs);
        if (present) await desk.requeueAbsent(id, present);
      }),
      every(app, EXPIRED_SWEEP_MS, 'sweep of expired tokens', () => store.sweepExpired(clock.now())),
    ];
    app.addHook('onClose', async () => {
      sweeps.forEach((timer) => clearInterval(timer));
      await store.close();
      lock.release();
    });
    return { app, transport, store, firstAdministrator };
  } catch (error) {
    await opened.close();
    lock.release();
    throw error;
  }
}

function openLocked(file: string, lock: DatabaseLock): Store {
  try {
    return openSqlite({ file, revive: reviveApproved });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function every(app: FastifyInstance, ms: number, what: string, action: () => Promise<unknown>): NodeJS.Timeout {
  return setInterval(() => {
    action().catch((error: unknown) => app.log.warn({ err: error }, `${what} failed; tried again in ${ms} ms`));
  }, ms).unref();
}
