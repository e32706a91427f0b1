// The index over all similar questions: an inverted index from terms to entries in typed arrays, each question's own terms, and
// the class model learned from them. Goals: a lookup costs the rare terms it shares, and the questions of the few entries that
// lead, so it hardly grows with the base; the same input gives the same index; all of its bulk moves between threads without a
// copy. Non-goals: incremental updates, and deciding anything (rank.ts scores, decide.ts decides).
import type { EntryId, Meaning, NormalText, Segmenter } from '../types.ts';
import { learnClasses, type ClassModel } from '../learn/classes.ts';
import { shapesOf, spellingOf, type Shapes, type Spelling } from './correct.ts';
import { dictionaryOf, type Dictionary } from './dictionary.ts';
import type { Industry } from './industry.ts';
import { applyLexicon, NO_LEXICON, type Lexicon } from './lexicon.ts';
import type { BaseKind } from './model.ts';
import { normalise } from './normalise.ts';
import { signsOf } from './question.ts';
import { invert, lengthOf, rowsOf, textsOf, type Rows, type Texts } from './rows.ts';
import { isSymbol, kindOf, stripReferences, termsOf, type TermKind } from './terms.ts';

/** Entry ids of risk examples carry this prefix before the risk class. */
export const RISK_PREFIX = 'risk:';

/** Share of a term's rarity that counts in likeness, by kind: a word says more than a pair, a pair more than a character. */
const LIKENESS_KIND: Readonly<Record<TermKind, number>> = { w: 1, b: 0.7, c: 0.35, q: 0 };
/** The same for an entry's questions taken together, where single characters that keep coming back say more. */
const ENTRY_KIND: Readonly<Record<TermKind, number>> = { w: 1, b: 0.7, c: 0.8, q: 0 };
/** The same for the class model, which finds out itself what a word says and is short of examples for it: characters lead. */
const CLASS_KIND: Readonly<Record<TermKind, number>> = { w: 1, b: 0.8, c: 1.3, q: 1.2 };
/** Kinds by number, as the index keeps them. */
export const TERM_KINDS: readonly TermKind[] = ['w', 'b', 'c', 'q'];

/** Meanings that are no question of the shop's: what ships for them is the same in every shop. */
export const BACKGROUND: readonly Meaning[] = ['small_talk', 'ask', 'uncovered'];
/** What buyers put around a wish: courtesies and fragments. */
const WRAPPERS: readonly Meaning[] = ['small_talk', 'ask'];
/** For the class model: measured on ways of asking that others wrote. */
const LEARNING = { passes: 12, rate: 0.6, smoothing: 0, leftOut: 0.5, wrapped: 0.3 } as const;

export interface IndexedEntry {
  readonly id: EntryId;
  readonly handling: Meaning;
  readonly questions: readonly string[];
  /** Entries whose question its answer serves as well. */
  readonly serves?: readonly EntryId[];
}

/** The bulk of an index: typed arrays and small tables, no functions. */
export interface IndexData {
  readonly questionCount: number;
  /** First question of each entry, plus one past the last. */
  readonly firstQuestion: Int32Array;
  /** Questions in reading form. */
  readonly forms: Texts;
  /** Distinct forms, and the entries that have each. */
  readonly formIds: Dictionary;
  readonly formEntries: Rows;
  /** What each question asks for (question.ts). */
  readonly signs: Int32Array;
  readonly termIds: Dictionary;
  /** Place in TERM_KINDS of each term's kind. */
  readonly termKind: Uint8Array;
  /** 1 for numbers and Latin words. */
  readonly termSymbol: Uint8Array;
  /** A term's weight by its rarity among questions, its kind included. */
  readonly termWeight: Float64Array;
  /** A term's weight by its rarity among entries. */
  readonly termEntryWeight: Float64Array;
  /** A term's weight in the class model's vectors. */
  readonly termClassWeight: Float64Array;
  /** Distinct terms of each question. */
  readonly questionTerms: Rows;
  /** Sum of term weights of each question. */
  readonly questionWeight: Float64Array;
  /** Entries that have a term, ascending. */
  readonly entryPostings: Rows;
  /** What each of them adds to the cosine between the entry and a message with that term, before the message's length divides it; roughly, to find the leaders. */
  readonly entryParts: Float32Array;
  /** The same the other way round and exactly: the terms of an entry, ascending, and what each adds. */
  readonly entryTerms: Rows;
  readonly entryTermParts: Float64Array;
  /** For each of them, the questions that have the term: numbers within the entry, ascending. */
  readonly entryTermQuestions: { readonly start: Int32Array; readonly items: Uint16Array };
  /** Null when the base is too large for one (classes.ts) or has a single entry. */
  readonly classes: ClassModel | null;
  /** √ of each entry's share of each industry intent, `[entry * intents + intent]`; empty without an industry. */
  readonly entryTopics: Float32Array;
  readonly spelling: Spelling;
  /** Which of the models reads this base's evidence. */
  readonly kind: BaseKind;
}

