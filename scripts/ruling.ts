// Applies a decision table of the trade to a case.
//   npm run -s ruling                                  lists the tables
//   npm run -s ruling -- ship.dispatch                 lists a table's keys
//   npm run -s ruling -- ship.dispatch paidAt="2021-04-10 18:00" scannedAt="2021-04-10 20:31:08" [--knowledge FOLDER] [--json]
// What the shop published (hours, days) comes from shop.yaml unless it is given; `now` is the clock's. Times are Shanghai's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { didYouMean, readYaml } from '../src/knowledge/problem.ts';
import { writeInstant } from '../src/knowledge/rulings/instant.ts';
import { wants } from '../src/knowledge/rulings/keys.ts';
import { PAYERS, VERDICTS, type Ruling, type Table } from '../src/knowledge/rulings/table.ts';
import { TABLES } from '../src/knowledge/rulings/tables.ts';
import { packageRoot } from '../src/package-root.ts';

const USAGE = '用法：npm run -s ruling -- <表> 键=值 … [--knowledge FOLDER] [--json]';

try {
  const { values, positionals } = parsed();
  const [name, ...pairs] = positionals;
  if (name === undefined) console.log(list());
  else {
    const table = TABLES.find(({ id }) => id === name);
    if (!table) throw new Error(`没有 ${name} 这张表${didYouMean(name, TABLES.map(({ id }) => id))}。\n${list()}`);
    if (pairs.length === 0) console.log(keysOf(table));
    else console.log(ruled(table, pairs, values.knowledge, values.json));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options: { knowledge: { type: 'string', default: join(packageRoot(), 'knowledge') }, json: { type: 'boolean', default: false } } });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function list(): string {
  return [USAGE, '', ...TABLES.map(({ id, title, about }) => `${id}  ${title}：${about}`)].join('\n');
}

function keysOf({ id, title, keys }: Table): string {
  return [`${id} ${title}`, ...Object.entries(keys).map(([key, one]) => `  ${key}  ${one.label}：${wants(one)}`)].join('\n');
}

/** Throws with every key's mistake and what each key wants. */
function ruled(table: Table, pairs: readonly string[], knowledge: string, json: boolean): string {
  const given = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new Error(`“${pair}” 不是 键=值。\n${keysOf(table)}`);
    const key = pair.slice(0, at);
    if (given.has(key)) throw new Error(`${key} 写了两次，只留一个。`);
    given.set(key, pair.slice(at + 1));
  }
  const known = defaults(table, given, knowledge);
  const asked = table.ask(Object.fromEntries([...known, ...given]));
  if (!asked.ok) throw new Error([...asked.problems, '', keysOf(table)].join('\n'));
  return json ? JSON.stringify(asked.ruling, null, 2) : inWords(asked.ruling, known);
}

/** The clock, and what the shop published. */
function defaults({ keys }: Table, given: ReadonlyMap<string, string>, knowledge: string): ReadonlyMap<string, string> {
  const profile = Object.entries(keys).some(([name, { kind }]) => kind === 'published' && !given.has(name)) ? profileOf(knowledge) : {};
  return new Map(Object.entries(keys).flatMap(([name, key]): [string, string][] => {
    if (given.has(name)) return [];
    if (name === 'now') return [[name, writeInstant(Date.now())]];
    if (key.kind !== 'published') return [];
    const value = key.profile.split('.').reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>> | undefined)?.[step], profile);
    return value === undefined ? [] : [[name, String(value)]];
  }));
}

function profileOf(folder: string): unknown {
  const file = join(folder, 'shop.yaml');
  const { source, problems } = readYaml(file, readFileSync(file, 'utf8'));
  if (!source) throw new Error(problems.map(({ line, message }) => `${file}:${line}: ${message}`).join('\n'));
  return source.value;
}

function inWords(ruling: Ruling, known: ReadonlyMap<string, string>): string {
  const assumed = [...known].map(([name, value]) => `${name}=${value}`).join(' ');
  return [
    `裁定    ${ruling.id} ${ruling.title}`,
    `结论    ${VERDICTS[ruling.verdict]}`,
    ...(ruling.whoPays === null ? [] : [`费用    ${PAYERS[ruling.whoPays]}`]),
    ...(ruling.deadline === null ? [] : [`时限    ${writeInstant(ruling.deadline)}（北京时间）`]),
    `理由    ${ruling.because}`,
    ...ruling.steps.map((step, index) => `${index === 0 ? '怎么做  ' : '        '}${index + 1}. ${step}`),
    `可以说  ${ruling.sentence}`,
    `来源    ${ruling.source.title}：${ruling.source.passage}`,
    ...(assumed === '' ? [] : [`未写的  ${assumed}（取自时钟和 shop.yaml）`]),
  ].join('\n');
}
