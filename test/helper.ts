// A whole house without sockets for tests: the real shop, the real database in a temporary folder, a clock that the test moves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryBus } from '../src/adapters/bus/memory.ts';
import { openSqlite } from '../src/adapters/sqlite/store.ts';
import { randomIds } from '../src/adapters/system.ts';
import { reviveApproved } from '../src/compliance/gate.ts';
import type { Conversations, Desk } from '../src/conversation/api.ts';
import type { Brain } from '../src/conversation/brain.ts';
import { createDesk } from '../src/conversation/desk.ts';
import { createConversations } from '../src/conversation/handle.ts';
import type { Store } from '../src/conversation/ports.ts';
import { createWriter } from '../src/conversation/writer.ts';
import { createCannedAnswers } from '../src/knowledge/canned.ts';
import { openShop, type Shop } from '../src/shop.ts';
import type { Agent, ConversationId, EventBody, StoredEvent } from '../src/types.ts';

/** A Tuesday at ten in the shop's time zone: people are at work, no campaign runs. */
export const AT_WORK = Date.parse('2026-11-24T10:00:00+08:00');
/** The same day at midnight: nobody is. */
export const AT_NIGHT = Date.parse('2026-11-24T23:59:00+08:00');
export const WAITING_NOTE_MS = 60_000;

let shop: Shop | undefined;
export function starterShop(): Shop {
  shop ??= openShop('knowledge');
  return shop;
}

export interface TestHouse {
  readonly store: Store;
  readonly conversations: Conversations;
  readonly desk: Desk;
  readonly clock: { now(): number; set(ms: number): void; pass(ms: number): void };
  readonly faults: unknown[];
  agent(name: string): Promise<Agent>;
  newConversation(): Promise<ConversationId>;
  events(id: ConversationId): Promise<readonly StoredEvent[]>;
  /** Texts that a buyer reads, oldest first. */
  told(id: ConversationId): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface HouseOptions {
  readonly wrapStore?: (store: Store) => Store;
  readonly wrapBrain?: (brain: Brain) => Brain;
  readonly textLengthMax?: number;
}

export async function openHouse(options: HouseOptions = {}): Promise<TestHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'zhanggui-test-'));
  const { base, brain: real } = starterShop();
  const brain = options.wrapBrain?.(real) ?? real;
  const opened = openSqlite({ file: join(folder, 'test.db'), revive: reviveApproved });
  const store = options.wrapStore?.(opened) ?? opened;
  let now = AT_WORK;
  const clock = { now: () => now, set: (ms: number) => { now = ms; }, pass: (ms: number) => { now += ms; } };
  const faults: unknown[] = [];
  const bus = createMemoryBus({ onError: (error) => faults.push(error) });
  const writer = createWriter({ store, bus, clock });
  const textLengthMax = options.textLengthMax ?? 1_000;
  const shopId = base.profile.shop.id;
  await opened.saveShop({ id: shopId, name: base.profile.shop.name, knowledgeVersion: base.version, at: now });
  return {
    store, clock, faults,
    conversations: createConversations({
      shopId, store, writer, clock, ids: randomIds, brain: () => brain, waitingNoteMs: WAITING_NOTE_MS, textLengthMax,
      onFault: (error) => faults.push(error),
    }),
    desk: createDesk({ store, writer, bus, clock, brain: () => brain, canned: () => createCannedAnswers(base), textLengthMax }),
    async agent(name) {
      const agent: Agent = { id: randomIds.id(), shopId, name, role: 'agent', team: null };
      await opened.createAgent({ ...agent, passwordHash: 'unused', at: now });
      return agent;
    },
    async newConversation() {
      const visitorId = randomIds.id();
      await opened.createVisitor({ id: visitorId, shopId, tokenHash: randomIds.token(), expiresAt: now + 1e9, at: now });
      return (await opened.openConversation({ shopId, visitorId, newId: randomIds.id(), offered: base.menu, at: now })).id;
    },
    events: (id) => opened.eventsAfter(id, 0, 10_000),
    async told(id) {
      return (await opened.eventsAfter(id, 0, 10_000)).flatMap(({ body }) => replyText(body) ?? []);
    },
    async stop() {
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function replyText(body: EventBody): string | null {
  return body.type === 'reply' || body.type === 'agent_reply' ? body.reply.text : null;
}
