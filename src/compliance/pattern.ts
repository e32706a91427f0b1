// The rule language: which concepts must stand together, in what order and how near, and what in the clause cancels it.
// Rules are data and hold no regular expressions; reading is linear in the text for a fixed rule set.
// Not here: what a hit means (risk.ts, promises.ts) and the words themselves (knowledge/rules/concepts.yaml).
import Type from 'typebox';
import type { NormalText } from '../types.ts';
import { readSurface, type Asking, type Range, type Surface } from './clauses.ts';
import type { Concepts, SystemConcept } from './concepts.ts';
import { firstFrom, someFrom, type ConceptHit } from './hits.ts';
import { nearest, type Problems } from './problems.ts';
import { Units, placesOf, possibleRules, type Places, type Unit } from './units.ts';

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
  readonly places: Places;
  readonly system: Readonly<Record<SystemConcept, readonly ConceptHit[]>>;
}

export function readText(concepts: Concepts, normal: NormalText): Reading {
  const surface = readSurface(concepts.respell(normal));
  const hits = concepts.find(surface);
  const places = placesOf(hits, concepts.names.length);
  const hitsOf = (name: SystemConcept): readonly ConceptHit[] => places[concepts.ids.get(name) ?? -1]?.map((place) => hits[place]!) ?? NO_HITS;
  const system = {
    negation: hitsOf('negation'), negation_after: hitsOf('negation_after'), hedge: hitsOf('hedge'), framing: hitsOf('framing'), disclaimer: hitsOf('disclaimer'),
    firm: hitsOf('firm'), condition: hitsOf('condition'), reported: hitsOf('reported'), consent: hitsOf('consent'),
    contrast: hitsOf('contrast'), formula: hitsOf('formula'), authority: hitsOf('authority'), other_things: hitsOf('other_things'),
  };
  return { surface, hits, places, system };
}

const NO_HITS: readonly ConceptHit[] = [];

/** Every match that nothing cancels: at most one per rule and unit, ordered by rule. */
export function matchRules<S extends RuleSource>(rules: readonly CompiledRule<S>[], reading: Reading): RuleMatch<S>[] {
  const matches: RuleMatch<S>[] = [];
  const units = new Units(reading.surface, reading.hits, reading.places);
  for (const place of possibleRules(rules, reading.places)) {
    const rule = rules[place]!;
    for (const unit of units.for(rule)) {
      const match = matchUnit(rule, { unit, units, reading });
      if (match !== null) matches.push(match);
    }
  }
  return matches;
}

/** Where a rule is tried: one of the stretches of a text. */
interface Place {
  readonly unit: Unit;
  readonly units: Units;
  readonly reading: Reading;
}

function matchUnit<S extends RuleSource>(rule: CompiledRule<S>, place: Place): RuleMatch<S> | null {
  const hits = place.units.hitsFor(rule, place.unit);
  return rule.source.order === true ? ordered(rule, hits, place) : nearTogether(rule, hits, place);
}

