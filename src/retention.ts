// Retention by age: what is older than the shop keeps is erased, a little at a time. Hashes stay, so that evidence still verifies.
import type { Erasure, Store } from './conversation/ports.ts';
import type { ShopId } from './types.ts';

const DAY_MS = 86_400_000;
/** Events erased in one commit: appends wait for no more than these. */
export const RETENTION_BATCH_MAX = 500;

export interface Retention {
  readonly store: Pick<Store, 'eraseOlderThan'>;
  readonly shopId: ShopId;
  /** 0 keeps everything. */
  readonly days: number;
  readonly now: number;
  /** Between two batches, so that appends come in between. */
  readonly pause: () => Promise<void>;
}

/**
 * Erases everything that is older than `days` at `now`. Conversations are counted once for each batch that touched them. `cleared` is of
 * the last batch: the next sweep tries again even when nothing is old.
 */
export async function eraseAged({ store, shopId, days, now, pause }: Retention): Promise<Erasure> {
  let erased: Erasure = { conversations: 0, events: 0, cleared: true };
  if (days === 0) return erased;
  for (;;) {
    const batch = await store.eraseOlderThan(shopId, now - days * DAY_MS, RETENTION_BATCH_MAX, now);
    erased = { conversations: erased.conversations + batch.conversations, events: erased.events + batch.events, cleared: batch.cleared };
    if (batch.events < RETENTION_BATCH_MAX) return erased;
    await pause();
  }
}
