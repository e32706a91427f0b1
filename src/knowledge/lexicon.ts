// Reads a shop's lexicon: words that stay whole, words that mean the same, characters that look alike; and says what is wrong in it.
// What is done with them is understand's. Every file is optional; `#` begins a comment; words are brought to reading form.
import { normalise } from '../understand/normalise.ts';
import type { Problem, ProblemCode } from './problem.ts';

export interface LexiconFile {
  /** Path below the knowledge folder. */
  readonly name: string;
  readonly text: string;
}

export interface ShopLexicon {
  /** Words that the segmenter must keep whole. */
  readonly words: readonly string[];
  /** Groups of words that mean the same; the first stands for all. */
  readonly synonyms: readonly (readonly string[])[];
  /** Groups of characters that are taken for each other by their shape. */
  readonly shapes: readonly string[];
  readonly problems: readonly Problem[];
}

export const SYNONYMS_FILE = 'lexicon/synonyms.txt';
/** Groups of the shop's own, edited at the desk; written like SYNONYMS_FILE and read before it. */
export const DESK_FILE = 'lexicon/desk.txt';
export const SHAPES_FILE = 'lexicon/shapes.txt';
export const APART_FILE = 'lexicon/apart.txt';

/**
 * Single characters that may be replaced wherever they stand, as they are written for one word only: 啥 什么, 咋 怎么, 冇 没有,
 * 您 你, 俺 我, 劵 券. 嘛 closes questions as 吗 does; where it does not (干嘛, 为嘛), a longer word of another group is found first.
 */
export const REPLACEABLE_CHARACTERS = '啥咋冇您俺劵嘛';

interface Line {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly words: readonly string[];
}

type Report = (code: ProblemCode, at: Line, message: string) => void;

/** Any other .txt file of the folder is a list of words. */
export function readLexicon(files: readonly LexiconFile[]): ShopLexicon {
  const problems: Problem[] = [];
  const report: Report = (code, { file, line }, message) => problems.push({ code, file, line, message });
  const lexicon = files.filter((file) => /^lexicon\/[^/]+\.txt$/.test(file.name));
  const lines = new Map(lexicon.map((file) => [file.name, linesOf(file)]));

  const wordLines = lexicon.filter(({ name }) => ![SYNONYMS_FILE, DESK_FILE, SHAPES_FILE, APART_FILE].includes(name)).flatMap(({ name }) => lines.get(name)!);
  const shipped = lines.get(SYNONYMS_FILE) ?? [];
  const desk = lines.get(DESK_FILE) ?? [];
  const shapes = lines.get(SHAPES_FILE) ?? [];
  const apart = lines.get(APART_FILE) ?? [];

  for (const line of wordLines) {
    if (line.words.length > 1) report('lexicon_form', line, `"${line.words.join(' ')}" is no single word; write one word a line here, and words that mean the same into ${SYNONYMS_FILE}.`);
  }
  for (const line of [...desk, ...shipped, ...apart]) {
    if (line.words.length < 2) report('lexicon_form', line, `"${line.words.join('')}" stands alone; a group needs at least two words with a space between them.`);
  }
  lintTwice(desk, report);
  lintTwice(shipped, report);
  const synonyms = joinGroups(desk, shipped, report);
  for (const line of synonyms) {
    lintCharacters(line, report);
    for (const words of apart) lintApart(line, words, report);
  }
  lintShapes(shapes, report);
  return {
    words: wordLines.flatMap(({ words }) => words),
    synonyms: synonyms.map(({ words }) => words),
    shapes: shapes.map(({ words }) => words.join('')),
    problems,
  };
}

function linesOf({ name, text }: LexiconFile): readonly Line[] {
  return text.split('\n').flatMap((written, index): Line[] => {
    const words = normalise(written.replace(/#.*/, '')).text.split(/\s+/).filter((word) => word !== '');
    return words.length === 0 ? [] : [{ file: name, line: index + 1, words }];
  });
}

/** The desk's groups first. One of the shipped groups that shares a word with them joins them, so that one word stands for all. */
function joinGroups(desk: readonly Line[], shipped: readonly Line[], report: Report): readonly Line[] {
  const groups = desk.map((line) => ({ ...line, words: [...line.words] }));
  const owners = new Map(groups.flatMap((group) => group.words.map((word) => [word, group] as const)));
  const rest = shipped.filter((line) => {
    const [first, ...others] = new Set(line.words.flatMap((word) => owners.get(word) ?? []));
    for (const other of others) {
      report('synonym_twice', other, `this group and the one in line ${first!.line} both share a word with ${line.file} line ${line.line} (${line.words.join(' ')}), so all of them would mean the same; make them one group, or take that word out of one.`);
    }
    first?.words.push(...line.words.filter((word) => !first.words.includes(word)));
    return !first;
  });
  return [...groups, ...rest];
}

function lintTwice(lines: readonly Line[], report: Report): void {
  const first = new Map<string, Line>();
  for (const line of lines) {
    for (const word of line.words) {
      const other = first.get(word);
      if (other) report('synonym_twice', line, `"${word}" stands in ${other === line ? 'this group twice' : `line ${other.line} too`}; a word can be brought to one word only, so keep it in one place.`);
      else first.set(word, line);
    }
  }
}

function lintCharacters(line: Line, report: Report): void {
  for (const word of line.words.slice(1)) {
    if ([...word].length === 1 && !REPLACEABLE_CHARACTERS.includes(word)) {
      report('synonym_character', line, `"${word}" would be replaced inside other words too; write longer words, or put it first in its group.`);
    }
  }
}

/** Two words clash when each shows a side that is kept apart, and they show none in common (能不能 shows both 能 and 不能). */
function lintApart(line: Line, apart: Line, report: Report): void {
  const shown = line.words.map((word) => ({ word, sides: sidesOf(word, apart.words) })).filter(({ sides }) => sides.size > 0);
  const one = shown[0];
  const other = one && shown.find(({ sides }) => [...sides].every((side) => !one.sides.has(side)));
  if (one && other) {
    report('synonym_apart', line, `"${one.word}" and "${other.word}" may not mean the same: ${apart.file} line ${apart.line} keeps ${apart.words.join(' and ')} apart. Split the group.`);
  }
}

/** The sides that stand in `word`; a shorter spelling within a longer one does not count (能 in 不能). */
function sidesOf(word: string, apart: readonly string[]): ReadonlySet<string> {
  const spellings = apart.flatMap((side) => side.split('/').map((spelling) => ({ side, spelling }))).sort((a, b) => b.spelling.length - a.spelling.length);
  const sides = new Set<string>();
  for (let at = 0; at < word.length;) {
    const found = spellings.find(({ spelling }) => spelling !== '' && word.startsWith(spelling, at));
    if (found) sides.add(found.side);
    at += found?.spelling.length ?? 1;
  }
  return sides;
}

function lintShapes(lines: readonly Line[], report: Report): void {
  for (const line of lines) {
    const characters = [...line.words.join('')];
    if (characters.length < 2 || new Set(characters).size < characters.length || !characters.every((character) => /^\p{Script=Han}$/u.test(character))) {
      report('lexicon_form', line, `"${line.words.join(' ')}" is no group of look-alikes; write two or more different Chinese characters, such as 己已巳.`);
    }
  }
}
