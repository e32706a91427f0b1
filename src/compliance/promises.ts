// Reads what the shop is about to say for promises, forbidden words and the like, against the published policy.
// It judges and suggests; only the gate lets a reply through.
import Type from 'typebox';
import type { EntryId, NormalText } from '../types.ts';
import { originalRange, type Range, type Surface } from './clauses.ts';
import type { Concepts } from './concepts.ts';
import type { PromiseExamples } from './examples.ts';
import { featureReader, featuresOf } from './features.ts';
import { firstEndingBehind } from './hits.ts';
import { learnReader, suspicionOf, type LearnedReader, type Suspicion } from './learned.ts';
import { secondReading } from './lines.ts';
import { hasPersonalBeside } from './others.ts';
import { RULE_KEYS, compileRules, matchRules, readText, type CompiledRule, type Reading, type RuleMatch, type RuleSource } from './pattern.ts';
import type { ShopPolicy } from './policy.ts';
import { POLICY_CHECKS, POLICY_NAMES, type PolicyName } from './published.ts';
import { Problems, checkShape, nearest, type Source } from './problems.ts';
import type { WordClasses } from './word-classes.ts';
import { rewritten, type Replacement } from './tone.ts';

export type Verdict = 'ok' | 'warn' | 'block';

export interface PromiseFinding {
  /** One of the 20 promise types or 4 tone types, or `fault` when reading failed. */
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
  /** The suggestion is the text itself with other words in their place; otherwise it is a sentence that may stand for the clause. */
  readonly rewords?: true;
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
  /** Only where somebody's own data stands beside the words. */
  readonly personal?: boolean;
  /** The suggestion is the text with this in place of what the first item of `all` saw; '' leaves the words out. */
  readonly instead?: string;
  /** What to say rather than the type's suggestion, where the rule knows the topic better. */
  readonly suggestion?: string;
}

export interface PromiseRules {
  readonly concepts: Concepts;
  readonly types: Readonly<Record<string, PromiseType>>;
  readonly rules: readonly CompiledRule<PromiseRule>[];
  /** Null for a shop without examples. */
  readonly learned: Learned | null;
}

interface Learned {
  readonly reader: LearnedReader;
  readonly words: WordClasses;
  /** Examples of what is allowed, in normal form: a shop says so of a sentence once and for all. The rules hold for them too. */
  readonly allowed: ReadonlySet<string>;
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
          personal: Type.Optional(Type.Literal(true)),
          instead: Type.Optional(Type.String()),
          suggestion: Type.Optional(Words),
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
  const checkKeys = (place: (string | number)[], name: string, suggestion: string): void => {
    for (const [, key] of suggestion.matchAll(/\{(\w+)\}/gu)) {
      if (!SUGGESTION_KEYS.some((known) => known === key)) problems.add(place, `the suggestion of "${name}" names {${key}}, which the policy does not have${nearest(key!, SUGGESTION_KEYS)}`);
    }
  };
  for (const [name, type] of Object.entries(file.types)) checkKeys(['types', name], name, type.suggestion);
  file.rules.forEach((rule, index) => checkKeys(['rules', index], rule.id, rule.suggestion ?? ''));
  const rules = compileRules(file.rules, concepts, ['asked', 'negated', 'hedged', 'reported'], problems);
  problems.throwIfAny();
  return { concepts, types: file.types, rules, learned: null };
}

/** The same rules with a reader learned from examples; learning takes some seconds, unless a model of the same examples is kept. */
export function withExamples(promises: PromiseRules, { writtenFor, violations, allowed, words }: PromiseExamples, normalise: (text: string) => NormalText): PromiseRules {
  const read = (text: string, type: string | null) => {
    const reading = readText(promises.concepts, normalise(text));
    return { type, features: featuresOf({ concepts: promises.concepts, words }, reading, promiseMatches(promises, writtenFor, reading), writtenFor) };
  };
  const examples = [...[...violations].flatMap(([type, texts]) => texts.map((text) => read(text, type))), ...allowed.map((text) => read(text, null))];
  const reader = learnReader(examples);
  return { ...promises, learned: reader && { reader, words, allowed: new Set(allowed.map((text) => normalise(text).text)) } };
}

