// Which rules can match a text at all, and in which of its stretches (clauses, sentences, the message): a rule without one of its
// concepts is never tried, and the others only where their rarest element stands, over the hits they are about and no others.
import type { Surface } from './clauses.ts';
import { firstAtLeast, type ConceptHit } from './hits.ts';

export type Scope = 'clause' | 'sentence' | 'message';

/** What this file has to know of a rule. */
export interface Wanting {
  readonly source: { readonly scope?: Scope };
  readonly all: readonly ReadonlySet<number>[];
  readonly none: ReadonlySet<number>;
}

/** Concept → the places of its hits in the list of all hits, ascending; none for a concept that the text lacks. */
export type Places = readonly (readonly number[] | undefined)[];

export function placesOf(hits: readonly ConceptHit[], concepts: number): Places {
  const places: number[][] = new Array<number[]>(concepts);
  for (let i = 0; i < hits.length; i++) {
    const { concept } = hits[i]!;
    const list = places[concept];
    if (list === undefined) places[concept] = [i];
    else list.push(i);
  }
  return places;
}

/** Of a set of rules: the elements there are, which of them each concept is of, and which rules have each of them. */
interface RuleIndex {
  readonly elements: number;
  readonly elementsOf: readonly (readonly number[] | undefined)[];
  readonly rulesOf: readonly (readonly number[])[];
  /** Distinct elements of each rule. */
  readonly needed: Uint8Array;
}

/** Rule sets are compiled once and read with every message. */
const indexes = new WeakMap<readonly Wanting[], RuleIndex>();

function indexOf(rules: readonly Wanting[]): RuleIndex {
  let index = indexes.get(rules);
  if (index === undefined) {
    index = makeIndex(rules);
    indexes.set(rules, index);
  }
  return index;
}

function makeIndex(rules: readonly Wanting[]): RuleIndex {
  const ids = new Map<string, number>();
  const elementsOf: number[][] = [];
  const rulesOf: number[][] = [];
  const needed = Uint8Array.from(rules, ({ all }, rule) => {
    const own = new Map(all.map((element) => [[...element].sort((a, b) => a - b).join(), element]));
    for (const [key, element] of own) {
      let id = ids.get(key);
      if (id === undefined) {
        id = ids.size;
        ids.set(key, id);
        rulesOf.push([]);
        for (const concept of element) (elementsOf[concept] ??= []).push(id);
      }
      rulesOf[id]!.push(rule);
    }
    return own.size;
  });
  return { elements: ids.size, elementsOf, rulesOf, needed };
}

/** Places of the rules all of whose elements stand somewhere in the text, ascending. */
export function possibleRules(rules: readonly Wanting[], places: Places): readonly number[] {
  const { elements, elementsOf, rulesOf, needed } = indexOf(rules);
  const seen = new Uint8Array(elements);
  const counts = new Uint8Array(rules.length);
  const possible: number[] = [];
  for (let concept = 0; concept < places.length; concept++) {
    const own = places[concept] === undefined ? undefined : elementsOf[concept];
    if (own === undefined) continue;
    for (const element of own) {
      if (seen[element] === 1) continue;
      seen[element] = 1;
      for (const rule of rulesOf[element]!) if (++counts[rule]! === needed[rule]) possible.push(rule);
    }
  }
  return possible.sort((a, b) => a - b);
}

/** A stretch of the text: its hits are `from .. until` of all. */
export interface Unit {
  readonly from: number;
  readonly until: number;
}

/** The stretches of one text, by their hits; a stretch without hits is none. */
export class Units {
  readonly #surface: Surface;
  readonly #hits: readonly ConceptHit[];
  readonly #places: Places;
  readonly #found: { [K in Scope]?: { readonly units: readonly Unit[]; readonly unitOf: Int32Array } } = {};
  readonly #lists = new Map<Unit, readonly ConceptHit[]>();

  constructor(surface: Surface, hits: readonly ConceptHit[], places: Places) {
    this.#surface = surface;
    this.#hits = hits;
    this.#places = places;
  }

