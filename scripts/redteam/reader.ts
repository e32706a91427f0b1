// The rules of a knowledge folder, compiled for the drill and the bench. It reads files; it judges nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SYSTEM_CONCEPTS, compileConcepts } from '../../src/compliance/concepts.ts';
import { policyOf, type ProfileForPolicy, type ShopPolicy } from '../../src/compliance/policy.ts';
import { compilePromiseRules, type PromiseRules } from '../../src/compliance/promises.ts';
import { compileRiskRules, type RiskRules } from '../../src/compliance/risk.ts';
import type { Severity } from '../../src/types.ts';
import { normalise } from '../../src/understand/normalise.ts';

export interface Reader {
  readonly promises: PromiseRules;
  readonly risks: RiskRules;
  readonly policy: ShopPolicy;
  /** Every rule word as written. */
  readonly terms: readonly string[];
  /** Those a rule looks for (not those that excuse): what somebody would disguise. */
  readonly sought: ReadonlySet<string>;
}

type Terms = readonly string[] | { readonly terms?: readonly string[] };

export function readerFrom(folder: string): Reader {
  const read = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));
  const classes = read('risks.yaml') as { risks: readonly { id: string; severity: Severity }[] };
  const parsed = read('rules/concepts.yaml') as { concepts: Readonly<Record<string, Terms>> };
  const concepts = compileConcepts(parsed, { file: 'rules/concepts.yaml' }, normalise);
  const termsOf = (body: Terms | undefined): readonly string[] => (body === undefined ? [] : 'terms' in body ? body.terms ?? [] : Array.isArray(body) ? body as readonly string[] : []);
  const rules = (['promises', 'risks'] as const).flatMap((name) => (read(`rules/${name}.yaml`) as { rules: readonly { all: readonly string[]; none?: readonly string[] }[] }).rules);
  const named = (key: 'all' | 'none'): string[] => rules.flatMap((rule) => (rule[key] ?? []).flatMap((item) => item.split('|'))).flatMap((name) => termsOf(parsed.concepts[name]));
  const excuses = new Set([...named('none'), ...SYSTEM_CONCEPTS.filter((name) => name !== 'firm').flatMap((name) => termsOf(parsed.concepts[name]))]);
  const lists = Object.values(parsed.concepts).map(termsOf);
  return {
    promises: compilePromiseRules(read('rules/promises.yaml'), { file: 'rules/promises.yaml' }, concepts),
    risks: compileRiskRules(read('rules/risks.yaml'), { file: 'rules/risks.yaml' }, concepts, new Map(classes.risks.map(({ id, severity }) => [id, severity]))),
    policy: policyOf(read('shop.yaml') as ProfileForPolicy),
    terms: [...new Set(lists.flat())],
    sought: new Set(named('all').filter((term) => term.length > 1 && !excuses.has(term))),
  };
}
