// Counts a drill: recall of what must be found and false alarms on what must not, by class and by operator.
import type { Drill, Variant } from './drill.ts';

export interface Figures {
  readonly bad: number;
  readonly caught: number;
  readonly ok: number;
  readonly alarms: number;
}

/** Operators whose outcome may be another ordinary word: reported, and held to no floor. */
export const UNHELD: readonly string[] = ['same sound, also words'];

export const recallOf = ({ bad, caught }: Figures): number | null => (bad === 0 ? null : caught / bad);
export const alarmsOf = ({ ok, alarms }: Figures): number | null => (ok === 0 ? null : alarms / ok);

/** Caught: the message is stopped, whatever the class found. */
export function figuresOf(variants: readonly Variant[]): Figures {
  const bad = variants.filter(({ side }) => side === 'bad');
  const ok = variants.filter(({ side }) => side === 'ok');
  return { bad: bad.length, caught: bad.filter(({ found }) => found.length > 0).length, ok: ok.length, alarms: ok.filter(({ found }) => found.length > 0).length };
}

export const held = ({ variants }: Drill): readonly Variant[] => variants.filter(({ operator }) => operator !== 'none' && !UNHELD.includes(operator));

export function grouped(variants: readonly Variant[], by: (variant: Variant) => string): readonly (readonly [string, Figures])[] {
  const groups = new Map<string, Variant[]>();
  for (const variant of variants) {
    const group = groups.get(by(variant));
    if (group === undefined) groups.set(by(variant), [variant]);
    else group.push(variant);
  }
  return [...groups].map(([name, list]) => [name, figuresOf(list)]);
}
