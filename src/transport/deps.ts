// What the transport needs from the composition, and the bus topics of its own. Only shapes and names.
import type { Config } from '../config.ts';
import type { Conversations, Desk } from '../conversation/api.ts';
import type { Bus, Clock, Ids, Store } from '../conversation/ports.ts';
import type { ShopId } from '../types.ts';
import type { Metrics } from './metrics.ts';

export interface TransportDeps {
  readonly config: Config;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly conversations: Conversations;
  readonly desk: Desk;
  readonly shop: { readonly id: ShopId; readonly name: string };
  /** Of this app alone; the composition also wraps the store with `measured`. */
  readonly metrics: Metrics;
}

/** Hinted when a side's read mark moved. */
export const readTopic = (conversationId: string): string => `read:${conversationId}`;
/** Hinted when an agent's sessions may have ended. */
export const sessionTopic = (agentId: string): string => `session:${agentId}`;
