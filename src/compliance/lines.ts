// Joins lines that were broken to part the words of a sentence (今天\n一定\n发货), for a second reading.
// A break between two whole lines stays: joined, a list of facts would read as sentences nobody wrote.
import type { NormalText } from '../types.ts';
import type { Concepts } from './concepts.ts';
import { readSurface } from './clauses.ts';

/** A line up to this many characters is taken for a piece of its neighbour. */
const SHORT_LINE = 4;

/** The text without the breaks beside a short line and those inside a known word; null when no break goes. */
export function joinLines(concepts: Concepts, normal: NormalText): NormalText | null {
  const breaks = [...normal.text.matchAll(/\n/gu)].map((match) => match.index);
  if (breaks.length === 0) return null;
  const insideWord = breaksInsideWords(concepts, normal, breaks);
  const removed = new Set(breaks.filter((place, index) => {
    const left = place - (breaks[index - 1] ?? -1) - 1;
    const right = (breaks[index + 1] ?? normal.text.length) - place - 1;
    return left <= SHORT_LINE || right <= SHORT_LINE || insideWord.has(place);
  }));
  return removed.size === 0 ? null : without(normal, removed);
}

function breaksInsideWords(concepts: Concepts, normal: NormalText, breaks: readonly number[]): Set<number> {
  const surface = readSurface(without(normal, new Set(breaks)));
  const inside = new Set<number>();
  for (const { start, end } of concepts.find(surface)) for (let at = start + 1; at < end; at++) inside.add(surface.at[at]!);
  return new Set(breaks.filter((place, index) => inside.has(place - index)));
}

/** `removed` are places in `normal.text`. */
function without(normal: NormalText, removed: ReadonlySet<number>): NormalText {
  const kept = normal.offsets.filter((_, place) => !removed.has(place));
  return { original: normal.original, text: normal.text.split('').filter((_, place) => !removed.has(place)).join(''), offsets: kept };
}
