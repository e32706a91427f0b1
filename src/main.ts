// Starts the service: reads the environment, builds the app, listens, says where, and stops gracefully. The only reader of process.env.
import { buildApp, type House } from './app.ts';
import { readConfig, type Config } from './config.ts';

const read = readConfig(process.env);
if ('problems' in read) {
  for (const { key, rule } of read.problems) console.error(`${key} ${rule}`);
  process.exit(1);
}
const { config } = read;

const house = await buildApp(config).catch((error: unknown) => refuse(error));
await house.app.listen({ host: config.host, port: config.port }).catch(async (error: unknown) => {
  await house.app.close();
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  refuse(taken ? new Error(`port ${config.port} of ${config.host} is taken by another program; set ZHANGGUI_PORT to a free one`) : error);
});
announce(house, config);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(house, signal));
// The habit of daemons: read the files again. What comes of it is in the log.
process.on('SIGHUP', () => void house.knowledge.publish('SIGHUP'));

/** What keeps the service from starting is for the operator: the message alone, no stack. */
function refuse(error: unknown): never {
  console.error(`掌柜答 did not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function announce({ firstAdministrator }: House, { publicUrl }: Config): void {
  console.log(`\n掌柜答 is running\n  demo shop (buyers)  ${publicUrl}/demo\n  desk (agents)       ${publicUrl}/desk`);
  if (firstAdministrator) {
    console.log(`  administrator       ${firstAdministrator.name}\n  password            ${firstAdministrator.password}\n  This password is shown once; how to change it: README, Accounts.`);
  }
  console.log('');
}

/** What a stop may take beyond DRAIN_MS before the process ends anyway; everything acknowledged is on the disk by then. */
const STOP_GRACE_MS = 3_000;

/** Drains sockets, answers what is under way, flushes and closes the database. A second signal ends at once. */
async function stop({ app }: House, signal: NodeJS.Signals): Promise<void> {
  app.log.info({ signal }, 'stopping');
  for (const again of ['SIGTERM', 'SIGINT'] as const) process.once(again, () => process.exit(1));
  setTimeout(() => {
    app.log.error('the stop took too long; ending');
    process.exit(1);
  }, config.drainMs + STOP_GRACE_MS).unref();
  try {
    await app.close();
    process.exit(0);
  } catch (error) {
    app.log.error({ err: error }, 'the stop was not clean');
    process.exit(1);
  }
}