/** Never throws: a text that cannot be read is blocked. */
export function checkPromises(promises: PromiseRules, policy: ShopPolicy, normal: NormalText): PromiseReport {
  try {
    const report = readPromises(promises, policy, normal);
    const joined = report.verdict === 'block' ? null : secondReading(promises.concepts, normal);
    const second = joined === null ? report : readPromises(promises, policy, joined);
    return second.verdict === 'block' ? second : report;
  } catch {
    return faultReport(normal.original);
  }
}

function readPromises(promises: PromiseRules, policy: ShopPolicy, normal: NormalText): PromiseReport {
  const reading = readText(promises.concepts, normal);
  const matches = promiseMatches(promises, policy, reading);
  const better = betterWording(matches, reading);
  const byRule = matches.map((match) => toFinding(match, promises, policy, reading, better));
  const suspected = byRule.some(({ level }) => level === 'block') ? [] : suspectedIn(promises, policy, reading, matches);
  return reportOf(withoutRepeats([...byRule, ...suspected.filter((one) => one.level === 'block' || !byRule.some((rule) => isTone(rule) && rule.start < one.end && one.start < rule.end))]));
}

/** A tone that a rule saw is what likeness would only warn of once more, as something else. */
const isTone = ({ type }: PromiseFinding): boolean => type.startsWith('tone_');

function promiseMatches(promises: PromiseRules, policy: ShopPolicy, reading: Reading): readonly RuleMatch<PromiseRule>[] {
  return matchRules(promises.rules, reading).filter((match) => !isPublished(match, policy, reading) && (match.rule.personal !== true || hasPersonalBeside(match, reading)));
}

/** From these probabilities on, the learned reader's suspicion of a text stops it, of a part of it, or warns (npm run evaluate:guard shows what they give). */
export const SUSPICION_BLOCK_MIN = 0.94;
export const SUSPICION_PART_BLOCK_MIN = 0.97;
export const SUSPICION_WARN_MIN = 0.6;
/** Characters, punctuation aside: what is shorter (您好, 可以的) says too little for a likeness; it is read by the rules alone. */
export const SUSPICION_LENGTH_MIN = 4;

/** Parts of a text that are judged by themselves are at least this long, characters; and there are no more of them. */
const WINDOW_LENGTH_MIN = 6;
const WINDOWS_MAX = 40;

/** A part of a text, and its clauses: `from .. until` of all. */
interface Window extends Range {
  readonly from: number;
  readonly until: number;
}

/** The whole, each of several sentences, and neighbouring clauses of a long one: harmless words around a promise must not hide it. */
function windowsOf({ text, sentences, clauses }: Surface): readonly Window[] {
  const windows: Window[] = [{ start: 0, end: text.length, from: 0, until: clauses.length }];
  const add = (range: Range, from: number, until: number): void => {
    if (windows.length < WINDOWS_MAX && range.end - range.start >= WINDOW_LENGTH_MIN) windows.push({ start: range.start, end: range.end, from, until });
  };
  for (let i = 0, from = 0; i < sentences.length && sentences.length > 1 && windows.length < WINDOWS_MAX; i++) {
    let until = from;
    while (clauses[until]?.sentence === i) until++;
    add(sentences[i]!, from, until);
    from = until;
  }
  for (let i = 0; i + 1 < clauses.length && windows.length < WINDOWS_MAX; i++) {
    const [clause, next] = [clauses[i]!, clauses[i + 1]!];
    const { start, end } = sentences[clause.sentence]!;
    if (next.sentence === clause.sentence && (clause.start > start || next.end < end)) add({ start: clause.start, end: next.end }, i, i + 2);
  }
  return windows;
}

