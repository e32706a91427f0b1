// The shop's own word on each kind of promise: blocked, warned of or left alone, per team too, and what a supervisor may let pass.
// Compiled from knowledge/rules/policy.yaml into plain data. It changes the weight of findings; it neither reads texts nor mints approvals.
import Type from 'typebox';
import type { Agent, Team } from '../types.ts';
import { Problems, checkShape, nearest, type Source } from './problems.ts';
import { reportOf, type PromiseFinding, type PromiseReport, type PromiseRules } from './promises.ts';

/**
 * `block`: the type's surest rules block, its unsure ones (level warn beside others that block) go on warning.
 * `warn`: nothing of the type blocks. `off`: the type is not reported.
 */
export const LEVELS = ['block', 'warn', 'off'] as const;
export type Level = (typeof LEVELS)[number];

/** Forbidden by law or platform whatever a shop wants (发票加价, 个人信息, 好评返现, 站外, 广告法): always `block`, never overridden. */
export const NEVER_LOOSE = ['invoice_surcharge', 'privacy', 'review_reward', 'off_platform', 'absolute_claim'] as const;

/** Letters and Chinese characters of the reason that a supervisor gives; and its characters at most. */
export const OVERRIDE_REASON_MIN = 5;
export const OVERRIDE_REASON_MAX = 200;

type TypeLevels = Readonly<Record<string, Level>>;

export interface Levels {
  /** A type without a line counts as it was read. */
  readonly types: TypeLevels;
  readonly teams: Readonly<Record<string, TypeLevels>>;
  /** Types that a supervisor's override lets pass; no other. */
  readonly overridable: readonly string[];
}

/** What holds for a shop without a policy file: everything as it was read, no overrides. */
export const AS_READ: Levels = { types: {}, teams: {}, overridable: [] };

const TEAMS: readonly Team[] = ['presale', 'logistics', 'finance', 'aftersale', 'supervisor'];
const LevelsOfTypes = Type.Record(Type.String(), Type.Unknown());
const Names = Type.Array(Type.String({ minLength: 1 }));
const PolicyFile = Type.Object(
  {
    types: LevelsOfTypes,
    teams: Type.Optional(Type.Record(Type.String(), LevelsOfTypes)),
    override: Type.Optional(Type.Object({ allowed: Type.Optional(Names), never: Type.Optional(Names) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);

interface PolicyData {
  readonly types: Readonly<Record<string, unknown>>;
  readonly teams?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly override?: { readonly allowed?: readonly string[]; readonly never?: readonly string[] };
}

/** `parsed` is a policy file as plain data; types are those of the promise rules. Throws RuleFileError with all mistakes. */
export function compileLevels(parsed: unknown, source: Source, promises: Pick<PromiseRules, 'types'>): Levels {
  const problems = new Problems(source);
  const file = checkShape<PolicyData>(PolicyFile, parsed, problems);
  const known = Object.keys(promises.types);
  const readLevels = (lines: Readonly<Record<string, unknown>>, path: readonly string[]): TypeLevels => Object.fromEntries(
    Object.entries(lines).flatMap(([type, level]) => {
      const problem = lineProblem(type, level, known);
      if (problem !== null) problems.add([...path, type], problem);
      return problem === null ? [[type, level as Level]] : [];
    }),
  );
  const types = readLevels(file.types, ['types']);
  const teams = Object.fromEntries(Object.entries(file.teams ?? {}).map(([team, lines]) => {
    if (!TEAMS.some((name) => name === team)) problems.add(['teams', team], `the team "${team}" does not exist${nearest(team, TEAMS)}; teams are ${TEAMS.join(', ')}`);
    return [team, readLevels(lines, ['teams', team])];
  }));
  checkOverride(file.override ?? {}, known, problems);
  problems.throwIfAny();
  return { types, teams, overridable: file.override?.allowed ?? [] };
}

function lineProblem(type: string, level: unknown, known: readonly string[]): string | null {
  if (!known.includes(type)) return `the type "${type}" does not exist${nearest(type, known)}`;
  const name = String(level);
  if (!LEVELS.some((one) => one === level)) return `the level of "${type}" is ${JSON.stringify(level)}${nearest(name, LEVELS)}; write block, warn or off`;
  if (level !== 'block' && isNeverLoose(type)) return `"${type}" must be block, the law or the platform forbids it to every shop`;
  return null;
}

function checkOverride({ allowed = [], never = [] }: NonNullable<PolicyData['override']>, known: readonly string[], problems: Problems): void {
  for (const [key, list] of [['allowed', allowed], ['never', never]] as const) {
    list.forEach((type, index) => {
      const path = ['override', key, index];
      if (!known.includes(type)) problems.add(path, `override.${key} names the type "${type}", which does not exist${nearest(type, known)}`);
      else if (list.indexOf(type) < index) problems.add(path, `"${type}" stands twice in override.${key}; remove one`);
    });
  }
  allowed.forEach((type, index) => {
    const path = ['override', 'allowed', index];
    if (never.includes(type)) problems.add(path, `"${type}" stands in override.allowed and in override.never; keep it in one of them`);
    else if (isNeverLoose(type)) problems.add(path, `"${type}" can never be overridden, the law or the platform forbids it to every shop; move it to override.never`);
  });
}

const isNeverLoose = (type: string): boolean => NEVER_LOOSE.some((name) => name === type);

/** The strongest level that any rule of a type has: what "surest" means above. Made once per rule set. */
export function strongestLevels({ rules }: Pick<PromiseRules, 'rules'>): ReadonlyMap<string, PromiseFinding['level']> {
  const strongest = new Map<string, PromiseFinding['level']>();
  for (const { source: { type, level } } of rules) if (strongest.get(type) !== 'block') strongest.set(type, level);
  return strongest;
}

/** The report as the shop wants it weighed for a writer of this team; null for the bot and for texts of no team. */
export function weighed(levels: Levels, strongest: ReadonlyMap<string, PromiseFinding['level']>, team: Team | null, report: PromiseReport): PromiseReport {
  if (report.findings.length === 0) return report;
  return reportOf(report.findings.flatMap((finding): PromiseFinding[] => {
    const wanted = levelFor(levels, team, finding.type);
    if (wanted === 'off') return [];
    const level = wanted === null ? finding.level : wanted === 'block' && isSurest(finding, strongest) ? 'block' : 'warn';
    return level === finding.level ? [finding] : [{ ...finding, level }];
  }));
}

/** Null where the file says nothing, as of a fault. */
function levelFor({ types, teams }: Levels, team: Team | null, type: string): Level | null {
  return (team === null ? undefined : teams[team]?.[type]) ?? types[type] ?? null;
}

const isSurest = ({ type, level }: PromiseFinding, strongest: ReadonlyMap<string, PromiseFinding['level']>): boolean =>
  level === 'block' || strongest.get(type) === 'warn';

/** Who may let a blocked text pass: an administrator, or anyone of the supervisors' team. */
export const maySupervise = ({ role, team }: Pick<Agent, 'role' | 'team'>): boolean => role === 'administrator' || team === 'supervisor';

/** Whether an override could let the text of this report pass. */
export function isOverridable(levels: Levels, { findings }: PromiseReport): boolean {
  return findings.every(({ type, level }) => level !== 'block' || levels.overridable.includes(type));
}
