// A decision table of the trade: typed keys in, exactly one ruling out. Rows are data (condition → ruling), the first that matches wins.
// It holds no rule itself; each table is a small file beside this one, tables.ts lists them, and flaws.ts finds what is wrong with one.
import { readKeys, type InputProblem } from './keys.ts';
import type { Source } from './source.ts';

/** One of a closed set of values, each with its Chinese name. */
export interface Choice<V extends string = string> {
  readonly kind: 'choice';
  readonly label: string;
  readonly values: Readonly<Record<V, string>>;
}

/** ms since 1970; `no_instant_yet` may be null: it has not happened, or was not agreed. */
export interface InstantKey {
  readonly kind: 'instant' | 'instant_or_none';
  readonly label: string;
}

/** A whole number from 1 to PUBLISHED_COUNT_MAX, or null when the shop has published none. `profile` is its path in shop.yaml. */
export interface PublishedKey {
  readonly kind: 'published';
  readonly label: string;
  readonly profile: string;
}

export type Key = Choice | InstantKey | PublishedKey;
export type Keys = Readonly<Record<string, Key>>;
export type Choices = Readonly<Record<string, Choice>>;

type ValueOf<K extends Key> =
  K extends Choice<infer V> ? V
    : K extends { readonly kind: 'instant' } ? number
      : number | null;

/** What a table is asked: its keys with their values. */
export type InputOf<K extends Keys> = { readonly [Name in keyof K]: ValueOf<K[Name]> };

export const choice = <const V extends string>(label: string, values: Readonly<Record<V, string>>): Choice<V> => ({ kind: 'choice', label, values });
export const instant = (label: string) => ({ kind: 'instant', label }) as const;
export const instantOrNone = (label: string) => ({ kind: 'instant_or_none', label }) as const;
export const published = (label: string, profile: string) => ({ kind: 'published', label, profile }) as const;

/** What a ruling comes to, in words for agents. */
export const VERDICTS = {
  kept: '商家已按约履行',
  running: '时限未到',
  breach: '商家违约（违背承诺或未按约定）',
  seller: '由商家负责',
  buyer: '由买家承担',
  eligible: '符合条件，可以办理',
  ineligible: '不符合条件',
  no_promise: '不得承诺',
  person: '人工核实后再定',
} as const;
export type Verdict = keyof typeof VERDICTS;

/** `insurance`: the buyer pays first, the freight insurance pays back by the platform's rules. */
export const PAYERS = { seller: '商家', buyer: '买家', insurance: '买家先付，运费险按规则补贴' } as const;
export type Payer = keyof typeof PAYERS;

/** The values of facts for which a row holds; a fact that is not named may be anything. */
export type When<C extends Choices> = { readonly [Name in keyof C]?: ValueOf<C[Name]> | readonly ValueOf<C[Name]>[] };

export interface Row<C extends Choices = Choices> {
  /** The ruling's id is the table's, a dot, and this. */
  readonly name: string;
  readonly title: string;
  readonly when: When<C>;
  readonly verdict: Verdict;
  /** Who bears the freight or the difference in question; null when the ruling is about none. */
  readonly whoPays: Payer | null;
  /** What to do, in order, for the agent. */
  readonly steps: readonly [string, ...string[]];
  /** What may be told to a buyer. It passes the gate of the starter shop (held by a test). */
  readonly sentence: string;
  /** Why it is so, for the agent. */
  readonly because: string;
  readonly source: Source;
}

/** A ruling by itself, as an entry cites it. */
export interface NamedRuling extends Omit<Row, 'name' | 'when'> {
  readonly id: string;
  readonly table: string;
}

/** A ruling on a case. `deadline` (ms since 1970) is the last moment that is still in time; null when no time limit is in question. */
export interface Ruling extends NamedRuling {
  readonly deadline: number | null;
}

export type Asked = { readonly ok: true; readonly ruling: Ruling } | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** What every table is, whatever its keys. `Input` is what `rule` takes. */
export interface Table<Input = never> {
  readonly id: string;
  readonly title: string;
  /** What it decides, in one sentence. */
  readonly about: string;
  readonly keys: Keys;
  /** What the rows look at. It is the keys themselves where all of them are choices. */
  readonly facts: Choices;
  readonly rows: readonly Row[];
  /** Pure and total: exactly one ruling for every input. */
  rule(input: Input): Ruling;
  /** The same from texts (`key=value`); problems say what each key wants. */
  ask(given: Readonly<Record<string, string>>): Asked;
}

interface Head {
  readonly id: string;
  readonly title: string;
  readonly about: string;
}

interface Read<C extends Choices> {
  readonly facts: InputOf<C>;
  readonly deadline: number | null;
}

/** A table whose rows look at its keys as they are. */
export function choiceTable<const C extends Choices>(parts: Head & { readonly keys: C; readonly rows: readonly Row<NoInfer<C>>[] }): Table<InputOf<C>> {
  return derivedTable({ ...parts, facts: parts.keys, read: (input) => ({ facts: input, deadline: null }) });
}

/** A table that first reads facts out of its keys, such as whether a time limit has passed. `read` is total. */
export function derivedTable<const K extends Keys, const C extends Choices>(
  parts: Head & { readonly keys: K; readonly facts: C; readonly rows: readonly Row<NoInfer<C>>[]; readonly read: (input: InputOf<K>) => Read<C> },
): Table<InputOf<K>> {
  const { id, title, about, keys, facts, read } = parts;
  const rows: readonly Row[] = parts.rows;
  const rule = (input: InputOf<K>): Ruling => {
    const { facts: found, deadline } = read(input);
    const row = rows.find(({ when }) => holds(when, found));
    if (!row) throw new Error(`the table ${id} has no row for ${JSON.stringify(found)}`);
    return { ...namedRuling(id, row), deadline };
  };
  return {
    id, title, about, keys, facts, rows, rule,
    ask(given) {
      const asked = readKeys(keys, given);
      return asked.ok ? { ok: true, ruling: rule(asked.input) } : asked;
    },
  };
}

export function holds(when: When<Choices>, facts: Readonly<Record<string, string>>): boolean {
  return Object.entries(when).every(([name, wanted]) => valuesOf(wanted).includes(facts[name] ?? ''));
}

export const valuesOf = (wanted: string | readonly string[] | undefined): readonly string[] => (typeof wanted === 'string' ? [wanted] : wanted ?? []);

export function namedRuling(table: string, row: Row): NamedRuling {
  const { name, when: _when, ...rest } = row;
  return { ...rest, id: `${table}.${name}`, table };
}
