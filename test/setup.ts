// Before every test file: what is learned from the knowledge folder is kept between files, as a service keeps it between starts.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelFiles } from '../src/adapters/model-files.ts';
import { rememberIn } from '../src/learn/classes.ts';

const folder = join(tmpdir(), 'zhanggui-test-models');
rememberIn(createModelFiles(folder));
// For the processes that tests start.
process.env['ZHANGGUI_MODELS_DIR'] = folder;