/** What texts are read with. */
export interface Tools {
  /** Lookups cut messages with what the questions were cut with: another one would cut other words. */
  readonly segmenter: Segmenter;
  readonly lexicon: Lexicon;
  readonly shapes: Shapes;
  /** Null for the industry pack itself, and where a base is rich enough to speak for itself. */
  readonly industry: Industry | null;
}

export interface QuestionIndex extends IndexData, Tools {
  readonly entries: readonly IndexedEntry[];
  /** The weights of a term that no question has. */
  unknownWeight(kind: TermKind): number;
  unknownEntryWeight(kind: TermKind): number;
  /** For lookups to use: making them anew would cost more than a lookup. */
  readonly scratch: Scratch;
}

export interface Scratch {
  /** These are left at 0. */
  readonly byTerm: Float64Array;
  readonly byEntry: Float32Array;
  /** An eighth of byTerm's size, so that most of it stays at hand while entries' terms are held against it. */
  readonly hasTerm: Uint8Array;
  /** The content of these means nothing between lookups. */
  readonly found: Int32Array;
  readonly ofFound: Float32Array;
}

/** A base whose middle entry has at least this many questions is a rich one. */
export const RICH_QUESTIONS_MIN = 15;
/** Entries and intents for which topics are kept: beyond, a base is found by its words. */
export const TOPIC_ENTRIES_MAX = 1_000;

/** Smoothed inverse frequency: ln(1 + (n - df + ½) / (df + ½)), as in BM25 (Robertson and Zaragoza 2009); never negative. */
export function rarity(total: number, having: number): number {
  return Math.log1p((total - having + 0.5) / (having + 0.5));
}

/** The segmenter alone, for a base without lexicon and industry. */
export function plainTools(segmenter: Segmenter): Tools {
  return { segmenter, lexicon: NO_LEXICON, shapes: shapesOf([]), industry: null };
}

export function buildIndex(entries: readonly IndexedEntry[], tools: Tools): QuestionIndex {
  return openIndex(buildData(entries, tools), entries, tools);
}

/** Data built before, here or in another thread, ready for lookups. Its entries must be those it was built from. */
export function openIndex(data: IndexData, entries: readonly IndexedEntry[], tools: Tools): QuestionIndex {
  const ofQuestions = rarity(data.questionCount, 0);
  const ofEntries = rarity(entries.length, 0);
  return {
    ...data, ...tools, entries,
    unknownWeight: (kind) => LIKENESS_KIND[kind] * ofQuestions,
    unknownEntryWeight: (kind) => ENTRY_KIND[kind] * ofEntries,
    scratch: { byTerm: new Float64Array(data.termWeight.length), hasTerm: new Uint8Array(data.termWeight.length), byEntry: new Float32Array(entries.length), found: new Int32Array(entries.length), ofFound: new Float32Array(entries.length) },
  };
}

export function buildData(entries: readonly IndexedEntry[], { segmenter, lexicon, industry }: Tools): IndexData {
  const normals = entries.flatMap((entry) => entry.questions).map(normalise);
  const stripped = normals.map((normal) => stripReferences(normal.text).text);
  const forms = stripped.map((text) => applyLexicon(lexicon, text).text);
  const entryOf = Int32Array.from(entries.flatMap((entry, index) => entry.questions.map(() => index)));
  const firstQuestion = new Int32Array(entries.length + 1);
  entries.forEach((entry, i) => { firstQuestion[i + 1] = firstQuestion[i]! + entry.questions.length; });

  const { terms, lists } = numbered(forms.map((form) => termsOf(form, segmenter)));
  const questionTerms = rowsOf(lists);
  const postings = invert(questionTerms, terms.length);
  const { entryPostings, entryCounts } = countEntries(postings, entryOf, terms.length);
  const kinds = terms.map(kindOf);
  const termWeight = Float64Array.from(kinds, (kind, id) => LIKENESS_KIND[kind] * rarity(forms.length, lengthOf(postings, id)));
  const termEntryWeight = Float64Array.from(kinds, (kind, id) => ENTRY_KIND[kind] * rarity(entries.length, lengthOf(entryPostings, id)));
  const termClassWeight = Float64Array.from(kinds, (kind, id) => CLASS_KIND[kind] * Math.sqrt(rarity(forms.length, lengthOf(postings, id))));
  const parts = entryParts(entries.length, entryPostings, entryCounts, termEntryWeight);
  const asksNothing = (row: number): boolean => WRAPPERS.includes(entries[entryOf[row]!]!.handling);
  const classes = learnClasses(lists, termClassWeight, entryOf, entries.length, { ...LEARNING, wrappers: [...lists.keys()].filter(asksNothing) });
  const byForm = numbered(forms.map((form) => [form]));

  return {
    questionCount: forms.length, firstQuestion, forms: textsOf(forms), signs: Int32Array.from(forms, signsOf),
    formIds: dictionaryOf(byForm.terms), formEntries: distinctOwners(byForm.lists, entryOf, byForm.terms.length),
    termIds: dictionaryOf(terms), termKind: Uint8Array.from(kinds, (kind) => TERM_KINDS.indexOf(kind)), termSymbol: Uint8Array.from(terms, (term) => Number(isSymbol(term))),
    termWeight, termEntryWeight, termClassWeight,
    questionTerms, questionWeight: Float64Array.from(lists, (list) => list.reduce((sum, term) => sum + termWeight[term]!, 0)),
    entryPostings, entryParts: Float32Array.from(parts), ...termsByEntry(entryPostings, entryCounts, parts, postings, firstQuestion),
    classes, entryTopics: industry && entries.length <= TOPIC_ENTRIES_MAX ? topicsOfEntries(normals, entryOf, entries.length, industry) : new Float32Array(0),
    spelling: spellingOf([...stripped, ...forms], terms.filter((term) => term.startsWith('w:')).map((term) => term.slice(2))),
    kind: !classes ? 'plain' : isRich(entries) ? 'rich' : 'thin',
  };
}

