// One message read as a whole and by its parts: the candidates for each.
import type { Candidate, EntryId, NormalText, SemanticEvidence } from '../types.ts';
import type { QuestionIndex } from './index.ts';
import { DENIES, signsOf } from './question.ts';
import { EFFORT_OF, rank, type Effort } from './rank.ts';
import { READ_LENGTH_MAX, stripReferences } from './terms.ts';

/** Parts of a message that are read on their own; a longer story is read as a whole only. */
const PARTS_MAX = 8;
/** A part shorter than this says nothing alone. */
const PART_LENGTH_MIN = 2;

export interface Part {
  readonly text: string;
  /** Whether its wording asks for something (question.ts). */
  readonly asks: boolean;
  readonly candidates: readonly Candidate[];
}

export interface Reading {
  readonly whole: readonly Candidate[];
  /** Empty when the message is a single clause. */
  readonly parts: readonly Part[];
  /** True when nothing is left once references (order cards, links, numbers, stickers) are taken out. */
  readonly onlyReferences: boolean;
}

/** Parts end where buyers end them: at punctuation, a line break, or a space between Chinese characters. */
const BREAK = /[。!?;,、~\n…]+|(?<=\p{Script=Han}) (?=\p{Script=Han})/u;

/**
 * Reads the first READ_LENGTH_MAX characters. `allowed` leaves out entries that do not hold now (outside their validity window).
 * `semantic` is evidence on the message as a whole; its parts are read without.
 */
export function understand(index: QuestionIndex, normal: NormalText, allowed: (id: EntryId) => boolean, semantic: SemanticEvidence | null = null): Reading {
  const read = (text: string, effort: Effort, meaning: SemanticEvidence | null = null): readonly Candidate[] => rank(index, { original: text, text, offsets: [] }, allowed, meaning, effort);
  const { text, had } = stripReferences(normal.text);
  const texts = text.slice(0, READ_LENGTH_MAX).split(BREAK).map((part) => part.trim()).filter((part) => part.length >= PART_LENGTH_MIN);
  return {
    whole: read(text, EFFORT_OF.whole, semantic),
    parts: texts.length > 1 && texts.length <= PARTS_MAX ? texts.map((part) => ({ text: part, asks: signsOf(part) !== 0 && signsOf(part) !== DENIES, candidates: read(part, EFFORT_OF.part) })) : [],
    onlyReferences: had && !/[\p{L}\p{N}]/u.test(text),
  };
}
