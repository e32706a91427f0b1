// What the talk so far lends to the next message: the question answered last, what the buyer has stated, what was asked of him.
// Derived from the conversation's stored events each time, so that every node knows the same; nothing of it is stored.
import { slotsOfEntry } from '../knowledge/size.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Decision, EntryId, EventBody, NormalText, StoredEvent } from '../types.ts';
import type { BodyKind } from '../understand/body.ts';
import { COURTESIES } from '../understand/decide.ts';
import { ANCHOR_LENGTH_MAX, rewrites } from '../understand/followup.ts';
import { normalise } from '../understand/normalise.ts';
import { readSlots, type Slot, type SlotKind } from '../understand/slots.ts';

/** Buyer messages looked back on. */
export const CONTEXT_TURNS_MAX = 6;
/** What was said longer ago is forgotten, minutes. */
export const CONTEXT_MINUTES_MAX = 30;

/** The rule id under which a decision keeps the wording that a follow-up was read as. */
export const FOLLOW_UP = 'follow_up';

/** The question that was understood last. */
export interface Anchor {
  /** In normal form; of a follow-up, the wording that it was read as. */
  readonly text: string;
  readonly entryIds: readonly EntryId[];
  readonly probability: number;
  /** Slots that complete or correct the answer. */
  readonly awaits: readonly SlotKind[];
}

export interface Context {
  readonly anchor: Anchor | null;
  /** One slot of a kind, of the last messages. */
  readonly slots: readonly Slot[];
  /** What a lone number would tell: the measures that are missing, or either, as a correction, when none is. */
  readonly asked: readonly BodyKind[];
  /** The other person that was last spoken of (我妈, 老公); measures stated before are not theirs. */
  readonly person: string | null;
}

export const NO_CONTEXT: Context = { anchor: null, slots: [], asked: [], person: null };

/** The buyer is back at herself. */
const SELF = /我自己|我本人|我穿|我呢|我(?=\d)|我身高|我体重/;

/** `history` are the last events before the message, oldest first; `now` in ms. Empty after a person had the talk or it was closed. */
export function contextOf(base: KnowledgeBase, history: readonly StoredEvent[], now: number): Context {
  const begins = history.findLastIndex(({ body }) => isBoundary(body)) + 1;
  const recent = history.slice(begins).filter(({ at }) => now - at <= CONTEXT_MINUTES_MAX * 60_000);
  const turns = turnsOf(recent).slice(-CONTEXT_TURNS_MAX);
  return turns.reduce<Context>((context, turn) => afterTurn(base, context, turn), NO_CONTEXT);
}

/** What is known once the buyer has said this. */
export function withMessage(context: Context, text: string, said: readonly Slot[]): Context {
  const person = PERSON.exec(text)?.[0] ?? (SELF.test(text) ? null : context.person);
  const kept = person === context.person ? context.slots : context.slots.filter(({ kind }) => !PERSONAL.includes(kind));
  return { ...context, person, slots: [...kept.filter(({ kind }) => said.every((slot) => slot.kind !== kind)), ...said] };
}

const PERSON = /妈|爸|老公|老婆|男朋友|女朋友|男友|女友|对象|儿子|女儿|闺女|朋友|同事|姐(?!姐)|妹|哥|弟|婆婆|公公|奶奶|爷爷|外婆|孩子|宝宝/u;
const PERSONAL: readonly SlotKind[] = ['height', 'weight', 'fit'];

interface Turn {
  readonly text: string;
  /** Null when the bot did not answer. */
  readonly decision: Decision | null;
}

function isBoundary(body: EventBody): boolean {
  return body.type === 'agent_reply' || (body.type === 'state' && body.to !== 'waiting');
}

function turnsOf(events: readonly StoredEvent[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { body } of events) {
    const open = turns.at(-1);
    if (body.type === 'buyer_message') turns.push({ text: body.text, decision: null });
    else if (body.type === 'reply' && body.decision && open?.decision === null) turns[turns.length - 1] = { ...open, decision: body.decision };
  }
  return turns;
}

function afterTurn(base: KnowledgeBase, before: Context, { text, decision }: Turn): Context {
  const normal = normalise(text);
  const context = withMessage(before, normal.text, readSlots(normal, before.asked));
  if (decision !== null && saysNothing(decision)) return context;
  const anchor = decision?.kind === 'answer' ? anchorOf(base, leaningOn(before.anchor, normal), decision) : null;
  return { ...context, anchor, asked: anchor ? lacking(context.slots, anchor.awaits) : [] };
}

/** Thanks, small talk and fragments leave the question before them standing; anything else takes its place or ends it. */
function saysNothing(decision: Decision): boolean {
  return (decision.kind === 'answer' && (decision.smallTalk || decision.entryIds.every((id) => COURTESIES.includes(id))))
    || (decision.kind === 'clarify' && decision.because === 'fragment');
}

/** A follow-up that was sure alone is still to be understood with the question before it by the one after. */
function leaningOn(anchor: Anchor | null, normal: NormalText): string {
  const [rewrite] = anchor ? rewrites(normal.text, readSlots(normal), anchor.text, readSlots(normalise(anchor.text)), () => []) : [];
  return rewrite?.text ?? normal.text;
}

function anchorOf(base: KnowledgeBase, said: string, decision: Extract<Decision, { kind: 'answer' }>): Anchor {
  const { rule, candidates } = decision.evidence;
  const own = rule?.ruleId === FOLLOW_UP ? rule.words : decision.entryIds.length > 1 ? lastClause(said) : said;
  const matched = candidates.find(({ entryId }) => decision.entryIds.includes(entryId))?.matched;
  return {
    text: own.length > ANCHOR_LENGTH_MAX && matched !== undefined ? normalise(matched).text : own,
    entryIds: decision.entryIds,
    probability: decision.probability,
    awaits: decision.entryIds.flatMap((id) => slotsOfEntry(base, id)),
  };
}

function lastClause(text: string): string {
  return text.split(/[。!?;,、~\n…]+/u).filter((clause) => clause.trim() !== '').at(-1) ?? text;
}

function lacking(slots: readonly Slot[], awaits: readonly SlotKind[]): readonly BodyKind[] {
  const measures = (['height', 'weight'] as const).filter((kind) => awaits.includes(kind));
  const missing = measures.filter((kind) => slots.every((slot) => slot.kind !== kind));
  return missing.length > 0 ? missing : measures;
}
