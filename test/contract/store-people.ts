// The contract of people: shops, visitors and their tokens, agents, passwords, sessions.
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/conversation/ports.ts';
import type { Agent } from '../../src/types.ts';
import { addShop, converse, OTHER_SHOP, SHOP } from './fixtures.ts';

const WANG: Agent = { id: 'a1', shopId: SHOP, name: '小王', role: 'agent', team: 'finance' };

async function addAgent(store: Store, agent: Agent = WANG): Promise<boolean> {
  return store.createAgent({ ...agent, passwordHash: `hash-of-${agent.id}`, at: 1 });
}

function logIn(store: Store, tokenHash: string, expiresAt = 1_000): Promise<void> {
  return store.createSession({ tokenHash, agentId: WANG.id, csrfToken: `csrf-${tokenHash}`, expiresAt, at: 1 });
}

export function peopleContract(store: () => Store): void {
  describe('shops and visitors', () => {
    it('saves a shop again without losing what it owns', async () => {
      await converse(store(), 'c1');
      await store().saveShop({ id: SHOP, name: '新名字', knowledgeVersion: '2', at: 9 });
      expect(await store().counts(SHOP)).toMatchObject({ bot: 1 });
    });

    it('finds a visitor by the hash of the token, expired or not', async () => {
      await store().createVisitor({ id: 'v1', shopId: SHOP, tokenHash: 'h1', expiresAt: 50, at: 1 });
      expect(await store().visitorByToken('h1')).toEqual({ id: 'v1', shopId: SHOP, expiresAt: 50 });
      expect(await store().visitorByToken('h2')).toBeNull();
    });

    it('refuses a visitor of a shop that is not there, and a token twice', async () => {
      await expect(store().createVisitor({ id: 'v1', shopId: 'no-shop', tokenHash: 'h1', expiresAt: 1, at: 1 })).rejects.toThrow(/createVisitor/);
      await store().createVisitor({ id: 'v1', shopId: SHOP, tokenHash: 'h1', expiresAt: 1, at: 1 });
      await expect(store().createVisitor({ id: 'v2', shopId: SHOP, tokenHash: 'h1', expiresAt: 1, at: 1 })).rejects.toThrow(/createVisitor/);
    });
  });

  describe('agents', () => {
    it('has names that are unique within a shop', async () => {
      await addShop(store(), OTHER_SHOP);
      const both = [addAgent(store()), addAgent(store(), { ...WANG, id: 'a2' })];
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      expect(await addAgent(store(), { ...WANG, id: 'a3', shopId: OTHER_SHOP })).toBe(true);
      expect(await store().agents(SHOP)).toEqual([{ ...WANG, disabled: false }]);
    });

    it('gives credentials by shop and name', async () => {
      await addAgent(store());
      expect(await store().credentials(SHOP, '小王')).toEqual({ agent: WANG, passwordHash: 'hash-of-a1', disabled: false });
      expect(await store().credentials(SHOP, '小李')).toBeNull();
      expect(await store().credentials(OTHER_SHOP, '小王')).toBeNull();
    });

    it('answers false for an agent that is not there', async () => {
      await addAgent(store());
      expect(await store().setPassword(SHOP, 'nobody', 'h')).toBe(false);
      expect(await store().setDisabled(SHOP, 'nobody', true)).toBe(false);
      expect(await store().setPassword(OTHER_SHOP, WANG.id, 'h')).toBe(false);
      expect(await store().credentials(SHOP, '小王')).toMatchObject({ passwordHash: 'hash-of-a1' });
    });
  });

  describe('sessions', () => {
    it('hold until they expire or end', async () => {
      await addAgent(store());
      await logIn(store(), 's1', 500);
      expect(await store().session('s1', 499)).toEqual({ agent: WANG, csrfToken: 'csrf-s1', expiresAt: 500 });
      expect(await store().session('s1', 500)).toBeNull();
      await store().endSession('s1');
      expect(await store().session('s1', 1)).toBeNull();
      await expect(store().endSession('s1')).resolves.toBeUndefined();
    });

    it('end with a new password', async () => {
      await addAgent(store());
      await logIn(store(), 's1');
      expect(await store().setPassword(SHOP, WANG.id, 'new')).toBe(true);
      expect(await store().session('s1', 1)).toBeNull();
      expect(await store().credentials(SHOP, '小王')).toMatchObject({ passwordHash: 'new' });
    });

    it('end with disabling, also one that was being made meanwhile', async () => {
      await addAgent(store());
      await logIn(store(), 's1');
      expect(await store().setDisabled(SHOP, WANG.id, true)).toBe(true);
      await logIn(store(), 's2');
      expect(await store().session('s2', 1)).toBeNull();
      expect(await store().credentials(SHOP, '小王')).toMatchObject({ disabled: true });
      await store().setDisabled(SHOP, WANG.id, false);
      expect(await store().session('s1', 1)).toBeNull();
      expect(await store().session('s2', 1)).toBeNull();
      expect(await store().agents(SHOP)).toEqual([{ ...WANG, disabled: false }]);
    });

    it('are refused for an agent that is not there', async () => {
      await expect(logIn(store(), 's1')).rejects.toThrow(/a1/);
    });
  });

  describe('sweeping', () => {
    it('removes what expired, once, and keeps visitors\' conversations', async () => {
      await addAgent(store());
      await logIn(store(), 'old', 10);
      await logIn(store(), 'new', 90);
      await store().createVisitor({ id: 'v1', shopId: SHOP, tokenHash: 'h1', expiresAt: 10, at: 1 });
      await store().createVisitor({ id: 'v2', shopId: SHOP, tokenHash: 'h2', expiresAt: 90, at: 1 });
      await store().openConversation({ shopId: SHOP, visitorId: 'v1', newId: 'c1', offered: [], at: 1 });
      expect(await store().sweepExpired(50)).toBe(2);
      expect(await store().sweepExpired(50)).toBe(0);
      expect(await store().visitorByToken('h1')).toBeNull();
      expect(await store().visitorByToken('h2')).not.toBeNull();
      expect(await store().session('new', 50)).not.toBeNull();
      expect(await store().head('c1')).not.toBeNull();
    });
  });
}
