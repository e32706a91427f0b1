// Says a sentence in a better tone: the unfitting words out or replaced, the rest as it was written, punctuation put right.
// Which words are unfitting, and what stands for them, is data (`instead` of a promise rule); nothing here judges.

/** A stretch of the original text (UTF-16 units, end exclusive) and what to say in its place; '' leaves it out. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly instead: string;
}

const ENDS = '。！？!?~～…';
const PAUSES = '，,、；; ';
/** Pauses and ends that met because the words between them are gone: the strongest one stays. */
const RUN = new RegExp(`[${PAUSES}]*([${ENDS}])(?:\\1|[${PAUSES}])*|[${PAUSES.trim()}][${PAUSES}]*`, 'gu');

/** Of replacements that overlap the longest counts; one that says what stands beside it already is left out. Linear in the text. */
export function rewritten(original: string, replacements: readonly Replacement[]): string {
  const ordered = [...replacements].sort((a, b) => a.start - b.start || b.end - a.end);
  let out = '';
  let from = 0;
  for (const { start, end, instead } of ordered) {
    if (start < from) continue;
    out += original.slice(from, start);
    const said = instead === '' || out.endsWith(instead) || original.startsWith(instead, end) ? '' : instead;
    out += said;
    from = end;
  }
  return tidied(out + original.slice(from));
}

function tidied(text: string): string {
  const closed = text.replace(RUN, (run, end: string | undefined) => end ?? run[0]!);
  return trimStart(closed).trim();
}

/** Nothing but words begins a sentence. */
function trimStart(text: string): string {
  let from = 0;
  while (from < text.length && (ENDS + PAUSES).includes(text[from]!)) from++;
  return text.slice(from);
}