/** The match that these hits make, null when they stand too far apart or something cancels it. */
function accepted<S extends RuleSource>(rule: CompiledRule<S>, parts: readonly ConceptHit[], { unit, units, reading }: Place): RuleMatch<S> | null {
  let { start, end } = parts[0]!;
  for (const part of parts) {
    start = Math.min(start, part.start);
    end = Math.max(end, part.end);
  }
  if (rule.source.within !== undefined && end - start > rule.source.within) return null;
  const match = { rule: rule.source, start, end, parts, unit: units.hitsOf(unit) };
  if (rule.source.alone === true && !standsAlone(match, reading)) return null;
  return !isCancelled(match, reading) && hasNeeds(match, reading) ? match : null;
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

/** Elements one after another: for each last element, the latest chain that leads to it, until one is accepted. One pass over the hits. */
function ordered<S extends RuleSource>(rule: CompiledRule<S>, hits: readonly ConceptHit[], place: Place): RuleMatch<S> | null {
  const last = rule.all.length - 1;
  const chains: (readonly ConceptHit[] | undefined)[] = [];
  for (const hit of hits) {
    for (let element = last; element >= 0; element--) {
      if (!rule.all[element]!.has(hit.concept)) continue;
      const before = element === 0 ? NO_HITS : chains[element - 1];
      if (before === undefined || (before.length > 0 && before[before.length - 1]!.end > hit.start)) continue;
      const chain = [...before, hit];
      if (element < last) {
        chains[element] = chain;
        continue;
      }
      const match = accepted(rule, chain, place);
      if (match !== null) return match;
    }
  }
  return null;
}

/** Elements in any order: at each hit, the latest hit of every element, until they are accepted. One pass over the hits. */
function nearTogether<S extends RuleSource>(rule: CompiledRule<S>, hits: readonly ConceptHit[], place: Place): RuleMatch<S> | null {
  const { all } = rule;
  const latest: (ConceptHit | undefined)[] = all.map(() => undefined);
  let missing = all.length;
  for (const hit of hits) {
    let moved = false;
    for (let element = 0; element < all.length; element++) {
      if (!all[element]!.has(hit.concept)) continue;
      if (latest[element] === undefined) missing--;
      latest[element] = hit;
      moved = true;
    }
    if (!moved || missing > 0 || !areApart(latest as ConceptHit[])) continue;
    const match = accepted(rule, [...(latest as ConceptHit[])], place);
    if (match !== null) return match;
  }
  return null;
}

/** Two elements of a rule must be two different words. */
function areApart(parts: readonly ConceptHit[]): boolean {
  for (let i = 1; i < parts.length; i++) for (let j = 0; j < i; j++) if (parts[j]!.end > parts[i]!.start && parts[i]!.end > parts[j]!.start) return false;
  return true;
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
    && someFrom(reading.system.consent, clause.start, clause.end, (hit) => hit.end <= clause.end && FILLER.test(text.slice(clause.start, hit.start)) && FILLER.test(text.slice(hit.end, clause.end))));
}

const CANCEL_CHECKS: Readonly<Record<Cancel, (match: RuleMatch<RuleSource>, reading: Reading) => boolean>> = {
  asked: (match, reading) => isAsking(match, reading, (asking) => asking === 'yesno'),
  offered: (match, reading) => isAsking(match, reading, (asking) => asking === 'tag'),
  negated: isNegated,
  hedged: isHedged,
  conditional: (match, reading) => someIn(reading.system.condition, sentenceUpTo(match, reading)),
  reported: isReported,
};

function hasNeeds<S extends RuleSource>(match: RuleMatch<S>, reading: Reading): boolean {
  return (match.rule.needs ?? []).every((need) => NEED_CHECKS[need](match, reading));
}

const NEED_CHECKS: Readonly<Record<Need, (match: RuleMatch<RuleSource>, reading: Reading) => boolean>> = {
  asked: (match, reading) => isAsking(match, reading, (asking) => asking !== 'none') || askedRightAfter(match, reading),
  firm: (match, reading) => someIn(reading.system.firm, clauseSpan(match, reading)),
  negated: isNegated,
};

/** Whether a clause of the match asks in such a way. */
function isAsking(match: Range, reading: Reading, wanted: (asking: Asking) => boolean): boolean {
  const { clauseOf, clauses } = reading.surface;
  const last = clauseOf[match.end - 1] ?? 0;
  for (let clause = clauseOf[match.start] ?? 0; clause <= last; clause++) if (wanted(clauses[clause]!.asking)) return true;
  return false;
}

/** "明天要收到，可以吗": the short clause behind carries the question. */
function askedRightAfter(match: Range, reading: Reading): boolean {
  const next = reading.surface.clauses[(reading.surface.clauseOf[match.end - 1] ?? 0) + 1];
  return next !== undefined && next.end - next.start <= 5 && next.asking !== 'none';
}

