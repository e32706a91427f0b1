// Finds every occurrence of many terms in one pass over a text (Aho and Corasick, 1975).
// It compares UTF-16 units exactly; normal form, word borders and meaning are the caller's.

export interface TermHit {
  /** Index of the term in the list the automaton was built from. */
  readonly term: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Automaton {
  /** All occurrences, ordered by end; linear in the text's length plus the number of occurrences. */
  find(text: string): TermHit[];
}

interface Node {
  readonly next: Map<number, number>;
  fail: number;
  /** The term that ends here, -1 for none. */
  term: number;
  /** The nearest node on the failure chain where a term ends, -1 for none. */
  ending: number;
}

const newNode = (): Node => ({ next: new Map(), fail: 0, term: -1, ending: -1 });

/** Terms must be distinct and not empty. */
export function buildAutomaton(terms: readonly string[]): Automaton {
  const nodes = buildTrie(terms);
  linkFailures(nodes);
  return { find: (text) => findAll(nodes, terms, text) };
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
      nodes[child]!.fail = step(nodes, node.fail, unit);
      queue.push(child);
    }
  }
}

function step(nodes: readonly Node[], from: number, unit: number): number {
  let at = from;
  for (;;) {
    const next = nodes[at]!.next.get(unit);
    if (next !== undefined) return next;
    if (at === 0) return 0;
    at = nodes[at]!.fail;
  }
}

function findAll(nodes: readonly Node[], terms: readonly string[], text: string): TermHit[] {
  const hits: TermHit[] = [];
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    at = step(nodes, at, text.charCodeAt(i));
    for (let node = nodes[at]!.term === -1 ? nodes[at]!.ending : at; node !== -1; node = nodes[node]!.ending) {
      const term = nodes[node]!.term;
      hits.push({ term, start: i + 1 - terms[term]!.length, end: i + 1 });
    }
  }
  return hits;
}
