// Imported by commands that open a shop: what is learned is kept where the service keeps it, so that the next command is faster.
import { createModelFiles } from '../src/adapters/model-files.ts';
import { rememberIn } from '../src/learn/classes.ts';

rememberIn(createModelFiles(process.env['ZHANGGUI_MODELS_DIR'] ?? './data/models'));
