// Bases with questions that they have never seen, from which the weights are learned and on which they are measured:
//   rich   the industry pack with a part of its questions, or of its entries, held out
//   thin   other businesses (packs/*.json), each with all and with few of its questions, and with entries missing
//   plain  single questions with what means the same and what only looks alike (pairs.tsv), and the other businesses by words alone
// All of it was written for this project; no research data is read here.
import type { Segmenter } from '../../src/types.ts';
import { generator } from '../../src/learn/classes.ts';
import { BACKGROUND, buildIndex, type IndexedEntry, type QuestionIndex, type Tools } from '../../src/understand/index.ts';
import { FEATURES, NONE_FEATURES, type BaseKind } from '../../src/understand/model.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { measure } from '../../src/understand/rank.ts';
import type { Bench } from '../evaluating/bench.ts';
import type { Shipped } from '../evaluating/shipped.ts';

export const FOLDS = 5;
/** Questions kept per entry in the other businesses, the title aside. */
const THIN_KEPT = [20, 3, 6] as const;
/** In the last of these worlds, one entry in so many is missing. */
const MISSING_EVERY = 5;
/** One group of pairs in so many is missing from its base; of the others, one in two has a second question there. */
const PAIRS_MISSING_EVERY = 3;
const SHIPPED_HANDLINGS: readonly string[] = [...BACKGROUND, 'risk'];
/** One known question in so many is asked word for word. */
const SAME_EVERY = 40;
/** A message that nothing covers is rarer than one that something does. */
const ABSENT_WEIGHT = 0.1;
/** Of the other businesses' messages, those to refuse are more than those to answer; together they shall weigh about as much. */
const REFUSED_WEIGHT = 0.6;
/** Look-alikes in the pairs differ by a word on purpose, which is rarer in life than questions that nothing covers. */
const NEAR_WEIGHT = 0.1;

/** One question asked in one world. Features lie flat: candidate c has `features[c * FEATURES.length ..]`. */
export interface Sample {
  /** `same`: a question that the world knows, word for word; it teaches, but is no measure. */
  readonly world: 'known' | 'absent' | 'thin' | 'pairs' | 'near' | 'same';
  /** A question keeps its fold in every world. */
  readonly fold: number;
  readonly weight: number;
  readonly candidates: number;
  readonly features: Float64Array;
  readonly none: Float64Array;
  /** The right candidate, -1 when none is. */
  readonly right: number;
  /** Of each candidate, and of the question: what is right when the answer serves it is told by these. */
  readonly entries: readonly IndexedEntry[];
  readonly gold: readonly string[];
  /** Whether it is small talk, a fragment or uncovered. */
  readonly talk: boolean;
  /** Whether the right entry is in the world at all. */
  readonly answerable: boolean;
  /** Of each candidate: whether it is an entry that gets an answer. */
  readonly answers: readonly boolean[];
  /** Whether the right entry is in the world and gets an answer. */
  readonly wantsAnswer: boolean;
}

export interface Group { readonly question: string; readonly same: readonly string[]; readonly near: readonly string[] }

export interface Sources {
  readonly pack: readonly IndexedEntry[];
  readonly segmenter: Segmenter;
  /** For bases that read the industry pack too. */
  readonly shipped: Shipped;
  readonly businesses: readonly Bench[];
  readonly pairs: readonly Group[];
}

interface Asked { readonly text: string; readonly gold: readonly string[]; readonly fold: number; readonly weight: number }

/** Of several right entries among the candidates, the one nearest to the message is the right one. */
function ask(index: QuestionIndex, asked: readonly Asked[], world: Sample['world']): Sample[] {
  const answers = new Map(index.entries.map((entry) => [entry.id, !SHIPPED_HANDLINGS.includes(entry.handling)]));
  const talk = new Set(index.entries.filter((entry) => BACKGROUND.includes(entry.handling)).map((entry) => entry.id));
  return asked.map(({ text, gold, fold, weight }) => {
    const { candidates, none } = measure(index, normalise(text));
    const right = candidates.reduce((best, one, i) => (gold.includes(index.entries[one.entry]!.id) && one.features.entry_cosine > (candidates[best]?.features.entry_cosine ?? -1) ? i : best), -1);
    return {
      world, weight, fold, candidates: candidates.length, right, gold, talk: gold.some((id) => talk.has(id)), entries: candidates.map((one) => index.entries[one.entry]!),
      answerable: gold.some((id) => answers.has(id)), wantsAnswer: gold.some((id) => answers.get(id) ?? false),
      features: Float64Array.from(candidates.flatMap((one) => FEATURES.map((name) => one.features[name]))),
      none: Float64Array.from(NONE_FEATURES, (name) => none[name]),
      answers: candidates.map((one) => answers.get(index.entries[one.entry]!.id)!),
    };
  });
}