function isNegated(match: RuleMatch<RuleSource>, reading: Reading): boolean {
  const clause = clauseSpan(match, reading);
  const from = Math.max(governedFrom(match, clause, reading), match.start - NEGATION_REACH);
  if (someFrom(reading.system.negation, from, match.end, (hit) => hit.end <= match.end && !isPartOf(match, hit))) return true;
  const until = Math.min(clause.end, match.end + NEGATION_AFTER_REACH + 1);
  return someFrom(reading.system.negation_after, match.start, until, (hit) => hit.end <= clause.end && !isPartOf(match, hit));
}

function isPartOf({ parts }: RuleMatch<RuleSource>, hit: Range): boolean {
  for (const part of parts) if (part.start <= hit.start && hit.end <= part.end) return true;
  return false;
}

/**
 * Firm words in the clause outweigh a hedge: "一般今天肯定能到" is a promise. A hedge governs its own clause, a frame what follows it, a
 * disclaimer its sentence; none reaches over a 但 to what stands behind it.
 */
function isHedged(match: RuleMatch<RuleSource>, reading: Reading): boolean {
  const clause = clauseSpan(match, reading);
  if (someIn(reading.system.firm, clause)) return false;
  const { surface, system } = reading;
  const sentence = surface.sentences[surface.clauses[surface.clauseOf[match.start]!]!.sentence]!;
  const from = governedFrom(match, sentence, reading);
  return someIn(system.hedge, { start: Math.max(from, clause.start), end: clause.end }) || someIn(system.framing, { start: from, end: clause.end })
    || someFrom(system.disclaimer, Math.max(from, match.start - DISCLAIMER_REACH), Math.min(sentence.end, match.end + DISCLAIMER_REACH), (hit) => hit.end <= sentence.end && disclaims(hit, clause, from, reading));
}

/** Behind the last 但 (不过, 反正) that stands before the match, or the start of the range. */
function governedFrom(match: Range, { start }: Range, { system: { contrast } }: Reading): number {
  const last = contrast[firstFrom(contrast, match.start) - 1];
  return last === undefined || last.end > match.start ? start : Math.max(start, last.end);
}

/** A disclaimer further away than this, characters, is not looked for: sentences are shorter, and texts of commas must stay linear. */
const DISCLAIMER_REACH = 200;

/**
 * Whether a disclaimer takes back what is said in `clause`. From a clause of its own it does not when it speaks of other things
 * (别的不保证), or is a formula that names no authority (具体以实际为准; 以物流为准 does) and closes nothing hedged since `from`.
 */
function disclaims(hit: ConceptHit, clause: Range, from: number, { surface, system }: Reading): boolean {
  if (hit.start >= clause.start && hit.end <= clause.end) return true;
  const own = surface.clauses[surface.clauseOf[hit.start]!]!;
  if (someIn(system.other_things, own)) return false;
  return !someFrom(system.formula, hit.start, hit.start + 1, (formula) => formula.end === hit.end) || someIn(system.authority, own)
    || someIn(system.hedge, { start: from, end: clause.end });
}

/** The words repeat someone: "您说的今天能到", or stand in quotation marks after such a verb. */
function isReported(match: RuleMatch<RuleSource>, reading: Reading): boolean {
  const clause = clauseSpan(match, reading);
  if (someIn(reading.system.reported, { start: clause.start, end: match.start })) return true;
  const { quotes } = reading.surface;
  const quote = quotes.length === 0 ? undefined : quotes[firstFrom(quotes, match.start + 1) - 1];
  return quote !== undefined && match.end <= quote.end && someIn(reading.system.reported, sentenceUpTo(quote, reading));
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

const someIn = (hits: readonly ConceptHit[], range: Range): boolean => someFrom(hits, range.start, range.end, (hit) => hit.end <= range.end);
