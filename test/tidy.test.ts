// The house rules that a machine can hold: who may import what, no clock or chance in pure rooms, no forged approval, short files.
// The rules are a pure function over file texts, so that planted violations prove that each of them bites.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

type Room = 'types' | 'learn' | 'evidence' | 'understand' | 'compliance' | 'knowledge' | 'conversation' | 'adapters' | 'transport' | 'web' | 'shell';

interface RoomRule {
  /** Rooms, or single files written with their ending, that may be imported. */
  readonly from: readonly string[];
  /** Third-party packages; a trailing `*` stands for a family. */
  readonly packages: readonly string[];
}

const PURE_LIBRARIES = ['opencc-js', 'opencc-js/*', 'yaml', 'typebox', 'typebox/*', 'fuse.js', 'csv-parse/*', 'pinyin-pro'];

/** The import table of docs/architecture.md. Every room may import itself. */
const TABLE: Readonly<Record<Exclude<Room, 'shell'>, RoomRule>> = {
  types: { from: [], packages: [] },
  learn: { from: [], packages: [] },
  understand: { from: ['types', 'learn'], packages: PURE_LIBRARIES },
  compliance: { from: ['types', 'learn'], packages: PURE_LIBRARIES },
  knowledge: { from: ['types', 'understand', 'compliance'], packages: PURE_LIBRARIES },
  conversation: { from: ['types', 'understand', 'compliance', 'knowledge'], packages: [] },
  evidence: { from: ['types'], packages: ['node:crypto', 'fflate'] },
  adapters: { from: ['types', 'learn', 'evidence', 'conversation/ports.ts', 'knowledge/load.ts'], packages: ['node:*', 'better-sqlite3', 'nodejieba'] },
  transport: {
    from: ['types', 'conversation', 'knowledge', 'config.ts', 'package-root.ts'],
    packages: ['node:*', 'fastify', '@fastify/*', 'typebox', 'typebox/*', '@node-rs/argon2', 'prom-client', 'pino', 'ws'],
  },
  web: { from: ['transport/protocol.ts'], packages: [] },
};

const PURE: readonly Room[] = ['types', 'learn', 'evidence', 'understand', 'compliance', 'knowledge'];
const UNPURE = [/\bDate\.now\b/, /\bnew Date\(\)/, /\bMath\.random\b/, /\bperformance\.now\b/, /\brandom(?:UUID|Bytes|Int)\b/, /\bset(?:Timeout|Interval|Immediate)\b/, /\bconsole\./, /\bprocess\./];
/** Lines of a file; lower it when the longest file shrinks, never raise it. */
const LINES_MAX = 350;

function roomOf(path: string): Room {
  const [first = ''] = path.split('/');
  if (first === 'types.ts') return 'types';
  return first in TABLE ? (first as Room) : 'shell';
}

/** Violations of `files` (path below src → text), one sentence each. */
function violations(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([path, text]) => [
    ...importViolations(path, text),
    ...(PURE.includes(roomOf(path)) ? UNPURE.filter((pattern) => pattern.test(codeOf(text))).map((pattern) => `${path}: a pure room uses ${pattern.source}`) : []),
    ...(path !== 'main.ts' && /\bprocess\.env\b/.test(codeOf(text)) ? [`${path}: only main.ts reads process.env`] : []),
    ...(path !== 'compliance/gate.ts' && /\bas\s+(?:unknown\s+as\s+)?Approved\b|<Approved<[^>]*>>\s*[({[]/.test(codeOf(text)) ? [`${path}: only compliance/gate.ts mints Approved`] : []),
    ...(/\bas any\b|:\s*any\b|@ts-ignore|@ts-expect-error/.test(codeOf(text)) ? [`${path}: any or a silenced type error`] : []),
    ...(text.split('\n').length - 1 > LINES_MAX ? [`${path}: longer than ${LINES_MAX} lines`] : []),
    ...(/^(?:\/\/|\/\*\*|<!|\/\*)/.test(text) ? [] : [`${path}: does not begin with a comment that says what it is for`]),
  ]);
}

function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}

function importViolations(path: string, text: string): readonly string[] {
  const room = roomOf(path);
  if (room === 'shell') return [];
  const rule = TABLE[room];
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName).flatMap((name) => {
    if (!name.startsWith('.') && !name.startsWith('/')) {
      const known = rule.packages.some((allowed) => (allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : name === allowed));
      return known ? [] : [`${path}: ${room} may not import the package ${name}`];
    }
    // A page's absolute import is a path below src, as the service serves it.
    const target = name.startsWith('/') ? name.slice(1) : normalize(join(dirname(path), name));
    const targetRoom = target.includes('/') ? roomOf(target) : target === 'types.ts' ? 'types' : 'shell';
    const allowed = targetRoom === room || rule.from.includes(targetRoom) || rule.from.includes(target);
    return allowed ? [] : [`${path}: ${room} may not import ${target}`];
  });
}

