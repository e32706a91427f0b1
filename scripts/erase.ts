// npm run erase -- --visitor ID [--conversation ID instead] [--database FILE]: removes what a visitor said and what was said to him,
// for good. Hashes stay and an event of the chain names what went, so that evidence still verifies. It may run beside the service, which
// ends the visitor's session. Ends with 2 when the text still stands in the database's log, as another program reads it; running it again
// tries again. Backups are not touched.
import { parseArgs } from 'node:util';
import { conversationOf, readVisitor } from '../src/adapters/sqlite/reading.ts';
import { openSqlite } from '../src/adapters/sqlite/store.ts';
import type { Store } from '../src/conversation/ports.ts';
import { reviveApproved } from '../src/compliance/gate.ts';

const USAGE = 'usage: npm run erase -- --visitor ID [--database FILE]\n       npm run erase -- --conversation ID [--database FILE]';
const BUSY_TIMEOUT_MS = 10_000;
/** How long readers that began before may take to end. */
const CLEAR_WAIT_MS = 10_000;
const CLEAR_PAUSE_MS = 200;
const EXIT_NOT_CLEARED = 2;

async function clearLog(store: Store): Promise<boolean> {
  for (const until = Date.now() + CLEAR_WAIT_MS; Date.now() < until;) {
    if (await store.clearLog()) return true;
    await new Promise((resolve) => { setTimeout(resolve, CLEAR_PAUSE_MS); });
  }
  return store.clearLog();
}

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
    console.log(`visitor ${found.visitorId}: ${erased?.events ?? 0} events erased in ${erased?.conversations ?? 0} conversation(s); their hashes stay, and the chain says what went`);
    const cleared = erased?.cleared === true || await clearLog(store);
    if (!cleared) {
      console.error(`NOT DONE: the erased text still stands in ${database}-wal, because another program has been reading the database since before.`);
      console.error('End it (a backup or evidence that is being made, an open sqlite3) and run this command again; the service itself does not keep it from that.');
      process.exitCode = EXIT_NOT_CLEARED;
    }
    console.log('Backups made before hold it still: let them expire, or make new ones and delete the old.');
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(`erase: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
