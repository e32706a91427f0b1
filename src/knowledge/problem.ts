// What a check found wrong in a file: where, what, and what to do. One shape for every file a shop edits.
// It reports; deciding whether to stop is the caller's.
import type { TSchema } from 'typebox';
import * as Value from 'typebox/value';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import { nearestName } from '../compliance/problems.ts';

export interface Problem {
  readonly code: ProblemCode;
  readonly file: string;
  /** 1-based; 0 when the whole file is meant. */
  readonly line: number;
  /** What is wrong and what to do, in one or two sentences. */
  readonly message: string;
}

export type ProblemCode =
  | 'yaml_syntax' | 'schema' | 'missing_file' | 'duplicate_id' | 'duplicate_question' | 'unknown_variable'
  | 'bad_variable' | 'unknown_reference' | 'no_default_answer' | 'campaign_needed' | 'bad_window' | 'gate_refused' | 'gate_warned'
  | 'too_few_questions' | 'long_answer' | 'rules' | 'lexicon_form' | 'synonym_twice' | 'synonym_character' | 'synonym_apart';

/** A parsed YAML file that can still say on which line a value stands. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  lineOf(path: readonly (string | number)[]): number;
}

/** Parses YAML. A syntax error (or a repeated key) becomes a problem with its line. */
export function readYaml(file: string, text: string): { readonly source: Source | null; readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map((error): Problem => ({
    code: 'yaml_syntax', file, line: lines.linePos(error.pos[0]).line,
    message: `${error.message}. Check the indentation, that no tab is in it, that every ":" is a half-width one with a space behind it, and put quotes around text that holds ":" or "#".`,
  }));
  if (problems.length > 0) return { source: null, problems };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    return { source: null, problems: [{ code: 'yaml_syntax', file, line: 0, message: `${error instanceof Error ? error.message : String(error)}. Write the text out instead of using YAML aliases (* and &).` }] };
  }
  return { source: { file, value, lineOf: (path) => lineOf(document, lines, path) }, problems };
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** Holds a parsed file to its schema; every mistake is a problem with its line and, for a misspelt key, the likely right one. */
export function checkSchema(schema: TSchema, source: Source): readonly Problem[] {
  const problems: Problem[] = [];
  const branches = new Set<string>();
  for (const error of Value.Errors(schema, source.value)) {
    if (error.keyword === 'boolean') continue;
    const path = pointerPath(error.instancePath);
    if (error.keyword === 'anyOf') branches.add(error.instancePath);
    problems.push({ code: 'schema', file: source.file, line: source.lineOf(path), message: `${where(path)} ${explain(error, schema, path, source.value)}` });
  }
  return problems;
}

function where(path: readonly (string | number)[]): string {
  return path.length === 0 ? 'The file' : path.join('.');
}

interface SchemaError { readonly keyword: string; readonly message: string; readonly params: object }

function explain(error: SchemaError, schema: TSchema, path: readonly (string | number)[], value: unknown): string {
  if (error.keyword === 'additionalProperties') {
    const unknown = (error.params as { additionalProperties: readonly string[] }).additionalProperties;
    const known = keysAt(schema, path);
    return `has the unknown key ${unknown.map((key) => `"${key}"${didYouMean(key, known)}`).join(', ')}. Known keys: ${known.join(', ')}.`;
  }
  if (error.keyword === 'required') {
    const missing = (error.params as { requiredProperties: readonly string[] }).requiredProperties;
    const there = Object.keys((valueAt(value, path) ?? {}) as object);
    return `lacks ${missing.map((key) => `"${key}"${insteadOf(key, there)}`).join(', ')}.`;
  }
  if (error.keyword === 'pattern') return `must be ${schemaAt(schema, path).description ?? 'of the right form'}.`;
  if (error.keyword === 'enum') return `must be one of ${(error.params as { allowedValues: readonly unknown[] }).allowedValues.join(', ')}.`;
  return `${error.message}.`;
}

interface Shape { readonly properties?: Record<string, TSchema>; readonly items?: TSchema; readonly description?: string }

function schemaAt(schema: TSchema, path: readonly (string | number)[]): Shape {
  let at = schema as Shape;
  for (const step of path) at = ((typeof step === 'number' ? at.items : at.properties?.[step]) ?? {}) as Shape;
  return at;
}

function keysAt(schema: TSchema, path: readonly (string | number)[]): readonly string[] {
  return Object.keys(schemaAt(schema, path).properties ?? {});
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Readonly<Record<string | number, unknown>> | undefined)?.[step], value);
}

/** ` (is "nmae" meant for it?)` when a key that stands there is nearly the missing one. */
function insteadOf(missing: string, there: readonly string[]): string {
  const near = nearestName(missing, there);
  return near === null || near === missing ? '' : ` (is "${near}" meant for it?)`;
}

function pointerPath(pointer: string): (string | number)[] {
  return pointer.split('/').slice(1).map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** ` (did you mean "x"?)` for a name that is nearly right, else ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const name = nearestName(word, known);
  return name === null ? '' : ` (did you mean "${name}"?)`;
}
