// From texts (`key=value`) to a table's typed input, or to problems that say what each key wants. It rules on nothing.
import { nearestName } from '../../compliance/problems.ts';
import { readInstant } from './instant.ts';
import type { InputOf, Key, Keys } from './table.ts';

/** Largest number of hours or days that a shop can publish. */
export const PUBLISHED_COUNT_MAX = 3_650;
/** How a person writes that something has not happened or was not agreed. */
export const NONE = '-';

/** One sentence: what is wrong with the key and what to write. */
export type InputProblem = string;
export type ReadKeys<K extends Keys> = { readonly ok: true; readonly input: InputOf<K> } | { readonly ok: false; readonly problems: readonly InputProblem[] };

export function readKeys<K extends Keys>(keys: K, given: Readonly<Record<string, string>>): ReadKeys<K> {
  const names = Object.keys(keys);
  const problems: InputProblem[] = Object.keys(given).filter((name) => !Object.hasOwn(keys, name))
    .map((name) => `没有 ${name} 这一项${suggestion(name, names)}；可用：${names.join('、')}`);
  const input: Record<string, string | number | null> = {};
  for (const [name, key] of Object.entries(keys)) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    const read = READERS[key.kind](key as never, text);
    if (read === undefined) problems.push(`${text === undefined ? '缺少' : '不认识'} ${name}${text === undefined ? '' : `=${text.slice(0, 40)}${meant(key, text)}`}（${key.label}）：${wants(key)}`);
    else input[name] = read;
  }
  // Every key was read by the reader of its kind, so the object has InputOf's shape; TypeScript cannot follow that through the loop.
  return problems.length > 0 ? { ok: false, problems } : { ok: true, input: input as InputOf<K> };
}

type Reader<K extends Key> = (key: K, text: string | undefined) => string | number | null | undefined;

/** Undefined when the text is none of what the key takes. */
const READERS: { readonly [Kind in Key['kind']]: Reader<Extract<Key, { readonly kind: Kind }>> } = {
  choice: ({ values }, text) => (text !== undefined && Object.hasOwn(values, text) ? text : undefined),
  instant: (_key, text) => (text === undefined ? undefined : readInstant(text) ?? undefined),
  instant_or_none: (_key, text) => (text === undefined || text === NONE ? null : readInstant(text) ?? undefined),
  published: (_key, text) => {
    if (text === undefined || text === NONE) return null;
    return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= PUBLISHED_COUNT_MAX ? Number(text) : undefined;
  },
};

/** What the key takes, in words. */
export function wants(key: Key): string {
  switch (key.kind) {
    case 'choice': return `从 ${Object.entries(key.values).map(([value, label]) => `${value}（${label}）`).join('、')} 里选一个`;
    case 'instant': return '写成 "2026-11-22 20:31:08"（北京时间，必须是日历上有的日期）';
    case 'instant_or_none': return `写成 "2026-11-22 20:31:08"（北京时间，必须是日历上有的日期），没有就写 ${NONE} 或不写`;
    case 'published': return `1 到 ${PUBLISHED_COUNT_MAX} 的整数，店铺没有公示就写 ${NONE}`;
  }
}

function meant(key: Key, text: string): string {
  return key.kind === 'choice' ? suggestion(text, Object.keys(key.values)) : '';
}

function suggestion(word: string, known: readonly string[]): string {
  const name = nearestName(word, known);
  return name === null ? '' : `（是不是 ${name}？）`;
}
