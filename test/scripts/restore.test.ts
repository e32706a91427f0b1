// A restore after a crash is a restore: the old write-ahead log is not replayed into the backup.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { backupSqlite } from '../../src/adapters/sqlite/backup.ts';
import { lockDatabase } from '../../src/adapters/sqlite/lock.ts';
import { openSqlite } from '../../src/adapters/sqlite/store.ts';
import { reviveApproved } from '../../src/compliance/gate.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhanggui-restore-'));
const db = join(folder, 'zhanggui.db');
const backup = join(folder, 'backup.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function restore(): string {
  try {
    return execFileSync(process.execPath, ['--import', 'tsx', 'scripts/restore.ts', '--from', backup, '--db', db], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

const shopName = (): unknown => {
  const reader = new Database(db, { readonly: true });
  try {
    return reader.prepare('SELECT name FROM shop').pluck().get();
  } finally {
    reader.close();
  }
};

describe('npm run restore', () => {
  it('puts the backup in place, moves a crashed database with its log aside, and refuses while the service runs', async () => {
    const shop = { id: 's', knowledgeVersion: 'v', at: 1 };
    const store = openSqlite({ file: db, revive: reviveApproved });
    await store.saveShop({ ...shop, name: '备份时' });
    await backupSqlite({ file: db, out: backup });
    await store.saveShop({ ...shop, name: '备份后' });
    // A crash leaves the log behind: a second connection keeps the first one's close from folding it in.
    const bystander = new Database(db);
    bystander.prepare('SELECT 1 FROM shop').get();
    await store.close();
    expect(existsSync(`${db}-wal`)).toBe(true);

    const lock = lockDatabase(db);
    expect(restore()).toMatch(/in use by another process/);
    lock.release();

    expect(restore()).toMatch(/before-restore/);
    bystander.close();
    expect(shopName()).toBe('备份时');
    expect(readdirSync(folder).filter((name) => name.includes('before-restore')).length).toBeGreaterThanOrEqual(1);
  });
});
