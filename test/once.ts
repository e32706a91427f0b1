// Before all tests of a run: a folder for what is learned, so that each model is learned once in a run and never taken from another.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'zhanggui-test-models-'));
  process.env['ZHANGGUI_MODELS_DIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
