// Publishing: one at a time, the old knowledge answers until the new one is ready, and anything wrong changes nothing.
// The building itself is the builder's; this decides the order of things and tells the log and the metrics.
import type { Clock } from '../conversation/ports.ts';
import { knownPack, KnowledgeRefused } from '../shop.ts';
import type { KnowledgeDoor, LexiconOutcome, PublishedKnowledge, PublishOutcome } from '../transport/deps.ts';
import type { Metrics } from '../transport/metrics.ts';
import type { Overlay } from '../adapters/knowledge-folder.ts';
import { DESK_FILE } from '../knowledge/lexicon.ts';
import { insertedWords } from '../adapters/jieba/segmenter.ts';
import type { Builder } from './builder.ts';
import { draftDeskLexicon, fileText, LexiconReadOnly, readDeskLexicon, type Draft } from './desk-lexicon.ts';
import { brainOf, type Live } from './live.ts';
import { PHASES, type Phase } from './protocol.ts';

interface Log {
  info(what: object, message: string): void;
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

export interface PublisherDeps {
  readonly folder: string;
  readonly packFolder: string;
  readonly modelsFolder: string | null;
  readonly shopId: string;
  readonly live: Live;
  readonly builder: Builder;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'publishEnded' | 'serves'>;
  readonly log: Log;
  /** Told once it answers; a failure here does not take it back. */
  onLive(published: PublishedKnowledge): Promise<void>;
}

export function createPublisher(deps: PublisherDeps): KnowledgeDoor {
  const { folder, packFolder, modelsFolder, live, builder, clock, metrics, log } = deps;
  let running: { readonly phase: Phase; readonly since: number } | null = null;
  metrics.serves(live.published());

  /** What changes the knowledge runs alone; a second one is turned away at once. */
  async function alone<T>(by: string, action: (state: { phase: Phase }) => Promise<T>): Promise<T | { readonly kind: 'running' }> {
    if (running) return ended(by, { kind: 'running' }, 0);
    const state = (running = { phase: PHASES[0] as Phase, since: clock.now() });
    try {
      return await action(state);
    } finally {
      running = null;
    }
  }

  /** `keep` makes the change of the files last; it comes just before the new brain takes over. */
  async function publish(by: string, state: { phase: Phase }, overlay: Overlay, keep: () => Promise<void>): Promise<PublishOutcome> {
    const started = performance.now();
    const ms = (): number => Math.round(performance.now() - started);
    try {
      const order = { folder, packFolder, modelsFolder, overlay, words: insertedWords(), packId: knownPack(packFolder)?.id ?? null, shopId: deps.shopId };
      const brain = await brainOf(await builder.build(order, (phase) => { state.phase = phase; }), packFolder);
      await keep();
      live.replace(brain, clock.now());
      const published = live.published();
      metrics.serves(published);
      await deps.onLive(published).catch((error: unknown) => log.error({ err: error }, 'the published version could not be noted'));
      return ended(by, { kind: 'published', published, ms: ms() }, ms());
    } catch (error) {
      if (error instanceof KnowledgeRefused) return ended(by, { kind: 'refused', problems: error.problems, more: error.more }, ms());
      log.error({ err: error }, 'a publish failed; the old knowledge goes on answering');
      return ended(by, { kind: 'failed' }, ms());
    }
  }

  function ended<T extends PublishOutcome>(by: string, outcome: T, ms: number): T {
    metrics.publishEnded(outcome.kind, ms / 1_000);
    const facts = { by, outcome: outcome.kind, duration_ms: ms, ...live.published(), ...(outcome.kind === 'refused' ? { problems: outcome.problems.length + outcome.more } : {}) };
    if (outcome.kind === 'published') log.info(facts, 'the knowledge was published');
    else log.warn(facts, 'nothing was published');
    return outcome;
  }

  async function saveLexicon(by: string, state: { phase: Phase }, text: string, version: string): Promise<LexiconOutcome> {
    if ((await readDeskLexicon(folder)).version !== version) return { kind: 'changed' };
    const words = fileText(text);
    const draft = await tryDraft(words);
    if (!draft) return { kind: 'read_only' };
    const outcome = await publish(by, state, { [DESK_FILE]: words }, () => draft.keep());
    if (outcome.kind !== 'published') await draft.discard();
    return outcome;
  }

  async function tryDraft(text: string): Promise<Draft | null> {
    try {
      return await draftDeskLexicon(folder, text);
    } catch (error) {
      if (!(error instanceof LexiconReadOnly)) throw error;
      log.warn({ err: error }, 'the lexicon could not be kept');
      return null;
    }
  }

  return {
    status: () => ({ published: live.published(), running: running && { ...running } }),
    publish: (by) => alone(by, (state) => publish(by, state, {}, () => Promise.resolve())),
    lexicon: () => readDeskLexicon(folder),
    saveLexicon: (text, version, by) => alone(by, (state) => saveLexicon(by, state, text, version)),
  };
}