/** Entries and examples that ship with the product (small talk, fragments, risks) say nothing about how much a shop wrote. */
export function isRich(entries: readonly IndexedEntry[]): boolean {
  const counts = entries.filter((entry) => entry.handling !== 'risk' && !BACKGROUND.includes(entry.handling)).map((entry) => entry.questions.length).sort((a, b) => a - b);
  return (counts[counts.length >> 1] ?? 0) >= RICH_QUESTIONS_MIN;
}

/** Numbers texts in the order in which they first come, and each list by these numbers. */
function numbered(lists: readonly (readonly string[])[]): { readonly terms: readonly string[]; readonly lists: readonly (readonly number[])[] } {
  const ids = new Map<string, number>();
  const byNumber = lists.map((list) => list.map((term) => {
    const known = ids.get(term);
    if (known !== undefined) return known;
    ids.set(term, ids.size);
    return ids.size - 1;
  }));
  return { terms: [...ids.keys()], lists: byNumber };
}

/** The entries of each form, each once. */
function distinctOwners(formOf: readonly (readonly number[])[], entryOf: Int32Array, size: number): Rows {
  const owners: number[][] = Array.from({ length: size }, () => []);
  formOf.forEach(([form], question) => {
    const list = owners[form!]!;
    const entry = entryOf[question]!;
    if (list.at(-1) !== entry) list.push(entry);
  });
  return rowsOf(owners);
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

/** Postings turned round, with what belongs to each of them. */
function termsByEntry({ start, items }: Rows, counts: Int32Array, parts: Float64Array, postings: Rows, firstQuestion: Int32Array): Pick<IndexData, 'entryTerms' | 'entryTermParts' | 'entryTermQuestions'> {
  const entryTerms = invert({ start, items }, firstQuestion.length - 1);
  const next = entryTerms.start.slice();
  const places = items.map((entry) => next[entry]!++);
  const entryTermParts = new Float64Array(parts.length);
  const begin = new Int32Array(parts.length + 1);
  places.forEach((place, i) => {
    entryTermParts[place] = parts[i]!;
    begin[place + 1] = counts[i]!;
  });
  for (let i = 0; i < parts.length; i++) begin[i + 1]! += begin[i]!;
  const questions = new Uint16Array(postings.items.length);
  let read = 0;
  places.forEach((place, i) => {
    // Far beyond what is compared (rank.ts: COMPARED_PER_ENTRY_MAX), one number does for all.
    for (let at = begin[place]!; at < begin[place + 1]!; at++) questions[at] = Math.min(0xffff, postings.items[read++]! - firstQuestion[items[i]!]!);
  });
  return { entryTerms, entryTermParts, entryTermQuestions: { start: begin, items: questions } };
}

/** The mean of the questions' topics, as square roots (industry.ts: agreement). */
function topicsOfEntries(normals: readonly NormalText[], entryOf: Int32Array, entries: number, industry: Industry): Float32Array {
  const sums = new Float32Array(entries * industry.intents);
  const counts = new Float32Array(entries);
  normals.forEach((normal, question) => {
    const entry = entryOf[question]!;
    counts[entry]! += 1;
    industry.topicsOf(normal).forEach((share, intent) => { sums[entry * industry.intents + intent]! += share; });
  });
  return sums.map((sum, at) => Math.sqrt(sum / (counts[Math.floor(at / industry.intents)]! || 1)));
}
