// The starter shop's rules, compiled once for the compliance tests, and the golden tables.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { compileConcepts } from '../../src/compliance/concepts.ts';
import { compileLevels } from '../../src/compliance/levels.ts';
import { policyOf, type ProfileForPolicy } from '../../src/compliance/policy.ts';
import { compilePromiseRules } from '../../src/compliance/promises.ts';
import { compileRiskRules } from '../../src/compliance/risk.ts';
import { compileWordClasses } from '../../src/compliance/word-classes.ts';
import type { Severity } from '../../src/types.ts';
import { normalise } from '../../src/understand/normalise.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

export const yaml = (path: string): unknown => parse(read(path));

/** Rows of a golden table without its header. */
export const golden = (name: string): string[][] => read(`test/golden/${name}`).trim().split('\n').slice(1).map((line) => line.split('\t'));

interface RiskClasses {
  readonly risks: readonly { readonly id: string; readonly severity: Severity }[];
}

export const severities = new Map((yaml('knowledge/risks.yaml') as RiskClasses).risks.map(({ id, severity }) => [id, severity]));
export const concepts = compileConcepts(yaml('knowledge/rules/concepts.yaml'), { file: 'concepts.yaml' }, normalise);
export const riskRules = compileRiskRules(yaml('knowledge/rules/risks.yaml'), { file: 'risks.yaml' }, concepts, severities);
export const promiseRules = compilePromiseRules(yaml('knowledge/rules/promises.yaml'), { file: 'promises.yaml' }, concepts);
export const levels = compileLevels(yaml('knowledge/rules/policy.yaml'), { file: 'policy.yaml' }, promiseRules);
export const policy = policyOf(yaml('knowledge/shop.yaml') as ProfileForPolicy);
export const words = compileWordClasses(yaml('knowledge/promises/word_classes.yaml'), { file: 'word_classes.yaml' });
