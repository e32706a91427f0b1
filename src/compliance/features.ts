// What the learned reader sees of a text: pieces of its wording with numbers and times made alike, concepts, rules that matched, how
// its clauses ask, and how its numbers and regions stand to the published policy. Every feature is a number below FEATURES
// (hashing: Weinberger et al. 2009), so that no table of words has to be kept. No weights here.
import type { Range } from './clauses.ts';
import { ENTITY_NAMES } from './entities.ts';
import type { Concepts } from './concepts.ts';
import type { Reading } from './pattern.ts';
import type { ShopPolicy } from './policy.ts';

/** Size of the feature space; two features that fall together blur each other a little. */
export const FEATURES = 1 << 16;
/** Tokens of a text that are read; the rules read all of it. */
export const TOKENS_MAX = 400;
const PIECE_LENGTH_MAX = 4;

/** What a feature is about; it begins the hash. */
const KIND = { piece: 1, start: 2, end: 3, concept: 4, asking: 5, rule: 6, type: 7, region: 8 } as const;
/** Entities that are one token, whatever they say; other digits are a token of their own. */
const AS_ONE = new Set<string>(ENTITY_NAMES.filter((name) => !['@number', '@big_count', '@child_age'].includes(name)));
const DIGITS_TOKEN = 0x20000;
const BORDER_TOKEN = 0x20001;
const ENTITY_TOKEN = 0x20100;

/** Distinct features, each with the place in the squeezed text where it stands; -1 for those of the text as a whole. */
export interface TextFeatures {
  readonly numbers: readonly number[];
  readonly places: readonly number[];
}

/** A rule that matched, cancelled by nothing and not covered by the policy. */
export interface Matched extends Range {
  readonly rule: { readonly id: string; readonly type: string };
}

/** Of the part `range` of the squeezed text, the whole of it by default. Linear in its length and the text's number of hits. */
export function featuresOf(concepts: Concepts, reading: Reading, matches: readonly Matched[], policy: ShopPolicy, range: Range = { start: 0, end: reading.surface.text.length }): TextFeatures {
  const within = ({ start, end }: Range): boolean => start >= range.start && end <= range.end;
  const found = new Map<number, number>();
  const add = (number: number, place: number): void => {
    if (!found.has(number)) found.set(number, place);
  };
  const { tokens, places } = tokensOf(concepts, reading, policy, range);
  for (let i = 0; i < tokens.length; i++) {
    let hash: number = KIND.piece;
    for (let length = 1; length <= PIECE_LENGTH_MAX && i + length <= tokens.length; length++) {
      hash = mixed(hash, tokens[i + length - 1]!);
      add(bucket(hash), places[i]!);
    }
  }
  if (tokens.length > 0) {
    add(bucket(hashOf(KIND.start, tokens.slice(0, 2))), range.start);
    add(bucket(hashOf(KIND.end, tokens.slice(-2))), places.at(-1)!);
  }
  for (const { concept, start, end } of reading.hits) if (within({ start, end })) add(namedHash(KIND.concept, concepts.names[concept]!), start);
  for (const { asking, start, end } of reading.surface.clauses) if (within({ start, end })) add(namedHash(KIND.asking, asking), start);
  for (const { rule, start, end } of matches) {
    if (!within({ start, end })) continue;
    add(namedHash(KIND.rule, rule.id), -1);
    add(namedHash(KIND.type, rule.type), -1);
  }
  const text = reading.surface.text.slice(range.start, range.end);
  if (namesAny(text, policy.remoteRegions)) add(bucket(hashOf(KIND.region, [1])), -1);
  if (namesAny(text, freeRegionsOf(policy))) add(bucket(hashOf(KIND.region, [2])), -1);
  return { numbers: [...found.keys()], places: [...found.values()] };
}

function tokensOf(concepts: Concepts, { surface, hits }: Reading, policy: ShopPolicy, range: Range): { readonly tokens: readonly number[]; readonly places: readonly number[] } {
  const { text, clauseOf } = surface;
  const entities = hits.filter((hit) => AS_ONE.has(concepts.names[hit.concept]!));
  const tokens: number[] = [];
  const places: number[] = [];
  let next = 0;
  for (let at = range.start; at < range.end && tokens.length < TOKENS_MAX;) {
    while (next < entities.length && entities[next]!.start < at) next++;
    if (at > range.start && clauseOf[at] !== clauseOf[at - 1]) {
      tokens.push(BORDER_TOKEN);
      places.push(at);
    }
    const entity = entities[next];
    places.push(at);
    if (entity?.start === at) {
      tokens.push(ENTITY_TOKEN + ENTITY_NAMES.findIndex((name) => name === concepts.names[entity.concept]) * 0x100 + standing(entity.hours, policy));
      at = entity.end;
    } else if (isDigit(text[at]!)) {
      tokens.push(DIGITS_TOKEN);
      while (at < range.end && isDigit(text[at]!)) at++;
    } else tokens.push(text.charCodeAt(at++));
  }
  return { tokens, places };
}

const HOURS_PER_DAY = 24;

/** How a duration stands to the published ones: a bit for each that it reaches. 0 for what is no duration or an unknown one. */
function standing(hours: number, policy: ShopPolicy): number {
  if (Number.isNaN(hours)) return 0;
  const published = [policy.dispatchHours, policy.refundDays * HOURS_PER_DAY, policy.invoiceDays * HOURS_PER_DAY, policy.returnDays * HOURS_PER_DAY + 1, policy.exchangeDays * HOURS_PER_DAY + 1, policy.priceProtectDays * HOURS_PER_DAY + 1];
  return published.reduce((bits, limit, i) => bits | (hours >= limit ? 2 << i : 0), 1);
}

const namesAny = (text: string, names: readonly string[]): boolean => names.some((name) => name !== '' && text.includes(name));

/** "江浙沪皖及大部分省份" → its names; a policy is asked for them with every part of every text. */
function freeRegionsOf(policy: ShopPolicy): readonly string[] {
  let names = freeRegions.get(policy);
  if (names === undefined) {
    names = policy.freeRegions.split(/[、，,及和与]/u).map((name) => name.trim());
    freeRegions.set(policy, names);
  }
  return names;
}

const freeRegions = new WeakMap<ShopPolicy, readonly string[]>();

const isDigit = (unit: string): boolean => unit >= '0' && unit <= '9';

/** Names are few and come again with every text; the memory of their hashes changes no result. */
const named = new Map<string, number>();

function namedHash(kind: number, name: string): number {
  const key = `${kind}${name}`;
  let hash = named.get(key);
  if (hash === undefined) {
    hash = bucket(hashOf(kind, Array.from(name, (unit) => unit.charCodeAt(0))));
    named.set(key, hash);
  }
  return hash;
}

const hashOf = (kind: number, codes: readonly number[]): number => codes.reduce(mixed, kind);

/** FNV-1a over 32-bit steps. */
const mixed = (hash: number, code: number): number => Math.imul((hash === 0 ? 0x811c9dc5 : hash) ^ code, 0x01000193) ^ (hash >>> 13);

const bucket = (hash: number): number => ((hash ^ (hash >>> 16) ^ (hash >>> 7)) >>> 0) & (FEATURES - 1);
