// The versions that a seal names: of all knowledge and of the rules alone, as they were when the event was decided.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryBus } from '../../src/adapters/bus/memory.ts';
import { readKnowledgeFolder } from '../../src/adapters/knowledge-folder.ts';
import { createWriter } from '../../src/conversation/writer.ts';
import { makePlace, type Place } from '../adapters/sqlite/place.ts';
import { addShop, buyerSays, converse, request, stored } from '../contract/fixtures.ts';

let folder: string;
let place: Place;
beforeEach(() => {
  place = makePlace();
  folder = mkdtempSync(join(tmpdir(), 'versions-'));
  for (const name of ['rules', 'entries']) mkdirSync(join(folder, name));
  for (const name of ['shop.yaml', 'risks.yaml', 'rules/promises.yaml', 'entries/a.yaml']) writeFileSync(join(folder, name), `${name}\n`);
});
afterEach(async () => {
  await place.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it.each([['entries/a.yaml', false], ['shop.yaml', false], ['rules/promises.yaml', true], ['rules/new.yaml', true], ['risks.yaml', true]])('a change of %s changes the knowledge version; that of the rules: %s', (name, changesRules) => {
  const before = readKnowledgeFolder(folder);
  expect(readKnowledgeFolder(folder)).toEqual(before);
  writeFileSync(join(folder, name), 'changed\n');
  const after = readKnowledgeFolder(folder);
  expect(after.version).not.toBe(before.version);
  expect(after.rulesVersion !== before.rulesVersion).toBe(changesRules);
});

it('names what answered when the plan was made, also when a plan is made again on newer knowledge', async () => {
  const store = place.open();
  await addShop(store);
  await converse(store, 'c1');
  let knowledge = 'k1';
  const writer = createWriter({ store, bus: createMemoryBus({ onError: (error) => { throw error; } }), clock: { now: () => 5 }, versions: () => ({ knowledge, rules: 'r1' }) });
  let plans = 0;
  await writer.write('c1', null, async (head) => {
    if (plans++ === 0) {
      // Somebody else writes first, and a publish goes live: what was planned is planned again.
      await stored(store, request('c1', head.seq));
      knowledge = 'k2';
    }
    return { events: [buyerSays('在吗')], change: {} };
  });
  expect((await store.evidence('c1'))?.events.map(({ knowledgeVersion, rulesVersion }) => [knowledgeVersion, rulesVersion])).toEqual([['', ''], ['k2', 'r1']]);
});
