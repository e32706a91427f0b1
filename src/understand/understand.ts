// One message read as a whole and by its parts: the candidates for each.
import type { Candidate, EntryId, NormalText, SemanticEvidence } from '../types.ts';
import type { QuestionIndex } from './index.ts';
import { DENIES, signsOf } from './question.ts';
import { readClauses, type Query } from './query.ts';
import { candidatesOf, EFFORT_OF, measureRead, type Effort } from './rank.ts';
import { BREAK, READ_LENGTH_MAX, stripReferences } from './terms.ts';

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

/**
 * Reads the first READ_LENGTH_MAX characters. `allowed` leaves out entries that do not hold now (outside their validity window).
 * `semantic` is evidence on the message as a whole; its parts are read without.
 */
export function understand(index: QuestionIndex, normal: NormalText, allowed: (id: EntryId) => boolean, semantic: SemanticEvidence | null = null): Reading {
  const { text, had } = stripReferences(normal.text);
  const texts = text.slice(0, READ_LENGTH_MAX).split(BREAK).map((part) => part.trim()).filter((part) => part.length >= PART_LENGTH_MIN);
  const parts = texts.length > 1 && texts.length <= PARTS_MAX ? texts : [];
  // What is put together by taking references out may look like one.
  const again = had ? stripReferences(text) : { text, had };
  const read = readClauses(index, again.text, again.had ? parts.map((part) => stripReferences(part).text) : parts);
  const candidates = (words: string, query: Query, effort: Effort, meaning: SemanticEvidence | null = null): readonly Candidate[] =>
    candidatesOf(index, measureRead(index, { original: words, text: words, offsets: [] }, query, meaning, effort), allowed);
  return {
    whole: candidates(text, read.whole, EFFORT_OF.whole, semantic),
    parts: parts.map((part, i) => {
      const query = read.clauses[i]!;
      const signs = query.text === part ? query.signs : signsOf(part);
      return { text: part, asks: signs !== 0 && signs !== DENIES, candidates: candidates(part, query, EFFORT_OF.part) };
    }),
    onlyReferences: had && !/[\p{L}\p{N}]/u.test(text),
  };
}
