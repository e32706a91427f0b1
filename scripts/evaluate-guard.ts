// Measures the promise guard on sentences it has not seen: the examples of knowledge/promises in folds, and the pairs that nothing
// is learned from. Prints, for the rules alone and for rules and learned reader together, what is stopped.
//   npm run -s evaluate:guard -- [--knowledge FOLDER] [--pairs FILE.tsv] [--misses]
// A pair file has the columns type, violation and allowed.
import { parseArgs } from 'node:util';
import type { PromiseExamples } from '../src/compliance/examples.ts';
import { checkPromises, withExamples, type PromiseRules, type Verdict } from '../src/compliance/promises.ts';
import { examplesOf, loadShop } from '../src/shop.ts';
import { normalise } from '../src/understand/normalise.ts';
import { table } from './score.ts';
import { readTsv } from './tsv.ts';
import './models.ts';

const FOLDS = 5;

const { values } = parseArgs({ options: { knowledge: { type: 'string', default: 'knowledge' }, pairs: { type: 'string', default: 'test/golden/promise_pairs.tsv' }, misses: { type: 'boolean', default: false } } });
const { promises, policy } = loadShop(values.knowledge);
const rules: PromiseRules = { ...promises, learned: null };
const examples = examplesOf(values.knowledge);
const judge = (reader: PromiseRules, text: string): Verdict => checkPromises(reader, policy, normalise(text)).verdict;

interface Judged {
  readonly type: string;
  readonly text: string;
  readonly violation: boolean;
  readonly byRules: Verdict;
  readonly together: Verdict;
}

/** Every fifth sentence of each list is held out in turn, and judged by what was learned from the others. */
function heldOut(): Judged[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const kept = <T>(list: readonly T[]): readonly T[] => list.filter((_one, i) => i % FOLDS !== fold);
    const out = <T>(list: readonly T[]): readonly T[] => list.filter((_one, i) => i % FOLDS === fold);
    const known: PromiseExamples = { ...examples, violations: new Map([...examples.violations].map(([type, texts]) => [type, kept(texts)])), allowed: kept(examples.allowed) };
    const reader = withExamples(rules, known, normalise);
    const judged = (type: string, text: string, violation: boolean): Judged => ({ type, text, violation, byRules: judge(rules, text), together: judge(reader, text) });
    return [...[...examples.violations].flatMap(([type, texts]) => out(texts).map((text) => judged(type, text, true))), ...out(examples.allowed).map((text) => judged('allowed', text, false))];
  }).flat();
}

function ofPairs(file: string): Judged[] {
  return readTsv(file, ['type', 'violation', 'allowed']).flatMap(({ type = '', violation = '', allowed = '' }) => [[violation, true] as const, [allowed, false] as const]
    .map(([text, isViolation]) => ({ type, text, violation: isViolation, byRules: judge(rules, text), together: judge(promises, text) })));
}

const share = (list: readonly Judged[], holds: (one: Judged) => boolean): string => (list.length === 0 ? '-' : (list.filter(holds).length / list.length).toFixed(3));

function report(title: string, all: readonly Judged[]): void {
  const row = (name: string, list: readonly Judged[]): string[] => {
    const broken = list.filter(({ violation }) => violation);
    const fine = list.filter(({ violation }) => !violation);
    return [name, String(broken.length), share(broken, ({ byRules }) => byRules === 'block'), share(broken, ({ together }) => together === 'block'), share(broken, ({ together }) => together !== 'ok'),
      String(fine.length), share(fine, ({ byRules }) => byRules === 'block'), share(fine, ({ together }) => together === 'block'), share(fine, ({ together }) => together !== 'ok')];
  };
  console.log(`\n${title}`);
  console.log(table([
    ['type', 'violations', 'rules stop', 'stopped', 'or warned', 'allowed', 'rules stop', 'stopped', 'or warned'],
    row('all', all), ...[...new Set(all.map(({ type }) => type))].map((type) => row(type, all.filter((one) => one.type === type))),
  ]));
  if (!values.misses) return;
  for (const { type, text, violation, together } of all) if (violation !== (together === 'block')) console.log(`  ${violation ? 'missed' : 'stopped'}\t${type}\t${text}`);
}

report(`examples of knowledge/promises, each judged by a reader that has not seen it (${FOLDS} folds)`, heldOut());
const pairs = ofPairs(values.pairs);
report(`pairs of ${values.pairs}, which nothing is learned from`, pairs);
const right = pairs.filter((one, i) => one.violation && one.together === 'block' && pairs[i + 1]!.together !== 'block').length;
const rightByRules = pairs.filter((one, i) => one.violation && one.byRules === 'block' && pairs[i + 1]!.byRules !== 'block').length;
console.log(`both sides right: ${((2 * right) / pairs.length).toFixed(3)} of ${pairs.length / 2} pairs (rules alone ${((2 * rightByRules) / pairs.length).toFixed(3)})`);
