// Before every test file: what is learned from the knowledge folder is kept between files, as a service keeps it between starts.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelFiles } from '../src/adapters/model-files.ts';
import { rememberIn } from '../src/learn/classes.ts';

rememberIn(createModelFiles(join(tmpdir(), 'zhanggui-test-models')));
