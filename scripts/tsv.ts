// Reads a TSV file with a header for the measuring commands. Says which line is wrong; interprets nothing.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

export type TsvRow = Readonly<Record<string, string>>;

/** Rows by column name. Throws an Error that names the file and what to do: unreadable, ragged, a column of `required` missing, an id twice. */
export function readTsv(file: string, required: readonly string[]): readonly TsvRow[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  let rows: readonly TsvRow[];
  try {
    rows = parse(text, { delimiter: '\t', quote: null, columns: true, bom: true, skip_empty_lines: true, record_delimiter: ['\n', '\r\n'] });
  } catch (error) {
    throw new Error(`${file} is not a table with tabs: ${error instanceof Error ? error.message : String(error)}`);
  }
  const [first] = rows;
  if (!first) throw new Error(`${file} has no rows below its header`);
  const missing = required.filter((name) => !(name in first));
  if (missing.length > 0) throw new Error(`${file} lacks the column ${missing.join(', ')}; its header has ${Object.keys(first).join(', ')}`);
  if (required.includes('id')) {
    const seen = new Set<string>();
    rows.forEach((row, index) => {
      if (seen.has(row['id'] ?? '')) throw new Error(`${file} line ${index + 2}: the id ${row['id']} stands twice`);
      seen.add(row['id'] ?? '');
    });
  }
  return rows;
}
