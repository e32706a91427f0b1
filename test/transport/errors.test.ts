// Codes are an interface: the table, the documents and the code that uses it must not drift apart.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asyncApi, errorsMarkdown } from '../../src/transport/documents.ts';
import { ERRORS } from '../../src/transport/errors.ts';
import { CLOSE_CODES } from '../../src/transport/protocol.ts';
import { makeWorld } from './fixture.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const rows = (section: string) => [...section.matchAll(/^\| `(\w+)` \| (\d+) \| (yes|no) \| (.+?) \|/gm)].map(([, name, number, yes, meaning]) => ({ name, number: Number(number), yes: yes === 'yes', meaning }));

describe('docs/errors.md', () => {
  const [errors = '', closes = ''] = read('docs/errors.md').split('## Close codes');

  it('lists every error code as it is, and no other', () => {
    const table = Object.entries(ERRORS).map(([name, { status, retry, message }]) => ({ name, number: status, yes: retry, meaning: message }));
    expect(rows(errors)).toHaveLength(table.length);
    expect(rows(errors)).toEqual(expect.arrayContaining(table));
  });

  it('lists every close code as it is, and no other', () => {
    const table = Object.entries(CLOSE_CODES).map(([name, { code, reconnect, meaning }]) => ({ name, number: code, yes: reconnect, meaning }));
    expect(rows(closes)).toEqual(table);
  });

  it('is what npm run docs writes', () => {
    expect(read('docs/errors.md')).toBe(errorsMarkdown());
  });
});

describe('the table', () => {
  it('has no code that nothing uses', () => {
    const sources = readdirSync(join(import.meta.dirname, '../../src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('errors.ts')).map((path) => read(join('src', path))).join('\n');
    expect(Object.keys(ERRORS).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('teaches in both languages, in whole sentences', () => {
    for (const [code, { message, message_zh: zh }] of Object.entries(ERRORS)) {
      expect(message, code).toMatch(/^[A-Z].{15,}\.$/);
      expect(zh, code).toMatch(/^[\u4e00-\u9fff].{3,}。$/u);
    }
  });

  it('uses close codes that applications may use', () => {
    const allowed = new Set<number>([1001, 1003, 1009, 1013]);
    const codes = Object.values(CLOSE_CODES).map(({ code }) => code);
    expect(codes.filter((code) => !allowed.has(code) && (code < 4_000 || code > 4_999))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('the machine-readable documents', () => {
  it('docs/asyncapi.json is what the frames say, and every reference leads somewhere', () => {
    const document = JSON.parse(read('docs/asyncapi.json')) as Record<string, unknown>;
    expect(document).toEqual(JSON.parse(JSON.stringify(asyncApi())));
    const at = (pointer: string) => pointer.split('/').slice(1).reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer = '']) => pointer);
    expect(references.length).toBeGreaterThan(80);
    expect(references.filter((pointer) => at(pointer) === undefined)).toEqual([]);
  });

  it('docs/openapi.json is what the service serves', async () => {
    const world = await makeWorld();
    const served = await (await fetch(`${world.url}/openapi.json`)).json();
    await world.stop();
    expect(JSON.parse(read('docs/openapi.json'))).toEqual(served);
  });
});
