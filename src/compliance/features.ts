// What the learned reader sees of a text: pieces of its wording with numbers and times made alike, concepts and word classes and pairs of them, rules that matched, how
// its clauses ask, and how its numbers and regions stand to the published policy. Every feature is a number below FEATURES
// (hashing: Weinberger et al. 2009), so that no table of words has to be kept. No weights here.
import type { Range } from './clauses.ts';
import { ENTITY_NAMES } from './entities.ts';
import type { Concepts } from './concepts.ts';
import { firstAtLeast, firstFrom } from './hits.ts';
import type { Reading } from './pattern.ts';
import type { ShopPolicy } from './policy.ts';
import type { WordClasses } from './word-classes.ts';

/** Size of the feature space; two features that fall together blur each other a little. */
export const FEATURES = 1 << 19;
/** Tokens of a text that are read; the rules read all of it. */
export const TOKENS_MAX = 400;
const PIECE_LENGTH_MAX = 4;
/** Two words of concepts or classes, one behind the other, are a feature when no more characters stand between: who gives what, and is it sure. */
const PAIR_DISTANCE_MAX = 12;
/** Words behind a word that it is paired with, and words of a text that are read: no text has more. */
const PAIRS_PER_WORD_MAX = 12;
const WORDS_MAX = 1_000;

/** What a feature is about; it begins the hash. */
const KIND = { piece: 1, start: 2, end: 3, concept: 4, asking: 5, rule: 6, type: 7, region: 8, pair: 9, word: 10 } as const;
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

/** What words stand for. */
export interface Vocabulary {
  readonly concepts: Concepts;
  readonly words: WordClasses;
}

/** What a reader knows: -1 for a feature that it has no weights for. Null for all. */
export type Known = Int32Array | null;

/** Of the whole text. Linear in its length and its number of hits. */
export function featuresOf(vocabulary: Vocabulary, reading: Reading, matches: readonly Matched[], policy: ShopPolicy): TextFeatures {
  return featureReader(vocabulary, reading, matches, policy)({ start: 0, end: reading.surface.text.length });
}

/**
 * Of parts of a text, which are ranges of the squeezed text made of whole clauses. Tokens and the hashes of their pieces are worked out
 * once for the text; a part takes its own of them, and costs no more than its length and the matches of the text. Features that are
 * not `known` are left out.
 */
export function featureReader({ concepts, words }: Vocabulary, reading: Reading, matches: readonly Matched[], policy: ShopPolicy, known: Known = null): (part: Range) => TextFeatures {
  const { surface: { text, clauses } } = reading;
  const named = pairedWords(namedWords(concepts, words, reading), known);
  const all = piecesOf(tokensOf(concepts, reading, policy, { start: 0, end: text.length }, Infinity), known);
  const regions = ([[policy.remoteRegions, REGION_BUCKETS.remote], [freeRegionsOf(policy), REGION_BUCKETS.free]] as const).filter(([names]) => namesAny(text, names));
  return (part) => {
    const found = new Found(known);
    addPieces(found, partOf(all, part) ?? piecesOf(tokensOf(concepts, reading, policy, part, TOKENS_MAX), known), part);
    addWords(found, named, part);
    for (let i = firstFrom(clauses, part.start); i < clauses.length && clauses[i]!.end <= part.end; i++) found.add(namedHash(KIND.asking, clauses[i]!.asking), clauses[i]!.start);
    for (const { rule, start, end } of matches) {
      if (start < part.start || end > part.end) continue;
      found.add(namedHash(KIND.rule, rule.id), -1);
      found.add(namedHash(KIND.type, rule.type), -1);
    }
    for (const [names, number] of regions) if (namesAny(text.slice(part.start, part.end), names)) found.add(number, -1);
    return found;
  };
}

/** Features as they are met: each once, with the first of its places. */
class Found implements TextFeatures {
  readonly numbers: number[] = [];
  readonly places: number[] = [];
  readonly #mark = nextMark();
  readonly #known: Known;

  constructor(known: Known) {
    this.#known = known;
  }

