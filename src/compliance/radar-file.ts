// The radar's rule file (knowledge/rules/radar.yaml): what it may hold, and from it the rules that radar.ts reads by.
// Signals are what a buyer lets fall over several messages; combinations are the traps that they make together.
// A mistake is refused with its place and what to do: an unknown name, a combination that could never or would always hold.
import Type from 'typebox';
import type { EntryId, RiskId, Severity, Team } from '../types.ts';
import { buildAutomaton, type Automaton } from './automaton.ts';
import type { Concepts } from './concepts.ts';
import { RULE_KEYS, compileRules, type CompiledRule, type RuleSource } from './pattern.ts';
import { Problems, checkShape, nearest, type Source } from './problems.ts';
import type { RiskRules } from './risk.ts';

export const SIGNALS_MAX = 64;
export const COMBINATIONS_MAX = 64;
export const ADVICE_LINES_MIN = 2;
export const ADVICE_LINES_MAX = 4;
export const ADVICE_LINE_MAX = 60;
export const KEEP_MAX = 8;
/** A signal said again and again counts at most this many times its weight. */
export const REPEATS_MAX = 1.5;

/** Below the knowledge folder. A folder without it has no radar. */
export const RADAR_FILE = 'rules/radar.yaml';

/** Stands in a signal's `regions` for the remote regions of shop.yaml. */
export const REMOTE_REGIONS = 'remote_regions';

/** Topics that a combination may name in any shop, whether or not the shop has entries of them. */
export const STANDARD_TOPICS = ['shipping', 'returns', 'invoice', 'price', 'promotion', 'product', 'order', 'service', 'size', 'other'] as const;

export interface Signal {
  readonly id: string;
  readonly name: string;
  readonly weight: number;
  /** The buyer's turns after which half of a mention's weight is left. */
  readonly halfLife: number;
}

export interface Combination {
  readonly id: string;
  readonly name: string;
  /** Places in `signals`: of each group at least one must be active. */
  readonly groups: readonly (readonly number[])[];
  /** All signals that add to the strength. */
  readonly members: readonly number[];
  /** Least sum of the members' strengths. */
  readonly strength: number;
  readonly risk: RiskId;
  readonly severity: Severity;
  readonly team: Team;
  readonly reason: string;
  readonly advice: readonly string[];
  readonly keep: readonly string[];
  /** Entries of these topics are not answered by the bot while the combination is active. */
  readonly topics: readonly string[];
}

/** A rule that raises signals when it matches: the radar's own, or one of rules/risks.yaml whose risk raises them. */
export interface RaisingRule extends RuleSource {
  readonly signals: readonly number[];
}

/** Names of regions, found all at once; `members` and `exceptions` say which signals each term raises or covers up. */
export interface RegionTable {
  readonly automaton: Automaton;
  readonly members: readonly (readonly number[])[];
  readonly exceptions: readonly (readonly number[])[];
}

export interface RadarRules {
  readonly concepts: Concepts;
  readonly signals: readonly Signal[];
  readonly combinations: readonly Combination[];
  readonly rules: readonly CompiledRule<RaisingRule>[];
  readonly byRisk: ReadonlyMap<RiskId, readonly number[]>;
  readonly byEntry: ReadonlyMap<EntryId, readonly number[]>;
  readonly regions: RegionTable;
}

/** What a rule file's names may refer to. */
export interface RadarWorld {
  readonly riskRules: RiskRules;
  readonly entries: readonly EntryId[];
  readonly topics: readonly string[];
  /** shop.yaml's shipping.remote_regions. */
  readonly remoteRegions: readonly string[];
  /** A place as buyers write it → its province or group of regions. */
  readonly places: ReadonlyMap<string, string>;
}

const closed = { additionalProperties: false } as const;
const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const Names = Type.Array(Line(64), { minItems: 1 });
const Id = Type.String({ pattern: '^[a-z][a-z0-9_]*$', maxLength: 40 });

