// The index over all similar questions: an inverted index from terms to entries in typed arrays, each question's own terms, and
// the class model learned from them. Goals: a lookup costs the entries that share its terms, and the questions of the few that
// lead, so it grows with entries and not with questions; the same input gives the same index. Non-goals: incremental updates, and deciding anything (rank.ts scores, decide.ts decides).
import type { EntryId, Meaning, Segmenter } from '../types.ts';
import type { BaseKind } from './model.ts';
import { learnClasses, type ClassModel } from './classes.ts';
import { normalise } from './normalise.ts';
import { kindOf, stripReferences, termsOf, type TermKind } from './terms.ts';

/** Entry ids of risk examples carry this prefix before the risk class. */
export const RISK_PREFIX = 'risk:';

/** Share of a term's rarity that counts in likeness, by kind: a word says more than a pair, a pair more than a character. */
const LIKENESS_KIND: Readonly<Record<TermKind, number>> = { w: 1, b: 0.7, c: 0.35 };
/** The same for an entry's questions taken together, where single characters that keep coming back say more. */
const ENTRY_KIND: Readonly<Record<TermKind, number>> = { w: 1, b: 0.7, c: 0.8 };
/** The same for the class model, which finds out itself what a word says and is short of examples for it: characters lead. */
const CLASS_KIND: Readonly<Record<TermKind, number>> = { w: 1, b: 0.8, c: 1.3 };

const SHIPPED: readonly Meaning[] = ['small_talk', 'ask', 'risk'];

export interface IndexedEntry {
  readonly id: EntryId;
  readonly handling: Meaning;
  readonly questions: readonly string[];
}

/** Rows of numbers behind each other: row r is `items[start[r] .. start[r + 1])`. */
export interface Rows {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

export interface QuestionIndex {
  /** What built it, by its id. Lookups cut messages with it too: another one would cut other words than the questions were cut into. */
  readonly segmenter: Segmenter;
  readonly entries: readonly IndexedEntry[];
  /** Questions as written, numbered through all entries. */
  readonly questions: readonly string[];
  /** First question of each entry, plus one past the last. */
  readonly firstQuestion: Int32Array;
  /** Entries that have a question of this normal form. */
  readonly entriesOfForm: ReadonlyMap<string, readonly number[]>;
  readonly termIds: ReadonlyMap<string, number>;
  /** A term's weight by its rarity among questions, its kind included. */
  readonly termWeight: Float64Array;
  /** A term's weight by its rarity among entries. */
  readonly termEntryWeight: Float64Array;
  /** A term's weight in the class model's vectors. */
  readonly termClassWeight: Float64Array;
  /** The weights of a term that no question has. */
  unknownWeight(term: string): number;
  unknownEntryWeight(term: string): number;
  /** Distinct terms of each question. */
  readonly questionTerms: Rows;
  /** Entries that have a term, ascending. */
  readonly entryPostings: Rows;
  /** What each of them adds to the cosine between the entry and a message with that term, before the message's length divides it. */
  readonly entryParts: Float64Array;
  /** Sum of term weights of each question. */
  readonly questionWeight: Float64Array;
  /** Null when the base is too large for one (classes.ts) or has a single entry. */
  readonly classes: ClassModel | null;
  /** One place per term, for a lookup to use and to leave at 0: making it anew would cost more than the lookup. */
  readonly scratch: Float64Array;
  /** Which of the models reads this base's evidence. */
  readonly kind: BaseKind;
}

/** A base whose middle entry has at least this many questions is a rich one. */
export const RICH_QUESTIONS_MIN = 15;

/** Smoothed inverse frequency: ln(1 + (n - df + ½) / (df + ½)), as in BM25 (Robertson and Zaragoza 2009); never negative. */
export function rarity(total: number, having: number): number {
  return Math.log1p((total - having + 0.5) / (having + 0.5));
}

export function buildIndex(entries: readonly IndexedEntry[], segmenter: Segmenter): QuestionIndex {
  const questions = entries.flatMap((entry) => entry.questions);
  const forms = questions.map((question) => stripReferences(normalise(question).text).text);
  const entryOf = Int32Array.from(entries.flatMap((entry, index) => entry.questions.map(() => index)));

  const termIds = new Map<string, number>();
  const termLists = forms.map((form) => termsOf(form, segmenter).map((term) => {
    const known = termIds.get(term);
    if (known !== undefined) return known;
    termIds.set(term, termIds.size);
    return termIds.size - 1;
  }));
  const terms = [...termIds.keys()];
  const postings = invert(termLists, terms.length);
  const firstQuestion = new Int32Array(entries.length + 1);
  entries.forEach((entry, i) => { firstQuestion[i + 1] = firstQuestion[i]! + entry.questions.length; });
  const { entryPostings, entryCounts } = countEntries(postings, entryOf, terms.length);

  const having = (rows: Rows, term: number): number => rows.start[term + 1]! - rows.start[term]!;
  const termWeight = Float64Array.from(terms, (term, id) => LIKENESS_KIND[kindOf(term)] * rarity(questions.length, having(postings, id)));
  const termEntryWeight = Float64Array.from(terms, (term, id) => ENTRY_KIND[kindOf(term)] * rarity(entries.length, having(entryPostings, id)));
  const termClassWeight = Float64Array.from(terms, (term, id) => CLASS_KIND[kindOf(term)] * Math.sqrt(rarity(questions.length, having(postings, id))));

  const classes = learnClasses(termLists, termClassWeight, entryOf, entries.length);

  return {
    segmenter, entries, questions, firstQuestion, termIds, termWeight, termEntryWeight, termClassWeight,
    unknownWeight: (term) => LIKENESS_KIND[kindOf(term)] * rarity(questions.length, 0),
    unknownEntryWeight: (term) => ENTRY_KIND[kindOf(term)] * rarity(entries.length, 0),
    entriesOfForm: entriesByForm(forms, entryOf),
    questionTerms: rowsOf(termLists),
    entryPostings,
    entryParts: entryParts(entries.length, entryPostings, entryCounts, termEntryWeight),
    questionWeight: Float64Array.from(termLists, (list) => list.reduce((sum, term) => sum + termWeight[term]!, 0)),
    classes,
    scratch: new Float64Array(terms.length),
    kind: classes ? kindOfBase(entries) : 'plain',
  };
}

/** Entries and examples that ship with the product (small talk, fragments, risks) say nothing about how much a shop wrote. */
function kindOfBase(entries: readonly IndexedEntry[]): BaseKind {
  const counts = entries.filter((entry) => !SHIPPED.includes(entry.handling)).map((entry) => entry.questions.length).sort((a, b) => a - b);
  return (counts[counts.length >> 1] ?? 0) >= RICH_QUESTIONS_MIN ? 'rich' : 'thin';
}

function rowsOf(lists: readonly (readonly number[])[]): Rows {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => { start[i + 1] = start[i]! + list.length; });
  return { start, items: Int32Array.from(lists.flat()) };
}

