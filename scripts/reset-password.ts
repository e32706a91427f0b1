// npm run reset-password -- --name admin [--db FILE]: a new one-time password for an account whose password is lost.
// Run it on the machine of the service, while it is stopped; all sessions of the account end.
import { parseArgs } from 'node:util';
import { lockDatabase } from '../src/adapters/sqlite/lock.ts';
import { openSqlite } from '../src/adapters/sqlite/store.ts';
import { randomIds } from '../src/adapters/system.ts';
import { reviveApproved } from '../src/compliance/gate.ts';
import { openShop } from '../src/shop.ts';
import { hashPassword } from '../src/transport/auth.ts';
import './models.ts';

const PASSWORD_LENGTH = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { name: { type: 'string' }, db: { type: 'string', default: 'data/zhanggui.db' }, knowledge: { type: 'string', default: 'knowledge' } } });
  if (values.name === undefined) throw new Error('usage: npm run reset-password -- --name ACCOUNT [--db FILE] [--knowledge FOLDER]');
  const lock = lockDatabase(values.db);
  const store = openSqlite({ file: values.db, revive: reviveApproved });
  try {
    const shopId = openShop(values.knowledge).base.profile.shop.id;
    const agents = await store.agents(shopId);
    const agent = agents.find(({ name }) => name === values.name);
    if (!agent) throw new Error(`there is no account "${values.name}"; the accounts are ${agents.map(({ name }) => name).join(', ')}`);
    const password = randomIds.token().slice(0, PASSWORD_LENGTH);
    await store.setPassword(shopId, agent.id, await hashPassword(password, agent.name));
    console.log(`${agent.name}  ${password}`);
  } finally {
    await store.close();
    lock.release();
  }
}

main().catch((error: unknown) => {
  console.error(`reset-password: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
