// The machine's ids have the length and the alphabet that rows and tokens rely on, and do not repeat.
import { expect, it } from 'vitest';
import { randomIds, systemClock } from '../../src/adapters/system.ts';

it('gives ids of 128 bits and tokens of 256', () => {
  expect(randomIds.id()).toMatch(/^[0-9a-f]{32}$/);
  expect(randomIds.token()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const ids = Array.from({ length: 1_000 }, () => randomIds.id());
  expect(new Set(ids).size).toBe(1_000);
});

it('tells the time in ms since 1970', () => {
  expect(Number.isSafeInteger(systemClock.now())).toBe(true);
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
});
