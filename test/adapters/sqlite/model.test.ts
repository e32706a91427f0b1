// Random appends (stale seqs, retries, several in one turn) give what a plain in-memory model gives.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppendRequest, Store } from '../../../src/conversation/ports.ts';
import type { HeadChange } from '../../../src/types.ts';
import { addShop, buyerSays, converse, request, SHOP } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

interface Step {
  readonly conversation: number;
  /** Added to the true seq: 0 is a good append, anything else a stale or wrong one. */
  readonly off: number;
  readonly key: string | null;
  readonly texts: readonly string[];
  readonly change: HeadChange;
}

const CONVERSATIONS = 2;
const change: fc.Arbitrary<HeadChange> = fc.record({
  state: fc.constantFrom('bot', 'waiting', 'human', 'closed'),
  severity: fc.constantFrom('low', 'high', null),
  misses: fc.nat(3),
  waitingSince: fc.option(fc.nat(100)),
  offered: fc.array(fc.constantFrom('甲', '乙'), { maxLength: 2 }),
}, { requiredKeys: [] });
const step: fc.Arbitrary<Step> = fc.record({
  conversation: fc.nat(CONVERSATIONS - 1),
  off: fc.constantFrom(0, 0, 0, -1, 1),
  key: fc.option(fc.constantFrom('a', 'b', 'c')),
  texts: fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 3 }),
  change,
});

/** One conversation as arrays and objects. */
class Model {
  readonly events: { seq: number; at: number; text: string }[] = [];
  readonly keys = new Map<string, number>();
  head: HeadChange & { updatedAt?: number } = {};

  append({ expectedSeq, dedupeKey, change: changed, at }: AppendRequest, texts: readonly string[]): { kind: string; seq: number } {
    const known = dedupeKey === null ? undefined : this.keys.get(dedupeKey);
    if (known !== undefined) return { kind: 'duplicate', seq: known };
    if (expectedSeq !== this.events.length) return { kind: 'conflict', seq: this.events.length };
    if (dedupeKey !== null) this.keys.set(dedupeKey, expectedSeq + 1);
    for (const text of texts) this.events.push({ seq: this.events.length + 1, at, text });
    this.head = { ...this.head, ...changed, updatedAt: at };
    return { kind: 'stored', seq: this.events.length };
  }
}

let place: Place;
let store: Store;
let raw: ReturnType<Place['raw']>;
let runs = 0;
beforeAll(async () => {
  place = makePlace();
  store = place.open({ writeGroupMax: 3 });
  await addShop(store);
  raw = place.raw();
});
afterAll(() => place.dispose());

it('agrees with the model, one at a time and many at once', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { maxLength: 5 }), async (turns) => {
    const run = runs++;
    const ids = Array.from({ length: CONVERSATIONS }, (_, i) => `c${run}-${i}`);
    for (const id of ids) await converse(store, id);
    const models = ids.map(() => new Model());
    let at = 100;
    for (const turn of turns) {
      const expected: { kind: string; seq: number }[] = [];
      const given = turn.map(({ conversation, off, key, texts, change: changed }) => {
        const model = models[conversation] ?? new Model();
        const append = request(ids[conversation] ?? '', Math.max(0, model.events.length + off), { dedupeKey: key, change: changed, events: texts.map(buyerSays), at: at++ });
        expected.push(model.append(append, texts));
        return store.append(append);
      });
      const results = await Promise.all(given);
      expect(results.map((result) => ({ kind: result.kind, seq: result.kind === 'duplicate' ? result.seq : result.head.seq }))).toEqual(expected);
    }
    for (const [i, id] of ids.entries()) {
      const model = models[i] ?? new Model();
      const events = await store.eventsAfter(id, 0, 1_000);
      expect(events.map(({ seq, at: when, body }) => ({ seq, at: when, text: body.type === 'buyer_message' ? body.text : null }))).toEqual(model.events);
      expect(await store.head(id)).toMatchObject({ seq: model.events.length, ...model.head });
    }
    const counted = raw.prepare<[], { state: string; n: number }>('SELECT state, count(*) AS n FROM conversation GROUP BY state').all();
    expect(await store.counts(SHOP)).toMatchObject(Object.fromEntries(counted.map(({ state, n }) => [state, n])));
  }), { numRuns: 150 });
}, 60_000);
