// Shapes and short-hands that the contract suites share: a shop, a visitor, appends.
// No suite's expectation lives here.
import { reviveApproved } from '../../src/compliance/gate.ts';
import type { AppendRequest, AppendResult, Store } from '../../src/conversation/ports.ts';
import type { Approved, EventBody, Head, Reply } from '../../src/types.ts';

/** A store under test, on a place of its own. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Closes the store and opens what it left behind. */
  reopen(): Promise<Store>;
  /** Closes all and removes the place. */
  dispose(): Promise<void>;
}

/** What makes a fresh, empty store; `revive` is what the store gives stored replies back with. */
export type MakeStore = (revive: (reply: Reply) => Approved<Reply>) => Promise<StoreUnderTest>;

export const SHOP = 'shop-1';
export const OTHER_SHOP = 'shop-2';

/** A reply as if it had passed the gate: a store test's replies are nobody's to read. */
export const approve: (reply: Reply) => Approved<Reply> = reviveApproved;

export function buyerSays(text: string): EventBody {
  return { type: 'buyer_message', text, picked: null };
}

export async function addShop(store: Store, id = SHOP): Promise<void> {
  await store.saveShop({ id, name: `店铺 ${id}`, knowledgeVersion: '1', at: 1 });
}

/** A conversation of a visitor of its own. */
export async function converse(store: Store, id: string, options: { shopId?: string; at?: number } = {}): Promise<Head> {
  const { shopId = SHOP, at = 10 } = options;
  await store.createVisitor({ id: `visitor-of-${id}`, shopId, tokenHash: `hash-of-${id}`, expiresAt: 1_000, at });
  return store.openConversation({ shopId, visitorId: `visitor-of-${id}`, newId: id, offered: ['发货时间'], at });
}

/** An append of one buyer's message on top of `expectedSeq`, with whatever the test changes. */
export function request(conversationId: string, expectedSeq: number, over: Partial<AppendRequest> = {}): AppendRequest {
  return { conversationId, expectedSeq, events: [buyerSays('在吗')], change: {}, dedupeKey: null, at: 100, ...over };
}

/** Appends and insists that it was stored. */
export async function stored(store: Store, append: AppendRequest): Promise<Extract<AppendResult, { kind: 'stored' }>> {
  const result = await store.append(append);
  if (result.kind !== 'stored') throw new Error(`expected the append to be stored, it was a ${result.kind}`);
  return result;
}
