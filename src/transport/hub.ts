// All sockets of the process: how many, the common heartbeat, and the leave-taking when the service stops.
import type { Member, SocketKind } from './socket.ts';

/** A beat looks into the store for each socket; spread over the pause, thousands of them do not stall the process at once. */
const SLICES = 10;
/** Time that closed peers have to answer before their connections are cut. */
const FAREWELL_MS = 1_000;

export interface Hub {
  /** Returns what removes the member again. */
  add(member: Member): () => void;
  count(kind?: SocketKind): number;
  readonly draining: boolean;
  /** Every client is told to reconnect; running actions have up to `drainMs`. May be called again: it waits for the same end. */
  drain(): Promise<void>;
}

export function createHub({ heartbeatMs, drainMs }: { readonly heartbeatMs: number; readonly drainMs: number }): Hub {
  const members = new Map<Member, number>();
  let drained: Promise<void> | null = null;
  let added = 0;
  let turn = 0;
  const heart = setInterval(() => {
    turn = (turn + 1) % SLICES;
    for (const [member, slice] of members) if (slice === turn) member.beat();
  }, heartbeatMs / SLICES).unref();

  async function farewell(): Promise<void> {
    clearInterval(heart);
    await within(drainMs, Promise.allSettled([...members.keys()].map((member) => member.leave())));
    const end = Date.now() + FAREWELL_MS;
    while (members.size > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const member of members.keys()) member.terminate();
  }

  return {
    add(member) {
      members.set(member, added++ % SLICES);
      return () => void members.delete(member);
    },
    count: (kind) => (kind === undefined ? members.size : [...members.keys()].filter((member) => member.kind === kind).length),
    get draining() {
      return drained !== null;
    },
    drain() {
      drained ??= farewell();
      return drained;
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => { timer = setTimeout(resolve, ms); });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