export function samplesOf({ pack, segmenter, shipped, businesses, pairs }: Sources): Readonly<Record<BaseKind, readonly Sample[]>> {
  const thin = businesses.flatMap((business, number) => THIN_KEPT.map((kept, i) => ({ business, number, kept, missing: i === THIN_KEPT.length - 1 })));
  const wordsAlone: Tools = { ...shipped.tools, industry: null };
  return {
    rich: richSamples(pack, { ...shipped.tools, segmenter, industry: null }),
    thin: thin.flatMap((world) => businessSamples(world, shipped, shipped.tools)),
    plain: [...pairSamples(pairs, shipped, wordsAlone), ...thin.flatMap((world) => businessSamples(world, shipped, wordsAlone))],
  };
}

function richSamples(entries: readonly IndexedEntry[], tools: Tools): Sample[] {
  let count = 0;
  const all = entries.flatMap((entry) => entry.questions.map((text) => ({ text, gold: [entry.id], fold: count++ % FOLDS, weight: 1 })));
  return Array.from({ length: FOLDS }, (_, fold) => {
    const held = all.filter((asked) => asked.fold === fold);
    const heldTexts = new Set(held.map((asked) => asked.text));
    const index = buildIndex(entries.map((entry) => ({ ...entry, questions: entry.questions.filter((text) => !heldTexts.has(text)) })), tools);
    const goneIds = new Set(entries.filter((_, number) => number % FOLDS === fold).map((entry) => entry.id));
    const without = buildIndex(entries.filter((entry) => !goneIds.has(entry.id)), tools);
    const gone = all.filter((asked, i) => goneIds.has(asked.gold[0]!) && i % 3 === 0).map((asked) => ({ ...asked, weight: 3 * ABSENT_WEIGHT }));
    return [...ask(index, held, 'known'), ...ask(index, all.filter((asked, i) => asked.fold !== fold && i % SAME_EVERY === 0), 'same'), ...ask(without, gone, 'absent')];
  }).flat();
}

interface World { readonly business: Bench; readonly number: number; readonly kept: number; readonly missing: boolean }

/** A business is one fold: what is measured on it was learned from the others. What it calls noise is for the small talk and fragments that ship. */
function businessSamples({ business, number, kept, missing }: World, { background }: Shipped, tools: Tools): Sample[] {
  const shuffled = shuffler(number);
  const own = business.kb
    .filter((_, i) => !missing || i % MISSING_EVERY !== 0)
    .map((entry): IndexedEntry => ({ id: entry.id, handling: 'answer', questions: [...new Set([entry.title, ...shuffled(entry.similar).slice(0, kept)])] }));
  const built = buildIndex([...own, ...background], tools);
  const index = tools.industry ? built : { ...built, classes: null, kind: 'plain' as const };
  const fold = number % FOLDS;
  const known = own.flatMap((entry) => entry.questions.map((text) => ({ text, gold: [entry.id], fold, weight: 1 }))).filter((_, i) => i % SAME_EVERY === 0);
  const talk = background.filter((entry) => entry.handling !== 'uncovered').map((entry) => entry.id);
  const asked = business.queries.map((query) => ({ text: query.q, gold: query.type === 'noise' ? talk : query.gold, fold, weight: query.gold.length > 0 ? 1 : REFUSED_WEIGHT }));
  return [...ask(index, asked, 'thin'), ...ask(index, known, 'same')];
}

/** One base of all questions, most entries with one question, some with two; a group is one fold. */
function pairSamples(groups: readonly Group[], { background }: Shipped, tools: Tools): Sample[] {
  const isThere = (i: number): boolean => i % PAIRS_MISSING_EVERY !== 0;
  const kept = (group: Group, i: number): readonly string[] => (i % 2 === 0 ? [] : group.same.slice(0, 1));
  const own = groups.flatMap((group, i): IndexedEntry[] => (isThere(i) ? [{ id: String(i), handling: 'answer', questions: [group.question, ...kept(group, i)] }] : []));
  const index = { ...buildIndex([...own, ...background], tools), classes: null, kind: 'plain' as const };
  const asked = groups.flatMap((group, i): Asked[] => group.same.slice(kept(group, i).length).map((text) => ({ text, gold: isThere(i) ? [String(i)] : [], fold: i % FOLDS, weight: 1 })));
  const near = groups.flatMap((group, i): Asked[] => group.near.map((text) => ({ text, gold: [], fold: i % FOLDS, weight: NEAR_WEIGHT })));
  const same = groups.flatMap((group, i): Asked[] => (isThere(i) && i % SAME_EVERY === 1 ? [{ text: group.question, gold: [String(i)], fold: i % FOLDS, weight: 1 }] : []));
  return [...ask(index, asked, 'pairs'), ...ask(index, near, 'near'), ...ask(index, same, 'same')];
}

/** Deterministic, another order for each seed. */
function shuffler(seed: number): <T>(items: readonly T[]) => readonly T[] {
  const random = generator(seed + 7);
  return (items) => items.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);
}
