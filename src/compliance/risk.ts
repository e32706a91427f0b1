// Reads the risks in what a buyer says. It only reports; calling a person is the conversation's affair.
// Class names, reasons and severities live with the knowledge (knowledge/risks.yaml); the rules in knowledge/rules/.
import Type from 'typebox';
import type { NormalText, RiskId, RuleHit, Severity } from '../types.ts';
import { originalRange } from './clauses.ts';
import type { Concepts } from './concepts.ts';
import { secondReading } from './lines.ts';
import { RULE_KEYS, compileRules, matchRules, readText, type CompiledRule, type RuleSource } from './pattern.ts';
import { Problems, checkShape, nearest, type Source } from './problems.ts';

export interface RiskReading {
  readonly riskId: RiskId;
  readonly severity: Severity;
  readonly rule: RuleHit;
}

interface RiskRule extends RuleSource {
  readonly risk: RiskId;
}

export interface RiskRules {
  readonly concepts: Concepts;
  readonly rules: readonly CompiledRule<RiskRule>[];
  readonly severities: ReadonlyMap<RiskId, Severity>;
}

const RiskFile = Type.Object(
  { rules: Type.Array(Type.Object({ ...RULE_KEYS, risk: Type.String({ minLength: 1 }) }, { additionalProperties: false }), { minItems: 1 }) },
  { additionalProperties: false },
);

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** `parsed` is a rule file as plain data, `severities` every risk class there is. Throws RuleFileError with all mistakes. */
export function compileRiskRules(parsed: unknown, source: Source, concepts: Concepts, severities: ReadonlyMap<RiskId, Severity>): RiskRules {
  const problems = new Problems(source);
  const file = checkShape<{ rules: RiskRule[] }>(RiskFile, parsed, problems);
  file.rules.forEach((rule, index) => {
    if (!severities.has(rule.risk)) problems.add(['rules', index], `rule "${rule.id}" reads the risk "${rule.risk}", which is not a class${nearest(rule.risk, [...severities.keys()])}`);
  });
  const rules = compileRules(file.rules, concepts, [], problems);
  problems.throwIfAny();
  return { concepts, rules, severities };
}

/**
 * One reading per risk class (its first rule that matched), most severe first, then in the order of the rules.
 * A text without any risk is read once more with its disguises lifted and its broken sentences joined.
 */
export function readRisks(risks: RiskRules, normal: NormalText): RiskReading[] {
  const found = readOnce(risks, normal);
  const second = found.length > 0 ? null : secondReading(risks.concepts, normal);
  return second === null ? found : readOnce(risks, second);
}

function readOnce(risks: RiskRules, normal: NormalText): RiskReading[] {
  const reading = readText(risks.concepts, normal);
  const found = new Map<RiskId, RiskReading>();
  for (const match of matchRules(risks.rules, reading)) {
    const { risk, id } = match.rule;
    if (found.has(risk)) continue;
    const { start, end } = originalRange(reading.surface, match);
    const severity = risks.severities.get(risk) ?? 'high';
    found.set(risk, { riskId: risk, severity, rule: { ruleId: id, words: normal.original.slice(start, end) } });
  }
  return [...found.values()].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
