// From a knowledge folder to a shop that can answer: files, rules, gate, every text approved, index. Or all that is wrong with it.
// Shared by the service, by the builder of publishes, and by the commands that check or measure; it opens no database and listens nowhere.
import { join } from 'node:path';
import { createJiebaSegmenter } from './adapters/jieba/segmenter.ts';
import { readKnowledgeFolder, type Overlay } from './adapters/knowledge-folder.ts';
import { compileConcepts } from './compliance/concepts.ts';
import { createGate, type Gate } from './compliance/gate.ts';
import { AS_READ, compileLevels, type Levels } from './compliance/levels.ts';
import { policyOf, type ProfileForPolicy, type ShopPolicy } from './compliance/policy.ts';
import { RuleFileError } from './compliance/problems.ts';
import { readExamples, type PromiseExamples } from './compliance/examples.ts';
import { NO_WORD_CLASSES, compileWordClasses } from './compliance/word-classes.ts';
import { compilePromiseRules, withExamples, type PromiseRules } from './compliance/promises.ts';
import { compileRadar, noRadar, RADAR_FILE, type RadarRules, type RadarWorld } from './compliance/radar-file.ts';
import { compileRiskRules, type RiskRules } from './compliance/risk.ts';
import { createBrain, type Brain } from './conversation/brain.ts';
import { refusedTexts } from './knowledge/approve.ts';
import type { KnowledgeBase } from './knowledge/base.ts';
import { indexedEntries, toolsOf } from './knowledge/indexed.ts';
import { loadKnowledge, type KnowledgeFile } from './knowledge/load.ts';
import type { Sources } from './knowledge/lint.ts';
import { readYaml, type Problem } from './knowledge/problem.ts';
import { packageRoot } from './package-root.ts';
import { REGIONS } from './understand/regions.ts';
import { buildData, openIndex, type IndexData, type IndexedEntry, type Tools } from './understand/index.ts';
import { industryOf, type Industry } from './understand/industry.ts';
import { normalise } from './understand/normalise.ts';

/** Knowledge that holds to every rule, before anything is built from it. */
export interface CheckedShop {
  readonly base: KnowledgeBase;
  readonly sources: Sources;
  readonly policy: ShopPolicy;
  readonly promises: PromiseRules;
  readonly levels: Levels;
  readonly riskRules: RiskRules;
  readonly radar: RadarRules;
  readonly gate: Gate;
}

export interface Shop extends CheckedShop {
  readonly brain: Brain;
}

/** The knowledge cannot be served; `lines` name every mistake with file, line, code and what to do. */
export class KnowledgeRefused extends Error {
  override readonly name = 'KnowledgeRefused';
  readonly problems: readonly Problem[];
  readonly lines: readonly string[];
  /** Problems that were found beyond these. */
  readonly more: number;

  constructor(problems: readonly Problem[], more = 0) {
    const lines = problems.map(lineOfProblem);
    super(`the knowledge folder has ${lines.length + more} problem(s):\n${lines.join('\n')}`);
    this.problems = problems;
    this.lines = lines;
    this.more = more;
  }
}

export const lineOfProblem = ({ file, line, code, message }: Problem): string => `${file}${line > 0 ? `:${line}` : ''}: ${message} [${code}]`;

/** May be missing: then everything counts as it is read, and nothing can be overridden. */
const LEVELS_FILE = 'rules/policy.yaml';

/** The knowledge folder that came with the package: its industry pack serves shops that wrote few questions of their own. */
export const packagedKnowledge = (): string => join(packageRoot(), 'knowledge');

/** Throws KnowledgeRefused, or the error of a folder that cannot be read. `packFolder` is read only for a shop with few questions. */
export function openShop(folder: string, packFolder: string = packagedKnowledge()): Shop {
  const checked = checkTexts(loadShop(folder));
  const { base, riskRules, radar, gate } = checked;
  const tools = toolsOf(base, createJiebaSegmenter(base.words), () => packOf(packFolder).industry);
  return { ...checked, brain: createBrain({ base, riskRules, radar, gate, tools }) };
}

