// Compiles named lists of terms into one automaton and finds all concepts and entities of a text in one pass.
// What a combination of concepts means is the rules' affair (pattern.ts).
import Type from 'typebox';
import type { NormalText } from '../types.ts';
import { buildAutomaton, findTerms, type Automaton, type TermHit } from './automaton.ts';
import type { Surface } from './clauses.ts';
import { createUnmask, type Unmask } from './disguise.ts';
import { ENTITY_NAMES, findEntities } from './entities.ts';
import { inPlace, merged, type ConceptHit } from './hits.ts';
import { Problems, checkShape, nearest, type Source } from './problems.ts';
import { soundIndexOf, type SoundIndex } from './sounds.ts';
import { createRespell, type Respell } from './spellings.ts';

/** Concepts the reader itself relies on; a concept file without one of them is refused. */
export const SYSTEM_CONCEPTS = ['negation', 'negation_after', 'hedge', 'framing', 'disclaimer', 'firm', 'condition', 'reported', 'consent'] as const;
/** Concepts that sharpen its reading where a file has them. */
export const SHARPENING_CONCEPTS = ['contrast', 'formula', 'authority', 'other_things'] as const;
export type SystemConcept = (typeof SYSTEM_CONCEPTS)[number] | (typeof SHARPENING_CONCEPTS)[number];

const Terms = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });
const ConceptFile = Type.Object(
  {
    concepts: Type.Record(
      Type.String(),
      Type.Union([
        Terms,
        Type.Object(
          {
            terms: Type.Optional(Terms),
            /** Other concepts whose terms belong here too. */
            also: Type.Optional(Terms),
            /** Longer words that contain a term and mean something else (发 in 发票). */
            except: Type.Optional(Terms),
          },
          { additionalProperties: false },
        ),
      ]),
    ),
    /** A word and the other ways it is spelled to be missed by a reader of words. */
    spellings: Type.Optional(Type.Record(Type.String(), Terms)),
    /** Groups of characters that are taken for each other by their shape. */
    shapes: Type.Optional(Type.Array(Type.String({ minLength: 2 }))),
  },
  { additionalProperties: false },
);
interface ConceptBody {
  readonly terms?: readonly string[];
  readonly also?: readonly string[];
  readonly except?: readonly string[];
}

export interface Concepts {
  /** Name → id; entities are concepts under their @name. */
  readonly ids: ReadonlyMap<string, number>;
  readonly names: readonly string[];
  /** Puts listed spellings back into the words they stand for. */
  readonly respell: Respell;
  /** Puts words that are disguised by sound or shape back into the words they stand for. */
  readonly unmask: Unmask;
  /** Every hit ordered by start. */
  find(surface: Surface): ConceptHit[];
  /** What `openConcepts` makes the same concepts from, in this process or another. */
  readonly data: ConceptData;
}

/** List i is `items[start[i] .. start[i + 1])`. */
interface Lists {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

function listsOf(lists: readonly (readonly number[])[]): Lists {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => { start[i + 1] = start[i]! + list.length; });
  return { start, items: Int32Array.from(lists.flat()) };
}

/** Compiled concepts as plain data: no function, nothing that cannot be sent. */
export interface ConceptData {
  readonly ids: ReadonlyMap<string, number>;
  /** Concepts that each term feeds, as a member or as an exception. */
  readonly members: Lists;
  readonly exceptions: Lists;
  /** 1 for terms that only count as whole words. */
  readonly wholeWord: Uint8Array;
  readonly automaton: Automaton;
  /** Word → its other spellings, in normal form. */
  readonly spellings: ReadonlyMap<string, readonly string[]>;
  readonly sounds: SoundIndex;
}

/** `parsed` is a concept file as plain data. Throws RuleFileError that lists every mistake at once. */
export function compileConcepts(parsed: unknown, source: Source, normalise: (text: string) => NormalText): Concepts {
  const problems = new Problems(source);
  const file = checkShape<{ concepts: Record<string, readonly string[] | ConceptBody>; spellings?: Record<string, readonly string[]>; shapes?: readonly string[] }>(ConceptFile, parsed, problems);
  const bodies = new Map(Object.entries(file.concepts).map(([name, value]) => [name, Array.isArray(value) ? { terms: value } : (value as ConceptBody)]));
  checkNames(bodies, problems);
  const table = new TermTable(bodies, normalise, problems);
  const spellings = readSpellings(file.spellings ?? {}, normalise, problems);
  problems.throwIfAny();
  const { ids, members, exceptions, wholeWord } = table;
  return openConcepts({ ids, members: listsOf(members), exceptions: listsOf(exceptions), wholeWord: Uint8Array.from(wholeWord, Number), automaton: buildAutomaton(table.terms), spellings, sounds: soundIndexOf(table.terms.filter((_, term) => members[term]!.length > 0), table.terms, file.shapes ?? [], spellings) });
}

