// From a knowledge folder to a shop that can answer: files, rules, gate, every text approved, index. Or all that is wrong with it.
// Shared by the service and by the commands that check or measure; it opens no database and listens nowhere.
import { createJiebaSegmenter } from './adapters/jieba/segmenter.ts';
import { readKnowledgeFolder } from './adapters/knowledge-folder.ts';
import { compileConcepts } from './compliance/concepts.ts';
import { createGate, type Gate } from './compliance/gate.ts';
import { policyOf, type ProfileForPolicy, type ShopPolicy } from './compliance/policy.ts';
import { RuleFileError } from './compliance/problems.ts';
import { compilePromiseRules, type PromiseRules } from './compliance/promises.ts';
import { compileRiskRules, type RiskRules } from './compliance/risk.ts';
import { createBrain, type Brain } from './conversation/brain.ts';
import { refusedTexts } from './knowledge/approve.ts';
import type { KnowledgeBase } from './knowledge/base.ts';
import { loadKnowledge, type KnowledgeFile } from './knowledge/load.ts';
import type { Sources } from './knowledge/lint.ts';
import { readYaml, type Problem } from './knowledge/problem.ts';
import { normalise } from './understand/normalise.ts';

export interface Shop {
  readonly base: KnowledgeBase;
  readonly sources: Sources;
  readonly policy: ShopPolicy;
  readonly promises: PromiseRules;
  readonly riskRules: RiskRules;
  readonly gate: Gate;
  readonly brain: Brain;
}

/** The knowledge cannot be served; `lines` name every mistake with file, line and what to do. */
export class KnowledgeRefused extends Error {
  override readonly name = 'KnowledgeRefused';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(`the knowledge folder has ${lines.length} problem(s):\n${lines.join('\n')}`);
    this.lines = lines;
  }
}

export const lineOfProblem = ({ file, line, code, message }: Problem): string => `${file}${line > 0 ? `:${line}` : ''}: ${message} [${code}]`;

/** Throws KnowledgeRefused, or the error of a folder that cannot be read. */
export function openShop(folder: string): Shop {
  const { files, version } = readKnowledgeFolder(folder);
  const loaded = loadKnowledge(files, version);
  if (loaded.base === null) throw new KnowledgeRefused(loaded.problems.map(lineOfProblem));
  const { base, sources } = loaded;
  const rules = compileRules(files, base);
  const gate = createGate({ promises: rules.promises, policy: rules.policy, normalise });
  const refused = refusedTexts(base, sources, gate);
  if (refused.length > 0) throw new KnowledgeRefused(refused.map(lineOfProblem));
  const brain = createBrain({ base, riskRules: rules.riskRules, gate, segmenter: createJiebaSegmenter(base.words) });
  return { base, sources, gate, brain, ...rules };
}

function compileRules(files: readonly KnowledgeFile[], base: KnowledgeBase): Pick<Shop, 'policy' | 'promises' | 'riskRules'> {
  const wrong: string[] = [];
  const attempt = <T>(compile: () => T): T | null => {
    try {
      return compile();
    } catch (error) {
      wrong.push(...(error instanceof RuleFileError ? error.problems : [error instanceof Error ? error.message : String(error)]));
      return null;
    }
  };
  const read = (name: string) => {
    const file = files.find((candidate) => candidate.name === name);
    if (!file) throw new RuleFileError([`${name} is missing; copy it from the starter shop's knowledge folder`]);
    const { source, problems } = readYaml(name, file.text);
    if (!source) throw new RuleFileError(problems.map(lineOfProblem));
    return source;
  };
  const compiled = <T>(name: string, compile: (parsed: unknown, source: ReturnType<typeof read>) => T): T | null =>
    attempt(() => {
      const source = read(name);
      return compile(source.value, source);
    });

  const policy = attempt(() => policyOf(base.profile as unknown as ProfileForPolicy));
  const concepts = compiled('rules/concepts.yaml', (parsed, source) => compileConcepts(parsed, source, normalise));
  const promises = concepts && compiled('rules/promises.yaml', (parsed, source) => compilePromiseRules(parsed, source, concepts));
  const severities = new Map([...base.risks.values()].map((risk) => [risk.id, risk.severity]));
  const riskRules = concepts && compiled('rules/risks.yaml', (parsed, source) => compileRiskRules(parsed, source, concepts, severities));
  if (!policy || !promises || !riskRules || wrong.length > 0) throw new KnowledgeRefused(wrong);
  return { policy, promises, riskRules };
}
