// Before every test file: what one file learned from the knowledge folder serves the next (once.ts makes the folder; processes that
// tests start find it by the same variable).
import { createModelFiles } from '../src/adapters/model-files.ts';
import { rememberIn } from '../src/learn/classes.ts';

const folder = process.env['ZHANGGUI_MODELS_DIR'];
if (folder === undefined) throw new Error('ZHANGGUI_MODELS_DIR is not set; test/once.ts sets it before the tests');
rememberIn(createModelFiles(folder));