/** Concepts that were compiled before. Costs next to nothing. */
export function openConcepts(data: ConceptData): Concepts {
  return { ids: data.ids, names: [...data.ids.keys()], respell: createRespell(data.spellings), unmask: createUnmask(data.sounds), find: (surface) => findConcepts(surface, data), data };
}

function readSpellings(spellings: Readonly<Record<string, readonly string[]>>, normalise: (text: string) => NormalText, problems: Problems): Map<string, string[]> {
  const words = new Map<string, string>();
  return new Map(Object.entries(spellings).map(([word, others]) => [normalise(word).text, others.map((other) => {
    const plain = normalise(other).text;
    const taken = words.get(plain);
    if (plain.length < word.length) problems.add(['spellings', word], `the spelling "${other}" is shorter than "${word}"; give one with at least as many characters`);
    if (taken !== undefined) problems.add(['spellings', word], `the spelling "${other}" stands for "${taken}" already; remove one`);
    words.set(plain, word);
    return plain;
  })]));
}

function checkNames(bodies: ReadonlyMap<string, ConceptBody>, problems: Problems): void {
  for (const name of SYSTEM_CONCEPTS) {
    if (!bodies.has(name)) problems.add([], `the concept "${name}" is missing; the reader needs it, add it with at least one term`);
  }
  for (const [name, body] of bodies) {
    if (!/^[a-z][a-z0-9_]*$/u.test(name)) problems.add(['concepts', name], `concept name "${name}" must be lower-case letters, digits and _`);
    if (body.terms === undefined && body.also === undefined) problems.add(['concepts', name], `concept "${name}" is empty; give it terms or also`);
    for (const other of body.also ?? []) {
      if (!bodies.has(other)) problems.add(['concepts', name], `concept "${name}" also takes in "${other}", which does not exist${nearest(other, [...bodies.keys()])}`);
    }
  }
}

/** Which concepts each distinct term feeds, as a member or as an exception. */
class TermTable {
  readonly ids = new Map<string, number>();
  readonly terms: string[] = [];
  readonly members: number[][] = [];
  readonly exceptions: number[][] = [];
  /** Short terms of Latin letters and numbers only count as whole words: vx, 12315. */
  readonly wholeWord: boolean[] = [];
  readonly #places = new Map<string, number>();

  constructor(bodies: ReadonlyMap<string, ConceptBody>, normalise: (text: string) => NormalText, problems: Problems) {
    for (const name of [...bodies.keys(), ...ENTITY_NAMES]) this.ids.set(name, this.ids.size);
    for (const [name, body] of bodies) {
      const id = this.ids.get(name)!;
      const seen = new Set<string>();
      const put = (term: string, lists: number[][]): void => {
        const plain = squeezeTerm(normalise(term).text);
        if (plain === '') problems.add(['concepts', name], `term ${JSON.stringify(term)} of "${name}" is empty once normalised; remove it`);
        else lists[this.#place(plain)]!.push(id);
      };
      for (const term of gather(name, bodies, 'terms', new Set())) {
        if (seen.has(term)) continue;
        seen.add(term);
        put(term, this.members);
      }
      const duplicate = (body.terms ?? []).find((term, index) => body.terms!.indexOf(term) !== index);
      if (duplicate !== undefined) problems.add(['concepts', name], `term "${duplicate}" stands twice in "${name}"; remove one`);
      const members = [...seen];
      for (const longer of gather(name, bodies, 'except', new Set())) {
        if (!members.some((term) => longer.includes(term))) problems.add(['concepts', name], `exception "${longer}" of "${name}" contains none of its terms, so it can never apply; remove it`);
        put(longer, this.exceptions);
      }
    }
  }

  #place(term: string): number {
    let index = this.#places.get(term);
    if (index === undefined) {
      index = this.terms.push(term) - 1;
      this.#places.set(term, index);
      this.members.push([]);
      this.exceptions.push([]);
      this.wholeWord.push(/^(?:[a-z]{1,4}|\d+)$/u.test(term));
    }
    return index;
  }
}

