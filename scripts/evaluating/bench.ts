// Reads a bench file, a knowledge base with queries: `{kb: [{id, title, similar}], queries: [{q, gold, type}]}`.
// Type `in` is answerable and has its right entries in `gold`; every other type names a kind of message to refuse.

export interface BenchEntry { readonly id: string; readonly title: string; readonly similar: readonly string[] }
export interface BenchQuery { readonly q: string; readonly gold: readonly string[]; readonly type: string }
export interface Bench { readonly kb: readonly BenchEntry[]; readonly queries: readonly BenchQuery[] }

/** Problems named in one message; the file is at fault, not the program. */
export class BenchProblem extends Error {}

const PROBLEMS_SHOWN = 5;

/** Throws BenchProblem with what is wrong and where. */
export function readBench(text: string): Bench {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new BenchProblem(`not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(data) || !Array.isArray(data['kb']) || !Array.isArray(data['queries'])) {
    throw new BenchProblem('expected an object with two lists, kb and queries: {"kb": [{"id", "title", "similar"}], "queries": [{"q", "gold", "type"}]}');
  }
  const { kb, queries } = data as { kb: unknown[]; queries: unknown[] };
  if (kb.length === 0) throw new BenchProblem('kb is empty: there is nothing to match against');
  if (queries.length === 0) throw new BenchProblem('queries is empty: there is nothing to ask');
  const problems = [...kb.flatMap(entryProblems), ...duplicateIds(kb)];
  const ids = new Set(kb.map((entry) => (isRecord(entry) ? entry['id'] : undefined)));
  problems.push(...queries.flatMap((query, i) => queryProblems(query, i, ids)));
  if (problems.length > 0) {
    const more = problems.length > PROBLEMS_SHOWN ? [`and ${problems.length - PROBLEMS_SHOWN} more`] : [];
    throw new BenchProblem([...problems.slice(0, PROBLEMS_SHOWN), ...more].join('\n  '));
  }
  return { kb: kb as BenchEntry[], queries: queries as BenchQuery[] };
}

function entryProblems(entry: unknown, i: number): readonly string[] {
  if (!isRecord(entry)) return [`kb[${i}] is not an object`];
  return [
    ...(isText(entry['id']) ? [] : [`kb[${i}].id must be a text that is not empty`]),
    ...(isText(entry['title']) ? [] : [`kb[${i}].title must be a text that is not empty`]),
    ...(isTexts(entry['similar']) ? [] : [`kb[${i}].similar must be a list of texts`]),
  ];
}

function duplicateIds(kb: readonly unknown[]): readonly string[] {
  const first = new Map<unknown, number>();
  return kb.flatMap((entry, i) => {
    if (!isRecord(entry) || !isText(entry['id'])) return [];
    const before = first.get(entry['id']);
    if (before === undefined) first.set(entry['id'], i);
    return before === undefined ? [] : [`kb[${i}].id ${JSON.stringify(entry['id'])} is the id of kb[${before}] already`];
  });
}

function queryProblems(query: unknown, i: number, ids: ReadonlySet<unknown>): readonly string[] {
  if (!isRecord(query)) return [`queries[${i}] is not an object`];
  const { q, gold, type } = query;
  if (typeof q !== 'string') return [`queries[${i}].q must be a text`];
  if (!isText(type)) return [`queries[${i}].type must be a text, "in" for an answerable query`];
  if (!isTexts(gold)) return [`queries[${i}].gold must be a list of entry ids`];
  if (type === 'in' && gold.length === 0) return [`queries[${i}] is of type "in" and has no gold entry`];
  return gold.filter((id) => !ids.has(id)).map((id) => `queries[${i}].gold names ${JSON.stringify(id)}, which is not in kb`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
