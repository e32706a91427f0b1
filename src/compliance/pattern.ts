// The rule language: which concepts must stand together, in what order and how near, and what in the clause cancels it.
// Rules are data and hold no regular expressions; reading is linear in the text for a fixed rule set.
// Not here: what a hit means (risk.ts, promises.ts) and the words themselves (knowledge/rules/concepts.yaml).
import Type from 'typebox';
import type { NormalText } from '../types.ts';
import { readSurface, type Asking, type Range, type Surface } from './clauses.ts';
import { SYSTEM_CONCEPTS, type ConceptHit, type Concepts, type SystemConcept } from './concepts.ts';
import { nearest, type Problems } from './problems.ts';
import { RANGES, hitsFor, unitsOf, type Scope, type Unit } from './units.ts';

/** What cancels a hit. `asked`: the clause is a question; a tag (可以吗 after an offer) is not one unless `offered` is named too. */
const CANCELS = ['asked', 'offered', 'negated', 'hedged', 'conditional', 'reported'] as const;
type Cancel = (typeof CANCELS)[number];
/** What must be there. `asked`: any question, also …吧 and 可以吗; `firm`: 一定, 保证, 肯定 …. */
const NEEDS = ['asked', 'firm', 'negated'] as const;
type Need = (typeof NEEDS)[number];

const Names = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });
/** The keys that every kind of rule shares; risk and promise files add their own. */
export const RULE_KEYS = {
  id: Type.String({ minLength: 1 }),
  all: Names,
  none: Type.Optional(Names),
  order: Type.Optional(Type.Boolean()),
  alone: Type.Optional(Type.Boolean()),
  within: Type.Optional(Type.Integer({ minimum: 2, maximum: 200 })),
  scope: Type.Optional(Type.Union([Type.Literal('clause'), Type.Literal('sentence'), Type.Literal('message')])),
  unless: Type.Optional(Type.Array(Type.Union(CANCELS.map((name) => Type.Literal(name))))),
  needs: Type.Optional(Type.Array(Type.Union(NEEDS.map((name) => Type.Literal(name))), { minItems: 1 })),
};

/** A rule as written. An item of `all` may name alternatives: "today|@date". */
export interface RuleSource {
  readonly id: string;
  readonly all: readonly string[];
  readonly none?: readonly string[];
  readonly order?: boolean;
  /** The match must be the whole clause but for forms of address and particles (亲, 哦). */
  readonly alone?: boolean;
  /** Longest stretch in characters from the first to the last element. */
  readonly within?: number;
  readonly scope?: 'clause' | 'sentence' | 'message';
  readonly unless?: readonly Cancel[];
  readonly needs?: readonly Need[];
}

export interface CompiledRule<S extends RuleSource> {
  readonly source: S;
  readonly all: readonly ReadonlySet<number>[];
  readonly none: ReadonlySet<number>;
}

export interface RuleMatch<S extends RuleSource> extends Range {
  readonly rule: S;
  /** The hits that made the match, in the order of `all`. */
  readonly parts: readonly ConceptHit[];
  /** Every hit of the unit (clause, sentence or message) the match was found in. */
  readonly unit: readonly ConceptHit[];
}

/** Checks names and ids; mistakes go to `problems`, under the path ['rules', index]. */
export function compileRules<S extends RuleSource>(rules: readonly S[], concepts: Concepts, unlessByDefault: readonly Cancel[], problems: Problems): CompiledRule<S>[] {
  const seen = new Set<string>();
  return rules.map((rule, index) => {
    const resolve = (item: string): Set<number> => new Set(item.split('|').map((name) => {
      const id = concepts.ids.get(name);
      if (id === undefined) problems.add(['rules', index], `rule "${rule.id}" names the concept "${name}", which does not exist${nearest(name, concepts.names)}`);
      return id ?? -1;
    }));
    if (seen.has(rule.id)) problems.add(['rules', index], `rule id "${rule.id}" stands twice; give one of them another id`);
    seen.add(rule.id);
    const all = rule.all.map(resolve);
    const none = new Set((rule.none ?? []).flatMap((item) => [...resolve(item)]));
    return { source: { ...rule, unless: rule.unless ?? unlessByDefault }, all, none };
  });
}

