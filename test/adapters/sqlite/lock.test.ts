// A database belongs to one running service; the lock ends with its process.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockDatabase } from '../../../src/adapters/sqlite/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhanggui-lock-'));
const file = join(folder, 'zhanggui.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a database', () => {
  it('is refused to a second holder, with what to do, and free again after release', () => {
    const first = lockDatabase(file);
    expect(() => lockDatabase(file)).toThrow(/in use by another process.*ZHANGGUI_DATA_DIR/);
    first.release();
    lockDatabase(file).release();
  });

  it('is refused while another process holds it, and free once that process is killed', async () => {
    const holder = spawn(process.execPath, ['--import', 'tsx', 'test/adapters/sqlite/lock-holder.ts', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(() => lockDatabase(file)).toThrow(/in use/);
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await ended;
    lockDatabase(file).release();
  });
});
