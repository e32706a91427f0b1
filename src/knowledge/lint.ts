// What must fit together across the files of a shop: ids, references, variables, conditions, windows.
// Texts are judged by compliance (knowledge/approve.ts), not here.
import type { Entry, KnowledgeBase, Window } from './base.ts';
import { normalise } from '../understand/normalise.ts';
import type { Placed } from './load.ts';
import { isTimeZone } from './hours.ts';
import { RULINGS } from './rulings/tables.ts';
import { didYouMean, type Problem, type ProblemCode, type Source } from './problem.ts';
import { SYSTEM_REPLIES, type SystemReplyId } from './schema.ts';
import { profileText, profileValue, variablesOf } from './template.ts';

const CAMPAIGN_VARIABLES = ['campaign.name', 'campaign.summary'];
const CLOCK_CONDITIONS: Readonly<Record<string, readonly string[]>> = { campaign: ['running', 'none'], hours: ['open', 'closed'] };

export interface Sources {
  readonly entries: readonly Placed<Entry>[];
  readonly profile: Source;
  readonly system: Source;
  readonly risks: Source;
}

type Path = readonly (string | number)[];
type Report = (code: ProblemCode, source: Source, path: Path, message: string) => void;

export function lint(base: KnowledgeBase, sources: Sources): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = (code, source, path, message) => problems.push({ code, file: source.file, line: source.lineOf(path), message });

  lintProfile(base, sources.profile, report);
  lintUnique(sources, report);
  for (const placed of sources.entries) lintEntry(base, placed, report);
  [...base.risks.values()].forEach((risk, index) => {
    lintVariables(base, risk.holding, [], sources.risks, ['risks', index, 'holding'], `risk class ${risk.id}`, report);
  });
  for (const id of Object.keys(SYSTEM_REPLIES) as SystemReplyId[]) {
    lintVariables(base, base.system[id], SYSTEM_REPLIES[id], sources.system, ['replies', id], `system reply ${id}`, report);
  }
  return problems;
}

function lintProfile(base: KnowledgeBase, source: Source, report: Report): void {
  if (!isTimeZone(base.profile.service.timezone)) {
    report('bad_variable', source, ['service', 'timezone'], `"${base.profile.service.timezone}" is no time zone; write an IANA name such as Asia/Shanghai.`);
  }
  base.campaigns.forEach(({ id }, index) => {
    const first = base.campaigns.findIndex((other) => other.id === id);
    if (first < index) report('duplicate_id', source, ['campaigns', index, 'id'], `campaign id "${id}" is used twice; give one of them another id.`);
  });
  base.campaigns.forEach((campaign, index) => lintWindow(campaign, `campaign ${campaign.id}`, source, ['campaigns', index], report));
  base.menu.forEach((id, index) => lintReference(base, id, 'menu', source, ['menu', index], report));
}

function lintUnique(sources: Sources, report: Report): void {
  const ids = new Map<string, Placed<Entry>>();
  const questions = new Map<string, string>();
  for (const placed of sources.entries) {
    const { item, source, path } = placed;
    const first = ids.get(item.id);
    if (first) {
      report('duplicate_id', source, [...path, 'id'], `entry id "${item.id}" is already used in ${first.source.file} line ${first.source.lineOf(first.path)}; give one of them another id.`);
      continue;
    }
    ids.set(item.id, placed);
    item.similar.forEach((question, index) => {
      const form = normalise(question).text;
      const owner = questions.get(form);
      if (owner === undefined) questions.set(form, item.id);
      else report('duplicate_question', source, [...path, 'similar', index], `similar question "${question}" stands in ${owner === item.id ? 'this entry' : `entry ${owner}`} already; keep it in one place.`);
    });
  }
}