/** A text with all its concepts found; made once, read by every rule. */
export interface Reading {
  readonly surface: Surface;
  readonly hits: readonly ConceptHit[];
  readonly system: Readonly<Record<SystemConcept, readonly ConceptHit[]>>;
}

export function readText(concepts: Concepts, normal: NormalText): Reading {
  const surface = readSurface(concepts.respell(normal));
  const hits = concepts.find(surface);
  const system = Object.fromEntries(SYSTEM_CONCEPTS.map((name): [SystemConcept, ConceptHit[]] => [name, []])) as Record<SystemConcept, ConceptHit[]>;
  const lists = new Map(SYSTEM_CONCEPTS.map((name) => [concepts.ids.get(name), system[name]]));
  for (const hit of hits) lists.get(hit.concept)?.push(hit);
  return { surface, hits, system };
}

/** Every match that nothing cancels: at most one per rule and unit, ordered by rule. */
export function matchRules<S extends RuleSource>(rules: readonly CompiledRule<S>[], reading: Reading): RuleMatch<S>[] {
  const everywhere = new Set<number>();
  for (const hit of reading.hits) everywhere.add(hit.concept);
  const units: { [K in Scope]?: readonly Unit[] } = {};
  const matches: RuleMatch<S>[] = [];
  for (const rule of rules) {
    if (!rule.all.every((element) => hasAny(everywhere, element))) continue;
    const scope = rule.source.scope ?? 'clause';
    for (const unit of (units[scope] ??= unitsOf(reading.hits, RANGES[scope](reading.surface)))) {
      const match = matchUnit(rule, unit, reading);
      if (match !== null) matches.push(match);
    }
  }
  return matches;
}

function matchUnit<S extends RuleSource>(rule: CompiledRule<S>, unit: Unit, reading: Reading): RuleMatch<S> | null {
  if (!rule.all.every((element) => hasAny(unit.present, element)) || hasAny(unit.present, rule.none)) return null;
  const hits = hitsFor(rule.all, unit);
  for (const parts of rule.source.order === true ? ordered(rule, hits) : nearTogether(rule, hits)) {
    const match = { rule: rule.source, start: Math.min(...parts.map((part) => part.start)), end: Math.max(...parts.map((part) => part.end)), parts, unit: unit.hits };
    if (rule.source.within !== undefined && match.end - match.start > rule.source.within) continue;
    if (rule.source.alone === true && !standsAlone(match, reading)) continue;
    if (!isCancelled(match, reading) && hasNeeds(match, reading)) return match;
  }
  return null;
}

function hasAny(present: { has(concept: number): boolean }, wanted: ReadonlySet<number>): boolean {
  for (const concept of wanted) if (present.has(concept)) return true;
  return false;
}

/** Words that may stand beside a match that stands alone: forms of address and particles. */
const FILLER = /^[亲您你我们这那就也真的了啊呀哦噢喔呢哈啦呗吧嘛哟嗯好客官老板掌柜在吗急]*$/u;

/** Whether a text of one clause says nothing but words of a concept, forms of address and particles aside. */
export function saysOnly({ surface, hits }: Reading, concept: number | undefined): boolean {
  return surface.clauses.length > 0 && surface.clauses.every((clause) => hits.some((hit) => hit.concept === concept && hit.start >= clause.start && hit.end <= clause.end
    && FILLER.test(surface.text.slice(clause.start, hit.start)) && FILLER.test(surface.text.slice(hit.end, clause.end))));
}

function standsAlone(match: Range, reading: Reading): boolean {
  const clause = clauseSpan(match, reading);
  const { text } = reading.surface;
  return FILLER.test(text.slice(clause.start, match.start)) && FILLER.test(text.slice(match.end, clause.end));
}

