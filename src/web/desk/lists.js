// @ts-check
// The left column: who waits, whom this agent has, open tasks. It draws; what a click does is given from outside.
import { byId, el, reconcile } from '/web/shared/dom.js';
import { ago, buyerName, SEVERITIES, STATES, TEAMS, waited } from '/web/shared/words.js';

/**
 * @typedef {import('/web/shared/client.js').AgentView} AgentView
 * @typedef {import('/web/shared/client.js').Ticket} Ticket
 * @typedef {{ open(id: string): void, take(id: string): void, finish(taskId: string): void }} ListActions
 */

/** @param {AgentView} view @param {string | null} chosen @param {ListActions} actions @param {number} now */
export function drawLists(view, chosen, actions, now) {
  const { waiting, mine, tasks } = view.desk;
  fill('waiting', '没有人在排队', waiting.map((ticket) => ticketEntry(ticket, view, chosen, actions, now)));
  fill('mine', '还没有接入会话', mine.map((ticket) => ticketEntry(ticket, view, chosen, actions, now)));
  fill('tasks', '没有待办任务', tasks.map((task) => ({
    key: task.task_id,
    signature: `${task.title}:${ago(task.created_at, now)}`,
    make: () => taskRow(task, actions, now),
  })));
}

/** @param {string} id @param {string} none @param {import('/web/shared/dom.js').Entry[]} entries */
function fill(id, none, entries) {
  byId(`${id}-count`).textContent = String(entries.length);
  const nothing = { key: 'none', signature: none, make: () => el('li', { class: 'empty', text: none }) };
  reconcile(byId(id), entries.length > 0 ? entries : [nothing]);
}

/** @param {string | null} severity */
export function severityTag(severity) {
  return severity && el('span', { class: `severity ${severity}`, text: SEVERITIES[severity] ?? severity, title: '严重程度' });
}

/** @param {Ticket} ticket @param {AgentView} view @param {string | null} chosen @param {ListActions} actions @param {number} now */
function ticketEntry(ticket, view, chosen, actions, now) {
  const since = ticket.waiting_since === null ? STATES[ticket.state] ?? '' : waited(ticket.waiting_since, now);
  const isChosen = ticket.conversation_id === chosen;
  const alert = alertOf(ticket.conversation_id, view);
  return {
    key: ticket.conversation_id,
    signature: JSON.stringify([since, isChosen, alert, ticket.severity, ticket.team, ticket.state]),
    make: () => ticketRow(ticket, since, alert, isChosen, actions),
  };
}

/** What the agent should see without opening the conversation. @param {string} id @param {AgentView} view */
function alertOf(id, view) {
  const stuck = view.outbox.some((item) => item.frame.conversation_id === id && (item.status === 'failed' || item.status === 'refused'));
  if (stuck) return '有回复未发送';
  const unread = view.chat(id)?.unread ?? 0;
  return unread > 0 ? `${unread} 条新消息` : '';
}

/** @param {Ticket} ticket @param {string} since @param {string} alert @param {boolean} isChosen @param {ListActions} actions */
function ticketRow(ticket, since, alert, isChosen, actions) {
  const id = ticket.conversation_id;
  return el('li', { class: isChosen ? 'ticket chosen' : 'ticket' },
    el('button', { type: 'button', class: 'open', 'aria-current': isChosen ? 'true' : null, onclick: () => actions.open(id) },
      el('span', { class: 'line' }, el('span', { class: 'name', text: buyerName(id) }), severityTag(ticket.severity)),
      el('span', { class: 'line team', text: [ticket.team && TEAMS[ticket.team], since].filter(Boolean).join(' · ') }),
      alert && el('span', { class: 'alert', text: alert })),
    ticket.state === 'waiting' && el('button', { type: 'button', class: 'small primary', text: '接入', 'aria-label': `接入${buyerName(id)}`, onclick: () => actions.take(id) }));
}

/** @param {AgentView['desk']['tasks'][number]} task @param {ListActions} actions @param {number} now */
function taskRow(task, actions, now) {
  return el('li', { class: 'ticket' },
    el('button', { type: 'button', class: 'open', onclick: () => actions.open(task.conversation_id) },
      el('span', { class: 'name', text: task.title }),
      el('span', { class: 'line team', text: `${TEAMS[task.team] ?? task.team} · ${buyerName(task.conversation_id)} · ${ago(task.created_at, now)}` })),
    el('button', { type: 'button', class: 'small', text: '完成', 'aria-label': `完成任务：${task.title}`, onclick: () => actions.finish(task.task_id) }));
}
