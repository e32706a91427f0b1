// The READMEs against the code: every fixed limit stands there with its value, every exported limit is named, every command exists.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const READMES = ['README.md', 'README.zh-CN.md'];
const source = (path: string): string => readFileSync(join('src', path), 'utf8');
const rowsOf = (readme: string): readonly { readonly name: string; readonly value: string; readonly file: string }[] => {
  const block = /<!-- limits:begin -->([\s\S]*)<!-- limits:end -->/.exec(readFileSync(readme, 'utf8'))?.[1] ?? '';
  return [...block.matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \| [^|]+ \| `([^`]+)` \|$/gm)].map(([, name, value, file]) => ({ name: name!, value: value!.trim(), file: file! }));
};

describe.each(READMES)('%s', (readme) => {
  it('names fixed limits with the values of the code', () => {
    const rows = rowsOf(readme);
    expect(rows.length).toBeGreaterThan(20);
    for (const { name, value, file } of rows) expect(source(file), `${name} in ${file}`).toContain(`const ${name} = ${value};`);
  });

  it('names every limit that the code exports', () => {
    const exported = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .flatMap((path) => [...source(path).matchAll(/^export const ([A-Z_]+_(?:MAX|MIN)) = /gm)].map(([, name]) => name));
    expect(exported.length).toBeGreaterThan(10);
    expect(exported.filter((name) => !rowsOf(readme).some((row) => row.name === name))).toEqual([]);
  });

  it('speaks only of commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };
    const named = [...readFileSync(readme, 'utf8').matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('links only to files that exist', () => {
    for (const [, target] of readFileSync(readme, 'utf8').matchAll(/\]\(([^)#]+)\)/g)) expect(() => readFileSync(target!), target).not.toThrow();
  });
});
