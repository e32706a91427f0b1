// Collects every mistake of a rule file, each with file, line where known, and what to do; throws them together.
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Where parsed data came from. `lineOf` tells the line of a path such as ['rules', 3] where the caller knows it. */
export interface Source {
  readonly file: string;
  readonly lineOf?: (path: readonly (string | number)[]) => number | undefined;
}

export class RuleFileError extends Error {
  override readonly name = 'RuleFileError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export class Problems {
  readonly #source: Source;
  readonly #found: string[];

  constructor(source: Source, found: string[] = []) {
    this.#source = source;
    this.#found = found;
  }

  /** The same list of mistakes for a part of the file whose paths are counted otherwise. */
  under(source: Source): Problems {
    return new Problems(source, this.#found);
  }

  add(path: readonly (string | number)[], problem: string): void {
    const line = this.#source.lineOf?.(path);
    this.#found.push(`${this.#source.file}${line === undefined ? '' : `:${line}`}: ${problem}`);
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw new RuleFileError(this.#found);
  }
}

/** Returns `parsed` when it has the schema's shape; throws all shape mistakes otherwise. */
export function checkShape<T>(schema: TSchema, parsed: unknown, problems: Problems): T {
  if (Value.Check(schema, parsed)) return parsed as T;
  for (const error of Value.Errors(schema, parsed)) {
    if (error.keyword === 'anyOf') continue;
    const path = error.instancePath.split('/').slice(1).map((part) => (/^\d+$/u.test(part) ? Number(part) : part));
    problems.add(path, `${label(parsed, path)} ${describe(error)}`);
  }
  problems.throwIfAny();
  throw new Error('a shape was refused without a reason');
}

function describe(error: { readonly keyword: string; readonly params: object; readonly message: string }): string {
  if (error.keyword === 'additionalProperties' && 'additionalProperties' in error.params) {
    return `has the unknown key ${JSON.stringify(error.params.additionalProperties)}; remove it or correct its name`;
  }
  if (error.keyword === 'boolean') return 'is an unknown key; remove it or correct its name';
  if (error.keyword === 'minItems') return 'is an empty list; give it at least one item or leave the key out';
  return error.message;
}

/** "rule ship.today (rules.3.all)" when the path runs through something with an id. */
function label(parsed: unknown, path: readonly (string | number)[]): string {
  let at: unknown = parsed;
  let id: string | null = null;
  for (const part of path) {
    at = (at as Record<string | number, unknown> | undefined)?.[part];
    if (typeof at === 'object' && at !== null && 'id' in at && typeof at.id === 'string') id = at.id;
  }
  const where = path.length === 0 ? 'the file' : path.join('.');
  return id === null ? where : `rule "${id}" (${where})`;
}

/** ", did you mean x?" for a name that is nearly right, else ''. */
export function nearest(name: string, known: readonly string[]): string {
  const best = nearestName(name, known);
  return best === null ? '' : `, did you mean "${best}"?`;
}

/** The known name that the given one was probably meant to be, null when none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const best = known.map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) })).sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 3) ? best.candidate : null;
}

function editDistance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
