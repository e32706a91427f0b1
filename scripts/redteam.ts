// The drill: disguises what must not be sent or must reach a person, and its harmless counterparts, and prints what is found.
//   npm run -s redteam [-- --seed 4 --per 4 --out FILE.jsonl --knowledge FOLDER --show N]
// The same seed gives the same variants. --out writes every variant, --show prints some that went wrong.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { tableOf } from './benching/table.ts';
import { drill } from './redteam/drill.ts';
import { UNHELD, alarmsOf, figuresOf, grouped, held, recallOf, type Figures } from './redteam/figures.ts';
import { readerFrom } from './redteam/reader.ts';
import { seedsFrom } from './redteam/seeds.ts';

const PER_MAX = 200;
const USAGE = 'usage: npm run -s redteam -- [--seed N] [--per N] [--out FILE.jsonl] [--knowledge FOLDER] [--show N]';

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main(): void {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '4' }, per: { type: 'string', default: '4' }, out: { type: 'string' }, knowledge: { type: 'string', default: 'knowledge' }, show: { type: 'string', default: '0' } } });
  const per = whole('per', values.per, 1, PER_MAX);
  const made = drill(readerFrom(values.knowledge), seedsFrom(), whole('seed', values.seed, 0, 2 ** 32 - 1), per);
  const variants = held(made);
  print('class', grouped(variants, (variant) => `${variant.direction} ${variant.class}`));
  print('evasion', grouped(made.variants, ({ operator }) => (UNHELD.includes(operator) ? `${operator} (not held)` : operator)));
  print('all', [['held evasions', figuresOf(variants)], ...grouped(variants, ({ direction }) => direction)]);
  list('seeds missed as they are written (no variants made)', made.missed);
  list('harmless seeds stopped as they are written (no variants made)', made.stopped);
  const wrong = variants.filter(({ side, found }) => (side === 'bad') === (found.length === 0));
  for (const { operator, class: name, side, text, found } of wrong.slice(0, whole('show', values.show, 0, 100_000))) console.log(`${side === 'bad' ? 'missed' : 'false alarm'}\t${operator}\t${name}\t${JSON.stringify(text)}\t${found.join()}`);
  if (values.out !== undefined) writeFileSync(values.out, made.variants.map((variant) => `${JSON.stringify(variant)}\n`).join(''));
}

function print(head: string, rows: readonly (readonly [string, Figures])[]): void {
  const share = (value: number | null): string => (value === null ? '-' : value.toFixed(4));
  console.log(tableOf([[head, 'bad', 'recall', 'harmless', 'false alarms'], ...rows.map(([name, figures]) => [name, String(figures.bad), share(recallOf(figures)), String(figures.ok), share(alarmsOf(figures))])]));
  console.log();
}

function list(head: string, variants: readonly { readonly class: string; readonly text: string; readonly found: readonly string[] }[]): void {
  console.log(`${head}: ${variants.length}`);
  for (const { class: name, text, found } of variants) console.log(`  ${name}: ${text}${found.length > 0 ? ` → ${found.join()}` : ''}`);
  console.log();
}

function whole(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) throw new Error(`--${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(value)}\n${USAGE}`);
  return number;
}
