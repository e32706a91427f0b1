// The stretches of a text that rules are tried in (clauses, sentences, the message), each with its hits by concept, so that a rule
// walks over the hits it is about and no others.
import type { Range, Surface } from './clauses.ts';
import type { ConceptHit } from './concepts.ts';

export type Scope = 'clause' | 'sentence' | 'message';

/** The ranges of a text that a rule of each scope is tried in. */
export const RANGES: { readonly [K in Scope]: (surface: Surface) => readonly Range[] } = {
  clause: (surface) => surface.clauses,
  sentence: (surface) => surface.sentences,
  message: (surface) => [{ start: 0, end: surface.text.length }],
};

export interface Unit {
  readonly hits: readonly ConceptHit[];
  /** Concept → the places of its hits in `hits`. */
  readonly present: ReadonlyMap<number, readonly number[]>;
}

/** Units without hits are left out; `found` are all hits, ordered by start. */
export function unitsOf(found: readonly ConceptHit[], ranges: readonly Range[]): Unit[] {
  const units: Unit[] = [];
  let from = 0;
  for (const range of ranges) {
    const hits: ConceptHit[] = [];
    const present = new Map<number, number[]>();
    for (; from < found.length && found[from]!.start < range.end; from++) {
      const hit = found[from]!;
      const places = present.get(hit.concept);
      if (places === undefined) present.set(hit.concept, [hits.length]);
      else places.push(hits.length);
      hits.push(hit);
    }
    if (hits.length > 0) units.push({ hits, present });
  }
  return units;
}

/** Fewer hits than this are walked through as they are. */
const FEW_HITS = 24;

/** The hits of a unit that a rule's elements are about, in their order. */
export function hitsFor(elements: readonly ReadonlySet<number>[], unit: Unit): readonly ConceptHit[] {
  if (unit.hits.length < FEW_HITS) return unit.hits;
  const places = new Set<number>();
  for (const element of elements) for (const concept of element) for (const place of unit.present.get(concept) ?? []) places.add(place);
  return Int32Array.from(places).sort().reduce<ConceptHit[]>((hits, place) => (hits.push(unit.hits[place]!), hits), []);
}
