// The automaton against a naive search: same hits, whatever terms and text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAutomaton, findTerms, type TermHit } from '../../src/compliance/automaton.ts';

function naive(terms: readonly string[], text: string): TermHit[] {
  return terms.flatMap((value, term) => {
    const hits: TermHit[] = [];
    for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + 1)) hits.push({ term, start, end: start + value.length });
    return hits;
  });
}
const inOrder = (hits: TermHit[]): TermHit[] => [...hits].sort((a, b) => a.start - b.start || a.end - b.end || a.term - b.term);

describe('automaton', () => {
  it('finds overlapping and nested terms', () => {
    const found = findTerms(buildAutomaton(['发货', '货', '当天发货', '天发']), '当天发货');
    expect(inOrder(found).map((hit) => hit.term)).toEqual([2, 3, 0, 1]);
  });

  it('equals a naive search on a small alphabet, where overlaps are many', () => {
    const word = fc.string({ unit: fc.constantFrom('今', '天', '发'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), fc.string({ unit: fc.constantFrom('今', '天', '发', ' '), maxLength: 60 }), (terms, text) => {
        expect(inOrder(findTerms(buildAutomaton(terms), text))).toEqual(inOrder(naive(terms, text)));
      }),
    );
  });

  it('equals a naive search on arbitrary unicode', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }), fc.string({ unit: 'binary' }), (terms, text) => {
        const whole = terms.join('') + text;
        expect(inOrder(findTerms(buildAutomaton(terms), whole))).toEqual(inOrder(naive(terms, whole)));
      }),
    );
  });

  it('refuses an empty or repeated term', () => {
    expect(() => buildAutomaton([''])).toThrow(/empty/);
    expect(() => buildAutomaton(['发', '发'])).toThrow(/twice/);
  });
});
