// What the agent's terminal prints: queue, tasks, hand-over, a stopped reply with its words marked. Text in, lines out; it sends nothing.
import type { AgentServerFrame } from '../src/transport/protocol.ts';
import { errorText, type AgentEvent, type AgentReplyFrame, type AgentView, type OutboxItem, type TaskItem, type Ticket } from '../src/web/shared/client.js';
import { ago, buyerName, CAUSES, clockTime, markedParts, SEVERITIES, STATES, TEAMS, turnsWords, waited } from '../src/web/shared/words.js';

type Frame<Name extends AgentServerFrame['type']> = Extract<AgentServerFrame, { type: Name }>;

const AUTHORS: Readonly<Record<string, string>> = { buyer: '买家', bot: '机器人', system: '系统', agent: '客服' };

/** The numbers that /take understands: those waiting first, then the agent's own. */
export function numbered(view: AgentView): readonly Ticket[] {
  return [...view.desk.waiting, ...view.desk.mine];
}

export function queueLines(view: AgentView, now: number): readonly string[] {
  const { waiting, mine } = view.desk;
  const line = (ticket: Ticket, place: number) => `  ${place + 1}. ${ticketLine(ticket, now)}`;
  return [
    `排队 ${waiting.length}`, ...waiting.map(line),
    `我的会话 ${mine.length}`, ...mine.map((ticket, place) => line(ticket, waiting.length + place)),
  ];
}

function ticketLine(ticket: Ticket, now: number): string {
  const severity = ticket.severity === null ? '' : `[${SEVERITIES[ticket.severity] ?? ticket.severity}]`;
  const since = ticket.waiting_since === null ? STATES[ticket.state] : waited(ticket.waiting_since, now);
  return [buyerName(ticket.conversation_id), severity, ticket.team && TEAMS[ticket.team], since].filter(Boolean).join(' ');
}

export function taskLines(tasks: readonly TaskItem[], now: number): readonly string[] {
  if (tasks.length === 0) return ['没有待办任务'];
  return tasks.map((task, place) => `  ${place + 1}. ${task.title}（${TEAMS[task.team]} · ${buyerName(task.conversation_id)} · ${ago(task.created_at, now)}）`);
}

export function handoverLines(record: Frame<'handover'>): readonly string[] {
  const understood = record.understood.map((entry) => `${entry.title} ${Math.round(entry.probability * 100)}%`).join('，');
  return [
    `┌ 交接：${record.reason}（${CAUSES[record.cause] ?? record.cause}）`,
    `│ 团队：${TEAMS[record.team]}   严重程度：${SEVERITIES[record.severity]}${record.risk === null ? '' : `   风险：${record.risk_name ?? record.risk}`}`,
    ...(record.rule ? [`│ 规则：${record.rule.rule_id}   触发词：“${record.rule.words}”`] : []),
    ...(record.radar ? radarLines(record.radar) : []),
    `│ 机器人的理解：${understood || '没有相近的问题'}`,
    ...(record.rulings ?? []).map(({ title, sentence }) => `│ 行业裁定：${title}。可以说：${sentence}`),
    ...record.last_messages.map((message) => `│ ${AUTHORS[message.from] ?? message.from}：${message.text}`),
    '└',
  ];
}

function radarLines({ name, reason, signals, advice, keep }: Frame<'radar'>['radar']): readonly string[] {
  return [
    `│ 套路提醒 ${name}：${reason}`,
    ...signals.map((signal) => `│   ${signal.name} “${signal.words}”（${turnsWords(signal.turns_ago)}）`),
    ...advice.map((line) => `│   怎么答：${line}`),
    `│   留证据：${keep.join('、')}`,
  ];
}

export function eventLines(event: AgentEvent, now: number): readonly string[] {
  switch (event.type) {
    case 'message': return [messageLine(event, now)];
    case 'state': return [`—— ${STATES[event.state]}${event.agent_name ? ` · ${event.agent_name}` : ''}`];
    case 'rated': return [`—— 买家评价：${event.score} 星 ${event.comment}`.trimEnd()];
    case 'task': return [`—— 新任务：${event.task.title}`];
    case 'radar': return radarLines(event.radar);
    case 'revealed': return [`—— ${event.agent_name} 查看了买家的${event.kinds.join('、')}`];
    case 'handover': return handoverLines(event);
  }
}

function messageLine(event: Frame<'message'>, now: number): string {
  const options = event.options.length === 0 ? '' : `（可选：${event.options.map((option) => option.title).join(' / ')}）`;
  const released = event.override ? `（${event.override.agent_name} 以主管身份放行：${event.override.reason}）` : '';
  return `${clockTime(event.at, now)} ${event.agent_name ?? AUTHORS[event.from]}：${event.text}${options}${released}`;
}

/** A reply that did not go out: why, with the offending words in 【】, and what would pass. */
export function stoppedLines(item: OutboxItem<AgentReplyFrame>): readonly string[] {
  const { error } = item;
  if (!error) return [];
  const findings = error.findings ?? [];
  const marked = markedParts(item.label, findings).map((part) => (part.marked ? `【${part.text}】` : part.text)).join('');
  return [
    `！未发送（${error.code}）：${errorText(error)}`,
    `  ${marked}`,
    ...findings.map((finding) => `  - “${finding.words}”：${finding.reason}${finding.suggestion && finding.suggestion !== error.suggestion ? ` 建议：${finding.suggestion}` : ''}`),
    ...(error.suggestion ? [`  建议改为：${error.suggestion}`, '  /use 采用建议并发送'] : []),
  ];
}
