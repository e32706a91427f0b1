// From texts to small numbers, in typed arrays alone, so that it moves between threads without a copy and is looked up without a
// string being made. It keeps 64 bits of hash instead of the text: among a million texts the chance of one false hit is below
// one in ten million.

export interface Dictionary {
  readonly size: number;
  /** Open addressing, a power of two of places: the number + 1, or 0 where the place is free. */
  readonly numbers: Int32Array;
  readonly firstHash: Int32Array;
  readonly secondHash: Int32Array;
}

/** Two independent 32-bit hashes (FNV-1a, and multiplication by the golden ratio as Knuth has it), both finished by mixing. */
const FIRST_SEED = 0x811c9dc5;

function firstOver(text: string, from: number, until: number, before: number): number {
  let hash = before;
  for (let i = from; i < until; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function secondOver(text: string, from: number, until: number, before: number): number {
  let hash = before;
  for (let i = from; i < until; i++) hash = Math.imul(hash, 0x9e3779b1) + text.charCodeAt(i) | 0;
  return hash;
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return once ^ (once >>> 13);
}

/** Numbers the texts in their order; each must be there once. */
export function dictionaryOf(texts: readonly string[]): Dictionary {
  let places = 8;
  while (places < texts.length * 2) places *= 2;
  const dictionary = { size: texts.length, numbers: new Int32Array(places), firstHash: new Int32Array(places), secondHash: new Int32Array(places) };
  texts.forEach((text, number) => {
    const first = mixed(firstOver(text, 0, text.length, FIRST_SEED));
    let at = first & (places - 1);
    while (dictionary.numbers[at] !== 0) at = (at + 1) & (places - 1);
    dictionary.numbers[at] = number + 1;
    dictionary.firstHash[at] = first;
    dictionary.secondHash[at] = mixed(secondOver(text, 0, text.length, text.length));
  });
  return dictionary;
}

/** The text's number, -1 when it has none. */
export function numberOf(dictionary: Dictionary, text: string): number {
  return numberOfPart(dictionary, '', text, 0, text.length);
}

/** The number of `prefix` and `text.slice(from, until)` written together, without a string being made of them. */
export function numberOfPart({ numbers, firstHash, secondHash }: Dictionary, prefix: string, text: string, from: number, until: number): number {
  const first = mixed(firstOver(text, from, until, firstOver(prefix, 0, prefix.length, FIRST_SEED)));
  const mask = numbers.length - 1;
  let second = 0;
  for (let at = first & mask; numbers[at] !== 0; at = (at + 1) & mask) {
    if (firstHash[at] !== first) continue;
    second ||= mixed(secondOver(text, from, until, secondOver(prefix, 0, prefix.length, prefix.length + until - from)));
    if (secondHash[at] === second) return numbers[at]! - 1;
  }
  return -1;
}
