// Words that mean the same in this trade and in this shop. Every text, written or asked, is brought to one word of each group
// before it is cut into terms, so that a question is found however it is worded. It knows no context: what may not stand for
// each other everywhere belongs into no group.

/** A word that was put in another's place. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

export interface Lexicon {
  /** First UTF-16 unit → the words of all groups that begin with it, longest first. The word that stands for its group is there
   * too, as its own replacement, so that no shorter word is found within it. */
  readonly byFirst: ReadonlyMap<number, readonly Replacement[]>;
}

export const NO_LEXICON: Lexicon = { byFirst: new Map() };

/** Each group begins with the word that stands for all of it. A word of two groups keeps to the first. */
export function compileLexicon(groups: readonly (readonly string[])[]): Lexicon {
  const taken = new Set<string>();
  const byFirst = new Map<number, Replacement[]>();
  for (const group of groups) {
    const to = group[0];
    if (to === undefined) continue;
    for (const from of group) {
      if (from === '' || taken.has(from)) continue;
      taken.add(from);
      const list = byFirst.get(from.charCodeAt(0));
      if (list) list.push({ from, to });
      else byFirst.set(from.charCodeAt(0), [{ from, to }]);
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.from.length - a.from.length);
  return { byFirst };
}

/** Left to right, the longest word first; what is put in is not looked at again. Linear in the text. */
export function applyLexicon(lexicon: Lexicon, text: string): { readonly text: string; readonly used: readonly Replacement[] } {
  const used: Replacement[] = [];
  let out = '';
  let copied = 0;
  for (let at = 0; at < text.length;) {
    const hit = wordAt(lexicon.byFirst.get(text.charCodeAt(at)), text, at);
    if (hit === null) {
      at += 1;
      continue;
    }
    if (hit.to !== hit.from) {
      out += text.slice(copied, at) + hit.to;
      copied = at + hit.from.length;
      used.push(hit);
    }
    at += hit.from.length;
  }
  return used.length === 0 ? { text, used } : { text: out + text.slice(copied), used };
}

function wordAt(words: readonly Replacement[] | undefined, text: string, at: number): Replacement | null {
  if (words !== undefined) {
    for (const word of words) if (text.startsWith(word.from, at) && standsAlone(text, at, at + word.from.length)) return word;
  }
  return null;
}

/** 7天 is not in 17天 and cm not in cmcc: a word that begins or ends with letters or digits ends where they end. */
function standsAlone(text: string, from: number, until: number): boolean {
  return !runsOn(text[from - 1], text[from]) && !runsOn(text[until - 1], text[until]);
}

function runsOn(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && (isLetter(left) ? isLetter(right) : isDigit(left) && isDigit(right));
}

function isLetter(unit: string): boolean {
  return unit >= 'a' && unit <= 'z';
}

/** The decimal point belongs to the number: 7天 is not in 2.7天. */
function isDigit(unit: string): boolean {
  return (unit >= '0' && unit <= '9') || unit === '.';
}
