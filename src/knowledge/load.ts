// From the files that a shop edits to a KnowledgeBase, or to the list of everything that is wrong with them.
// Pure: the caller reads the files. What each file may hold is schema.ts; what must fit together is lint.ts.
import type { TSchema } from 'typebox';
import type { Entry, KnowledgeBase, RiskClass, Window } from './base.ts';
import { readLexicon } from './lexicon.ts';
import { lint, type Sources } from './lint.ts';
import { checkSchema, readYaml, type Problem, type Source } from './problem.ts';
import { EntryFileSchema, ProfileSchema, RiskFileSchema, SystemFileSchema, type EntryFile, type Profile, type RiskFile, type SystemFile, type WindowData } from './schema.ts';

/** A file below the knowledge folder; `name` is its path there (`entries/size.yaml`). */
export interface KnowledgeFile {
  readonly name: string;
  readonly text: string;
}

/** A base only when nothing is wrong; then with where its texts stand, for the checks that come after. */
export type Loaded =
  | { readonly base: KnowledgeBase; readonly sources: Sources; readonly problems: readonly [] }
  | { readonly base: null; readonly problems: readonly Problem[] };

/** Where each entry stands, so that lint can name file and line. */
export interface Placed<T> {
  readonly item: T;
  readonly source: Source;
  readonly path: readonly (string | number)[];
}

/** `version` names the content (a digest of all files), `rulesVersion` that of the rules; they become the base's. */
export function loadKnowledge(files: readonly KnowledgeFile[], version: string, rulesVersion = ''): Loaded {
  const problems: Problem[] = [];
  const read = <T>(name: string, schema: TSchema): { value: T; source: Source } | null => {
    const file = files.find((candidate) => candidate.name === name);
    if (!file) {
      problems.push({ code: 'missing_file', file: name, line: 0, message: `${name} is missing; copy it from the starter shop's knowledge folder.` });
      return null;
    }
    return parse<T>(file, schema, problems);
  };

  const profile = read<Profile>('shop.yaml', ProfileSchema);
  const system = read<SystemFile>('system.yaml', SystemFileSchema);
  const risks = read<RiskFile>('risks.yaml', RiskFileSchema);
  const entries = files.filter((file) => /^entries\/[^/]+\.ya?ml$/.test(file.name)).flatMap((file) => {
    const parsed = parse<EntryFile>(file, EntryFileSchema, problems);
    return parsed ? placeEntries(parsed.value, parsed.source) : [];
  });
  const { words, synonyms, shapes, problems: misspelt } = readLexicon(files);
  problems.push(...misspelt);
  if (!profile || !system || !risks || problems.length > 0) return { base: null, problems };

  const base: KnowledgeBase = {
    version,
    rulesVersion,
    profile: profile.value,
    campaigns: profile.value.campaigns.map((campaign) => ({ ...campaign, ...windowOf(campaign) })),
    entries: new Map(entries.map(({ item }) => [item.id, item])),
    risks: new Map(risks.value.risks.map((risk): [string, RiskClass] => [risk.id, risk])),
    system: system.value.replies,
    menu: profile.value.menu,
    words, synonyms, shapes,
  };
  const sources: Sources = { entries, profile: profile.source, system: system.source, risks: risks.source };
  const found = lint(base, sources);
  return found.length === 0 ? { base, sources, problems: [] } : { base: null, problems: found };
}

function parse<T>(file: KnowledgeFile, schema: TSchema, problems: Problem[]): { value: T; source: Source } | null {
  const yaml = readYaml(file.name, file.text);
  const wrong = yaml.source ? checkSchema(schema, yaml.source) : yaml.problems;
  problems.push(...wrong);
  return yaml.source && wrong.length === 0 ? { value: yaml.source.value as T, source: yaml.source } : null;
}

function placeEntries(file: EntryFile, source: Source): Placed<Entry>[] {
  return file.entries.map((data, index) => ({
    source,
    path: ['entries', index],
    item: {
      id: data.id,
      topic: file.topic,
      question: data.question,
      handling: data.handling,
      team: data.team,
      similar: data.similar,
      answers: data.answers.map((answer) => ({ when: answer.when ?? {}, valid: windowOf(answer.valid ?? {}), text: answer.text })),
      related: data.related ?? [], serves: data.serves ?? [], rulings: data.rulings ?? [],
      valid: windowOf(data.valid ?? {}),
    },
  }));
}

function windowOf(data: WindowData): Window {
  return {
    from: data.from === undefined ? -Infinity : Date.parse(data.from),
    until: data.until === undefined ? Infinity : Date.parse(data.until),
  };
}
