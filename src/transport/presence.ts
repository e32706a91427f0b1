// Who is here and who is typing, in this process only: it is never stored, and a restart begins empty.
// Typing travels as a hint on the bus; listeners look here. What a lost hint costs is a moment's "is typing".
import type { Bus, Clock } from '../conversation/ports.ts';
import type { AgentId, ConversationId } from '../types.ts';

/** A client that stops without saying so is shown as typing for this long. */
const TYPING_MS = 6_000;

export const typingTopic = (conversationId: ConversationId): string => `typing:${conversationId}`;
export type Side = 'buyer' | 'agent';

export interface Presence {
  /** Agents with a socket now. */
  agents(): ReadonlySet<AgentId>;
  /**
   * Agents with a socket now or within the last `absentMs`: whom `Desk.requeueAbsent` must spare. Null within `absentMs`
   * of the start, when nobody can be called absent yet.
   */
  agentsWithin(absentMs: number): ReadonlySet<AgentId> | null;
  /** One more socket of an agent; call what is returned when it closes. */
  arrive(agentId: AgentId): () => void;
  typing(id: ConversationId, side: Side): boolean;
  /** `who` is one socket: a side is typing while any of its sockets is. */
  setTyping(id: ConversationId, side: Side, who: object, on: boolean): void;
}

export function createPresence({ bus, clock }: { readonly bus: Bus; readonly clock: Clock }): Presence {
  const startedAt = clock.now();
  const sockets = new Map<AgentId, number>();
  const leftAt = new Map<AgentId, number>();
  const typists = new Map<string, Map<object, NodeJS.Timeout>>();
  const keyOf = (id: ConversationId, side: Side) => `${side}:${id}`;

  function leave(agentId: AgentId): void {
    const left = (sockets.get(agentId) ?? 1) - 1;
    if (left > 0) return void sockets.set(agentId, left);
    sockets.delete(agentId);
    leftAt.set(agentId, clock.now());
  }

  function setTyping(id: ConversationId, side: Side, who: object, on: boolean): void {
    const key = keyOf(id, side);
    const all = typists.get(key) ?? new Map<object, NodeJS.Timeout>();
    const before = all.size > 0;
    clearTimeout(all.get(who));
    if (on) all.set(who, setTimeout(() => setTyping(id, side, who, false), TYPING_MS).unref());
    else all.delete(who);
    if (all.size > 0) typists.set(key, all);
    else typists.delete(key);
    if (before !== all.size > 0) bus.hint(typingTopic(id));
  }

  return {
    agents: () => new Set(sockets.keys()),
    agentsWithin(absentMs) {
      const since = clock.now() - absentMs;
      if (startedAt > since) return null;
      const recent = [...leftAt].filter(([, at]) => at > since).map(([agentId]) => agentId);
      return new Set([...sockets.keys(), ...recent]);
    },
    arrive(agentId) {
      sockets.set(agentId, (sockets.get(agentId) ?? 0) + 1);
      let here = true;
      return () => {
        if (here) leave(agentId);
        here = false;
      };
    },
    typing: (id, side) => typists.has(keyOf(id, side)),
    setTyping,
  };
}
