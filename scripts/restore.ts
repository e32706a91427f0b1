// npm run restore -- --from BACKUP --db FILE: puts a backup in the database's place while the service is stopped.
// What was there, its write-ahead log included, is moved aside, not deleted; the restored history gets an epoch of its own.
import { existsSync, renameSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backupSqlite } from '../src/adapters/sqlite/backup.ts';
import { lockDatabase } from '../src/adapters/sqlite/lock.ts';

/** A log left beside a restored database would be replayed into it. */
const PARTS = ['', '-wal', '-shm', '-journal'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { from: { type: 'string' }, db: { type: 'string' } } });
  if (values.from === undefined || values.db === undefined) throw new Error('usage: npm run restore -- --from BACKUP --db FILE');
  const { from, db } = { from: values.from, db: values.db };
  if (!existsSync(from)) throw new Error(`${from} does not exist`);
  const lock = lockDatabase(db);
  const aside = `${db}.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  const moved = PARTS.filter((part) => existsSync(db + part));
  try {
    for (const part of moved) renameSync(db + part, aside + part);
    const { bytes, epoch } = await backupSqlite({ file: from, out: db });
    console.log(`${db}: ${bytes} bytes from ${from}, epoch ${epoch}${moved.length > 0 ? `; what was there is now ${aside}` : ''}`);
  } catch (error) {
    if (!existsSync(db)) for (const part of moved) renameSync(aside + part, db + part);
    throw error;
  } finally {
    lock.release();
  }
}

main().catch((error: unknown) => {
  console.error(`restore: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
