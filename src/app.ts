// The composition: puts adapters, conversation and transport together for one shop. main.ts and the tests use the same one.
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { createMemoryBus } from './adapters/bus/memory.ts';
import { createHeadsLog } from './adapters/heads-log.ts';
import { createSemantics } from './adapters/embeddings/semantics.ts';
import { createModelFiles } from './adapters/model-files.ts';
import { lockDatabase, type DatabaseLock } from './adapters/sqlite/lock.ts';
import { openSqlite } from './adapters/sqlite/store.ts';
import { randomIds, systemClock } from './adapters/system.ts';
import { reviveApproved } from './compliance/gate.ts';
import { maskPersonal } from './compliance/personal.ts';
import type { Config } from './config.ts';
import type { Brain } from './conversation/brain.ts';
import { createDesk } from './conversation/desk.ts';
import { createConversations } from './conversation/handle.ts';
import type { Clock, Ids, Semantics, Store } from './conversation/ports.ts';
import { createWriter } from './conversation/writer.ts';
import { rememberIn } from './learn/classes.ts';
import { createBuilder, type Builder } from './publish/builder.ts';
import { createLive } from './publish/live.ts';
import { createPublisher } from './publish/publisher.ts';
import { EVIDENCE_EVENTS_MAX, exportEvidence, openSigningKey } from './evidence-export.ts';
import type { SigningKey } from './evidence/manifest.ts';
import { eraseAged } from './retention.ts';
import { openShop } from './shop.ts';
import { createFirstAdministrator } from './transport/auth.ts';
import type { EvidenceDoor, KnowledgeDoor } from './transport/deps.ts';
import { createMetrics, measured, type Metrics } from './transport/metrics.ts';
import { registerTransport, serverOptions, type Transport } from './transport/register.ts';

/** Name of the database within DATA_DIR. */
export const DATABASE_FILE = 'zhanggui.db';
/** Vectors of the embeddings endpoint, beside it; what is lost is asked for again. */
const VECTORS_FILE = 'vectors.db';
/** Heads of the chains, beside it: what an owner ships elsewhere. */
export const HEADS_FILE = 'heads.log';
const HEADS_MS = 1_000;
/** Entries of the journal stand this long before they are gathered. */
const JOURNAL_KEPT_MS = 7 * 86_400_000;
/** Steps of gathering in one sweep, with room between them. */
const COMPACT_STEPS = 100;
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
  /** In place of the process that builds what is published. */
  readonly builder?: Builder;
}

export interface House {
  readonly app: FastifyInstance;
  readonly transport: Transport;
  readonly store: Store;
  readonly knowledge: KnowledgeDoor;
  /** The one that answers now. */
  brain(): Brain;
  /** Name and one-time password, only when this start made the first administrator. */
  readonly firstAdministrator: { readonly name: string; readonly password: string } | null;
}

/** Throws KnowledgeRefused or DatabaseRefused, whose messages are for the operator. Nothing stays open when it throws. */
export async function buildApp(config: Config, overrides: Overrides = {}): Promise<House> {
  const builder = overrides.builder ?? createBuilder();
  try {
    return await build(config, overrides, builder);
  } catch (error) {
    builder.close();
    throw error;
  }
}

