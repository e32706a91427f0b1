// What the pages promise without a browser: the scripts' types hold, nothing that the content security policy forbids,
// no text put in as markup, every element a script asks for is there, every file a page names exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const WEB = join(import.meta.dirname, '..', '..', 'src', 'web');
const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).map((name) => join(WEB, name));
const scripts = files.filter((name) => name.endsWith('.js'));
const read = (path: string) => readFileSync(path, 'utf8');
const page = (name: string) => read(join(WEB, name, 'index.html'));

describe('scripts', () => {
  it('have types that hold against protocol.ts', () => {
    const program = ts.createProgram(scripts, {
      allowJs: true, checkJs: true, noEmit: true, strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: true,
      noUnusedParameters: true, skipLibCheck: true, allowImportingTsExtensions: true, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [],
      // The server shows the folder `shared` under this address.
      paths: { '/web/shared/*': [join(WEB, 'shared', '*')] },
    });
    const problems = ts.getPreEmitDiagnostics(program).map((problem) => `${problem.file?.fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`);
    expect(problems).toEqual([]);
    // Compiling takes a while on a small machine.
  }, 60_000);

  it.each(scripts)('%s writes text, never markup or code', (path) => {
    const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|createContextualFragment/;
    expect(read(path).match(forbidden)).toBeNull();
    expect(read(path)).toMatch(/^\/\/ @ts-check\n/);
  });
});

describe.each(['demo', 'desk'])('%s page', (name) => {
  it('has nothing inline, is Chinese, and fits phones', () => {
    const html = page(name);
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('name="viewport" content="width=device-width');
    expect(html.match(/<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)/)).toBeNull();
  });

  it('names only files that are here', () => {
    const named = [...page(name).matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(3);
    for (const address of named) expect(existsSync(join(WEB, address.replace(/^\/(?:web\/)?/, ''))), address).toBe(true);
  });

  it('has every element that its scripts ask for', () => {
    const html = page(name);
    const ids = scripts.filter((path) => path.includes(join('web', name))).flatMap((path) => [...read(path).matchAll(/(?:byId|setText)\('([^']+)'/g)].map((match) => match[1]));
    expect(ids.length).toBeGreaterThan(10);
    expect(ids.filter((id) => !html.includes(`id="${id}"`))).toEqual([]);
  });

  it('gives each field a label', () => {
    const html = page(name);
    const fields = [...html.matchAll(/<(?:input|textarea|select)\s[^>]*id="([^"]+)"/g)].map((match) => match[1]);
    expect(fields.filter((id) => !html.includes(`for="${id}"`))).toEqual([]);
  });
});

it('asks nothing of other hosts', () => {
  const texts = files.filter((name) => /\.(?:js|css|html|svg)$/.test(name)).map((path) => read(path).replaceAll('http://www.w3.org/2000/svg', ''));
  expect(texts.filter((text) => /https?:\/\/|url\(|@import/.test(text))).toEqual([]);
});
