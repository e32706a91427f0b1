// Words that play the same part in what an agent says (给您 给你 给亲), for the learned reader alone: a sentence in words that no example
// has is still like one in words of the same classes. Rules use concepts (concepts.ts), which may overlap and have exceptions; here
// a clause is cut from its front into the longest listed words, so that 不一定 is never 一定.
import Type from 'typebox';
import type { Range, Surface } from './clauses.ts';
import { Problems, checkShape, type Source } from './problems.ts';

/** UTF-16 units; a longer word is a phrase, which the examples teach. */
export const CLASS_WORD_LENGTH_MAX = 6;

/** A listed word in a text. */
export interface WordHit extends Range {
  /** Place in `names`. */
  readonly wordClass: number;
}

export interface WordClasses {
  readonly names: readonly string[];
  /** Of the squeezed text, ordered, without overlaps; no word goes over the border of a clause. */
  find(surface: Pick<Surface, 'text' | 'clauses'>): readonly WordHit[];
}

const WordFile = Type.Object({ classes: Type.Record(Type.String(), Type.String({ minLength: 1 })) }, { additionalProperties: false });

export const NO_WORD_CLASSES: WordClasses = { names: [], find: () => [] };

/** `parsed`: `{ classes: { name: "words with blanks between" } }`. Throws RuleFileError with all mistakes. */
export function compileWordClasses(parsed: unknown, source: Source): WordClasses {
  const problems = new Problems(source);
  const { classes } = checkShape<{ classes: Record<string, string> }>(WordFile, parsed, problems);
  const names = Object.keys(classes);
  const classOf = new Map<string, number>();
  const longest = new Map<number, number>();
  names.forEach((name, wordClass) => {
    for (const word of classes[name]!.split(/\s+/u).filter((one) => one !== '')) {
      const before = classOf.get(word);
      if (word.length > CLASS_WORD_LENGTH_MAX) problems.add(['classes', name], `"${word}" has more than ${CLASS_WORD_LENGTH_MAX} characters; write the word that matters, or an example sentence`);
      if (before !== undefined && before !== wordClass) problems.add(['classes', name], `"${word}" is in "${names[before]!}" already; a word plays one part, remove it from one of the two`);
      classOf.set(word, wordClass);
      longest.set(word.charCodeAt(0), Math.max(word.length, longest.get(word.charCodeAt(0)) ?? 0));
    }
  });
  problems.throwIfAny();
  return { names, find: ({ text, clauses }) => clauses.flatMap((clause) => wordsIn({ classOf, longest }, text, clause)) };
}

/** The class of each word, and the length of the longest word by its first unit. */
interface Listed {
  readonly classOf: ReadonlyMap<string, number>;
  readonly longest: ReadonlyMap<number, number>;
}

function wordsIn(listed: Listed, text: string, { start, end }: Range): readonly WordHit[] {
  const hits: WordHit[] = [];
  let at = start;
  while (at < end) {
    const hit = longestAt(listed, text, at, end);
    if (hit) hits.push(hit);
    at = hit ? hit.end : at + 1;
  }
  return hits;
}

function longestAt({ classOf, longest }: Listed, text: string, start: number, limit: number): WordHit | null {
  for (let end = Math.min(limit, start + (longest.get(text.charCodeAt(start)) ?? 0)); end > start; end--) {
    const wordClass = classOf.get(text.slice(start, end));
    if (wordClass !== undefined) return { start, end, wordClass };
  }
  return null;
}