/** Reads and compiles a folder; no text has been held to the gate yet. Throws as `openShop` does. */
export function loadShop(folder: string, overlay: Overlay = {}): CheckedShop {
  const { files, version, rulesVersion } = readKnowledgeFolder(folder, overlay);
  const loaded = loadKnowledge(files, version, rulesVersion);
  if (loaded.base === null) throw new KnowledgeRefused(loaded.problems);
  const { base, sources } = loaded;
  const rules = compileRules(files, base);
  return { base, sources, gate: createGate({ ...rules, normalise }), ...rules };
}

/** The same shop once every text of it has passed its gate; throws KnowledgeRefused otherwise. */
export function checkTexts(shop: CheckedShop): CheckedShop {
  const refused = refusedTexts(shop.base, shop.sources, shop.gate);
  if (refused.length > 0) throw new KnowledgeRefused(refused);
  return shop;
}

/** The industry pack as this process holds it. */
export interface Pack {
  /** Names its texts and what cut them: packs of the same id read every message alike. */
  readonly id: string;
  readonly base: KnowledgeBase;
  readonly entries: readonly IndexedEntry[];
  readonly data: IndexData;
  readonly industry: Industry | null;
}

const packs = new Map<string, Pack>();

/** Built at the first call, which takes seconds, and kept. Throws KnowledgeRefused, or the error of a folder that cannot be read. */
export function packOf(folder: string): Pack {
  const known = packs.get(folder);
  if (known) return known;
  const { files, version } = readKnowledgeFolder(folder);
  const { base, problems } = loadKnowledge(files, version);
  if (!base) throw new KnowledgeRefused(problems.map((problem) => ({ ...problem, file: join(folder, problem.file) })));
  const entries = indexedEntries(base);
  const tools = toolsOf(base, createJiebaSegmenter(base.words), () => null);
  return keepPack(folder, openPack({ id: `${version}/${tools.segmenter.id}`, base, entries, data: buildData(entries, tools), tools }));
}

/** A pack built here or elsewhere, ready to read messages. */
export function openPack({ tools, ...pack }: Omit<Pack, 'industry'> & { readonly tools: Tools }): Pack {
  return { ...pack, industry: industryOf(openIndex(pack.data, pack.entries, tools)) };
}

export function keepPack(folder: string, pack: Pack): Pack {
  packs.set(folder, pack);
  return pack;
}

/** The pack of a folder when this process has it. */
export const knownPack = (folder: string): Pack | null => packs.get(folder) ?? null;

function compileRules(files: readonly KnowledgeFile[], base: KnowledgeBase): Pick<Shop, 'policy' | 'promises' | 'levels' | 'riskRules' | 'radar'> {
  const wrong: Problem[] = [];
  const attempt = <T>(file: string, compile: () => T): T | null => {
    try {
      return compile();
    } catch (error) {
      if (error instanceof KnowledgeRefused) wrong.push(...error.problems);
      else wrong.push(...(error instanceof RuleFileError ? error.problems : [error instanceof Error ? error.message : String(error)]).map((line) => ruleProblem(file, line)));
      return null;
    }
  };
  const compiled = <T>(name: string, compile: (parsed: unknown, source: ReturnType<typeof readSource>) => T): T | null =>
    attempt(name, () => {
      const source = readSource(files, name);
      return compile(source.value, source);
    });

  const policy = attempt('shop.yaml', () => policyOf(base.profile as unknown as ProfileForPolicy));
  const concepts = compiled('rules/concepts.yaml', (parsed, source) => compileConcepts(parsed, source, normalise));
  const plainly = concepts && compiled('rules/promises.yaml', (parsed, source) => compilePromiseRules(parsed, source, concepts));
  const promises = plainly && attempt(EXAMPLES, () => learned(files, base.rulesVersion, plainly));
  const hasLevels = files.some(({ name }) => name === LEVELS_FILE);
  const levels = hasLevels ? promises && compiled(LEVELS_FILE, (parsed, source) => compileLevels(parsed, source, promises)) : AS_READ;
  const severities = new Map([...base.risks.values()].map((risk) => [risk.id, risk.severity]));
  const riskRules = concepts && compiled('rules/risks.yaml', (parsed, source) => compileRiskRules(parsed, source, concepts, severities));
  const radar = riskRules && (files.some(({ name }) => name === RADAR_FILE) ? compiled(RADAR_FILE, (parsed, source) => compileRadar(parsed, source, radarWorld(base, riskRules))) : noRadar(riskRules));
  if (!policy || !promises || !levels || !riskRules || !radar || wrong.length > 0) throw new KnowledgeRefused(wrong);
  return { policy, promises, levels, riskRules, radar };
}