function sources(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile() && /\.(?:ts|js)$/.test(item.name));
  return new Map(files.map((item) => {
    const path = join(item.parentPath, item.name);
    return [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
  }));
}

describe('the house', () => {
  it('keeps its rules', () => {
    expect(violations(sources('src'))).toEqual([]);
  });

  it('keeps scripts and tests short too', () => {
    const long = ['scripts', 'test'].flatMap((folder) => [...sources(folder)].filter(([, text]) => text.split('\n').length - 1 > LINES_MAX).map(([path]) => `${folder}/${path}`));
    expect(long).toEqual([]);
  });

  const planted: readonly (readonly [string, string, string, string])[] = [
    ['an import against the table', 'understand/x.ts', "// x\nimport { gate } from '../compliance/gate.ts';", 'understand may not import compliance/gate.ts'],
    ['a type import against the table', 'types.ts', "// x\nimport type { Store } from './conversation/ports.ts';", 'types may not import conversation/ports.ts'],
    ['a dynamic import against the table', 'compliance/x.ts', "// x\nconst x = await import('../transport/errors.ts');", 'compliance may not import transport/errors.ts'],
    ['a re-export against the table', 'knowledge/x.ts', "// x\nexport * from '../conversation/handle.ts';", 'knowledge may not import conversation/handle.ts'],
    ['a driver in the conversation', 'conversation/x.ts', "// x\nimport Database from 'better-sqlite3';", 'conversation may not import the package better-sqlite3'],
    ['node in a pure room', 'understand/x.ts', "// x\nimport { readFileSync } from 'node:fs';", 'understand may not import the package node:fs'],
    ['the composition from a room', 'adapters/x.ts', "// x\nimport { buildApp } from '../app.ts';", 'adapters may not import app.ts'],
    ['a clock in a pure room', 'knowledge/x.ts', '// x\nexport const now = () => Date.now();', 'a pure room uses'],
    ['chance in a pure room', 'compliance/x.ts', '// x\nexport const dice = () => Math.random();', 'a pure room uses'],
    ['a page that reaches out of its room', 'web/demo/x.js', "// x\nimport { x } from '/transport/buyer.js';", 'web may not import transport/buyer.js'],
    ['the environment outside main', 'transport/x.ts', '// x\nexport const port = process.env.PORT;', 'only main.ts reads process.env'],
    ['a forged approval', 'conversation/x.ts', '// x\nexport const forged = reply as Approved<Reply>;', 'only compliance/gate.ts mints Approved'],
    ['a forged approval by way of unknown', 'transport/x.ts', '// x\nexport const forged = reply as unknown as Approved<Reply>;', 'only compliance/gate.ts mints Approved'],
    ['a file without a purpose', 'app.ts', 'export const x = 1;', 'does not begin with a comment'],
    ['a file that outgrew', 'app.ts', `// x\n${'x;\n'.repeat(LINES_MAX)}`, 'longer than'],
  ];
  it.each(planted)('notices %s', (_, path, text, message) => {
    expect(violations(new Map([[path, text]])).join('\n')).toContain(message);
  });

  it('lets a comment speak of what code may not do', () => {
    expect(violations(new Map([['knowledge/x.ts', '// never Date.now() here\nexport const x = 1;']]))).toEqual([]);
  });
});