function entriesByForm(forms: readonly string[], entryOf: Int32Array): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  forms.forEach((form, question) => {
    const entry = entryOf[question]!;
    const known = found.get(form);
    if (!known) found.set(form, [entry]);
    else if (known.at(-1) !== entry) known.push(entry);
  });
  return found;
}

/** From the items of each list to the lists of each item. */
function invert(lists: readonly (readonly number[])[], size: number): Rows {
  const start = new Int32Array(size + 1);
  for (const list of lists) for (const item of list) start[item + 1] = start[item + 1]! + 1;
  for (let i = 0; i < size; i++) start[i + 1] = start[i + 1]! + start[i]!;
  const next = start.slice();
  const items = new Int32Array(start[size]!);
  lists.forEach((list, owner) => {
    for (const item of list) {
      items[next[item]!] = owner;
      next[item] = next[item]! + 1;
    }
  });
  return { start, items };
}

/** An entry's questions are neighbours, so its postings of one term are too: one pass counts them. */
function countEntries(postings: Rows, entryOf: Int32Array, terms: number): { entryPostings: Rows; entryCounts: Int32Array } {
  const start = new Int32Array(terms + 1);
  const items: number[] = [];
  const counts: number[] = [];
  for (let term = 0; term < terms; term++) {
    let last = -1;
    for (let i = postings.start[term]!; i < postings.start[term + 1]!; i++) {
      const entry = entryOf[postings.items[i]!]!;
      if (entry !== last) {
        items.push(entry);
        counts.push(0);
      }
      counts[counts.length - 1] = counts[counts.length - 1]! + 1;
      last = entry;
    }
    start[term + 1] = items.length;
  }
  return { entryPostings: { start, items: Int32Array.from(items) }, entryCounts: Int32Array.from(counts) };
}

/** An entry's vector holds ln(1 + count) · weight per term: a term counts more with each question that has it, ever less so. */
function entryParts(entries: number, entryPostings: Rows, entryCounts: Int32Array, termEntryWeight: Float64Array): Float64Array {
  const squares = new Float64Array(entries);
  const parts = new Float64Array(entryCounts.length);
  for (let term = 0; term < termEntryWeight.length; term++) {
    for (let i = entryPostings.start[term]!; i < entryPostings.start[term + 1]!; i++) {
      const part = Math.log1p(entryCounts[i]!) * termEntryWeight[term]!;
      squares[entryPostings.items[i]!]! += part ** 2;
      parts[i] = part * termEntryWeight[term]!;
    }
  }
  return parts.map((part, i) => part / (Math.sqrt(squares[entryPostings.items[i]!]!) || 1));
}