/** Elements one after another: for each last element, the latest chain that leads to it. One pass over the hits. */
function* ordered<S extends RuleSource>(rule: CompiledRule<S>, hits: readonly ConceptHit[]): Generator<ConceptHit[]> {
  const last = rule.all.length - 1;
  const chains: (ConceptHit[] | undefined)[] = [];
  for (const hit of hits) {
    for (let element = last; element >= 0; element--) {
      if (!rule.all[element]!.has(hit.concept)) continue;
      const before = element === 0 ? [] : chains[element - 1];
      if (before === undefined || (before.at(-1)?.end ?? 0) > hit.start) continue;
      const chain = [...before, hit];
      if (element === last) yield chain;
      else chains[element] = chain;
    }
  }
}

/** Elements in any order: at each hit, the latest hit of every element. One pass over the hits. */
function* nearTogether<S extends RuleSource>(rule: CompiledRule<S>, hits: readonly ConceptHit[]): Generator<ConceptHit[]> {
  const latest: (ConceptHit | undefined)[] = rule.all.map(() => undefined);
  for (const hit of hits) {
    let moved = false;
    rule.all.forEach((element, index) => {
      if (!element.has(hit.concept)) return;
      latest[index] = hit;
      moved = true;
    });
    if (moved && latest.every((found) => found !== undefined) && areApart(latest as ConceptHit[])) yield [...(latest as ConceptHit[])];
  }
}

/** Two elements of a rule must be two different words. */
function areApart(parts: readonly ConceptHit[]): boolean {
  return parts.every((part, index) => parts.every((other, place) => place <= index || part.end <= other.start || other.end <= part.start));
}

/** A negation this many characters before the first word still governs it (不能保证您明天…). */
const NEGATION_REACH = 6;
/** And one this near behind the last word (发货是发不了的). */
const NEGATION_AFTER_REACH = 3;

function isCancelled<S extends RuleSource>(match: RuleMatch<S>, reading: Reading): boolean {
  return (match.rule.unless ?? []).some((cancel) => CANCEL_CHECKS[cancel](match, reading) && !(isUndoable(cancel, match, reading) && consentsAfter(match, reading)));
}

/** Words that are asked or reported become one's own when one agrees to them; so does a hedge that only asks (能不能). */
function isUndoable(cancel: Cancel, match: RuleMatch<RuleSource>, reading: Reading): boolean {
  return cancel === 'asked' || cancel === 'reported' || (cancel === 'hedged' && CANCEL_CHECKS.asked(match, reading));
}

/** Consent stands in one of this many clauses behind the words. */
const CONSENT_REACH = 2;

/** "您说的今天发货，可以，没问题": a clause behind holds nothing but consent. */
function consentsAfter(match: Range, reading: Reading): boolean {
  const { clauseOf, clauses, text } = reading.surface;
  const last = clauseOf[match.end - 1]!;
  return clauses.slice(last + 1, last + 1 + CONSENT_REACH).some((clause) => clause.asking === 'none'
    && hitsWithin(reading.system.consent, clause).some((hit) => FILLER.test(text.slice(clause.start, hit.start)) && FILLER.test(text.slice(hit.end, clause.end))));
}

const CANCEL_CHECKS: Readonly<Record<Cancel, (match: RuleMatch<RuleSource>, reading: Reading) => boolean>> = {
  asked: (match, reading) => askingAt(match, reading).some((asking) => asking === 'yesno'),
  offered: (match, reading) => askingAt(match, reading).some((asking) => asking === 'tag'),
  negated: isNegated,
  hedged: isHedged,
  conditional: (match, reading) => someIn(reading.system.condition, sentenceUpTo(match, reading)),
  reported: isReported,
};

function hasNeeds<S extends RuleSource>(match: RuleMatch<S>, reading: Reading): boolean {
  return (match.rule.needs ?? []).every((need) => NEED_CHECKS[need](match, reading));
}

