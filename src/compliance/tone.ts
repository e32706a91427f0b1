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

/** What a name may still end in behind the words that are replaced (亲爱的宝贝儿); 儿子 is a word of its own. */
const SUFFIX = /^儿(?![子童女科])/u;
/** Replacements this long are sentences, and said once (以页面为准，以页面为准). */
const SENTENCE_MIN = 5;

/**
 * Of replacements that overlap the first and longest counts, together with those that say the same. One that says what stands beside it
 * already, or was said before, is left out. Linear in the text.
 */
export function rewritten(original: string, replacements: readonly Replacement[]): string {
  const said = new Set<string>();
  let out = '';
  let from = 0;
  for (const { start, end, instead } of united(original, replacements)) {
    if (start < from) continue;
    out += original.slice(from, start);
    const isRepeated = out.endsWith(instead) || original.slice(end, end + instead.length + LEADING_MAX).replace(LEADING, '').startsWith(instead) || (instead.length >= SENTENCE_MIN && said.has(instead));
    if (instead !== '' && !isRepeated) out += instead;
    said.add(instead);
    from = end;
  }
  const text = tidied(out + original.slice(from));
  return PAUSES.includes(original.at(-1) ?? '') ? text : text.replace(LAST_PAUSE, '');
}

/** Left over where the last words are gone. */
const LAST_PAUSE = new RegExp(`[${PAUSES}]$`, 'u');
/** Punctuation between two wordings of the same. */
const LEADING_MAX = 4;
const LEADING = new RegExp(`^[${ENDS}${PAUSES}]{1,${LEADING_MAX}}`, 'u');

function united(original: string, replacements: readonly Replacement[]): readonly Replacement[] {
  const ordered: Replacement[] = [];
  for (const one of [...replacements].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = ordered.at(-1);
    if (last !== undefined && one.start < last.end && one.instead === last.instead) ordered[ordered.length - 1] = { ...last, end: Math.max(last.end, one.end) };
    else ordered.push(one);
  }
  return ordered.map((one) => ({ ...one, end: one.end + (one.instead === '' ? 0 : SUFFIX.exec(original.slice(one.end, one.end + 2))?.[0].length ?? 0) }));
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
