// What the service counts, in a registry of each app's own. What happened in conversations is counted where it was stored, so
// that a message counts once, whoever wrote it and however many sockets show it.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../conversation/ports.ts';
import type { EventBody } from '../types.ts';
import type { PublishedKnowledge, PublishOutcome } from './deps.ts';
import type { ErrorCode } from './errors.ts';
import type { SocketKind } from './socket.ts';

const PUBLISH_SECONDS_BUCKETS = [1, 2.5, 5, 10, 20, 30, 60, 120, 300];
const REPLY_SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const BREAKER_STATES = { closed: 0, half_open: 1, open: 2 } as const;

export interface Metrics {
  readonly contentType: string;
  /** The text that a scrape gets. */
  scrape(): Promise<string>;
  frameRefused(code: ErrorCode): void;
  /** From a buyer's frame to its commit, with the bot's answer. */
  replied(seconds: number): void;
  stored(body: EventBody): void;
  /** A publish ended; `seconds` counts only when it is live. */
  publishEnded(outcome: PublishOutcome['kind'], seconds: number): void;
  /** What is served from now on. */
  serves(knowledge: Pick<PublishedKnowledge, 'entries' | 'questions'>): void;
  /** An embeddings request ended, or was not made. */
  embedded(purpose: 'message' | 'knowledge', outcome: 'ok' | 'failed' | 'late' | 'skipped'): void;
  embeddingsBreaker(state: 'closed' | 'half_open' | 'open'): void;
  /** Questions whose vectors are at hand. */
  embeddingsReady(questions: number): void;
  /** Gauges are read at each scrape from these. */
  observe(sources: { sockets(kind: SocketKind): number; counts(): ReturnType<Store['counts']> }): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const messages = new Counter({ registers, name: 'zhanggui_messages_total', help: 'Messages stored, by who wrote them.', labelNames: ['author'] });
  const decisions = new Counter({ registers, name: 'zhanggui_decisions_total', help: "The bot's decisions stored, by kind.", labelNames: ['kind'] });
  const handovers = new Counter({ registers, name: 'zhanggui_handovers_total', help: 'Hand-overs to people, by cause.', labelNames: ['cause'] });
  const refused = new Counter({ registers, name: 'zhanggui_frames_refused_total', help: 'Error frames sent, by code.', labelNames: ['code'] });
  const gate = new Counter({ registers, name: 'zhanggui_gate_refusals_total', help: 'Texts that the compliance gate stopped, by who wrote them.', labelNames: ['author'] });
  const seconds = new Histogram({ registers, name: 'zhanggui_reply_seconds', help: "From a buyer's frame to its commit, with the bot's answer.", buckets: REPLY_SECONDS_BUCKETS });

  const publishes = new Counter({ registers, name: 'zhanggui_publishes_total', help: 'Publishes of the knowledge, by outcome.', labelNames: ['outcome'] });
  const publishSeconds = new Histogram({ registers, name: 'zhanggui_publish_seconds', help: 'From the request to publish until the new knowledge answers.', buckets: PUBLISH_SECONDS_BUCKETS });
  const entries = new Gauge({ registers, name: 'zhanggui_knowledge_entries', help: 'Entries that are served.' });
  const questions = new Gauge({ registers, name: 'zhanggui_knowledge_questions', help: 'Ways of asking that are served.' });
  const embedded = new Counter({ registers, name: 'zhanggui_embeddings_requests_total', help: 'Requests to the embeddings endpoint, by purpose and outcome; late: not within the deadline, skipped: not made.', labelNames: ['purpose', 'outcome'] });
  const breaker = new Gauge({ registers, name: 'zhanggui_embeddings_breaker', help: 'Circuit breaker of the embeddings endpoint: 0 closed, 1 on trial, 2 open.' });
  const vectors = new Gauge({ registers, name: 'zhanggui_embeddings_questions', help: 'Ways of asking whose vectors are at hand; 0 while they are being asked for.' });

  return {
    contentType: registry.contentType,
    scrape: () => registry.metrics(),
    frameRefused(code) {
      refused.inc({ code });
      if (code === 'reply_blocked') gate.inc({ author: 'agent' });
    },
    replied: (duration) => seconds.observe(duration),
    stored(body) {
      const author = authorOf(body);
      if (author !== null) messages.inc({ author });
      if (body.type === 'reply' && body.decision !== null) decisions.inc({ kind: kindOf(body.decision) });
      if (body.type === 'handover') handovers.inc({ cause: body.record.cause });
      if (body.type === 'handover' && body.record.cause === 'gate') gate.inc({ author: 'bot' });
    },
    publishEnded(outcome, duration) {
      publishes.inc({ outcome });
      if (outcome === 'published') publishSeconds.observe(duration);
    },
    serves(knowledge) {
      entries.set(knowledge.entries);
      questions.set(knowledge.questions);
    },
    embedded: (purpose, outcome) => embedded.inc({ purpose, outcome }),
    embeddingsBreaker: (state) => breaker.set(BREAKER_STATES[state]),
    embeddingsReady: (ready) => vectors.set(ready),
    observe({ sockets, counts }) {
      // A scrape tells the rest while the store is away.
      const tryCounts = () => counts().catch(() => null);
      new Gauge({
        registers, name: 'zhanggui_sockets', help: 'Open sockets, by kind.', labelNames: ['kind'],
        collect() {
          for (const kind of ['buyer', 'agent'] as const) this.set({ kind }, sockets(kind));
        },
      });
      new Gauge({
        registers, name: 'zhanggui_conversations', help: 'Conversations, by state; waiting is the length of the queue.', labelNames: ['state'],
        async collect() {
          const counted = await tryCounts();
          if (counted === null) return this.reset();
          for (const state of ['bot', 'waiting', 'human', 'closed'] as const) this.set({ state }, counted[state]);
        },
      });
      new Gauge({
        registers, name: 'zhanggui_open_tasks', help: 'Tasks that nobody has finished.',
        async collect() {
          const counted = await tryCounts();
          if (counted === null) this.reset();
          else this.set(counted.openTasks);
        },
      });
    },
  };
}

type Author = 'buyer' | 'bot' | 'system' | 'agent';

function authorOf(body: EventBody): Author | null {
  if (body.type === 'buyer_message') return 'buyer';
  if (body.type === 'agent_reply') return 'agent';
  return body.type === 'reply' ? body.author : null;
}

type Decision = NonNullable<Extract<EventBody, { type: 'reply' }>['decision']>;
const kindOf = (decision: Decision): string => (decision.kind === 'answer' && decision.smallTalk ? 'small_talk' : decision.kind);

/** The store, counting every event that it stored. */
export function measured(store: Store, metrics: Pick<Metrics, 'stored'>): Store {
  return {
    ...store,
    async append(request) {
      const result = await store.append(request);
      if (result.kind === 'stored') for (const { body } of result.events) metrics.stored(body);
      return result;
    },
  };
}
