// @ts-check
// Puts what the gate suggests into a draft: into the clause that was found, never over the rest of what the agent wrote. Pure.

/**
 * @typedef {{ readonly level: 'warn' | 'block', readonly start: number, readonly end: number, readonly words: string, readonly reason: string, readonly suggestion: string, readonly rewords?: true | undefined }} Finding
 * @typedef {{ readonly level: 'warn' | 'block', readonly findings: readonly Finding[], readonly suggestion: string, readonly rewords: boolean, readonly reasons: readonly string[] }} Group
 */

const SEPARATORS = '，,。！!？?；;\n~～…';
const SOFT_END = /[~～。]+$/u;

/** The clause or clauses that a finding stands in, without the punctuation around. @param {string} text @param {{ readonly start: number, readonly end: number }} finding @returns {{ start: number, end: number }} */
export function clauseOf(text, finding) {
  let { start } = finding;
  let end = Math.max(finding.end, start);
  while (start > 0 && !SEPARATORS.includes(text.charAt(start - 1))) start -= 1;
  while (end < text.length && !SEPARATORS.includes(text.charAt(end))) end += 1;
  while (start < end && text.charAt(start) === ' ') start += 1;
  return { start, end };
}

/** The draft with a suggestion in the place of the clause, or with other words where the suggestion is the draft reworded. @param {string} text @param {Finding} finding @returns {string} */
export function withSuggestion(text, finding) {
  return finding.rewords ? finding.suggestion : withClauses(text, [finding]);
}

/** The draft with a suggestion added at its end. @param {string} text @param {string} suggestion @returns {string} */
export function withInserted(text, suggestion) {
  const said = text.trimEnd();
  if (said.includes(suggestion)) return text;
  return said === '' || SEPARATORS.includes(said.slice(-1)) ? said + suggestion : `${said}，${suggestion}`;
}

/** The draft with all that stops it replaced, clause by clause; the same suggestion stands once. @param {string} text @param {readonly Finding[]} findings @returns {string} */
export function withAllSuggestions(text, findings) {
  const blocking = findings.filter(({ level, suggestion }) => level === 'block' && suggestion !== '');
  return withClauses(text, blocking);
}

/** @param {string} text @param {readonly Finding[]} findings */
function withClauses(text, findings) {
  /** @type {{ start: number, end: number, said: string }[]} */
  const places = [];
  const used = new Set();
  for (const finding of [...findings].sort((a, b) => a.start - b.start)) {
    const clause = clauseOf(text, finding);
    const last = places.at(-1);
    if (last !== undefined && clause.start < last.end) {
      last.end = Math.max(last.end, clause.end);
      continue;
    }
    places.push({ ...clause, said: used.has(finding.suggestion) ? '' : finding.suggestion });
    used.add(finding.suggestion);
  }
  let out = '';
  let from = 0;
  for (const { start, end, said } of places) {
    out += text.slice(from, start);
    const rest = text.slice(end);
    out += rest === '' ? said : said.replace(SOFT_END, '');
    // A clause that is gone takes the sign behind it along.
    from = said === '' && rest !== '' ? end + 1 : end;
  }
  return (out + text.slice(from)).replace(/[，,；;\s]+$/u, '');
}

/** Findings with the same advice together, the worst first, by place. @param {readonly Finding[]} findings @returns {Group[]} */
export function grouped(findings) {
  /** @type {Map<string, Finding[]>} */
  const bySuggestion = new Map();
  for (const finding of findings) {
    const key = `${finding.level}:${finding.suggestion === '' ? finding.reason : finding.suggestion}`;
    bySuggestion.set(key, [...bySuggestion.get(key) ?? [], finding]);
  }
  const groups = [...bySuggestion.values()].map((all) => /** @type {Group} */ ({
    level: all[0]?.level ?? 'warn', findings: all, suggestion: all[0]?.suggestion ?? '', rewords: all[0]?.rewords === true, reasons: [...new Set(all.map(({ reason }) => reason))],
  }));
  return groups.sort((a, b) => Number(b.level === 'block') - Number(a.level === 'block'));
}

/** What differs in a reworded draft, with a little beside it: the whole of a long draft need not be read again. @param {string} text @param {string} reworded @returns {string} */
export function difference(text, reworded) {
  const [before, after] = [[...text], [...reworded]];
  let start = 0;
  while (start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < after.length - start && end < before.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const from = Math.max(0, start - BESIDE_MAX);
  const until = Math.min(after.length, after.length - end + BESIDE_MAX);
  return (from > 0 ? '…' : '') + after.slice(from, until).join('') + (until < after.length ? '…' : '');
}

/** Characters shown on either side of what differs. */
const BESIDE_MAX = 10;
