// What a buyer is told when a message holds personal data: a warning for what others could use against him, a gentle note for the
// rest. Pure; the wording is knowledge/system.yaml's and passes the gate. It keeps nothing and changes no stored text.
import type { Gate } from '../compliance/gate.ts';
import { personalKinds, type PersonalKind } from '../compliance/personal.ts';
import { systemReply, type KnowledgeBase } from '../knowledge/base.ts';
import type { EventBody, StoredEvent } from '../types.ts';

export { maskPersonal, personalKinds, withoutPersonal, PERSONAL_NAMES, type PersonalKind } from '../compliance/personal.ts';

/** Events before a message in which somebody may have asked for a phone number or an address. */
export const ASKED_EVENTS_MAX = 3;
/** Events searched for an earlier note: once per conversation, or per as many events as this. */
export const NOTED_EVENTS_MAX = 500;

const DANGEROUS: readonly PersonalKind[] = ['id_card', 'bank_card', 'code', 'password', 'passport'];
const GENTLE: readonly PersonalKind[] = ['phone', 'address'];
/** The shop's side asks where to write or to send. */
const ASKS = /电话|手机|联系方式|号码|地址|收件|收货人|收货信息/;

export type PrivacyWord = 'privacy_warning' | 'privacy_note';

/** Which of the two a text calls for, before anything is known of the talk; null for most. */
export function privacyWord(text: string): PrivacyWord | null {
  const kinds = personalKinds(text);
  if (kinds.some((kind) => DANGEROUS.includes(kind))) return 'privacy_warning';
  return kinds.some((kind) => GENTLE.includes(kind)) ? 'privacy_note' : null;
}

/** Whether the shop's side asked for it: an agent or the bot, in the last events. */
export function wasAsked(history: readonly StoredEvent[]): boolean {
  return history.slice(-ASKED_EVENTS_MAX).some(({ body }) => (body.type === 'agent_reply' || (body.type === 'reply' && body.author === 'bot')) && ASKS.test(body.reply.text));
}

/**
 * The system's words on a message, null when there are none to say (or the gate refuses them). `history` are the events before it,
 * oldest first: NOTED_EVENTS_MAX of them for a note, none are needed for a warning, which comes with every such message.
 */
export function privacyReply(base: KnowledgeBase, gate: Gate, word: PrivacyWord, history: readonly StoredEvent[]): EventBody | null {
  const said = systemReply(base, word);
  if (word === 'privacy_note' && (wasAsked(history) || history.some(({ body }) => body.type === 'reply' && body.author === 'system' && body.reply.text === said.text))) return null;
  const judged = gate.approve(said);
  return judged.ok ? { type: 'reply', author: 'system', reply: judged.reply, decision: null } : null;
}