async function build(config: Config, overrides: Overrides, builder: Builder): Promise<House> {
  const clock = overrides.clock ?? systemClock;
  const ids = overrides.ids ?? randomIds;
  rememberIn(createModelFiles(config.modelsDir));
  const shop = openShop(config.knowledgeDir, config.packDir);
  const live = createLive(shop.brain, clock.now(), overrides.wrapBrain);
  const metrics = createMetrics();
  const signingKey = openSigningKey(config.evidenceKeyFile);
  const file = join(config.dataDir, DATABASE_FILE);
  const lock = lockDatabase(file);
  const opened = openLocked(file, lock);
  const store = measured(overrides.wrapStore?.(opened) ?? opened, metrics);
  let embeddings: Semantics | null = null;
  try {
    const app = Fastify(serverOptions(config));
    app.log.info({ ...live.published(), segmenter: shop.brain.index.segmenter.id }, 'the shop is loaded');
    const bus = createMemoryBus({ onError: (error, topic) => app.log.error({ err: error, topic }, 'a bus listener failed') });
    const writer = createWriter({ store, bus, clock, versions: () => ({ knowledge: live.brain().base.version, rules: live.brain().base.rulesVersion }) });
    const { id, name } = shop.base.profile.shop;
    const semantics = (embeddings = openSemantics(config, metrics, app));
    const conversations = createConversations({
      shopId: id, store, writer, clock, ids, brain: live.brain, semantics,
      waitingNoteMs: config.waitingNoteMs, textLengthMax: config.textLengthMax,
      onFault: (error, conversationId) => app.log.error({ err: error, conversation_id: conversationId }, 'a message could not be handled; a person was called'),
    });
    const desk = createDesk({ store, writer, bus, clock, brain: live.brain, canned: live.canned, textLengthMax: config.textLengthMax });

    await store.saveShop({ id, name, knowledgeVersion: shop.base.version, at: clock.now() });
    const firstAdministrator = await createFirstAdministrator({ store, shopId: id, ids, clock });
    const knowledge = createPublisher({
      folder: config.knowledgeDir, packFolder: config.packDir, modelsFolder: config.modelsDir, shopId: id, live, builder, clock, metrics, log: app.log,
      onLive({ version, at }) {
        semantics?.learn(live.brain().index.entries);
        return store.saveShop({ id, name: live.brain().base.profile.shop.name, knowledgeVersion: version, at });
      },
    });
    const named = { id, get name() { return live.brain().base.profile.shop.name; } };
    const transport = await registerTransport(app, { config, store, bus, clock, ids, conversations, desk, knowledge, evidence: evidenceDoor(store, named, clock, signingKey), shop: named, metrics });

    semantics?.learn(live.brain().index.entries);
    const heads = createHeadsLog({
      file: join(config.dataDir, HEADS_FILE), store, key: signingKey,
      onContradiction: (facts) => app.log.error({ ...facts, file: HEADS_FILE }, 'the database is not the one that heads.log knows: a backup was restored, or a hand changed the journal; verify-evidence --database names what'),
    });
    const breathe = () => new Promise<void>((resolve) => { setImmediate(resolve); });
    const sweeps = [
      every(app, HEADS_MS, 'writing of heads.log', heads.follow),
      every(app, EXPIRED_SWEEP_MS, 'gathering of the journal of heads', () => gatherJournal(store, clock.now(), breathe)),
      every(app, ABSENT_SWEEP_MS, 'requeue of absent agents', async () => {
        const present = transport.presence.agentsWithin(config.agentAbsentMs);
        if (present) await desk.requeueAbsent(id, present);
      }),
      every(app, EXPIRED_SWEEP_MS, 'sweep of expired tokens', () => store.sweepExpired(clock.now())),
      every(app, EXPIRED_SWEEP_MS, 'sweep of what is older than is kept', async () => {
        const erased = await eraseAged({ store, shopId: id, days: config.retentionDays, now: clock.now(), pause: breathe });
        if (erased.events > 0) app.log.info({ events: erased.events, older_than_days: config.retentionDays }, 'old messages were erased');
        if (!erased.cleared) app.log.warn({}, 'what was erased still stands in the log of the database, as another program reads it: end backups and other readers; the next sweep tries again');
      }),
    ];
    app.addHook('onClose', async () => {
      sweeps.forEach((timer) => clearInterval(timer));
      builder.close();
      semantics?.close();
      await heads.follow().catch((error: unknown) => app.log.warn({ err: error }, 'heads.log is behind; the next start goes on'));
      await store.close();
      lock.release();
    });
    return { app, transport, store, knowledge, brain: live.brain, firstAdministrator };
  } catch (error) {
    embeddings?.close();
    await opened.close();
    lock.release();
    throw error;
  }
}

async function gatherJournal(store: Store, now: number, breathe: () => Promise<void>): Promise<void> {
  for (let step = 0; step < COMPACT_STEPS; step++) {
    if (await store.compactJournal(now - JOURNAL_KEPT_MS, now) === 0) return;
    await breathe();
  }
}

/** Null unless the owner configured an endpoint: nothing leaves the house without. */
function openSemantics(config: Config, metrics: Metrics, { log }: Pick<FastifyInstance, 'log'>): Semantics | null {
  if (config.embeddingsUrl === 'off') return null;
  return createSemantics({
    url: config.embeddingsUrl, model: config.embeddingsModel, apiKey: config.embeddingsApiKey === 'none' ? null : config.embeddingsApiKey,
    deadlineMs: config.embeddingsDeadlineMs, cacheFile: join(config.dataDir, VECTORS_FILE),
    on: {
      asked: metrics.embedded, breaker: metrics.embeddingsBreaker, ready: metrics.embeddingsReady,
      log: (level, facts, message) => log[level](facts, message),
    },
  });
}

/** Only of conversations of the shop that is asked for. */
function evidenceDoor(store: Store, shop: { readonly id: string; readonly name: string }, clock: Clock, key: SigningKey | null): EvidenceDoor {
  return {
    async pack(shopId, id, full) {
      const head = await store.head(id);
      if (head?.shopId === shopId && head.seq > EVIDENCE_EVENTS_MAX) return 'too_long';
      const stored = head?.shopId === shopId ? await store.evidence(id) : null;
      if (stored === null) return null;
      return exportEvidence({ conversation: id, shop: { id: shop.id, name: shop.name }, stored, at: clock.now(), mask: full ? null : maskPersonal, key });
    },
  };
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
