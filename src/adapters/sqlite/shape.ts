// Small readers that check a parsed JSON value and give it its type, so that no row is trusted by a cast.
// They never put a value into a message: what people wrote does not belong into a log.

/** Returns the value as a `T`, or throws ShapeError naming the `path` at fault. Unknown keys are dropped. */
export type Read<T> = (value: unknown, path: string) => T;

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

function expected(what: string, value: unknown, path: string): ShapeError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new ShapeError(`${path}: expected ${what}, got ${got}`);
}

export const text: Read<string> = (value, path) => {
  if (typeof value !== 'string') throw expected('a text', value, path);
  return value;
};

export const number: Read<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw expected('a finite number', value, path);
  return value;
};

export const flag: Read<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw expected('true or false', value, path);
  return value;
};

export function nullable<T>(read: Read<T>): Read<T | null> {
  return (value, path) => (value === null ? null : read(value, path));
}

/** For a key that older rows do not have: what is absent stays absent. */
export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, path) => (value === undefined ? undefined : read(value, path));
}

export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw expected('a list', value, path);
    return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
  };
}

/** The keys of `members` are the allowed texts; a Record makes the compiler hold them against the union. */
export function oneOf<T extends string>(members: Readonly<Record<T, true>>): Read<T> {
  const allowed = Object.keys(members).join(', ');
  const isMember = (value: string): value is T => Object.hasOwn(members, value);
  return (value, path) => {
    const given = text(value, path);
    if (!isMember(given)) throw expected(`one of ${allowed}`, value, path);
    return given;
  };
}

type Fields<T> = { readonly [K in keyof T]-?: Read<T[K]> };

/** What it gives has its keys in canonical order, whatever order they were given in: JSON.stringify of it is the canonical form. */
export function record<T extends object>(fields: Fields<T>): Read<T> {
  // Object.keys loses the key type; `fields` is a literal of exactly T's keys.
  const keys = Object.keys(fields).sort() as (keyof T & string)[];
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected('an object', value, path);
    const given = value as Readonly<Record<string, unknown>>;
    const result: Partial<T> = {};
    for (const key of keys) {
      const member = fields[key](Object.hasOwn(given, key) ? given[key] : undefined, `${path}.${key}`);
      if (member !== undefined) result[key] = member;
    }
    return result as T;
  };
}

/** A union told apart by one key; `members` has a reader for each of its values. */
export function tagged<K extends string, T extends { readonly [key in K]: string }>(
  key: K, members: { readonly [Tag in T[K]]: Read<Extract<T, { readonly [key in K]: Tag }>> },
): Read<T> {
  const tag = oneOf<T[K]>(mapToTrue(members));
  return (value, path) => {
    if (typeof value !== 'object' || value === null) throw expected('an object', value, path);
    const given: unknown = new Map<string, unknown>(Object.entries(value)).get(key);
    return members[tag(given, `${path}.${key}`)](value, path);
  };
}

function mapToTrue<T extends string>(members: Readonly<Record<T, unknown>>): Readonly<Record<T, true>> {
  return Object.fromEntries(Object.keys(members).map((name) => [name, true])) as Record<T, true>;
}
