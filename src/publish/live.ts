// The knowledge that answers now, and how another takes its place: between two messages, all at once.
import { createJiebaSegmenter } from '../adapters/jieba/segmenter.ts';
import { createGate } from '../compliance/gate.ts';
import { policyOf, type ProfileForPolicy } from '../compliance/policy.ts';
import { settingsOf, type Brain } from '../conversation/brain.ts';
import { createCannedAnswers, type CannedAnswers } from '../knowledge/canned.ts';
import { toolsOf } from '../knowledge/indexed.ts';
import { keepPack, knownPack, openPack } from '../shop.ts';
import type { PublishedKnowledge } from '../transport/deps.ts';
import { openIndex } from '../understand/index.ts';
import { normalise } from '../understand/normalise.ts';
import type { Received } from './pieces.ts';

export interface Live {
  brain(): Brain;
  canned(): CannedAnswers;
  published(): PublishedKnowledge;
  replace(brain: Brain, at: number): void;
}

/** `wrap`: what a test puts around every brain. */
export function createLive(first: Brain, at: number, wrap: (brain: Brain) => Brain = (brain) => brain): Live {
  const stateOf = (brain: Brain, since: number) => ({ brain: wrap(brain), canned: null as CannedAnswers | null, published: publishedOf(brain, since) });
  let now = stateOf(first, at);
  return {
    brain: () => now.brain,
    // Made when an agent first looks for one: it costs time that no message should wait for.
    canned: () => (now.canned ??= createCannedAnswers(now.brain.base)),
    published: () => now.published,
    replace: (brain, since) => { now = stateOf(brain, since); },
  };
}

/** Entries come before risk examples in an index. */
function publishedOf({ base, index }: Brain, at: number): PublishedKnowledge {
  return { version: base.version, entries: base.entries.size, questions: index.firstQuestion[base.entries.size]!, at };
}

/** Words inserted into the segmenter in one turn of the event loop. */
const WORDS_PER_TURN = 2_000;

/**
 * A brain of what the builder sent. The segmenter gets the words first: what it kept whole before it keeps, so that the running
 * brain reads on as it did but for messages that hold a new word, for the moment until the new one takes over; and the builder
 * cut with all of these words. A word that was taken out of the files is kept whole until the next start, here and in the builder.
 */
export async function brainOf(received: Received, packFolder: string): Promise<Brain> {
  const { base, entries, data, promises, levels, riskRules, radar, end } = received;
  for (let at = 0; at < end.words.length; at += WORDS_PER_TURN) {
    createJiebaSegmenter(end.words.slice(at, at + WORDS_PER_TURN));
    await turn();
  }
  const segmenter = createJiebaSegmenter([]);
  if (segmenter.id !== end.segmenterId) throw new Error(`the builder cut with ${end.segmenterId}, the service cuts with ${segmenter.id}`);
  if (received.pack) keepPack(packFolder, openPack({ ...received.pack, tools: toolsOf(received.pack.base, segmenter, () => null) }));
  const pack = end.usesPack ? knownPack(packFolder) : null;
  if (end.usesPack && !pack) throw new Error('the builder used an industry pack that the service does not have');
  // Without its entries the base is not measured for richness again: the builder has, and said whether the pack is used.
  const tools = toolsOf({ ...base, entries: new Map(), risks: new Map() }, segmenter, () => pack?.industry ?? null);
  await turn();
  const index = openIndex(data, entries, tools);
  return {
    base, riskRules, radar, index,
    gate: createGate({ promises, policy: policyOf(base.profile as unknown as ProfileForPolicy), normalise, levels }),
    settings: settingsOf(base, index),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
