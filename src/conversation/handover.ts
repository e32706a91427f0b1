// Calling a person: the record that the agent sees first, and what the waiting buyer is told.
import type { Active } from '../compliance/radar.ts';
import { riskHolding, type KnowledgeBase } from '../knowledge/base.ts';
import { RULINGS } from '../knowledge/rulings/tables.ts';
import type { SystemReplyId } from '../knowledge/schema.ts';
import type { Candidate, CitedRuling, Decision, EscalateCause, HandoverRecord, RiskId, RuleHit, Severity, StoredEvent, Team } from '../types.ts';
import { isByRadar, noteOf } from './watch.ts';

/** Messages that travel with a hand-over. */
export const LAST_MESSAGES_MAX = 10;
/** Entries less probable than this say nothing about the message, but for the likeliest one. */
const UNDERSTOOD_MIN = 0.02;
/** Rulings are cited of an entry at least this probable: those of another question would mislead the agent. */
const CITED_MIN = 0.2;

interface CauseRule {
  readonly severity: Severity;
  /** Used when neither a risk class nor an entry names a team. */
  readonly team: Team;
  readonly reason: string;
  readonly reply: SystemReplyId;
}

const CAUSES: Readonly<Record<EscalateCause, CauseRule>> = {
  risk: { severity: 'high', team: 'supervisor', reason: '消息里有需要人工处理的风险', reply: 'gate' },
  entry: { severity: 'medium', team: 'aftersale', reason: '这类问题需要人工核实', reply: 'gate' },
  asked: { severity: 'medium', team: 'presale', reason: '买家要求人工服务', reply: 'asked' },
  misses: { severity: 'low', team: 'presale', reason: '连续两条消息没有听懂', reply: 'misses' },
  gate: { severity: 'medium', team: 'presale', reason: '拟好的回复没有通过合规检查', reply: 'gate' },
  fault: { severity: 'medium', team: 'presale', reason: '系统处理这条消息时出错', reply: 'fault' },
  agent_absent: { severity: 'high', team: 'presale', reason: '原来接待的客服已离线', reply: 'agent_absent' },
};

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

export function moreSevere(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b);
}

/** How urgent a hand-over for this decision is; a combination that stands never makes it less so. */
export function severityOf(base: KnowledgeBase, decision: Escalation, radar: Active | null = null): Severity {
  const own = (decision.riskId === null ? undefined : base.risks.get(decision.riskId)?.severity) ?? CAUSES[decision.cause].severity;
  return radar && moreSevere(radar.combination.severity, own) ? radar.combination.severity : own;
}

export type Escalation = Extract<Decision, { kind: 'escalate' }>;

/**
 * `history` are the conversation's last events, the message at hand included, oldest first. `radar` is the combination to name;
 * one that made the decision, or is more severe than it, says which team takes it.
 */
export function handoverRecord(base: KnowledgeBase, decision: Escalation, history: readonly StoredEvent['body'][], radar: Active | null = null): HandoverRecord {
  const rule = CAUSES[decision.cause];
  const risk = decision.riskId === null ? undefined : base.risks.get(decision.riskId);
  const entry = decision.entryId === null ? undefined : base.entries.get(decision.entryId);
  const named = decision.cause === 'entry' || decision.cause === 'asked' ? entry : undefined;
  const byRadar = radar !== null && isByRadar(decision);
  const leads = radar !== null && (byRadar || moreSevere(radar.combination.severity, severityOf(base, decision)));
  const rulings = citedRulings(base, decision.evidence.candidates);
  return {
    cause: decision.cause,
    reason: byRadar ? noteOf(radar).reason : reasonOf(rule, risk, decision.cause === 'entry' ? entry?.question : undefined, decision.evidence.rule),
    riskId: decision.riskId,
    rule: decision.evidence.rule,
    team: leads ? radar.combination.team : risk?.team ?? named?.team ?? rule.team,
    severity: severityOf(base, decision, radar),
    understood: decision.evidence.candidates.filter((candidate) => candidate.handling !== 'risk')
      .filter((candidate, index) => index === 0 || candidate.probability >= UNDERSTOOD_MIN)
      .map(({ entryId, probability }) => ({ entryId, probability })),
    lastMessages: lastMessages(history),
    ...(rulings.length === 0 ? {} : { rulings }),
    ...(radar === null ? {} : { radar: noteOf(radar) }),
  };
}

/** What the likeliest entry rests on. An id that lint would have refused is left out. */
function citedRulings(base: KnowledgeBase, candidates: readonly Candidate[]): readonly CitedRuling[] {
  const likeliest = candidates.find(({ handling }) => handling !== 'risk');
  if (!likeliest || likeliest.probability < CITED_MIN) return [];
  return (base.entries.get(likeliest.entryId)?.rulings ?? []).flatMap((id) => RULINGS.get(id) ?? []).map(({ id, title, sentence }) => ({ id, title, sentence }));
}

function reasonOf(rule: CauseRule, risk: { readonly name: string; readonly reason: string } | undefined, question: string | undefined, hit: RuleHit | null): string {
  if (risk) return `${risk.name}：${risk.reason}${hit ? `（“${hit.words}”）` : ''}`;
  return question === undefined ? rule.reason : `${rule.reason}：${question}`;
}

export function lastMessages(history: readonly StoredEvent['body'][]): HandoverRecord['lastMessages'] {
  return history.flatMap((body): HandoverRecord['lastMessages'] => {
    switch (body.type) {
      case 'buyer_message': return [{ author: 'buyer', text: body.text }];
      case 'reply': return [{ author: body.author, text: body.reply.text }];
      case 'agent_reply': return [{ author: 'agent', text: body.reply.text }];
      default: return [];
    }
  }).slice(-LAST_MESSAGES_MAX);
}

/** What the buyer is told first; null means the system's own words for the cause (`causeReply`). */
export function riskWords(base: KnowledgeBase, riskId: RiskId | null): string | null {
  return riskId === null ? null : riskHolding(base, riskId);
}

export function causeReply(cause: EscalateCause): SystemReplyId {
  return CAUSES[cause].reply;
}
