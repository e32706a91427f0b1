// The index against a plain model of the same formulas, worked out the slow way over texts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_WEIGHTS_MAX, classScores, learnClasses } from '../../src/learn/classes.ts';
import { buildIndex, plainTools, rarity, RICH_QUESTIONS_MIN, type IndexedEntry } from '../../src/understand/index.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { bestQuestions, measure } from '../../src/understand/rank.ts';
import { termsOf } from '../../src/understand/terms.ts';
import { LITTLE_SHOP, littleIndex, pairs } from './little-shop.ts';

// No two sound alike: nothing is to be mended here (correct.test.ts).
const text = fc.array(fc.constantFrom('发', '货', '退', '换', '呢', '颜', '色'), { minLength: 1, maxLength: 6 }).map((letters) => letters.join(''));
const shop = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 })
  .map((all) => all.map((questions, i): IndexedEntry => ({ id: `e${i}`, handling: 'answer', questions })));

const LIKENESS = { w: 1, b: 0.7, c: 0.35, q: 0 };
const TOGETHER = { w: 1, b: 0.7, c: 0.8, q: 0 };

/** Weighted Dice with every message, the slow way. */
function plainModel(entries: readonly IndexedEntry[]): { dice(a: string, b: string): number; cosine(message: string, entry: number): number } {
  const termsOfText = (one: string): readonly string[] => termsOf(normalise(one).text, pairs);
  const questions = entries.flatMap((entry) => entry.questions.map(termsOfText));
  const together = entries.map((entry) => entry.questions.map(termsOfText));
  const kind = (term: string): keyof typeof LIKENESS => term[0] as keyof typeof LIKENESS;
  const weight = (term: string): number => LIKENESS[kind(term)] * rarity(questions.length, questions.filter((terms) => terms.includes(term)).length);
  const entryWeight = (term: string): number => TOGETHER[kind(term)] * rarity(entries.length, together.filter((lists) => lists.some((terms) => terms.includes(term))).length);
  const sum = (terms: readonly string[]): number => terms.reduce((total, term) => total + weight(term), 0);
  return {
    dice(a, b) {
      const mine = termsOfText(a);
      const theirs = termsOfText(b);
      return (2 * sum(mine.filter((term) => theirs.includes(term)))) / (sum(mine) + sum(theirs));
    },
    cosine(message, entry) {
      const mine = termsOfText(message);
      const all = [...new Set(together[entry]!.flat())];
      const part = (term: string): number => Math.log1p(together[entry]!.filter((terms) => terms.includes(term)).length) * entryWeight(term);
      const dot = mine.reduce((total, term) => total + part(term) * entryWeight(term), 0);
      return dot / (Math.hypot(...mine.map(entryWeight)) * Math.hypot(...all.map(part)));
    },
  };
}

function questionAt(entries: readonly IndexedEntry[], question: number): string {
  return entries.flatMap((entry) => entry.questions)[question]!;
}

describe('the index', () => {
  it('measures likeness and the angle to an entry as the plain model does', () => {
    fc.assert(fc.property(shop, text, (entries, message) => {
      const plain = plainModel(entries);
      const index = buildIndex(entries, plainTools(pairs));
      const { query, candidates } = measure(index, normalise(message));
      const best = bestQuestions(index, query, candidates.map((one) => one.entry));
      candidates.forEach(({ entry, features }, i) => {
        expect(features.entry_cosine).toBeCloseTo(plain.cosine(message, entry), 9);
        const { question, likeness } = best[i]!;
        expect(likeness).toBeCloseTo(Math.max(...entries[entry]!.questions.map((one) => plain.dice(message, one))), 9);
        expect(plain.dice(message, questionAt(entries, question))).toBeCloseTo(likeness, 9);
      });
      expect([...index.scratch.byTerm, ...index.scratch.byEntry].every((value) => value === 0)).toBe(true);
    }), { numRuns: 60 });
  });

  it('measures every entry that shares a term, and no other', () => {
    fc.assert(fc.property(shop, text, (entries, message) => {
      const plain = plainModel(entries);
      const sharing = entries.flatMap((entry, i) => (entry.questions.some((one) => plain.dice(message, one) > 0) ? [i] : []));
      const measured = measure(buildIndex(entries, plainTools(pairs)), normalise(message)).candidates.map((one) => one.entry);
      expect(measured.toSorted()).toEqual(sharing);
    }), { numRuns: 60 });
  });

  it('is the same each time it is built, to the last weight', () => {
    const [one, other] = [littleIndex(), littleIndex()];
    expect(one.classes?.weights).toEqual(other.classes?.weights);
    expect(one.entryParts).toEqual(other.entryParts);
  });

  it('cuts messages with the segmenter that cut its questions', () => {
    const cut: string[] = [];
    const index = buildIndex(LITTLE_SHOP, plainTools({ id: 'watched', cut: (one) => { cut.push(one); return pairs.cut(one); } }));
    expect(index.segmenter.id).toBe('watched');
    measure(index, normalise('多久能到'));
    expect(cut.at(-1)).toBe('多久能到');
  });

  it('has no class model for a single entry', () => {
    const index = buildIndex(LITTLE_SHOP.slice(0, 1), plainTools(pairs));
    expect(index.classes).toBeNull();
    expect(index.kind).toBe('plain');
  });

  it('is rich or thin by what the shop wrote, not by what ships with the product', () => {
    const many = Array.from({ length: RICH_QUESTIONS_MIN }, (_, i) => `第${i}种问法`);
    const risk: IndexedEntry = { id: 'risk:a', handling: 'risk', questions: many };
    const short: IndexedEntry = { id: 'a', handling: 'answer', questions: ['甲', '乙'] };
    const long: IndexedEntry = { id: 'b', handling: 'answer', questions: many };
    expect(buildIndex([short, risk], plainTools(pairs)).kind).toBe('thin');
    expect(buildIndex([long, risk], plainTools(pairs)).kind).toBe('rich');
  });
});

describe('the class model', () => {
  const PLAINLY = { passes: 12, rate: 0.6, smoothing: 0, leftOut: 0, wrappers: [], wrapped: 0 };
  it('learns which class a term belongs to', () => {
    const model = learnClasses([[0], [0, 2], [1], [1, 2]], Float64Array.of(1, 1, 1), Int32Array.of(0, 0, 1, 1), 2, PLAINLY)!;
    const [first, second] = classScores(model, [0], Float64Array.of(1, 1, 1));
    expect(first! - second!).toBeGreaterThan(1);
    const shared = classScores(model, [2], Float64Array.of(1, 1, 1));
    expect(Math.abs(shared[0]! - shared[1]!)).toBeLessThan(0.5);
  });

  it('is left out when it would not fit into its limits', () => {
    expect(learnClasses([[0], [1]], new Float64Array(CLASS_WEIGHTS_MAX / 2 + 1), Int32Array.of(0, 1), 2, PLAINLY)).toBeNull();
    expect(learnClasses([[0], [0]], Float64Array.of(1), Int32Array.of(0, 0), 1, PLAINLY)).toBeNull();
  });
});
