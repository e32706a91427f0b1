// Knowledge bases of any size for measuring growth: entries are pairs of a product and a topic, their questions wordings of them.
// The same seed gives the same base. Made text: it shows how cost grows, not how well real buyers are understood.
import type { Bench, BenchEntry, BenchQuery } from '../evaluating/bench.ts';
import { chanceOf, pick, sample, type Chance } from './chance.ts';
import { FRAMES, MODIFIERS, PRODUCTS, TOPICS } from './growth-words.ts';

export const QUESTIONS_PER_ENTRY = 10;
/** Queries of one base at most. */
const QUERIES_MAX = 1_000;
const SEED = 20_251_122;

/** Messages of several clauses made of a base's queries at most, their least length, and how many queries one holds. */
export const LONG_MESSAGES_MAX = 500;
export const LONG_LENGTH_MIN = 25;
const LONG_OF: readonly number[] = [2, 3, 4];
/** What buyers put between two clauses. */
const BETWEEN: readonly string[] = ['，', '，', '。', '？', ' ', '\n', '！', '～'];

/** Questions that the words suffice for. */
export const GROWTH_QUESTIONS_MAX = MODIFIERS.length * PRODUCTS.length * TOPICS.length * QUESTIONS_PER_ENTRY;

/**
 * A base with this many questions, ten per entry, and a query for each of up to 1,000 entries drawn from it: worded by the same
 * chance as the ten and equal to none of them, so that about one in six words its topic as none of them does. Throws when the words
 * do not suffice.
 */
export function grownBench(questions: number, seed = SEED): Bench {
  if (questions < QUESTIONS_PER_ENTRY || questions > GROWTH_QUESTIONS_MAX) throw new Error(`a base can be grown to between ${QUESTIONS_PER_ENTRY} and ${GROWTH_QUESTIONS_MAX} questions, not to ${questions}`);
  const chance = chanceOf(seed);
  const all = MODIFIERS.length * PRODUCTS.length * TOPICS.length;
  const places = sample(chance, Array.from({ length: all }, (_, i) => i), Math.floor(questions / QUESTIONS_PER_ENTRY));
  const made = places.map((place, i) => makeEntry(chance, `g${i}`, place));
  const asked = sample(chance, made, QUERIES_MAX);
  return { kb: made.map(({ entry }) => entry), queries: asked.map(({ query }) => query) };
}

/** Several queries in one message, at least LONG_LENGTH_MIN characters. */
export function longMessages(queries: readonly BenchQuery[], seed = SEED): readonly string[] {
  const chance = chanceOf(seed);
  return Array.from({ length: Math.min(LONG_MESSAGES_MAX, queries.length) }, () => {
    let message = pick(chance, queries).q;
    const least = pick(chance, LONG_OF);
    for (let said = 1; said < least || message.length < LONG_LENGTH_MIN; said++) message += pick(chance, BETWEEN) + pick(chance, queries).q;
    return message;
  });
}

function makeEntry(chance: Chance, id: string, place: number): { readonly entry: BenchEntry; readonly query: BenchQuery } {
  const modifier = MODIFIERS[place % MODIFIERS.length]!;
  const names = PRODUCTS[Math.floor(place / MODIFIERS.length) % PRODUCTS.length]!;
  const wordings = TOPICS[Math.floor(place / MODIFIERS.length / PRODUCTS.length)]!;
  const say = (): string => pick(chance, FRAMES).replace('@', pick(chance, wordings).replace('@', modifier + pick(chance, names)));
  const written = new Set<string>();
  while (written.size <= QUESTIONS_PER_ENTRY) written.add(say());
  const [q, title, ...similar] = [...written] as [string, string, ...string[]];
  return { entry: { id, title, similar }, query: { q, gold: [id], type: 'in' } };
}