const RadarFile = Type.Object({
  signals: Type.Array(Type.Object({
    id: Id, name: Line(20),
    weight: Type.Number({ minimum: 0.1, maximum: 3 }),
    half_life: Type.Number({ minimum: 1, maximum: 20 }),
    rules: Type.Optional(Type.Array(Type.Object(RULE_KEYS, closed), { minItems: 1 })),
    risks: Type.Optional(Names), entries: Type.Optional(Names), regions: Type.Optional(Names), except: Type.Optional(Names),
  }, closed), { minItems: 1, maxItems: SIGNALS_MAX }),
  combinations: Type.Array(Type.Object({
    id: Id, name: Line(20),
    all: Type.Array(Line(200), { minItems: 2 }),
    more: Type.Optional(Names),
    strength: Type.Number({ minimum: 0.1, maximum: 20 }),
    risk: Line(64),
    severity: Type.Enum(['low', 'medium', 'high', 'critical']),
    team: Type.Enum(['presale', 'logistics', 'finance', 'aftersale', 'supervisor']),
    reason: Line(80),
    advice: Type.Array(Line(ADVICE_LINE_MAX), { minItems: ADVICE_LINES_MIN, maxItems: ADVICE_LINES_MAX }),
    keep: Type.Array(Line(ADVICE_LINE_MAX), { minItems: 1, maxItems: KEEP_MAX }),
    topics: Names,
  }, closed), { maxItems: COMBINATIONS_MAX }),
}, closed);

interface SignalData {
  readonly id: string;
  readonly name: string;
  readonly weight: number;
  readonly half_life: number;
  readonly rules?: readonly RuleSource[];
  readonly risks?: readonly string[];
  readonly entries?: readonly string[];
  readonly regions?: readonly string[];
  readonly except?: readonly string[];
}
type CombinationData = Omit<Combination, 'groups' | 'members'> & { readonly all: readonly string[]; readonly more?: readonly string[] };
interface FileData { readonly signals: readonly SignalData[]; readonly combinations: readonly CombinationData[] }

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** The radar of a shop that has none: it never says anything. */
export function noRadar({ concepts }: RiskRules): RadarRules {
  return { concepts, signals: [], combinations: [], rules: [], byRisk: new Map(), byEntry: new Map(), regions: { automaton: buildAutomaton([]), members: [], exceptions: [] } };
}

/** `parsed` is a radar file as plain data. Throws RuleFileError with all mistakes. */
export function compileRadar(parsed: unknown, source: Source, world: RadarWorld): RadarRules {
  const problems = new Problems(source);
  const file = checkShape<FileData>(RadarFile, parsed, problems);
  checkSignals(file.signals, world, problems);
  const own = ownRules(file.signals, source, world.riskRules.concepts, problems);
  const places = new Map(file.signals.map(({ id }, index) => [id, index]));
  const combinations = file.combinations.map((one, index) => combinationOf(one, ['combinations', index], file.signals, places, world, problems));
  checkDoubles(file.combinations, problems);
  problems.throwIfAny();
  const byRisk = raisedBy(file.signals, ({ risks }) => risks ?? []);
  const fromRisks = world.riskRules.rules.flatMap((rule) => {
    const signals = byRisk.get(rule.source.risk);
    return signals === undefined ? [] : [{ ...rule, source: { ...rule.source, signals } }];
  });
  return {
    concepts: world.riskRules.concepts,
    signals: file.signals.map(({ id, name, weight, half_life: halfLife }) => ({ id, name, weight, halfLife })),
    combinations, rules: [...own, ...fromRisks], byRisk,
    byEntry: raisedBy(file.signals, ({ entries }) => entries ?? []),
    regions: regionTable(file.signals, world),
  };
}

function checkSignals(signals: readonly SignalData[], { riskRules, entries, places }: RadarWorld, problems: Problems): void {
  const risks = [...riskRules.severities.keys()];
  const regions = [REMOTE_REGIONS, ...new Set([...places.keys(), ...places.values()])];
  const known: readonly (readonly [key: 'risks' | 'entries' | 'regions', what: string, names: readonly string[]])[] = [
    ['risks', 'the risk', risks], ['entries', 'the entry', entries], ['regions', 'the region', regions],
  ];
  signals.forEach((signal, index) => {
    const path = ['signals', index];
    if (signals.findIndex(({ id }) => id === signal.id) !== index) problems.add(path, `signal id "${signal.id}" stands twice; give one of them another id`);
    if (!signal.rules && !signal.risks && !signal.entries && !signal.regions) problems.add(path, `signal "${signal.id}" is raised by nothing; give it rules, risks, entries or regions`);
    if (signal.except && !signal.regions) problems.add(path, `signal "${signal.id}" has except without regions; rules take none: instead`);
    for (const [key, what, names] of known) {
      for (const name of signal[key] ?? []) {
        if (!names.includes(name)) problems.add([...path, key], `signal "${signal.id}" names ${what} "${name}", which does not exist${nearest(name, names)}`);
      }
    }
  });
}

