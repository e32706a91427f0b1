// Both ends of the way that a built shop travels: cut into pieces by the builder, put together again by the service.
import { openConcepts, type ConceptData } from '../compliance/concepts.ts';
import type { Levels } from '../compliance/levels.ts';
import type { PromiseRules } from '../compliance/promises.ts';
import type { RadarRules } from '../compliance/radar-file.ts';
import type { RiskRules } from '../compliance/risk.ts';
import type { Entry, KnowledgeBase } from '../knowledge/base.ts';
import { indexedEntries } from '../knowledge/indexed.ts';
import type { CheckedShop, Pack } from '../shop.ts';
import type { EntryId } from '../types.ts';
import type { IndexData, IndexedEntry } from '../understand/index.ts';
import { pack as packed, unpack } from './packing.ts';
import { PIECE_BYTES_MAX, PIECE_QUESTIONS_MAX, type BaseRest, type Piece } from './protocol.ts';

export interface Built {
  readonly shop: CheckedShop;
  readonly data: IndexData;
  /** The pack to send along; null when the service holds it, or needs none. */
  readonly pack: Pack | null;
  readonly end: Omit<Extract<Piece, { kind: 'end' }>, 'kind'>;
}

/** What the service puts together: all that a brain needs but what only this process can make (segmenter, gate). */
export interface Received {
  readonly base: KnowledgeBase;
  readonly entries: readonly IndexedEntry[];
  readonly data: IndexData;
  readonly promises: PromiseRules;
  readonly levels: Levels;
  readonly riskRules: RiskRules;
  readonly radar: RadarRules;
  readonly pack: Omit<Pack, 'industry'> | null;
  readonly end: Built['end'];
}

export function* piecesOf({ shop, data, pack, end }: Built): Generator<Piece> {
  const { entries, ...rest } = shop.base;
  yield { kind: 'rest', rest };
  yield* entryPieces([...entries.values()]);
  const { concepts, ...promises } = shop.promises;
  const { concepts: _same, ...risks } = shop.riskRules;
  const { concepts: _too, ...radar } = shop.radar;
  yield { kind: 'concepts', data: concepts.data };
  yield { kind: 'promises', promises };
  yield { kind: 'levels', levels: shop.levels };
  yield { kind: 'risks', risks };
  yield { kind: 'radar', radar };
  yield* dataPieces('shop', data);
  if (pack) {
    const { entries: _unused, ...packRest } = pack.base;
    yield { kind: 'pack', id: pack.id, rest: { ...packRest, risks: new Map() }, entries: pack.entries.map((entry) => ({ ...entry, questions: [] })) };
    yield* dataPieces('pack', pack.data);
  }
  yield { kind: 'end', ...end };
}

function* entryPieces(entries: readonly Entry[]): Generator<Piece> {
  let slice: Entry[] = [];
  let questions = 0;
  for (const entry of entries) {
    slice.push(entry);
    questions += entry.similar.length + 1;
    if (questions < PIECE_QUESTIONS_MAX) continue;
    yield { kind: 'entries', entries: slice };
    slice = [];
    questions = 0;
  }
  if (slice.length > 0) yield { kind: 'entries', entries: slice };
}

function* dataPieces(of: 'shop' | 'pack', data: IndexData): Generator<Piece> {
  const { shape, bytes } = packed(data);
  yield { kind: 'data', of, shape, sizes: bytes.map((one) => one.byteLength) };
  for (const array of bytes) {
    for (let at = 0; at < array.byteLength; at += PIECE_BYTES_MAX) yield { kind: 'bytes', bytes: array.subarray(at, at + PIECE_BYTES_MAX) };
  }
}

interface Arriving {
  readonly shape: unknown;
  readonly sizes: readonly number[];
  /** Made when their first bytes come: all at once they would cost a pause. */
  readonly buffers: ArrayBuffer[];
  /** How far the last of the buffers is filled. */
  filled: number;
}

/** Takes pieces in their order; `finish` after the last one. Every step is small. */
export function createReceiver() {
  let rest: BaseRest | undefined;
  const entries = new Map<EntryId, Entry>();
  const indexed: IndexedEntry[] = [];
  let concepts: ConceptData | undefined;
  let promises: Omit<PromiseRules, 'concepts'> | undefined;
  let levels: Levels | undefined;
  let risks: Omit<RiskRules, 'concepts'> | undefined;
  let radar: Omit<RadarRules, 'concepts'> | undefined;
  const arriving = new Map<'shop' | 'pack', Arriving>();
  let filling: Arriving | undefined;
  let pack: Extract<Piece, { kind: 'pack' }> | undefined;
  let end: Built['end'] | undefined;

  const takers: { readonly [K in Piece['kind']]: (piece: Extract<Piece, { kind: K }>) => void } = {
    rest: (piece) => { rest = piece.rest; },
    entries(piece) {
      const slice = new Map(piece.entries.map((entry) => [entry.id, entry]));
      for (const [id, entry] of slice) entries.set(id, entry);
      indexed.push(...indexedEntries({ ...needed(rest), entries: slice, risks: new Map() }));
    },
    concepts: (piece) => { concepts = piece.data; },
    promises: (piece) => { promises = piece.promises; },
    levels: (piece) => { levels = piece.levels; },
    risks: (piece) => { risks = piece.risks; },
    radar: (piece) => { radar = piece.radar; },
    pack: (piece) => { pack = piece; },
    data(piece) {
      filling = { shape: piece.shape, sizes: piece.sizes, buffers: [], filled: 0 };
      arriving.set(piece.of, filling);
    },
    bytes: (piece) => fillIn(needed(filling), piece.bytes),
    end: ({ kind: _kind, ...told }) => { end = told; },
  };
  const dataOf = (of: 'shop' | 'pack'): IndexData => {
    const one = needed(arriving.get(of));
    const { shape, buffers } = one;
    makeEmpty(one);
    if (buffers.length !== one.sizes.length || (buffers.at(-1)?.byteLength ?? 0) !== one.filled) throw new Error('bytes of the built index are missing');
    return unpack(shape, buffers) as IndexData;
  };

  return {
    take(piece: Piece): void {
      (takers[piece.kind] as (piece: Piece) => void)(piece);
    },
    finish(): Received {
      const base: KnowledgeBase = { ...needed(rest), entries };
      const opened = openConcepts(needed(concepts));
      return {
        base, entries: [...indexed, ...indexedEntries({ ...base, entries: new Map() })], data: dataOf('shop'),
        promises: { ...needed(promises), concepts: opened }, levels: needed(levels), riskRules: { ...needed(risks), concepts: opened }, radar: { ...needed(radar), concepts: opened },
        pack: pack ? { id: pack.id, base: { ...pack.rest, entries: new Map() }, entries: pack.entries, data: dataOf('pack') } : null,
        end: needed(end),
      };
    },
  };
}

function fillIn(one: Arriving, bytes: Uint8Array): void {
  if ((one.buffers.at(-1)?.byteLength ?? 0) === one.filled) {
    makeEmpty(one);
    one.buffers.push(new ArrayBuffer(needed(one.sizes[one.buffers.length])));
    one.filled = 0;
  }
  new Uint8Array(needed(one.buffers.at(-1)), one.filled, bytes.byteLength).set(bytes);
  one.filled += bytes.byteLength;
}

/** Arrays without an item send no bytes. */
function makeEmpty(one: Arriving): void {
  while (one.sizes[one.buffers.length] === 0) {
    one.buffers.push(new ArrayBuffer(0));
    one.filled = 0;
  }
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a piece of the built shop is missing');
  return value;
}
