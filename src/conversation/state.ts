// Who answers a conversation, and which change of hands is allowed. Pure; the only place that knows the transitions.
import type { ConversationState, Head } from '../types.ts';

const TRANSITIONS: Readonly<Record<ConversationState, readonly ConversationState[]>> = {
  bot: ['waiting', 'human', 'closed'],
  waiting: ['human', 'closed'],
  human: ['human', 'waiting', 'bot', 'closed'],
  closed: ['bot'],
};

export function mayMove(from: ConversationState, to: ConversationState): boolean {
  return TRANSITIONS[from].includes(to);
}

/**
 * Whether the bot may write. Never once a person has taken over: together with the store's expectedSeq fence
 * this is what keeps the bot silent, as an answer decided before the take-over conflicts and is decided again.
 */
export function botMayWrite(head: Pick<Head, 'state'>): boolean {
  return head.state !== 'human';
}