function lintEntry(base: KnowledgeBase, { item, source, path }: Placed<Entry>, report: Report): void {
  lintWindow(item.valid, `entry ${item.id}`, source, [...path, 'valid'], report);
  item.related.forEach((id, index) => lintReference(base, id, `entry ${item.id}`, source, [...path, 'related', index], report));
  item.serves.forEach((id, index) => lintReference(base, id, `entry ${item.id}`, source, [...path, 'serves', index], report));
  item.rulings.forEach((id, index) => lintRuling(id, `entry ${item.id}`, source, [...path, 'rulings', index], report));
  item.answers.forEach((answer, index) => {
    const at = [...path, 'answers', index];
    lintWindow(answer.valid, `entry ${item.id}`, source, at, report);
    lintConditions(base, item.id, answer.when, source, [...at, 'when'], report);
    const campaignSure = answer.when['campaign'] === 'running';
    lintVariables(base, answer.text, campaignSure ? CAMPAIGN_VARIABLES : [], source, [...at, 'text'], `entry ${item.id}`, report);
  });
  const last = item.answers.at(-1);
  if (last && (Object.keys(last.when).length > 0 || last.valid.from !== -Infinity || last.valid.until !== Infinity)) {
    report('no_default_answer', source, [...path, 'answers', item.answers.length - 1], `the last answer of entry ${item.id} must hold always; remove its "when" and "valid", or add an answer without them after it.`);
  }
}

function lintConditions(base: KnowledgeBase, entryId: string, when: Entry['answers'][number]['when'], source: Source, path: Path, report: Report): void {
  for (const [key, wanted] of Object.entries(when)) {
    const allowed = CLOCK_CONDITIONS[key];
    if (allowed && !allowed.includes(String(wanted))) {
      report('unknown_variable', source, [...path, key], `entry ${entryId}: condition ${key} must be ${allowed.join(' or ')}, not ${String(wanted)}.`);
    } else if (!allowed && profileValue(base.profile, key) === undefined) {
      report('unknown_variable', source, [...path, key], `entry ${entryId}: condition "${key}" is no path of shop.yaml${didYouMean(key, profilePaths(base.profile))}.`);
    }
  }
}

function lintVariables(base: KnowledgeBase, text: string, extra: readonly string[], source: Source, path: Path, owner: string, report: Report): void {
  for (const name of variablesOf(text)) {
    if (extra.includes(name)) continue;
    if (CAMPAIGN_VARIABLES.includes(name)) {
      report('campaign_needed', source, path, `${owner} uses {${name}}; give that answer the condition "when: { campaign: running }".`);
    } else if (profileValue(base.profile, name) === undefined) {
      report('unknown_variable', source, path, `${owner} uses {${name}}, which shop.yaml does not have${didYouMean(name, profilePaths(base.profile))}; add it there or mend the name.`);
    } else if (profileText(base.profile, name) === null) {
      report('bad_variable', source, path, `${owner} uses {${name}}, which is no text, number or list of them in shop.yaml.`);
    }
  }
  const leftover = /[{}｛｝]/.exec(text.replace(/\{([a-z_][a-z0-9_.]*)\}/g, ''));
  if (leftover) report('unknown_variable', source, path, `${owner} has a stray "${leftover[0]}"; variables are written {shop.name}, in small letters.`);
}

function lintReference(base: KnowledgeBase, id: string, owner: string, source: Source, path: Path, report: Report): void {
  if (base.entries.has(id)) return;
  report('unknown_reference', source, path, `${owner} names the entry "${id}", which does not exist${didYouMean(id, [...base.entries.keys()])}.`);
}

function lintRuling(id: string, owner: string, source: Source, path: Path, report: Report): void {
  if (RULINGS.has(id)) return;
  report('unknown_reference', source, path, `${owner} cites the ruling "${id}", which does not exist${didYouMean(id, [...RULINGS.keys()])}; docs/rulings.md lists them.`);
}

function lintWindow(window: Window, owner: string, source: Source, path: Path, report: Report): void {
  if (Number.isNaN(window.from) || Number.isNaN(window.until)) report('bad_window', source, path, `${owner}: a date of its window does not exist in the calendar.`);
  else if (window.from >= window.until) report('bad_window', source, path, `${owner}: its window ends before it begins.`);
}

function profilePaths(value: unknown, prefix = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => profilePaths(inner, prefix === '' ? key : `${prefix}.${key}`));
}
