// Agents' names by id, as heads hold ids only. Remembered, as names do not change; asked anew for one that is not known.
import type { Store } from '../conversation/ports.ts';
import type { AgentId, ShopId } from '../types.ts';

/** Null for no agent, or one that the store does not know. */
export function createAgentNames(store: Pick<Store, 'agents'>, shopId: ShopId): (id: AgentId | null) => Promise<string | null> {
  const names = new Map<AgentId, string>();
  return async (id) => {
    if (id === null) return null;
    if (!names.has(id)) for (const agent of await store.agents(shopId)) names.set(agent.id, agent.name);
    return names.get(id) ?? null;
  };
}
