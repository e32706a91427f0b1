// Judges drafts that someone wants to send, with the shop's own policy.
//   npm run -s check-promises -- --in FILE.tsv --out OUT.jsonl [--knowledge FOLDER]
// The TSV has the columns id and text; each output line is {id, verdict, types, spans, suggestion}, spans as [start, end) in UTF-16 units.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkPromises } from '../src/compliance/promises.ts';
import { openShop } from '../src/shop.ts';
import { normalise } from '../src/understand/normalise.ts';
import { table } from './score.ts';
import { readTsv } from './tsv.ts';
import './models.ts';

const { values } = parseArgs({ options: { in: { type: 'string' }, out: { type: 'string' }, knowledge: { type: 'string', default: 'knowledge' } } });
try {
  if (values.in === undefined || values.out === undefined) throw new Error('usage: npm run -s check-promises -- --in FILE.tsv --out OUT.jsonl [--knowledge FOLDER]');
  const rows = readTsv(values.in, ['id', 'text']);
  const { promises, policy } = openShop(values.knowledge);
  const judged = rows.map((row) => {
    const { verdict, findings, suggestion } = checkPromises(promises, policy, normalise(row['text'] ?? ''));
    return {
      id: row['id'], verdict,
      types: [...new Set(findings.map((finding) => finding.type))],
      spans: findings.map(({ start, end }) => [start, end]),
      suggestion,
    };
  });
  writeFileSync(values.out, judged.map((line) => `${JSON.stringify(line)}\n`).join(''));
  console.log(table([
    ['verdict', 'rows', 'share'],
    ...(['ok', 'warn', 'block'] as const).map((verdict) => {
      const count = judged.filter((line) => line.verdict === verdict).length;
      return [verdict, String(count), (count / judged.length).toFixed(3)];
    }),
  ]));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
