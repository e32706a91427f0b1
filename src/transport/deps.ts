// What the transport needs from the composition, and the bus topics of its own. Only shapes and names.
import type { Config } from '../config.ts';
import type { Conversations, Desk } from '../conversation/api.ts';
import type { Bus, Clock, Ids, Store } from '../conversation/ports.ts';
import type { Problem } from '../knowledge/problem.ts';
import type { ConversationId, ShopId } from '../types.ts';
import type { Metrics } from './metrics.ts';

/** What is served now. `entries` and `questions` count risk examples out; `at` is when it was taken up, ms. */
export interface PublishedKnowledge {
  readonly version: string;
  readonly entries: number;
  readonly questions: number;
  readonly at: number;
}

export type PublishOutcome =
  /** `ms`: from the request until the new knowledge answered. */
  | { readonly kind: 'published'; readonly published: PublishedKnowledge; readonly ms: number }
  /** Nothing changed; `more` problems were left out. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly more: number }
  /** Another publish runs. */
  | { readonly kind: 'running' }
  /** For no fault of the files; it was logged. */
  | { readonly kind: 'failed' };

export type LexiconOutcome = PublishOutcome | { readonly kind: 'read_only' } | { readonly kind: 'changed' };

/** The shop's own synonym groups as a file holds them; `version` names this text. */
export interface DeskLexicon {
  readonly text: string;
  readonly version: string;
}

/** The knowledge as administrators change it. */
export interface KnowledgeDoor {
  status(): { readonly published: PublishedKnowledge; readonly running: { readonly phase: string; readonly since: number } | null };
  /** Reads the knowledge folder again and serves it, or says all that is wrong with it. `by` is for the log. */
  publish(by: string): Promise<PublishOutcome>;
  lexicon(): Promise<DeskLexicon>;
  /** Publishes with the new text and keeps it; `version` is that of the text it was made from. */
  saveLexicon(text: string, version: string, by: string): Promise<LexiconOutcome>;
}

/** A conversation's evidence pack. */
export interface EvidenceDoor {
  /** The pack of a conversation of this shop as a ZIP file; null when there is none, `too_long` beyond what may hold up the service. `full` shows personal data. `faults`: what was wrong with the stored rows. */
  pack(shopId: ShopId, id: ConversationId, full: boolean): Promise<{ readonly zip: Buffer; readonly events: number; readonly faults: readonly string[] } | 'too_long' | null>;
}

export interface TransportDeps {
  readonly config: Config;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly conversations: Conversations;
  readonly desk: Desk;
  readonly knowledge: KnowledgeDoor;
  readonly evidence: EvidenceDoor;
  readonly shop: { readonly id: ShopId; readonly name: string };
  /** Of this app alone; the composition also wraps the store with `measured`. */
  readonly metrics: Metrics;
}

/** Hinted when a side's read mark moved. */
export const readTopic = (conversationId: string): string => `read:${conversationId}`;
/** Hinted when an agent's sessions may have ended. */
export const sessionTopic = (agentId: string): string => `session:${agentId}`;
