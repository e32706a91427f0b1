// Holds every text that a shop's files can produce to the compliance gate, before any buyer could read it.
import type { Gate } from '../compliance/gate.ts';
import type { Reply } from '../types.ts';
import { timeVariables, type Answer, type Campaign, type KnowledgeBase } from './base.ts';
import type { Sources } from './lint.ts';
import type { Problem, Source } from './problem.ts';
import { SYSTEM_REPLIES, type SystemReplyId } from './schema.ts';
import { fill } from './template.ts';

/** Stand-ins for the variables that only a conversation knows. */
const SAMPLES: Readonly<Record<string, string>> = {
  ahead: '3', agent_name: '小李', words: '有没有别的颜色', height: '165', weight: '55', size: 'M', larger: 'L', by_height: 'L', by_weight: 'M',
  heights: '155-165', weights: '48-55', jins: '96-110',
};

/** A problem with file and line for each text that the gate refuses, in whatever campaign it is filled. */
export function refusedTexts(base: KnowledgeBase, sources: Sources, gate: Gate): readonly Problem[] {
  return judgedTexts(base, sources, gate).filter(({ code }) => code === 'gate_refused');
}

/** The same for texts that the gate lets through with a warning, such as of their tone: advice for their author. */
export function warnedTexts(base: KnowledgeBase, sources: Sources, gate: Gate): readonly Problem[] {
  return judgedTexts(base, sources, gate).filter(({ code }) => code === 'gate_warned');
}

function judgedTexts(base: KnowledgeBase, sources: Sources, gate: Gate): readonly Problem[] {
  const problems: Problem[] = [];
  const judge = (owner: string, reply: Reply, source: Source, path: readonly (string | number)[]): void => {
    const judged = gate.approve(reply);
    if (judged.report.verdict === 'ok') return;
    const verdict = judged.ok ? 'warn' : 'block';
    const why = judged.report.findings.filter((finding) => finding.level === verdict).map((finding) => `“${finding.words}” (${finding.type}): ${finding.reason}`);
    const advice = judged.report.suggestion === null ? '' : ` 可以改成：${judged.report.suggestion}`;
    problems.push({ code: judged.ok ? 'gate_warned' : 'gate_refused', file: source.file, line: source.lineOf(path), message: `${owner} would say "${reply.text || (reply.options[0]?.title ?? '')}", which the compliance gate ${judged.ok ? 'warns of' : 'refuses'}: ${why.join('; ')}${advice}` });
  };

  for (const { item, source, path } of sources.entries) {
    const titles = item.related.flatMap((id) => base.entries.get(id) ?? []).map(({ id, question }) => ({ id, title: question }));
    judge(`entry ${item.id}`, { text: '', options: [{ id: item.id, title: item.question }, ...titles] }, source, [...path, 'question']);
    item.answers.forEach((answer, index) => {
      for (const campaign of campaignsOf(base, answer)) {
        judge(`entry ${item.id}`, { text: fill(answer.text, base.profile, timeVariables(campaign)), options: [] }, source, [...path, 'answers', index, 'text']);
      }
    });
  }
  [...base.risks.values()].forEach((risk, index) => {
    judge(`risk class ${risk.id}`, { text: fill(risk.holding, base.profile, {}), options: [] }, sources.risks, ['risks', index, 'holding']);
  });
  for (const id of Object.keys(SYSTEM_REPLIES) as SystemReplyId[]) {
    const extra = Object.fromEntries(SYSTEM_REPLIES[id].map((name) => [name, SAMPLES[name] ?? '']));
    judge(`system reply ${id}`, { text: fill(base.system[id], base.profile, extra), options: [] }, sources.system, ['replies', id]);
  }
  return problems;
}

/** Each campaign that the answer could speak of; one round without any when it speaks of none. */
function campaignsOf(base: KnowledgeBase, answer: Answer): readonly (Campaign | null)[] {
  return answer.when['campaign'] === 'running' ? base.campaigns : [null];
}
