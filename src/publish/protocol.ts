// What the service and its builder say to each other. The builder is a process of its own (builder.ts says why); everything
// comes back in pieces so small that taking one in never holds up a message, each sent only when it was asked for.
import type { Overlay } from '../adapters/knowledge-folder.ts';
import type { ConceptData } from '../compliance/concepts.ts';
import type { Levels } from '../compliance/levels.ts';
import type { PromiseRules } from '../compliance/promises.ts';
import type { RadarRules } from '../compliance/radar-file.ts';
import type { RiskRules } from '../compliance/risk.ts';
import type { Entry, KnowledgeBase } from '../knowledge/base.ts';
import type { Problem } from '../knowledge/problem.ts';
import type { IndexedEntry } from '../understand/index.ts';

/** Bytes of typed arrays in one piece: a millisecond of the service's time. */
export const PIECE_BYTES_MAX = 262_144;
/** Questions of the entries in one piece; an entry is never split. */
export const PIECE_QUESTIONS_MAX = 500;
/** Problems of a refused folder that are told one by one. */
export const PROBLEMS_TOLD_MAX = 200;

/** In this order. */
export const PHASES = ['reading', 'checking', 'building', 'loading'] as const;
export type Phase = (typeof PHASES)[number];

export interface BuildOrder {
  readonly folder: string;
  readonly packFolder: string;
  /** Where learned models are kept between starts; null for nowhere. */
  readonly modelsFolder: string | null;
  /** Texts that stand for files of the folder. */
  readonly overlay: Overlay;
  /** Words that the service's segmenter keeps whole already: questions must be cut as messages will be. */
  readonly words: readonly string[];
  /** The industry pack that the service holds; null for none. */
  readonly packId: string | null;
  /** A running service keeps its shop. */
  readonly shopId: string;
}

/** A base without its entries, which come in pieces. */
export type BaseRest = Omit<KnowledgeBase, 'entries'>;

export type Piece =
  | { readonly kind: 'rest'; readonly rest: BaseRest }
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  | { readonly kind: 'concepts'; readonly data: ConceptData }
  | { readonly kind: 'promises'; readonly promises: Omit<PromiseRules, 'concepts'> }
  | { readonly kind: 'levels'; readonly levels: Levels }
  | { readonly kind: 'risks'; readonly risks: Omit<RiskRules, 'concepts'> }
  | { readonly kind: 'radar'; readonly radar: Omit<RadarRules, 'concepts'> }
  /** The industry pack, when the service holds none or another one; its entries without their questions, which nobody reads. */
  | { readonly kind: 'pack'; readonly id: string; readonly rest: BaseRest; readonly entries: readonly IndexedEntry[] }
  /** The data of the shop's or the pack's index, its typed arrays left out (packing.ts); their bytes follow. */
  | { readonly kind: 'data'; readonly of: 'shop' | 'pack'; readonly shape: unknown; readonly sizes: readonly number[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly words: readonly string[]; readonly segmenterId: string; readonly usesPack: boolean };

export type ToBuilder = { readonly type: 'build'; readonly order: BuildOrder } | { readonly type: 'next' };

export type FromBuilder =
  | { readonly type: 'phase'; readonly phase: Phase }
  /** All is built; ask for the pieces. */
  | { readonly type: 'built' }
  | { readonly type: 'piece'; readonly piece: Piece }
  /** `more` problems were left out. */
  | { readonly type: 'refused'; readonly problems: readonly Problem[]; readonly more: number }
  | { readonly type: 'failed'; readonly message: string }
  /** The launcher's word: the builder is no more. */
  | { readonly type: 'ended'; readonly how: string };
