// Numbers that look random and are the same in every run of the same seed (mulberry32, Tommy Ettinger 2017). Not for secrets.

/** The next number of 0 … below 1. */
export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(chance: Chance, from: readonly T[]): T {
  return from[Math.floor(chance() * from.length)]!;
}

/** The first `count` of a fair shuffle; the list stays as it is. */
export function sample<T>(chance: Chance, from: readonly T[], count: number): readonly T[] {
  const list = [...from];
  const most = Math.min(count, list.length);
  for (let i = 0; i < most; i++) {
    const other = i + Math.floor(chance() * (list.length - i));
    [list[i], list[other]] = [list[other]!, list[i]!];
  }
  return list.slice(0, most);
}