/** A concept's own words and those of every concept it takes in; a circle is walked once. */
function gather(name: string, bodies: ReadonlyMap<string, ConceptBody>, key: 'terms' | 'except', walked: Set<string>): string[] {
  if (walked.has(name)) return [];
  walked.add(name);
  const body = bodies.get(name);
  return [...(body?.[key] ?? []), ...(body?.also ?? []).flatMap((other) => gather(other, bodies, key, walked))];
}

const squeezeTerm = (term: string): string => term.replace(/[\s.·,，。!?:/_-]/gu, '');

function findConcepts(surface: Surface, { automaton, members, exceptions, wholeWord, ids }: ConceptData): ConceptHit[] {
  const found: TermHit[] = [];
  let covers: Map<number, Cover> | null = null;
  for (const hit of findTerms(automaton, surface.text)) {
    const { term, start, end } = hit;
    if (!withinOneClause(surface, start, end) || (wholeWord[term] === 1 && insideWord(surface.text, start, end))) continue;
    found.push(hit);
    if (exceptions.start[term]! < exceptions.start[term + 1]!) covers ??= new Map();
  }
  if (covers !== null) addCovers(covers, found, exceptions);
  const hits: ConceptHit[] = [];
  for (const { term, start, end } of found) {
    for (let i = members.start[term]!; i < members.start[term + 1]!; i++) {
      const concept = members.items[i]!;
      if (covers === null || !(covers.get(concept)?.covers(start, end) ?? false)) hits.push({ concept, start, end, hours: Number.NaN });
    }
  }
  const entities: ConceptHit[] = [];
  for (const { entity, start, end, hours } of findEntities(surface.text)) {
    if (surface.clauseOf[start] === surface.clauseOf[end - 1]) entities.push({ concept: ids.get(entity)!, start, end, hours });
  }
  return merged(inPlace(hits), inPlace(entities));
}

const SPACE = 0x20;
const TILDE = 0x7e;

/** A word may run over a space that parts two clauses (加 微 信), never over the end of a sentence. */
function withinOneClause(surface: Surface, start: number, end: number): boolean {
  const first = surface.clauseOf[start]!;
  const last = surface.clauseOf[end - 1]!;
  if (first === last) return true;
  if (surface.clauses[first]!.sentence !== surface.clauses[last]!.sentence) return false;
  const gap = surface.clauses[last]!.start;
  for (let at = surface.at[gap - 1]! + 1; at < surface.at[gap]!; at++) {
    const unit = surface.normal.text.charCodeAt(at);
    if (unit !== SPACE && unit !== TILDE) return false;
  }
  return true;
}

function insideWord(text: string, start: number, end: number): boolean {
  const continues = kindOf(text[start]) === 'digit' ? 'digit' : 'letter';
  return kindOf(text[start - 1]) === continues || kindOf(text[end]) === continues;
}

function kindOf(unit: string | undefined): 'digit' | 'letter' | 'other' {
  if (unit === undefined) return 'other';
  if (unit >= '0' && unit <= '9') return 'digit';
  return unit >= 'a' && unit <= 'z' ? 'letter' : 'other';
}

/** The stretches that a concept's exceptions cover, ready to be asked in order of place. */
class Cover {
  readonly #starts: number[] = [];
  readonly #reach: number[] = [];

  /** Ranges must come ordered by start. */
  add(start: number, end: number): void {
    this.#starts.push(start);
    this.#reach.push(Math.max(end, this.#reach.at(-1) ?? 0));
  }

  covers(start: number, end: number): boolean {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && this.#reach[low - 1]! >= end;
  }
}

function addCovers(covers: Map<number, Cover>, found: readonly TermHit[], { start: from, items }: Lists): void {
  const excepting = found.filter(({ term }) => from[term]! < from[term + 1]!).sort((a, b) => a.start - b.start);
  for (const { term, start, end } of excepting) {
    for (let i = from[term]!; i < from[term + 1]!; i++) {
      const concept = items[i]!;
      let cover = covers.get(concept);
      if (cover === undefined) covers.set(concept, (cover = new Cover()));
      cover.add(start, end);
    }
  }
}
