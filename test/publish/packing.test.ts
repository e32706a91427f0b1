// What travels in pieces arrives as it was: every kind of typed array, of any length, at any depth, and the whole index of a shop.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/publish/packing.ts';
import { createReceiver, piecesOf } from '../../src/publish/pieces.ts';
import { PIECE_BYTES_MAX, PIECE_QUESTIONS_MAX } from '../../src/publish/protocol.ts';
import { insertedWords } from '../../src/adapters/jieba/segmenter.ts';
import { openShop } from '../../src/shop.ts';
import { makeFolder } from './folder.ts';

const copy = (bytes: readonly Uint8Array[]): ArrayBuffer[] => bytes.map((one) => Uint8Array.from(one).buffer);

describe('packing', () => {
  it('gives back what it was given', () => {
    const array = fc.oneof(fc.float64Array(), fc.int32Array(), fc.uint16Array(), fc.uint8Array(), fc.uint32Array(), fc.float32Array());
    const leaf = fc.oneof(array, fc.string(), fc.integer(), fc.constant(null), fc.constant(new Map([['fa', '发']])));
    const tree = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(leaf, fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), leaf)));
    fc.assert(fc.property(tree, (value) => {
      const { shape, bytes } = pack(value);
      expect(unpack(structuredClone(shape), copy(bytes))).toEqual(value);
    }));
  });

  it('takes a view of a larger buffer alone', () => {
    const { shape, bytes } = pack({ part: new Int32Array([1, 2, 3, 4]).subarray(1, 3) });
    expect(bytes[0]!.byteLength).toBe(8);
    expect(unpack(shape, copy(bytes))).toEqual({ part: new Int32Array([2, 3]) });
  });
});

describe('pieces', { timeout: 60_000 }, () => {
  const folder = makeFolder();
  const shop = openShop(folder.path);
  afterAll(() => folder.remove());

  it('bring a shop over whole, in pieces within their bounds', () => {
    const { index, riskRules } = shop.brain;
    const { segmenter: _s, lexicon: _l, shapes: _h, industry: _i, entries, unknownWeight: _w, unknownEntryWeight: _e, scratch: _c, ...data } = index;
    const receiver = createReceiver();
    for (const piece of piecesOf({ shop, data, pack: null, end: { words: insertedWords(), segmenterId: index.segmenter.id, usesPack: false } })) {
      if (piece.kind === 'bytes') expect(piece.bytes.byteLength).toBeLessThanOrEqual(PIECE_BYTES_MAX);
      if (piece.kind === 'entries') expect(piece.entries.slice(0, -1).reduce((sum, entry) => sum + entry.similar.length + 1, 0)).toBeLessThan(PIECE_QUESTIONS_MAX);
      receiver.take(structuredClone(piece));
    }
    const received = receiver.finish();
    expect(received.base).toEqual(shop.base);
    expect(received.entries).toEqual(entries);
    expect(received.data).toEqual(data);
    expect([...received.promises.rules.keys()]).toEqual([...shop.promises.rules.keys()]);
    expect(received.riskRules.severities).toEqual(riskRules.severities);
  });

  it('notice that bytes are missing', () => {
    const receiver = createReceiver();
    for (const piece of piecesOf({ shop, data: { ...shop.brain.index }, pack: null, end: { words: [], segmenterId: '', usesPack: false } })) {
      if (piece.kind === 'bytes') continue;
      receiver.take(piece);
    }
    expect(() => receiver.finish()).toThrow(/missing/);
  });
});
