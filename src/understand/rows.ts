// Lists of numbers behind each other in typed arrays: row r is `items[start[r] .. start[r + 1])`. They hold the index's lists
// without an object each, and move between threads without a copy.

export interface Rows {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

export function rowsOf(lists: readonly (readonly number[])[]): Rows {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => { start[i + 1] = start[i]! + list.length; });
  const items = new Int32Array(start[lists.length]!);
  lists.forEach((list, i) => { items.set(list, start[i]!); });
  return { start, items };
}

export function lengthOf({ start }: Rows, row: number): number {
  return start[row + 1]! - start[row]!;
}

/** From the items of each list to the lists of each item, ascending; `size` is the number of items there are. */
export function invert({ start, items }: Rows, size: number): Rows {
  const begin = new Int32Array(size + 1);
  for (const item of items) begin[item + 1]! += 1;
  for (let i = 0; i < size; i++) begin[i + 1]! += begin[i]!;
  const next = begin.slice();
  const owners = new Int32Array(items.length);
  for (let owner = 0; owner + 1 < start.length; owner++) {
    for (let i = start[owner]!; i < start[owner + 1]!; i++) {
      owners[next[items[i]!]!] = owner;
      next[items[i]!]! += 1;
    }
  }
  return { start: begin, items: owners };
}

/** Where an ascending row holds an item, as a place in `items`, by bisection; -1 when it does not. */
export function placeOf({ start, items }: Rows, row: number, item: number): number {
  let low = start[row]!;
  let high = start[row + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return low < start[row + 1]! && items[low] === item ? low : -1;
}

/** Texts as one array of UTF-16 units; text i is `units[start[i] .. start[i + 1])`. */
export interface Texts {
  readonly start: Int32Array;
  readonly units: Uint16Array;
}

export function textsOf(list: readonly string[]): Texts {
  const start = new Int32Array(list.length + 1);
  list.forEach((text, i) => { start[i + 1] = start[i]! + text.length; });
  const units = new Uint16Array(start[list.length]!);
  list.forEach((text, i) => { for (let at = 0; at < text.length; at++) units[start[i]! + at] = text.charCodeAt(at); });
  return { start, units };
}

export function textAt({ start, units }: Texts, i: number): string {
  return String.fromCharCode(...units.subarray(start[i]!, start[i + 1]!));
}