  /** Where all elements of a rule stand and nothing of its `none`, from left to right. */
  for({ source, all, none }: Wanting): readonly Unit[] {
    const { units, unitOf } = this.#in(source.scope ?? 'clause');
    if (units.length === 1) return this.#holds(units[0]!, all, none) ? units : [];
    return this.#near(this.#rarest(all), unitOf).map((unit) => units[unit]!).filter((unit) => this.#holds(unit, all, none));
  }

  /** Every hit of a unit, the same list each time. */
  hitsOf(unit: Unit): readonly ConceptHit[] {
    let hits = this.#lists.get(unit);
    if (hits === undefined) {
      hits = this.#hits.slice(unit.from, unit.until);
      this.#lists.set(unit, hits);
    }
    return hits;
  }

  /** The hits of a unit that a rule's elements are about, in their order. */
  hitsFor({ all }: Wanting, unit: Unit): readonly ConceptHit[] {
    if (unit.until - unit.from < FEW_HITS) return this.hitsOf(unit);
    const wanted = new Set<number>();
    for (const element of all) for (const concept of element) if (this.#places[concept] !== undefined) wanted.add(concept);
    const places: number[] = [];
    for (const concept of wanted) {
      const own = this.#places[concept]!;
      for (let i = firstAtLeast(own, unit.from); i < own.length && own[i]! < unit.until; i++) places.push(own[i]!);
    }
    if (wanted.size > 1) places.sort((a, b) => a - b);
    return places.map((place) => this.#hits[place]!);
  }

  #in(scope: Scope): { readonly units: readonly Unit[]; readonly unitOf: Int32Array } {
    return (this.#found[scope] ??= this.#made(scope));
  }

  #made(scope: Scope): { readonly units: readonly Unit[]; readonly unitOf: Int32Array } {
    const hits = this.#hits;
    const { clauses, clauseOf } = this.#surface;
    const units: Unit[] = [];
    const unitOf = new Int32Array(hits.length);
    let from = 0;
    for (let i = 0; i < hits.length; i = from) {
      const clause = clauseOf[hits[i]!.start]!;
      if (scope === 'message') from = hits.length;
      else if (scope === 'clause') while (from < hits.length && clauseOf[hits[from]!.start] === clause) unitOf[from++] = units.length;
      else while (from < hits.length && clauses[clauseOf[hits[from]!.start]!]!.sentence === clauses[clause]!.sentence) unitOf[from++] = units.length;
      units.push({ from: i, until: from });
    }
    return { units, unitOf };
  }

  #rarest(all: readonly ReadonlySet<number>[]): ReadonlySet<number> {
    let rarest = all[0]!;
    let fewest = Infinity;
    for (const element of all) {
      let count = 0;
      for (const concept of element) count += this.#places[concept]?.length ?? 0;
      if (count >= fewest) continue;
      fewest = count;
      rarest = element;
    }
    return rarest;
  }

  /** Units that hold something of an element, ascending. */
  #near(element: ReadonlySet<number>, unitOf: Int32Array): readonly number[] {
    const units: number[] = [];
    let isSorted = true;
    for (const concept of element) {
      for (const place of this.#places[concept] ?? []) {
        const unit = unitOf[place]!;
        const last = units.at(-1) ?? -1;
        if (unit === last) continue;
        if (unit < last) isSorted = false;
        units.push(unit);
      }
    }
    return isSorted ? units : [...new Set(units)].sort((a, b) => a - b);
  }

  #holds(unit: Unit, all: readonly ReadonlySet<number>[], none: ReadonlySet<number>): boolean {
    for (const element of all) if (!this.#hasAny(unit, element)) return false;
    return !this.#hasAny(unit, none);
  }

  #hasAny({ from, until }: Unit, wanted: ReadonlySet<number>): boolean {
    for (const concept of wanted) {
      const places = this.#places[concept];
      if (places === undefined) continue;
      const first = places[firstAtLeast(places, from)];
      if (first !== undefined && first < until) return true;
    }
    return false;
  }
}

/** Fewer hits than this are walked through as they are. */
const FEW_HITS = 24;