  /** -1 stands for a feature that is not known. */
  add(number: number, place: number): void {
    if (number < 0 || marks[number] === this.#mark || (this.#known !== null && this.#known[number] === -1)) return;
    marks[number] = this.#mark;
    this.numbers.push(number);
    this.places.push(place);
  }
}

/** Which list of features met a feature last: a table that never has to be emptied. One list is made at a time. */
const marks = new Uint32Array(FEATURES);
let lastMark = 0;

function nextMark(): number {
  lastMark = (lastMark + 1) % 2 ** 32;
  if (lastMark === 0) {
    marks.fill(0);
    lastMark = 1;
  }
  return lastMark;
}

/** Concepts by number: the feature of each, and its place among the entities that are one token (-1 for none). */
interface ConceptNames {
  readonly buckets: Int32Array;
  readonly entity: Int8Array;
}

const conceptNames = new WeakMap<Concepts, ConceptNames>();

function namesOf(concepts: Concepts): ConceptNames {
  let names = conceptNames.get(concepts);
  if (names === undefined) {
    names = {
      buckets: Int32Array.from(concepts.names, (name) => namedHash(KIND.concept, name)),
      entity: Int8Array.from(concepts.names, (name) => (AS_ONE.has(name) ? ENTITY_NAMES.findIndex((one) => one === name) : -1)),
    };
    conceptNames.set(concepts, names);
  }
  return names;
}

/** Each token with the place where it begins; `end` is where the last one ends. */
interface Tokens {
  readonly tokens: readonly number[];
  readonly places: readonly number[];
  readonly end: number;
}

/** Of each token, the features of the pieces of 1 to PIECE_LENGTH_MAX tokens that begin with it. A part of a text is `from .. until` of its tokens. */
interface Pieces extends Tokens {
  readonly buckets: Int32Array;
  readonly from: number;
  readonly until: number;
}

function piecesOf(all: Tokens, known: Known): Pieces {
  const { tokens } = all;
  const buckets = new Int32Array(tokens.length * PIECE_LENGTH_MAX);
  for (let i = 0; i < tokens.length; i++) {
    let hash: number = KIND.piece;
    for (let length = 1; length <= PIECE_LENGTH_MAX && i + length <= tokens.length; length++) {
      hash = mixed(hash, tokens[i + length - 1]!);
      buckets[i * PIECE_LENGTH_MAX + length - 1] = onlyKnown(known, bucket(hash));
    }
  }
  return { ...all, buckets, from: 0, until: tokens.length };
}

/** The tokens of a part, as they would be read if it stood alone; null where it would be read otherwise (digits that run over its border). */
function partOf(all: Pieces, { start, end }: Range): Pieces | null {
  const { tokens, places } = all;
  let from = firstAtLeast(places, start);
  if (from > 0 && tokens[from] === BORDER_TOKEN) from++;
  const next = firstAtLeast(places, end);
  const isWhole = next === tokens.length ? all.end === end : places[next] === end && tokens[next] === BORDER_TOKEN;
  if (places[from] !== start || !isWhole) return null;
  let until = Math.min(next, from + TOKENS_MAX);
  // A border goes with the token behind it.
  if (until < next && tokens[until - 1] === BORDER_TOKEN) until++;
  return { ...all, from, until };
}

function addPieces(found: Found, { tokens, places, buckets, from, until }: Pieces, { start }: Range): void {
  for (let i = from; i < until; i++) {
    const base = i * PIECE_LENGTH_MAX;
    for (let length = 0; length < PIECE_LENGTH_MAX && i + length < until; length++) found.add(buckets[base + length]!, places[i]!);
  }
  if (from === until) return;
  found.add(bucket(hashOf(KIND.start, tokens.slice(from, Math.min(from + 2, until)))), start);
  found.add(bucket(hashOf(KIND.end, tokens.slice(Math.max(from, until - 2), until))), places[until - 1]!);
}

/** A concept or a listed word in a text, with its feature. */
interface NamedWord extends Range {
  readonly bucket: number;
}

/** Ordered by where they begin. */
function namedWords(concepts: Concepts, words: WordClasses, { hits, surface }: Reading): readonly NamedWord[] {
  const { buckets } = namesOf(concepts);
  const ofConcepts = hits.map(({ concept, start, end }) => ({ start, end, bucket: buckets[concept]! }));
  const ofClasses = words.find(surface).map(({ wordClass, start, end }) => ({ start, end, bucket: namedHash(KIND.word, words.names[wordClass]!) }));
  return ofClasses.length === 0 ? ofConcepts : [...ofConcepts, ...ofClasses].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Words in order; the pairs that begin with word i are `from[i] .. from[i + 1]` of `buckets`, each with the place where its second word ends. */
interface PairedWords {
  readonly words: readonly NamedWord[];
  readonly from: Int32Array;
  readonly buckets: readonly number[];
  readonly ends: readonly number[];
}

function pairedWords(all: readonly NamedWord[], known: Known): PairedWords {
  const words = all.slice(0, WORDS_MAX);
  const from = new Int32Array(words.length + 1);
  const buckets: number[] = [];
  const ends: number[] = [];
  for (let i = 0; i < words.length; i++) {
    const { end, bucket: first } = words[i]!;
    const beginning = mixed(KIND.pair, first);
    for (let k = i + 1; k < words.length && k <= i + PAIRS_PER_WORD_MAX; k++) {
      const next = words[k]!;
      if (next.start - end > PAIR_DISTANCE_MAX) break;
      if (next.start < end) continue;
      const number = onlyKnown(known, bucket(mixed(beginning, next.bucket)));
      if (number < 0) continue;
      buckets.push(number);
      ends.push(next.end);
    }
    from[i + 1] = buckets.length;
  }
  return { words, from, buckets, ends };
}

const onlyKnown = (known: Known, number: number): number => (known !== null && known[number] === -1 ? -1 : number);

/** Each word of a part, and its pairs with the words behind it. */
function addWords(found: Found, { words, from, buckets, ends }: PairedWords, part: Range): void {
  for (let i = firstFrom(words, part.start); i < words.length && words[i]!.start < part.end; i++) {
    const { start, end, bucket: number } = words[i]!;
    if (end > part.end) continue;
    found.add(number, start);
    for (let pair = from[i]!; pair < from[i + 1]!; pair++) if (ends[pair]! <= part.end) found.add(buckets[pair]!, start);
  }
}

function tokensOf(concepts: Concepts, { surface, hits }: Reading, policy: ShopPolicy, range: Range, most: number): Tokens {
  const { text, clauseOf } = surface;
  const { entity: entityOf } = namesOf(concepts);
  const tokens: number[] = [];
  const places: number[] = [];
  let next = firstFrom(hits, range.start);
  let at = range.start;
  while (at < range.end && tokens.length < most) {
    while (next < hits.length && (hits[next]!.start < at || entityOf[hits[next]!.concept] === -1)) next++;
    if (at > range.start && clauseOf[at] !== clauseOf[at - 1]) {
      tokens.push(BORDER_TOKEN);
      places.push(at);
    }
    const entity = hits[next];
    places.push(at);
    if (entity?.start === at) {
      tokens.push(ENTITY_TOKEN + entityOf[entity.concept]! * 0x100 + standing(entity.hours, policy));
      at = entity.end;
    } else if (isDigit(text[at]!)) {
      tokens.push(DIGITS_TOKEN);
      while (at < range.end && isDigit(text[at]!)) at++;
    } else tokens.push(text.charCodeAt(at++));
  }
  return { tokens, places, end: at };
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

/** Names are few and come again with every text; the memory of their hashes changes no result. By kind. */
const named = new Map<number, Map<string, number>>(Object.values(KIND).map((kind) => [kind, new Map()]));

function namedHash(kind: number, name: string): number {
  const known = named.get(kind)!;
  let hash = known.get(name);
  if (hash === undefined) {
    hash = bucket(hashOf(kind, Array.from(name, (unit) => unit.charCodeAt(0))));
    known.set(name, hash);
  }
  return hash;
}

const hashOf = (kind: number, codes: readonly number[]): number => codes.reduce(mixed, kind);

/** FNV-1a over 32-bit steps. */
const mixed = (hash: number, code: number): number => Math.imul((hash === 0 ? 0x811c9dc5 : hash) ^ code, 0x01000193) ^ (hash >>> 13);

const bucket = (hash: number): number => ((hash ^ (hash >>> 16) ^ (hash >>> 7)) >>> 0) & (FEATURES - 1);

const REGION_BUCKETS = { remote: bucket(hashOf(KIND.region, [1])), free: bucket(hashOf(KIND.region, [2])) };