function suspectedIn(promises: PromiseRules, policy: ShopPolicy, reading: Reading, matches: readonly RuleMatch<PromiseRule>[]): PromiseFinding[] {
  const { learned, types } = promises;
  const { surface } = reading;
  if (learned === null || surface.text.length < SUSPICION_LENGTH_MIN || learned.allowed.has(surface.normal.text)) return [];
  const features = featureReader({ concepts: promises.concepts, words: learned.words }, reading, matches, policy, learned.reader.rowOf);
  const read = (window: Window): Suspicion | null => suspicionOf(learned.reader, features(window), surface.clauses.slice(window.from, window.until), SUSPICION_WARN_MIN);
  const suspicions = windowsOf(surface).flatMap((window, i) => {
    const one = read(window);
    return one === null ? [] : [{ ...one, isPart: i > 0, over: one.probability - (i > 0 ? SUSPICION_PART_BLOCK_MIN : SUSPICION_BLOCK_MIN) }];
  });
  const suspicion = suspicions.sort((a, b) => b.over - a.over)[0] ?? null;
  if (suspicion === null) return [];
  const { type, probability, clause, isPart } = suspicion;
  const { reason, suggestion } = types[type]!;
  const { original } = reading.surface.normal;
  const { start, end } = originalRange(reading.surface, clause);
  return [{ type, level: probability >= (isPart ? SUSPICION_PART_BLOCK_MIN : SUSPICION_BLOCK_MIN) ? 'block' : 'warn', start, end, words: original.slice(start, end), reason, suggestion: fillSuggestion(suggestion, policy), option: null }];
}

/** The text with every word replaced that a rule has another one for; null when there is none, or nothing would be left. */
function betterWording(matches: readonly RuleMatch<PromiseRule>[], reading: Reading): string | null {
  const replacements = matches.flatMap((match): Replacement[] => {
    const { instead } = match.rule;
    if (instead === undefined) return [];
    const [first] = match.parts;
    // A rule matches once in a clause; its words may stand there more often.
    const seen = match.parts.length === 1 ? match.unit.filter((hit) => hit.concept === first?.concept) : match.parts.slice(0, 1);
    return seen.map((hit) => ({ ...originalRange(reading.surface, hit), instead }));
  });
  const text = replacements.length === 0 ? '' : rewritten(reading.surface.normal.original, replacements);
  return text === '' ? null : text;
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

function toFinding(match: RuleMatch<PromiseRule>, promises: PromiseRules, policy: ShopPolicy, reading: Reading, better: string | null): PromiseFinding {
  const { type, level, instead, suggestion: own } = match.rule;
  const { reason, suggestion } = promises.types[type]!;
  const { original } = reading.surface.normal;
  const { start, end } = originalRange(reading.surface, match);
  const reworded = instead === undefined ? null : better;
  return { type, level, start, end, words: original.slice(start, end), reason, suggestion: reworded ?? fillSuggestion(own ?? suggestion, policy), ...(reworded === null ? {} : { rewords: true }), option: null };
}

const fillSuggestion = (text: string, policy: ShopPolicy): string => (!text.includes('{') ? text :
  text.replaceAll(/\{(\w+)\}/gu, (whole, key: string) => String(SUGGESTION_KEYS.some((known) => known === key) ? policy[key as keyof ShopPolicy] : whole)));

/** Several rules of a type often see the same words; the widest finding of the highest level stands for them. */
function withoutRepeats(findings: readonly PromiseFinding[]): readonly PromiseFinding[] {
  if (findings.length < 2) return findings;
  const kept: PromiseFinding[] = [];
  // Those of a type that are kept do not overlap: ordered by place, only the first that ends behind the start of another can.
  const byType = new Map<string, PromiseFinding[]>();
  const byWeight = [...findings].sort((a, b) => Number(b.level === 'block') - Number(a.level === 'block') || b.end - b.start - (a.end - a.start));
  for (const finding of byWeight) {
    const others = byType.get(finding.type) ?? [];
    const place = firstEndingBehind(others, finding.start);
    if (place < others.length && others[place]!.start < finding.end) continue;
    kept.push(finding);
    others.splice(place, 0, finding);
    byType.set(finding.type, others);
  }
  return kept;
}
