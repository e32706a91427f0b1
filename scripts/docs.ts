// Writes the documents that are made from the code: docs/asyncapi.json, docs/openapi.json, docs/errors.md, docs/rulings.md, and the
// settings' tables of the READMEs between their markers. It needs no database and starts nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { createMemoryBus } from '../src/adapters/bus/memory.ts';
import { randomIds, systemClock } from '../src/adapters/system.ts';
import { configMarkdown, readConfig } from '../src/config.ts';
import { rulingsMarkdown } from '../src/knowledge/rulings/document.ts';
import { asyncApi, errorsMarkdown } from '../src/transport/documents.ts';
import { createMetrics } from '../src/transport/metrics.ts';
import { registerTransport } from '../src/transport/register.ts';

const root = join(import.meta.dirname, '..');
const CONFIG_BLOCK = /<!-- config:begin -->[\s\S]*?<!-- config:end -->/;

/** Stands where nothing is called while routes are only described. */
function absent<T extends object>(name: string): T {
  return new Proxy<object>({}, { get: (_target, key) => { throw new Error(`${name}.${String(key)} was used while describing the routes`); } }) as T;
}

async function openApi(): Promise<unknown> {
  const read = readConfig({});
  if ('problems' in read) throw new Error('the defaults of config.ts break its own rules');
  const app = Fastify();
  await registerTransport(app, {
    config: read.config, clock: systemClock, ids: randomIds, bus: createMemoryBus({ onError: () => undefined }), metrics: createMetrics(),
    store: absent('store'), conversations: absent('conversations'), desk: absent('desk'), knowledge: absent('knowledge'), evidence: absent('evidence'), shop: { id: 'shop', name: 'shop' },
  });
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

function write(path: string, text: string): void {
  const file = join(root, path);
  const same = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (!same) writeFileSync(file, text);
  console.log(`${same ? 'unchanged' : 'written  '}  ${path}`);
}

function writeSettings(path: string, language: 'en' | 'zh'): void {
  const file = join(root, path);
  if (!existsSync(file)) return console.log(`missing    ${path}`);
  const text = readFileSync(file, 'utf8');
  if (!CONFIG_BLOCK.test(text)) return console.log(`no markers ${path}: put <!-- config:begin --> and <!-- config:end --> where the table belongs`);
  write(path, text.replace(CONFIG_BLOCK, () => `<!-- config:begin -->\n${configMarkdown(language)}\n<!-- config:end -->`));
}

const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

mkdirSync(join(root, 'docs'), { recursive: true });
write('docs/asyncapi.json', json(asyncApi()));
write('docs/openapi.json', json(await openApi()));
write('docs/errors.md', errorsMarkdown());
write('docs/rulings.md', rulingsMarkdown());
writeSettings('README.md', 'en');
writeSettings('README.zh-CN.md', 'zh');