const NEED_CHECKS: Readonly<Record<Need, (match: RuleMatch<RuleSource>, reading: Reading) => boolean>> = {
  asked: (match, reading) => askingAt(match, reading).some((asking) => asking !== 'none') || askedRightAfter(match, reading),
  firm: (match, reading) => someIn(reading.system.firm, clauseSpan(match, reading)),
  negated: isNegated,
};

function askingAt(match: Range, reading: Reading): Asking[] {
  const { clauseOf, clauses } = reading.surface;
  return clauses.slice(clauseOf[match.start], (clauseOf[match.end - 1] ?? 0) + 1).map((clause) => clause.asking);
}

/** "明天要收到，可以吗": the short clause behind carries the question. */
function askedRightAfter(match: Range, reading: Reading): boolean {
  const next = reading.surface.clauses[(reading.surface.clauseOf[match.end - 1] ?? 0) + 1];
  return next !== undefined && next.end - next.start <= 5 && next.asking !== 'none';
}

function isNegated(match: RuleMatch<RuleSource>, reading: Reading): boolean {
  const clause = clauseSpan(match, reading);
  const isPart = (hit: Range): boolean => match.parts.some((part) => part.start <= hit.start && hit.end <= part.end);
  const from = Math.max(clause.start, match.start - NEGATION_REACH);
  const before = hitsWithin(reading.system.negation, { start: from, end: match.end }).some((hit) => !isPart(hit));
  const until = Math.min(clause.end, match.end + NEGATION_AFTER_REACH + 1);
  const after = hitsFrom(reading.system.negation_after, match.start, until).some((hit) => hit.end <= clause.end && !isPart(hit));
  return before || after;
}

/** Firm words in the clause outweigh a hedge: "一般今天肯定能到" is a promise. */
function isHedged(match: RuleMatch<RuleSource>, reading: Reading): boolean {
  const clause = clauseSpan(match, reading);
  if (someIn(reading.system.firm, clause)) return false;
  const { surface, system } = reading;
  const sentence = surface.sentences[surface.clauses[surface.clauseOf[match.start]!]!.sentence]!;
  return someIn(system.hedge, clause) || someIn(system.framing, { start: sentence.start, end: clause.end }) || someIn(system.disclaimer, sentence);
}

/** The words repeat someone: "您说的今天能到", or stand in quotation marks after such a verb. */
function isReported(match: RuleMatch<RuleSource>, reading: Reading): boolean {
  const clause = clauseSpan(match, reading);
  if (someIn(reading.system.reported, { start: clause.start, end: match.start })) return true;
  const quote = reading.surface.quotes.find((range) => range.start <= match.start && match.end <= range.end);
  return quote !== undefined && someIn(reading.system.reported, sentenceUpTo(quote, reading));
}

function clauseSpan(match: Range, reading: Reading): Range {
  const { clauses, clauseOf } = reading.surface;
  return { start: clauses[clauseOf[match.start]!]!.start, end: clauses[clauseOf[match.end - 1]!]!.end };
}

function sentenceUpTo(match: Range, reading: Reading): Range {
  const { surface } = reading;
  const clause = surface.clauses[surface.clauseOf[match.end - 1]!]!;
  return { start: surface.sentences[surface.clauses[surface.clauseOf[match.start]!]!.sentence]!.start, end: clause.end };
}

const someIn = (hits: readonly ConceptHit[], range: Range): boolean => {
  for (let i = firstFrom(hits, range.start); i < hits.length && hits[i]!.start < range.end; i++) if (hits[i]!.end <= range.end) return true;
  return false;
};

const hitsWithin = (hits: readonly ConceptHit[], range: Range): ConceptHit[] => hitsFrom(hits, range.start, range.end).filter((hit) => hit.end <= range.end);

function hitsFrom(hits: readonly ConceptHit[], from: number, until: number): ConceptHit[] {
  const found: ConceptHit[] = [];
  for (let i = firstFrom(hits, from); i < hits.length && hits[i]!.start < until; i++) found.push(hits[i]!);
  return found;
}

/** Hits are ordered by start; the index of the first that starts at `from` or later. */
function firstFrom(hits: readonly ConceptHit[], from: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hits[middle]!.start < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