/** The signals' own rules as one list, each mistake told under the signal it stands in. */
function ownRules(signals: readonly SignalData[], source: Source, concepts: Concepts, problems: Problems): CompiledRule<RaisingRule>[] {
  const placed = signals.flatMap(({ rules }, signal) => (rules ?? []).map((rule, place) => ({ rule: { ...rule, signals: [signal] }, path: ['signals', signal, 'rules', place] })));
  const lineOf = (path: readonly (string | number)[]): number | undefined => {
    const at = path[0] === 'rules' && typeof path[1] === 'number' ? placed[path[1]] : undefined;
    return source.lineOf?.(at ? at.path : path);
  };
  return compileRules(placed.map(({ rule }) => rule), concepts, [], problems.under({ file: source.file, lineOf }));
}

function combinationOf(data: CombinationData, path: readonly (string | number)[], signals: readonly SignalData[], places: ReadonlyMap<string, number>, world: RadarWorld, problems: Problems): Combination {
  const { all, more = [], ...rest } = data;
  const wrong = (problem: string): void => problems.add(path, `combination "${data.id}" ${problem}`);
  const placesOf = (names: readonly string[]): number[] => names.flatMap((name) => {
    const place = places.get(name);
    if (place === undefined) wrong(`names the signal "${name}", which does not exist${nearest(name, [...places.keys()])}`);
    return place ?? [];
  });
  const groups = all.map((group) => placesOf(group.split('|')));
  const members = [...groups.flat(), ...placesOf(more)];
  const twice = members.find((member, index) => members.indexOf(member) !== index);
  if (twice !== undefined) wrong(`names the signal "${signals[twice]!.id}" twice, so that one thing said would stand for two; keep it in one place`);
  const reach = members.reduce((sum, member) => sum + signals[member]!.weight * REPEATS_MAX, 0);
  if (reach < data.strength) wrong(`needs the strength ${data.strength}, but its signals reach ${reach.toFixed(2)} at most, so it would never hold; lower it or add signals`);
  const least = world.riskRules.severities.get(data.risk);
  if (least === undefined) wrong(`names the risk "${data.risk}", which is not a class${nearest(data.risk, [...world.riskRules.severities.keys()])}`);
  else if (SEVERITIES.indexOf(data.severity) < SEVERITIES.indexOf(least)) wrong(`is ${data.severity}, but its risk "${data.risk}" alone is ${least}; make it at least ${least}`);
  const topics = [...new Set([...STANDARD_TOPICS, ...world.topics])];
  for (const topic of data.topics) if (!topics.includes(topic)) wrong(`names the topic "${topic}", which no entry file has${nearest(topic, topics)}`);
  return { ...rest, groups, members };
}

/** Two combinations of the very same signals would contradict each other in what is to be done. */
function checkDoubles(combinations: readonly CombinationData[], problems: Problems): void {
  const seen = new Map<string, string>();
  const ids = new Set<string>();
  combinations.forEach(({ id, all }, index) => {
    const key = all.map((group) => group.split('|').sort().join('|')).sort().join(' ');
    const before = seen.get(key);
    if (ids.has(id)) problems.add(['combinations', index], `combination id "${id}" stands twice; give one of them another id`);
    else if (before !== undefined) problems.add(['combinations', index], `combination "${id}" needs the same signals as "${before}"; keep one of them`);
    seen.set(key, id);
    ids.add(id);
  });
}

function raisedBy(signals: readonly SignalData[], namesOf: (signal: SignalData) => readonly string[]): Map<string, number[]> {
  const raised = new Map<string, number[]>();
  signals.forEach((signal, index) => {
    for (const name of new Set(namesOf(signal))) raised.set(name, [...(raised.get(name) ?? []), index]);
  });
  return raised;
}

function regionTable(signals: readonly SignalData[], { remoteRegions, places }: RadarWorld): RegionTable {
  const members = raisedBy(signals, ({ regions }) => {
    const wanted = new Set((regions ?? []).flatMap((name) => (name === REMOTE_REGIONS ? remoteRegions : [name])));
    return [...wanted, ...[...places].filter(([name, region]) => wanted.has(name) || wanted.has(region)).map(([name]) => name)];
  });
  const exceptions = raisedBy(signals, ({ except }) => except ?? []);
  const terms = [...new Set([...members.keys(), ...exceptions.keys()])];
  return { automaton: buildAutomaton(terms), members: terms.map((term) => members.get(term) ?? []), exceptions: terms.map((term) => exceptions.get(term) ?? []) };
}
