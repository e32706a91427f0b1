// What the bot knows, put together once per knowledge version, and how it decides on one message.
// Pure but for the segmenter it was given: the same message at the same time always gets the same decision.
import type { Gate } from '../compliance/gate.ts';
import { readRisks, type RiskReading, type RiskRules } from '../compliance/risk.ts';
import { isCurrent, questionsOf, type KnowledgeBase } from '../knowledge/base.ts';
import type { Candidate, Decision, EntryId, Segmenter } from '../types.ts';
import { decide, evidenceOf, THRESHOLDS, type DecideSettings } from '../understand/decide.ts';
import { buildIndex, RISK_PREFIX, type QuestionIndex } from '../understand/index.ts';
import { normalise } from '../understand/normalise.ts';
import { understand, type Reading } from '../understand/understand.ts';

/** The entry that means "a person, please". */
export const HUMAN_ENTRY_ID: EntryId = 'svc.human';

export interface Brain {
  readonly base: KnowledgeBase;
  readonly index: QuestionIndex;
  readonly riskRules: RiskRules;
  readonly gate: Gate;
  readonly settings: DecideSettings;
}

export function createBrain(parts: { readonly base: KnowledgeBase; readonly riskRules: RiskRules; readonly gate: Gate; readonly segmenter: Segmenter }): Brain {
  const { base, riskRules, gate, segmenter } = parts;
  const entries = [...base.entries.values()].map((entry) => ({ id: entry.id, handling: entry.handling, questions: questionsOf(entry) }));
  const risks = [...base.risks.values()].map((risk) => ({ id: RISK_PREFIX + risk.id, handling: 'risk' as const, questions: risk.similar }));
  return {
    base, riskRules, gate,
    index: buildIndex([...entries, ...risks], segmenter),
    settings: { thresholds: THRESHOLDS, menu: base.menu, humanEntryId: HUMAN_ENTRY_ID },
  };
}

/** Reads a message against risks and knowledge. A risk wins over any answer. */
export function readMessage(brain: Brain, text: string, now: number): Decision {
  const normal = normalise(text);
  const reading = understand(brain.index, normal, (id) => id.startsWith(RISK_PREFIX) || isCurrent(brain.base, id, now));
  const [risk] = readRisks(brain.riskRules, normal);
  return risk ? riskDecision(risk, reading) : decide(reading, brain.settings);
}

/** What a picked option means: the buyer said so, so it is certain. */
export function readPick(brain: Brain, entryId: EntryId): Decision {
  const entry = brain.base.entries.get(entryId);
  if (!entry) throw new Error(`the picked entry ${entryId} is not in the knowledge base`);
  const candidate: Candidate = { entryId, handling: entry.handling, probability: 1, score: 1, matched: entry.question };
  return decide({ whole: [candidate], parts: [], onlyReferences: false }, brain.settings);
}

function riskDecision(risk: RiskReading, reading: Reading): Decision {
  const understood = reading.whole.find((candidate) => candidate.handling !== 'risk');
  return {
    kind: 'escalate', cause: 'risk', riskId: risk.riskId, entryId: understood?.entryId ?? null, probability: 1,
    evidence: { ...evidenceOf(reading), rule: risk.rule },
  };
}
