// npm run backup -- --db FILE --out FILE: a consistent copy of the database, also while the service runs.
// It never overwrites; the copy opens as a normal database with an epoch of its own.
import { parseArgs } from 'node:util';
import { backupSqlite } from '../src/adapters/sqlite/backup.ts';

const USAGE = 'usage: npm run backup -- --db FILE --out FILE';

function readArguments(): { readonly file: string; readonly out: string } {
  const { values } = parseArgs({ options: { db: { type: 'string' }, out: { type: 'string' } } });
  if (values.db === undefined || values.out === undefined) {
    const missing = [values.db === undefined ? '--db' : null, values.out === undefined ? '--out' : null];
    throw new Error(`${missing.filter((name) => name !== null).join(' and ')} missing`);
  }
  return { file: values.db, out: values.out };
}

async function main(): Promise<void> {
  let request;
  try {
    request = readArguments();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const started = performance.now();
  const { bytes, epoch } = await backupSqlite(request);
  console.log(`${request.out}: ${bytes} bytes, epoch ${epoch}, checked, in ${Math.round(performance.now() - started)} ms`);
}

main().catch((error: unknown) => {
  console.error(`backup: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
