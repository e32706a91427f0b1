// From the bytes of a frame to a typed frame or the code of what is wrong with it. Schemas are compiled once per socket kind.
// It knows no socket and carries nothing out.
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { didYouMean } from '../knowledge/problem.ts';
import type { ErrorCode } from './errors.ts';
import type { FrameOf } from './protocol.ts';

/** Longest name of the sender's that an error repeats. */
const ECHO_MAX = 40;
const CLIENT_MSG_ID_MAX = 64;

/** What could be read of a frame, so that an error can name what it answers. */
export interface Reference {
  readonly request?: string;
  readonly client_msg_id?: string;
  readonly conversation_id?: string;
  readonly check_id?: string;
}

export type ReadFrame<Frame> =
  | { readonly ok: true; readonly frame: Frame; readonly reference: Reference }
  | { readonly ok: false; readonly code: ErrorCode; readonly detail: string; readonly reference: Reference };

export function createFrameReader<Table extends Readonly<Record<string, TSchema>>>(table: Table): (text: string) => ReadFrame<FrameOf<Table>> {
  const names = Object.keys(table);
  const validators = new Map(names.map((name) => [name, Compile(table[name] as TSchema)]));

  return (text) => {
    const value = parse(text);
    if (value === undefined) return { ok: false, code: 'bad_json', detail: '', reference: {} };
    if (!isObject(value)) return { ok: false, code: 'bad_frame', detail: 'A frame is a JSON object.', reference: {} };
    const reference = referenceOf(value);
    const { type } = value;
    if (typeof type !== 'string') return { ok: false, code: 'bad_frame', detail: 'A frame has a type, such as "hello".', reference };
    const validator = validators.get(type);
    if (!validator) return { ok: false, code: 'unknown_frame', detail: `"${type.slice(0, ECHO_MAX)}" is unknown${didYouMean(type.slice(0, ECHO_MAX), names)}.`, reference };
    if (!validator.Check(value)) return { ok: false, code: 'bad_frame', detail: `${type}: ${explain(validator.Errors(value), table[type] as TSchema)}.`, reference };
    return { ok: true, frame: value as FrameOf<Table>, reference };
  };
}

/** Undefined when it is not JSON, which has no undefined. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function referenceOf({ type, client_msg_id, conversation_id, check_id }: Record<string, unknown>): Reference {
  return {
    ...(isName(type) ? { request: type } : {}),
    ...(isName(client_msg_id) ? { client_msg_id } : {}),
    ...(isName(conversation_id) ? { conversation_id } : {}),
    ...(isName(check_id) ? { check_id } : {}),
  };
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= CLIENT_MSG_ID_MAX;

interface SchemaError { readonly keyword: string; readonly instancePath: string; readonly message: string; readonly params: object }

/** The first mistake, without the value. */
function explain(errors: readonly SchemaError[], schema: TSchema & { properties?: object }): string {
  const error = errors.find(({ keyword }) => keyword !== 'boolean');
  if (!error) return 'does not fit';
  if (error.keyword === 'additionalProperties' && error.instancePath === '') {
    const { additionalProperties: [unknown = ''] } = error.params as { additionalProperties: readonly string[] };
    return `unknown field "${unknown.slice(0, ECHO_MAX)}"${didYouMean(unknown.slice(0, ECHO_MAX), Object.keys(schema.properties ?? {}))}`;
  }
  const path = error.instancePath.slice(1, ECHO_MAX).replaceAll('/', '.');
  return path === '' ? error.message : `${path} ${error.message}`;
}

/** One handler per frame type. */
export type Handlers<Frame extends { readonly type: string }> = {
  readonly [Name in Frame['type']]: (frame: Extract<Frame, { readonly type: Name }>) => void | Promise<void>;
};

export async function dispatch<Frame extends { readonly type: string }>(handlers: Handlers<Frame>, frame: Frame): Promise<void> {
  // The table's type pairs each name with its frame; TypeScript cannot follow that through an index.
  const handler = handlers[frame.type as Frame['type']] as (frame: Frame) => void | Promise<void>;
  await handler(frame);
}
