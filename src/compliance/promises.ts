// Reads what the shop is about to say for promises, forbidden words and the like, against the published policy.
// It judges and suggests; only the gate lets a reply through.
import Type from 'typebox';
import type { EntryId, NormalText } from '../types.ts';
import { originalRange } from './clauses.ts';
import type { Concepts } from './concepts.ts';
import { joinLines } from './lines.ts';
import { RULE_KEYS, compileRules, matchRules, readText, type CompiledRule, type Reading, type RuleMatch, type RuleSource } from './pattern.ts';
import type { ShopPolicy } from './policy.ts';
import { POLICY_CHECKS, POLICY_NAMES, type PolicyName } from './published.ts';
import { Problems, checkShape, nearest, type Source } from './problems.ts';

export type Verdict = 'ok' | 'warn' | 'block';

export interface PromiseFinding {
  /** One of the 20 promise types, or `fault` when reading failed. */
  readonly type: string;
  readonly level: 'warn' | 'block';
  /** UTF-16 offsets into the original text, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly words: string;
  /** One Chinese sentence for the agent. */
  readonly reason: string;
  /** A safe rewording. */
  readonly suggestion: string;
  /** The option whose title was read; null for the reply's own text. */
  readonly option: EntryId | null;
}

export interface PromiseReport {
  readonly verdict: Verdict;
  /** Ordered by place. */
  readonly findings: readonly PromiseFinding[];
  /** What to say instead; null when the verdict is ok. */
  readonly suggestion: string | null;
}

interface PromiseType {
  readonly name: string;
  readonly reason: string;
  readonly suggestion: string;
}

interface PromiseRule extends RuleSource {
  readonly type: string;
  readonly level: 'warn' | 'block';
  readonly policy?: PolicyName;
}

export interface PromiseRules {
  readonly concepts: Concepts;
  readonly types: Readonly<Record<string, PromiseType>>;
  readonly rules: readonly CompiledRule<PromiseRule>[];
}

const Words = Type.String({ minLength: 1 });
const PromiseFile = Type.Object(
  {
    types: Type.Record(Type.String(), Type.Object({ name: Words, reason: Words, suggestion: Words }, { additionalProperties: false })),
    rules: Type.Array(
      Type.Object(
        {
          ...RULE_KEYS,
          type: Words,
          level: Type.Union([Type.Literal('block'), Type.Literal('warn')]),
          policy: Type.Optional(Type.Union(POLICY_NAMES.map((name) => Type.Literal(name)))),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);

/** Numbers a suggestion may name, such as {dispatchHours}. */
const SUGGESTION_KEYS: readonly (keyof ShopPolicy)[] = ['dispatchHours', 'freeRegions', 'returnDays', 'exchangeDays', 'refundDays', 'invoiceDays', 'priceProtectDays', 'warrantyDays'];
/** At most this many rewordings in one report; more is not read. */
const SUGGESTIONS_MAX = 2;
const FAULT_REASON = '检查这句话时出错，暂不能发送。';
const FAULT_SUGGESTION = '请换一种说法再试，或联系管理员~';

/** `parsed` is a promise file as plain data. Throws RuleFileError with all mistakes. */
export function compilePromiseRules(parsed: unknown, source: Source, concepts: Concepts): PromiseRules {
  const problems = new Problems(source);
  const file = checkShape<{ types: Record<string, PromiseType>; rules: PromiseRule[] }>(PromiseFile, parsed, problems);
  const types = Object.keys(file.types);
  file.rules.forEach((rule, index) => {
    if (!types.includes(rule.type)) problems.add(['rules', index], `rule "${rule.id}" has the type "${rule.type}", which does not exist${nearest(rule.type, types)}`);
  });
  for (const [name, type] of Object.entries(file.types)) {
    for (const [, key] of type.suggestion.matchAll(/\{(\w+)\}/gu)) {
      if (!SUGGESTION_KEYS.some((known) => known === key)) problems.add(['types', name], `the suggestion of "${name}" names {${key}}, which the policy does not have${nearest(key!, SUGGESTION_KEYS)}`);
    }
  }
  const rules = compileRules(file.rules, concepts, ['asked', 'negated', 'hedged', 'reported'], problems);
  problems.throwIfAny();
  return { concepts, types: file.types, rules };
}

/** Never throws: a text that cannot be read is blocked. */
export function checkPromises(promises: PromiseRules, policy: ShopPolicy, normal: NormalText): PromiseReport {
  try {
    const report = readPromises(promises, policy, normal);
    const joined = report.verdict === 'block' ? null : joinLines(promises.concepts, normal);
    const second = joined === null ? report : readPromises(promises, policy, joined);
    return second.verdict === 'block' ? second : report;
  } catch {
    return faultReport(normal.original);
  }
}

function readPromises(promises: PromiseRules, policy: ShopPolicy, normal: NormalText): PromiseReport {
  const reading = readText(promises.concepts, normal);
  const matches = matchRules(promises.rules, reading).filter((match) => !isPublished(match, policy, reading));
  return reportOf(withoutRepeats(matches.map((match) => toFinding(match, promises, policy, reading))));
}

/** What the gate and the reader answer when something threw: nothing leaves unread. */
export function faultReport(original: string): PromiseReport {
  return reportOf([{ type: 'fault', level: 'block', start: 0, end: original.length, words: original, reason: FAULT_REASON, suggestion: FAULT_SUGGESTION, option: null }]);
}

/** Puts findings in order and draws the verdict. */
export function reportOf(findings: readonly PromiseFinding[]): PromiseReport {
  const ordered = [...findings].sort((a, b) => a.start - b.start || a.end - b.end);
  const verdict: Verdict = ordered.some((finding) => finding.level === 'block') ? 'block' : ordered.length > 0 ? 'warn' : 'ok';
  const decisive = ordered.filter((finding) => finding.level === verdict).map((finding) => finding.suggestion);
  return { verdict, findings: ordered, suggestion: verdict === 'ok' ? null : [...new Set(decisive)].slice(0, SUGGESTIONS_MAX).join('') };
}

function isPublished(match: RuleMatch<PromiseRule>, policy: ShopPolicy, reading: Reading): boolean {
  const { policy: name } = match.rule;
  return name !== undefined && POLICY_CHECKS[name](match, policy, reading);
}

function toFinding(match: RuleMatch<PromiseRule>, promises: PromiseRules, policy: ShopPolicy, reading: Reading): PromiseFinding {
  const { type, level } = match.rule;
  const { reason, suggestion } = promises.types[type]!;
  const { original } = reading.surface.normal;
  const { start, end } = originalRange(reading.surface, match);
  return { type, level, start, end, words: original.slice(start, end), reason, suggestion: fillSuggestion(suggestion, policy), option: null };
}

const fillSuggestion = (text: string, policy: ShopPolicy): string =>
  text.replaceAll(/\{(\w+)\}/gu, (whole, key: string) => String(SUGGESTION_KEYS.some((known) => known === key) ? policy[key as keyof ShopPolicy] : whole));

/** Several rules of a type often see the same words; the widest finding of the highest level stands for them. */
function withoutRepeats(findings: readonly PromiseFinding[]): PromiseFinding[] {
  const kept: PromiseFinding[] = [];
  const byWeight = [...findings].sort((a, b) => Number(b.level === 'block') - Number(a.level === 'block') || b.end - b.start - (a.end - a.start));
  for (const finding of byWeight) {
    const overlaps = kept.some((other) => other.type === finding.type && finding.start < other.end && other.start < finding.end);
    if (!overlaps) kept.push(finding);
  }
  return kept;
}