function radarWorld({ entries, profile }: KnowledgeBase, riskRules: RiskRules): RadarWorld {
  const topics = [...new Set([...entries.values()].map(({ topic }) => topic))];
  return { riskRules, entries: [...entries.keys()], topics, remoteRegions: profile.shipping.remote_regions, places: REGIONS };
}

/** Example sentences that the promise guard learns from; a shop may have none. */
const EXAMPLES = 'promises';
const WRITTEN_FOR = `${EXAMPLES}/written_for.yaml`;
/** May be missing: then examples teach by their wording and concepts alone. */
const WORD_CLASSES = `${EXAMPLES}/word_classes.yaml`;

/** What was learned last, with the version of the rules it was learned from: most publishes leave the rules alone. */
let lastLearned: { readonly rulesVersion: string; readonly learned: PromiseRules['learned'] } | null = null;

/** The examples of a folder, as `loadShop` learns from them; throws as it does. */
export function examplesOf(folder: string): PromiseExamples {
  const { files } = readKnowledgeFolder(folder);
  return parsedExamples(files, null);
}

function parsedExamples(files: readonly KnowledgeFile[], types: readonly string[] | null): PromiseExamples {
  const parsed = (name: string) => {
    const source = readSource(files, name);
    return { value: source.value, source };
  };
  const classes = files.some(({ name }) => name === WORD_CLASSES) ? parsed(WORD_CLASSES) : null;
  const words = classes ? compileWordClasses(classes.value, classes.source) : NO_WORD_CLASSES;
  return readExamples(parsed(WRITTEN_FOR), exampleFiles(files).map(parsed), types, words);
}

const exampleFiles = (files: readonly KnowledgeFile[]): readonly string[] =>
  files.map(({ name }) => name).filter((name) => name.startsWith(`${EXAMPLES}/`) && /\.ya?ml$/.test(name) && name !== WRITTEN_FOR && name !== WORD_CLASSES);

function learned(files: readonly KnowledgeFile[], rulesVersion: string, promises: PromiseRules): PromiseRules {
  if (rulesVersion !== '' && lastLearned?.rulesVersion === rulesVersion) return { ...promises, learned: lastLearned.learned };
  if (exampleFiles(files).length === 0) return promises;
  const rules = withExamples(promises, parsedExamples(files, Object.keys(promises.types)), normalise);
  lastLearned = { rulesVersion, learned: rules.learned };
  return rules;
}

function readSource(files: readonly KnowledgeFile[], name: string) {
  const file = files.find((candidate) => candidate.name === name);
  if (!file) throw new KnowledgeRefused([{ code: 'missing_file', file: name, line: 0, message: `${name} is missing; copy it from the starter shop's knowledge folder.` }]);
  const { source, problems } = readYaml(name, file.text);
  if (!source) throw new KnowledgeRefused(problems);
  return source;
}

/** Rule files say "rules/risks.yaml:12: what is wrong". */
function ruleProblem(file: string, line: string): Problem {
  const [, place, number, message] = /^([^:\s]+):(\d+): ([\s\S]*)$/.exec(line) ?? [];
  return { code: 'rules', file: place ?? file, line: Number(number ?? 0), message: message ?? line };
}
