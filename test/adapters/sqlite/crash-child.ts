// Appends without end to the database given, and writes a line for each append that the store reported as stored.
// crash.test.ts kills it in the middle; it is not run by itself.
import { writeSync } from 'node:fs';
import { openSqlite } from '../../../src/adapters/sqlite/store.ts';
import { addShop, approve, converse, request } from '../../contract/fixtures.ts';

const CLIENTS = 20;
const [file, round] = process.argv.slice(2);
if (file === undefined || round === undefined) throw new Error('usage: crash-child.ts FILE ROUND');

const store = openSqlite({ file, revive: approve });
await addShop(store);

async function client(index: number): Promise<never> {
  const id = `c${round}-${index}`;
  await converse(store, id);
  for (let seq = 0; ; seq++) {
    const result = await store.append(request(id, seq, { dedupeKey: `buyer:${seq}` }));
    // Synchronous, so that no report is lost in a buffer of the killed process.
    if (result.kind === 'stored') writeSync(1, `${id} ${result.head.seq}\n`);
  }
}

await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
