// A message and its clauses read together: every clause as if it were read alone, whatever was mended, replaced or cut in the message.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segmenter } from '../../src/types.ts';
import { shapesOf } from '../../src/understand/correct.ts';
import { orderShares } from '../../src/understand/evidence.ts';
import { buildIndex, plainTools } from '../../src/understand/index.ts';
import { compileLexicon } from '../../src/understand/lexicon.ts';
import { readClauses } from '../../src/understand/query.ts';
import { textAt } from '../../src/understand/rows.ts';
import { BREAK, eachRun } from '../../src/understand/terms.ts';
import { LITTLE_SHOP, pairs } from './little-shop.ts';

/** As jieba does: a line break is a word of its own, and no word goes over one. */
const byLine: Segmenter = { id: 'by-line', cut: (text) => text.split(/(\n)/).flatMap((line) => (line === '\n' ? [line] : pairs.cut(line))) };

const indexWith = (segmenter: Segmenter) =>
  buildIndex(LITTLE_SHOP, { ...plainTools(segmenter), lexicon: compileLexicon([['怎么', '咋'], ['运费', '快递费', '邮资']]), shapes: shapesOf(['退腿', '贷货']) });

const word = fc.constantFrom('怎么', '咋', '退货', '腿货', '发贷', '发货', '多久', '快递费', '包邮吗', '17', '2.5kg', 'fahuo', '饕餮', '〇', '𠮷', '?', ' ', '吗');
const clause = fc.array(word, { minLength: 1, maxLength: 9 }).map((words) => words.join(''));
const messageOf = fc.array(fc.tuple(clause, fc.constantFrom(',', '。', '\n', '、', '~', '!?', ' ')), { minLength: 2, maxLength: 7 }).map((list) => list.flat().join(''));

describe.each([['that ends words at line breaks', byLine], ['that does not', pairs]])('with a segmenter %s, a clause', (_, segmenter) => {
  const index = indexWith(segmenter);

  it('is read in a message as alone', () => {
    fc.assert(fc.property(messageOf, (message) => {
      const clauses = message.split(BREAK).map((part) => part.trim()).filter((part) => part.length > 1);
      const read = readClauses(index, message, clauses);
      expect(read.clauses).toEqual(clauses.map((text) => readClauses(index, text, []).whole));
      expect(read.whole).toEqual(readClauses(index, message, []).whole);
    }), { numRuns: 300 });
  });

  it('leaves the index as it was', () => {
    readClauses(index, '怎么退货,包邮吗', ['怎么退货', '包邮吗']);
    expect([...index.scratch.byTerm, ...index.scratch.hasTerm].every((value) => value === 0)).toBe(true);
  });
});

it('a message is cut once for itself and its clauses', () => {
  const cut: string[] = [];
  const index = indexWith({ id: 'watched', cut: (text) => { cut.push(text); return byLine.cut(text); } });
  cut.length = 0;
  readClauses(index, '怎么退货,包邮吗', ['怎么退货', '包邮吗']);
  expect(cut).toEqual(['怎么退货\n包邮吗']);
});

describe('eachRun', () => {
  it('finds what the pattern finds', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('发', '货', '々', '〇', 'a', 'z', 'A', '0', '9', '.', '1.5', '..', ' ', ',', '𠮷', '\ud842', '\udfb7'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')), (text) => {
      const runs: string[] = [];
      eachRun(text, (from, until, chinese) => { runs.push(`${from} ${until} ${chinese}`); });
      const expected = [...text.matchAll(/[\p{Script=Han}]+|[a-z]+|\d+(?:\.\d+)?/gu)].map((match) => `${match.index} ${match.index + match[0].length} ${/^\p{Script=Han}/u.test(match[0])}`);
      expect(runs).toEqual(expected);
    }), { numRuns: 2_000 });
  });
});

describe('orderShares', () => {
  it('are those of the longest common subsequence', () => {
    const index = indexWith(pairs);
    const slow = (a: string, b: string): number => {
      const row = new Array<number>(b.length + 1).fill(0);
      for (const x of a.split('')) for (let j = 1, diagonal = 0; j <= b.length; j++) {
        const above = row[j]!;
        row[j] = x === b[j - 1] ? diagonal + 1 : Math.max(above, row[j - 1]!);
        diagonal = above;
      }
      return row[b.length]! / Math.max(a.length, b.length);
    };
    const best = Array.from({ length: index.questionCount }, (_, question) => ({ question, likeness: 0 }));
    const text = fc.array(fc.constantFrom('怎', '么', '退', '货', '发', '多', '久', '运', '费', '吗'), { minLength: 1, maxLength: 60 }).map((letters) => letters.join(''));
    fc.assert(fc.property(text, (one) => {
      expect(orderShares(one, index, best)).toEqual(best.map(({ question }) => slow(one.slice(0, 40), textAt(index.forms, question))));
    }), { numRuns: 200 });
  });
});
