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

/** What a message must speak of, for one of its words at least, to be of a class by its likeness to an example alone. */
interface Likeness {
  /** Asked only of messages with one of these; null: of all. */
  readonly when: ReadonlySet<number> | null;
  readonly needs: ReadonlySet<number>;
}

export interface RiskRules {
  readonly concepts: Concepts;
  readonly rules: readonly CompiledRule<RiskRule>[];
  readonly likeness: ReadonlyMap<RiskId, Likeness>;
  readonly severities: ReadonlyMap<RiskId, Severity>;
}

const Names = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });
const RiskFile = Type.Object(
  {
    rules: Type.Array(Type.Object({ ...RULE_KEYS, risk: Type.String({ minLength: 1 }) }, { additionalProperties: false }), { minItems: 1 }),
    likeness: Type.Optional(Type.Array(Type.Object({ risk: Type.String({ minLength: 1 }), when: Type.Optional(Names), needs: Names }, { additionalProperties: false }))),
  },
  { additionalProperties: false },
);

interface RiskFileData {
  readonly rules: readonly RiskRule[];
  readonly likeness?: readonly { readonly risk: RiskId; readonly when?: readonly string[]; readonly needs: readonly string[] }[];
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** `parsed` is a rule file as plain data, `severities` every risk class there is. Throws RuleFileError with all mistakes. */
export function compileRiskRules(parsed: unknown, source: Source, concepts: Concepts, severities: ReadonlyMap<RiskId, Severity>): RiskRules {
  const problems = new Problems(source);
  const file = checkShape<RiskFileData>(RiskFile, parsed, problems);
  file.rules.forEach((rule, index) => {
    if (!severities.has(rule.risk)) problems.add(['rules', index], `rule "${rule.id}" reads the risk "${rule.risk}", which is not a class${nearest(rule.risk, [...severities.keys()])}`);
  });
  const rules = compileRules(file.rules, concepts, [], problems);
  const likeness = compileLikeness(file, concepts, severities, problems);
  problems.throwIfAny();
  return { concepts, rules, likeness, severities };
}

function compileLikeness({ likeness = [] }: RiskFileData, concepts: Concepts, severities: ReadonlyMap<RiskId, Severity>, problems: Problems): Map<RiskId, Likeness> {
  const compiled = new Map<RiskId, Likeness>();
  likeness.forEach(({ risk, when, needs }, index) => {
    const wrong = (message: string): void => problems.add(['likeness', index], message);
    const resolve = (names: readonly string[]): Set<number> => new Set(names.map((name) => {
      const id = concepts.ids.get(name);
      if (id === undefined) wrong(`the likeness of "${risk}" names the concept "${name}", which does not exist${nearest(name, concepts.names)}`);
      return id ?? -1;
    }));
    if (!severities.has(risk)) wrong(`likeness is given for the risk "${risk}", which is not a class${nearest(risk, [...severities.keys()])}`);
    if (compiled.has(risk)) wrong(`the likeness of "${risk}" is given twice; put the concepts into one`);
    compiled.set(risk, { when: when === undefined ? null : resolve(when), needs: resolve(needs) });
  });
  return compiled;
}

/** Whether a message that only resembles examples of a class speaks of what the class is about, plainly or in disguise. */
export function speaksOf(risks: RiskRules, risk: RiskId, normal: NormalText): boolean {
  const likeness = risks.likeness.get(risk);
  if (likeness === undefined) return true;
  const second = secondReading(risks.concepts, normal);
  const hits = [normal, ...(second === null ? [] : [second])].flatMap((text) => readText(risks.concepts, text).hits);
  const has = (names: ReadonlySet<number>): boolean => hits.some(({ concept }) => names.has(concept));
  return (likeness.when !== null && !has(likeness.when)) || has(likeness.needs);
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
