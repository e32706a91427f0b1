// What is wrong with a decision table, found by walking through every combination of its facts. A test holds every table to none.
import { holds, valuesOf, type Choices, type Row, type Table } from './table.ts';

/** One sentence per flaw: a case without a row, a row that never wins, two rows that contradict each other, a value or name twice or unknown. */
export function flawsOf(table: Pick<Table, 'id' | 'facts' | 'rows'>): readonly string[] {
  const { id, facts, rows } = table;
  const unknown = rows.flatMap((row) => unknownValues(id, facts, row));
  const names = rows.map(({ name }) => name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) < index))].map((name) => `${id}: two rows are called ${name}; rename one.`);
  if (unknown.length > 0) return [...unknown, ...twice];

  const cases = casesOf(facts);
  const wins = new Set(cases.map((one) => rows.findIndex(({ when }) => holds(when, one))));
  const uncovered = cases.filter((one) => !rows.some(({ when }) => holds(when, one))).map((one) => `${id}: no row for ${JSON.stringify(one)}; add one.`);
  const idle = rows.flatMap(({ name }, index) => (wins.has(index) ? [] : [`${id}: the row ${name} never wins; rows above it take all its cases.`]));
  return [...twice, ...uncovered, ...idle, ...contradictions(id, facts, rows)];
}

/** Every combination of the facts' values. */
export function casesOf(facts: Choices): readonly Readonly<Record<string, string>>[] {
  return Object.entries(facts).reduce<readonly Readonly<Record<string, string>>[]>(
    (cases, [name, { values }]) => cases.flatMap((one) => Object.keys(values).map((value) => ({ ...one, [name]: value }))), [{}]);
}

function unknownValues(id: string, facts: Choices, { name, when }: Row): readonly string[] {
  return Object.entries(when).flatMap(([fact, wanted]) => {
    const known = Object.keys(facts[fact]?.values ?? {});
    const wrong = valuesOf(wanted).filter((value) => !known.includes(value));
    return valuesOf(wanted).length === 0 || wrong.length > 0 ? [`${id}: the row ${name} wants ${fact}=${wrong.join(' or ')}; known: ${known.join(', ') || 'no such fact'}.`] : [];
  });
}

/**
 * Two rows that share cases must say the same, unless the one above is an exception: all its cases lie within the one below. Else
 * only their order would decide, which nobody reads as a rule.
 */
function contradictions(id: string, facts: Choices, rows: readonly Row[]): readonly string[] {
  return rows.flatMap((above, i) => rows.slice(i + 1).flatMap((below) => {
    const same = above.verdict === below.verdict && above.whoPays === below.whoPays;
    if (same || !overlap(facts, above, below) || within(facts, above, below)) return [];
    return [`${id}: the rows ${above.name} and ${below.name} share cases and say different things; write into their conditions which one holds.`];
  }));
}

const wantedOf = (facts: Choices, { when }: Row, fact: string): readonly string[] => (when[fact] === undefined ? Object.keys(facts[fact]?.values ?? {}) : valuesOf(when[fact]));

const overlap = (facts: Choices, a: Row, b: Row): boolean => Object.keys(facts).every((fact) => wantedOf(facts, a, fact).some((value) => wantedOf(facts, b, fact).includes(value)));

const within = (facts: Choices, inner: Row, outer: Row): boolean => Object.keys(facts).every((fact) => wantedOf(facts, inner, fact).every((value) => wantedOf(facts, outer, fact).includes(value)));
