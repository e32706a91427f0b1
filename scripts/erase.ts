// npm run erase -- --visitor ID [--conversation ID instead] [--database FILE]: removes what a visitor said and what was said to him,
// for good. Hashes stay, so that evidence still verifies. It may run beside the service. Backups and logs are not touched.
import { parseArgs } from 'node:util';
import { conversationOf, readVisitor } from '../src/adapters/sqlite/reading.ts';
import { openSqlite } from '../src/adapters/sqlite/store.ts';
import { reviveApproved } from '../src/compliance/gate.ts';

const USAGE = 'usage: npm run erase -- --visitor ID [--database FILE]\n       npm run erase -- --conversation ID [--database FILE]';
const BUSY_TIMEOUT_MS = 10_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { visitor: { type: 'string' }, conversation: { type: 'string' }, database: { type: 'string', default: 'data/zhanggui.db' } } });
  const { visitor, conversation, database } = values;
  if ((visitor === undefined) === (conversation === undefined)) throw new Error(USAGE);
  const [by, id] = visitor === undefined ? ['conversation', conversation ?? ''] as const : ['visitor', visitor] as const;
  const found = readVisitor(database, by, by === 'conversation' ? conversationOf(database, id) ?? id : id);
  if (found === null) throw new Error(`there is no ${by} "${id}" in ${database}`);
  const store = openSqlite({ file: database, revive: reviveApproved, busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    const erased = await store.eraseVisitor(found.shopId, found.visitorId, Date.now());
    console.log(`visitor ${found.visitorId}: ${erased?.events ?? 0} events erased in ${erased?.conversations ?? 0} conversation(s); their hashes stay`);
    console.log('Backups made before hold it still: let them expire, or make new ones and delete the old.');
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(`erase: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
