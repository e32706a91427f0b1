// Finds every occurrence of many terms in one pass over a text (Aho and Corasick, 1975).
// It compares UTF-16 units exactly; normal form, word borders and meaning are the caller's. The automaton is plain numbers, so
// that one built in another process is used here without building it again.

export interface TermHit {
  /** Index of the term in the list the automaton was built from. */
  readonly term: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Automaton {
  /** Edges of node n are `edgeStart[n] .. edgeStart[n + 1]`, ascending by `edgeUnit`; `edgeTo` is where each leads. */
  readonly edgeStart: Int32Array;
  readonly edgeUnit: Uint16Array;
  readonly edgeTo: Int32Array;
  readonly fail: Int32Array;
  /** The term that ends at a node, -1 for none. */
  readonly term: Int32Array;
  /** The nearest node on the failure chain where a term ends, -1 for none. */
  readonly ending: Int32Array;
  /** Length of each term, UTF-16 units. */
  readonly lengths: Int32Array;
}

interface Node {
  readonly next: Map<number, number>;
  fail: number;
  term: number;
  ending: number;
}

const newNode = (): Node => ({ next: new Map(), fail: 0, term: -1, ending: -1 });

/** Terms must be distinct and not empty. */
export function buildAutomaton(terms: readonly string[]): Automaton {
  const nodes = buildTrie(terms);
  linkFailures(nodes);
  const edges = nodes.map((node) => [...node.next].sort(([a], [b]) => a - b));
  const edgeStart = new Int32Array(nodes.length + 1);
  edges.forEach((list, i) => { edgeStart[i + 1] = edgeStart[i]! + list.length; });
  const all = edges.flat();
  return {
    edgeStart, edgeUnit: Uint16Array.from(all, ([unit]) => unit), edgeTo: Int32Array.from(all, ([, to]) => to),
    fail: Int32Array.from(nodes, (node) => node.fail), term: Int32Array.from(nodes, (node) => node.term),
    ending: Int32Array.from(nodes, (node) => node.ending), lengths: Int32Array.from(terms, (term) => term.length),
  };
}

function buildTrie(terms: readonly string[]): Node[] {
  const nodes = [newNode()];
  terms.forEach((term, index) => {
    if (term === '') throw new Error(`term ${index} is empty; an empty term would match everywhere`);
    let at = 0;
    for (let i = 0; i < term.length; i++) {
      const unit = term.charCodeAt(i);
      let child = nodes[at]!.next.get(unit);
      if (child === undefined) {
        child = nodes.push(newNode()) - 1;
        nodes[at]!.next.set(unit, child);
      }
      at = child;
    }
    if (nodes[at]!.term !== -1) throw new Error(`term ${JSON.stringify(term)} stands twice in the list`);
    nodes[at]!.term = index;
  });
  return nodes;
}

function linkFailures(nodes: Node[]): void {
  const queue = [...nodes[0]!.next.values()];
  for (let head = 0; head < queue.length; head++) {
    const node = nodes[queue[head]!]!;
    const fail = nodes[node.fail]!;
    node.ending = fail.term === -1 ? fail.ending : node.fail;
    for (const [unit, child] of node.next) {
      nodes[child]!.fail = failureOf(nodes, node.fail, unit);
      queue.push(child);
    }
  }
}

function failureOf(nodes: readonly Node[], from: number, unit: number): number {
  let at = from;
  for (;;) {
    const next = nodes[at]!.next.get(unit);
    if (next !== undefined) return next;
    if (at === 0) return 0;
    at = nodes[at]!.fail;
  }
}

/** All occurrences, ordered by end; linear in the text's length plus the number of occurrences. */
export function findTerms(automaton: Automaton, text: string): TermHit[] {
  const { term, ending, lengths, fail, edgeStart } = automaton;
  const fromRoot = rootOf(automaton);
  const hits: TermHit[] = [];
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    let next = -1;
    for (; at !== 0; at = fail[at]!) {
      if (edgeStart[at] !== edgeStart[at + 1] && (next = edgeFrom(automaton, at, unit)) !== -1) break;
    }
    at = next === -1 ? fromRoot[unit] ?? 0 : next;
    if (at === 0) continue;
    for (let node = term[at] === -1 ? ending[at]! : at; node !== -1; node = ending[node]!) {
      hits.push({ term: term[node]!, start: i + 1 - lengths[term[node]!]!, end: i + 1 });
    }
  }
  return hits;
}

/** Where the root goes on by each unit, 0 for nowhere: most characters of a text begin no term, and none is looked for by bisection. */
const roots = new WeakMap<Automaton, Int32Array>();

function rootOf(automaton: Automaton): Int32Array {
  let root = roots.get(automaton);
  if (root === undefined) {
    const { edgeStart, edgeUnit, edgeTo } = automaton;
    const until = edgeStart[1]!;
    root = new Int32Array(until === 0 ? 0 : edgeUnit[until - 1]! + 1);
    for (let edge = 0; edge < until; edge++) root[edgeUnit[edge]!] = edgeTo[edge]!;
    roots.set(automaton, root);
  }
  return root;
}

/** Where the trie goes on from a node by a unit, failures aside; -1 for nowhere. */
export function childOf(automaton: Automaton, node: number, unit: number): number {
  return edgeFrom(automaton, node, unit);
}

/** By bisection; -1 for none. */
function edgeFrom({ edgeStart, edgeUnit, edgeTo }: Automaton, node: number, unit: number): number {
  let low = edgeStart[node]!;
  const until = edgeStart[node + 1]!;
  let high = until;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edgeUnit[middle]! < unit) low = middle + 1;
    else high = middle;
  }
  return low < until && edgeUnit[low] === unit ? edgeTo[low]! : -1;
}
