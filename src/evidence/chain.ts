// The seal on every event: what is hashed, and how one event's hash follows from the one before. Formulas only; no storage, no chance.
//   body_hash = SHA-256( salt ‖ canonical(body) )            salt: 32 hex digits, as text
//   hash      = SHA-256( canonical({v, conversation, seq, at, type, sender, knowledge_version, rules_version, body_hash, prev}) )
//   prev      = hash of seq − 1; before the first event: SHA-256( canonical({v, genesis: conversation}) )
// The salt keeps a short body (a phone number) from being guessed from body_hash; with it gone, the hash alone says nothing.
import crypto from 'node:crypto';
import type { ConversationId, EventBody } from '../types.ts';
import { canonical } from './canonical.ts';

/** Of the formulas above; another formula is another number. */
export const CHAIN_VERSION = 1;

export type Sender = 'buyer' | 'bot' | 'system' | `agent:${string}`;

/** What a seal covers besides the body. The versions are null for a row that was sealed later than it was written. */
export interface Sealable {
  readonly conversation: ConversationId;
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  readonly type: string;
  readonly sender: string;
  readonly knowledgeVersion: string | null;
  readonly rulesVersion: string | null;
}

/** Node 20.12 and later hash in one call, in half the time. */
const HASH = crypto.hash as typeof crypto.hash | undefined;

/** Lower-case hex, of a text's UTF-8 or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return HASH === undefined ? crypto.createHash('sha256').update(data).digest('hex') : HASH('sha256', data, 'hex');
}

/** What the first event of a conversation follows. */
export function genesis(conversation: ConversationId): string {
  return sha256(canonical({ v: CHAIN_VERSION, genesis: conversation }));
}

export function hashBody(salt: string, canonicalBody: string): string {
  return sha256(salt + canonicalBody);
}

/** The keys stand in canonical order, so that an append sorts nothing; a test holds it against `canonical`. */
export function hashEvent({ conversation, seq, at, type, sender, knowledgeVersion, rulesVersion }: Sealable, bodyHash: string, prev: string): string {
  const q = JSON.stringify;
  return sha256(`{"at":${at},"body_hash":${q(bodyHash)},"conversation":${q(conversation)},"knowledge_version":${q(knowledgeVersion)},"prev":${q(prev)},`
    + `"rules_version":${q(rulesVersion)},"sender":${q(sender)},"seq":${seq},"type":${q(type)},"v":${CHAIN_VERSION}}`);
}

/** A note of a change of hands that names who made it, as conversation/desk.ts writes it. */
const BY_AGENT = /^(?:transferred|returned|closed)_by:(.+)$/;
const BUYERS: readonly string[] = ['buyer_message', 'rating'];

/** Who sent an event. New types of events need no line here when their body names an agent, or else come from the system. */
export function senderOf(body: EventBody): Sender {
  if (BUYERS.includes(body.type)) return 'buyer';
  if (body.type === 'reply') return body.author;
  if (body.type === 'handover' || body.type === 'task') return 'bot';
  const by = body.type === 'state' ? BY_AGENT.exec(body.note)?.[1] : undefined;
  if (by !== undefined) return `agent:${by}`;
  if ('agentId' in body && typeof body.agentId === 'string') return `agent:${body.agentId}`;
  return 'system';
}
