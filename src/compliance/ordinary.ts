// Tells whether characters stand in ordinary Chinese words, so that harmless text is not taken for a disguise (说法货不对板 holds no 发货).
// It knows pairs of neighbours only: from the common words of the language and from the rule words themselves.
import { ORDINARY_WORDS, SINGLE_WORDS, TRADE_NEIGHBOURS } from './ordinary-words.ts';

/** Two neighbouring UTF-16 units as one number. */
const pairOf = (first: number, second: number): number => first * 65_536 + second;

/** A set of pairs in open addressing: it is asked several times for every character, and a Set of such large numbers is slow. No pair is 0. */
class Pairs {
  readonly #table: Uint32Array;
  readonly #mask: number;

  constructor(pairs: Iterable<number>) {
    const all = [...pairs];
    let size = 16;
    while (size < all.length * 2) size *= 2;
    this.#table = new Uint32Array(size);
    this.#mask = size - 1;
    for (const pair of all) {
      let at = this.#slotOf(pair >>> 0);
      while (this.#table[at] !== 0 && this.#table[at] !== pair) at = (at + 1) & this.#mask;
      this.#table[at] = pair;
    }
  }

  has(first: number, second: number): boolean {
    const pair = ((first << 16) | second) >>> 0;
    for (let at = this.#slotOf(pair); this.#table[at] !== 0; at = (at + 1) & this.#mask) if (this.#table[at] === pair) return true;
    return false;
  }

  #slotOf(pair: number): number {
    const mixed = Math.imul(pair, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}

const common = new Pairs(pairsOf(ORDINARY_WORDS));
const trade = new Pairs(pairsOf(TRADE_NEIGHBOURS));

function pairsOf(groups: string): Set<number> {
  const pairs = new Set<number>();
  for (const group of groups.split(' ')) {
    const first = group.charCodeAt(0);
    for (let i = 1; i < group.length; i++) pairs.add(pairOf(first, group.charCodeAt(i)));
  }
  return pairs;
}

/** Whether two neighbours make a common word of the language. */
export const isCommonPair = (first: number, second: number): boolean => common.has(first, second);

/** Particles of chat that a list made from books counts too seldom. */
const CHAT_SINGLES = '吗嘛吧呢啊呀哦么哈咯啦噢喔欸诶您俺咋啥亲';
const singles = new Set([...SINGLE_WORDS, ...CHAT_SINGLES]);

/** Words of grammar, which stand everywhere. */
const GRAMMAR = new Set('是的了不我你他她它在有这那就也都还说和一个上下要会能可没很由被把给对从让与及或吗嘛吧呢啊呀哦么');

export const isGrammar = (character: string): boolean => GRAMMAR.has(character);

/** Whether a character says something by itself, so that it is no part of a disguise and no sign of one. */
export const isSingleWord = (character: string): boolean => singles.has(character);

/** The neighbours inside the given words that neither list holds, each once, ascending. */
export function pairsWithin(words: readonly string[]): Uint32Array {
  const pairs = new Set<number>();
  for (const word of words) {
    for (let i = 0; i + 1 < word.length; i++) {
      const [first, second] = [word.charCodeAt(i), word.charCodeAt(i + 1)];
      if (!common.has(first, second) && !trade.has(first, second)) pairs.add(pairOf(first, second));
    }
  }
  return Uint32Array.from(pairs).sort();
}

/** `own` are the pairs of the rule words. */
export function createOrdinary(own: Uint32Array): (first: number, second: number) => boolean {
  const known = new Pairs(own);
  return (first, second) => common.has(first, second) || trade.has(first, second) || known.has(first, second);
}
