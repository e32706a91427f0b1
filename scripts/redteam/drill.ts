// The drill itself: seeds, disguised by every operator, read by the guard and the risk reader, and counted. Pure for a given seed.
import { checkPromises } from '../../src/compliance/promises.ts';
import { readRisks } from '../../src/compliance/risk.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { chanceOf, pick, type Chance } from '../benching/chance.ts';
import { OPERATORS, WRAPPERS, type Target } from './operators.ts';
import type { Reader } from './reader.ts';

export type Direction = 'promises' | 'risks';
/** Class → what must be found (bad) and what must not (ok). */
export type Seeds = Readonly<Record<string, { readonly bad: readonly string[]; readonly ok: readonly string[] }>>;

export interface Variant {
  readonly direction: Direction;
  readonly class: string;
  readonly operator: string;
  readonly side: 'bad' | 'ok';
  readonly seed: string;
  readonly text: string;
  /** What was found, classes of findings that stop the message. */
  readonly found: readonly string[];
}

export interface Drill {
  readonly variants: readonly Variant[];
  /** Seeds the reader misses, or stops wrongly, as they are written: no variants are made of them. */
  readonly missed: readonly Variant[];
  readonly stopped: readonly Variant[];
}

/** Tries at a disguise that changes the text, for one variant. */
const TRIES = 6;

/** All rule words, and those worth disguising. */
interface Words {
  readonly all: ReadonlySet<string>;
  readonly sought: ReadonlySet<string>;
}

export function drill(reader: Reader, seeds: Readonly<Record<Direction, Seeds>>, seed: number, per: number): Drill {
  const variants: Variant[] = [];
  const missed: Variant[] = [];
  const stopped: Variant[] = [];
  const words: Words = { all: new Set(reader.terms.filter((term) => term.length > 1)), sought: reader.sought };
  for (const direction of ['promises', 'risks'] as const) {
    for (const [name, { bad, ok }] of Object.entries(seeds[direction])) {
      for (const [side, list] of [['bad', bad], ['ok', ok]] as const) {
        for (const plain of list) {
          const read = (operator: string, text: string): Variant => ({ direction, class: name, operator, side, seed: plain, text, found: FIND[direction](reader, text) });
          const undisguised = read('none', plain);
          if (side === 'bad' && !undisguised.found.includes(name)) missed.push(undisguised);
          else if (side === 'ok' && undisguised.found.length > 0) stopped.push(undisguised);
          else variants.push(undisguised, ...disguised(plain, words, chanceOf(seed ^ hash(direction + plain)), per).map(([operator, text]) => read(operator, text)));
        }
      }
    }
  }
  return { variants, missed, stopped };
}

const FIND: { readonly [D in Direction]: (reader: Reader, text: string) => readonly string[] } = {
  promises: ({ promises, policy }, text) => [...new Set(checkPromises(promises, policy, normalise(text)).findings.filter(({ level }) => level === 'block').map(({ type }) => type))],
  risks: ({ risks }, text) => readRisks(risks, normalise(text)).map(({ riskId }) => riskId),
};

function disguised(plain: string, words: Words, chance: Chance, per: number): [string, string][] {
  const made: [string, string][] = [];
  for (const [name, operator] of Object.entries(OPERATORS)) {
    const seen = new Set<string>();
    for (let i = 0; i < per * TRIES && seen.size < per; i++) {
      const text = pick(chance, WRAPPERS)(plain);
      const variant = operator(text, targetIn(text, words, chance), chance);
      if (variant !== null && !seen.has(variant)) {
        seen.add(variant);
        made.push([name, variant]);
      }
    }
  }
  return made;
}

/** Any word in the text that a rule looks for, none within another rule word: nobody disguises what excuses him. */
function targetIn(text: string, { all, sought }: Words, chance: Chance): Target | null {
  const targets: Target[] = [];
  for (let start = 0; start < text.length; start++) {
    for (let length = Math.min(8, text.length - start); length > 1; length--) {
      const word = text.slice(start, start + length);
      if (!all.has(word)) continue;
      if (sought.has(word)) targets.push({ start, word });
      start += length - 1;
      break;
    }
  }
  return targets.length === 0 ? null : pick(chance, targets);
}

function hash(text: string): number {
  let mixed = 2_166_136_261;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 16_777_619);
  return mixed >>> 0;
}
