// Texts to numbers without keeping the texts, held against a Map.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dictionaryOf, numberOf } from '../../src/understand/dictionary.ts';
import { invert, lengthOf, placeOf, rowsOf, textAt, textsOf } from '../../src/understand/rows.ts';

describe('the dictionary', () => {
  it('knows what it was made of by its place, and nothing else', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 12 })), fc.array(fc.string({ unit: 'grapheme', maxLength: 12 })), (known, others) => {
      const dictionary = dictionaryOf(known);
      const plain = new Map(known.map((text, i) => [text, i]));
      for (const text of [...known, ...others]) expect(numberOf(dictionary, text)).toBe(plain.get(text) ?? -1);
    }));
  });

  it('tells 200,000 texts apart that differ in one character or in order', () => {
    const texts = Array.from({ length: 200_000 }, (_, i) => `b:${String.fromCharCode(0x4e00 + (i % 20_000))}${String.fromCharCode(0x4e00 + Math.floor(i / 20_000))}`);
    const dictionary = dictionaryOf(texts);
    expect(texts.findIndex((text, i) => numberOf(dictionary, text) !== i)).toBe(-1);
    expect(texts.filter((text) => numberOf(dictionary, `${text}吗`) >= 0)).toEqual([]);
  });
});

describe('rows', () => {
  const lists = fc.array(fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 6 }).map((list) => list.toSorted((a, b) => a - b)), { maxLength: 8 });

  it('inverts lists of items into ascending lists of owners', () => {
    fc.assert(fc.property(lists, (all) => {
      const owners = invert(rowsOf(all), 10);
      for (let item = 0; item < 10; item++) {
        const mine = all.flatMap((list, owner) => (list.includes(item) ? [owner] : []));
        expect([...owners.items.subarray(owners.start[item]!, owners.start[item + 1]!)]).toEqual(mine);
        expect(lengthOf(owners, item)).toBe(mine.length);
      }
    }));
  });

  it('finds an item in an ascending row, and only there', () => {
    fc.assert(fc.property(lists, (all) => {
      const rows = rowsOf(all);
      all.forEach((list, row) => {
        for (let item = 0; item < 10; item++) {
          const place = placeOf(rows, row, item);
          expect(place < 0 ? -1 : place - rows.start[row]!).toBe(list.indexOf(item));
        }
      });
    }));
  });

  it('keeps texts as they are', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 9 })), (texts) => {
      const kept = textsOf(texts);
      expect(texts.map((_, i) => textAt(kept, i))).toEqual(texts);
    }));
  });
});
