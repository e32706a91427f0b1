// A row of a pack: one event with its seal as events.json holds it, made from the stored event with or without masking.
// It masks with a function that it is given and knows no pattern of its own.
import type { ConversationId } from '../types.ts';
import { canonical } from './canonical.ts';
import { hashBody, hashEvent, sha256 } from './chain.ts';

/** A stored event with its seal; the store's SealedEvent fits. */
export interface Sealed {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly sender: string;
  readonly knowledgeVersion: string | null;
  readonly rulesVersion: string | null;
  readonly body: unknown;
  readonly salt: string | null;
  readonly bodyHash: string;
  readonly prev: string | null;
  readonly hash: string;
  readonly erasedAt: number | null;
}

/**
 * `whole`: salt and body stand here, the body can be checked by itself. `masked`: the body is shown masked and the salt is kept back
 * (it would let masked digits be guessed); the chain is checked, the body only as a part of the file. `erased`: hashes alone.
 */
export type Shown = 'whole' | 'masked' | 'erased';

export interface PackRow {
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  readonly type: string;
  readonly sender: string;
  readonly knowledge_version: string | null;
  readonly rules_version: string | null;
  /** `later`: the row stood before there were seals; the versions are unknown and null. */
  readonly sealed: 'written' | 'later';
  readonly shown: Shown;
  readonly body: unknown;
  readonly salt: string | null;
  readonly erased_at: number | null;
  readonly body_hash: string;
  readonly prev: string | null;
  readonly hash: string;
}

export const ROW_KEYS = ['at', 'body', 'body_hash', 'erased_at', 'hash', 'knowledge_version', 'prev', 'rules_version', 'salt', 'sealed', 'sender', 'seq', 'shown', 'type'] as const satisfies readonly (keyof PackRow)[];

/** `mask` null shows everything. What masking does not change stays whole, and so can be checked by itself. */
export function packRow(event: Sealed, mask: ((text: string) => string) | null): PackRow {
  const shownBody = mask === null ? event.body : maskValue(event.body, mask);
  const shown = event.erasedAt !== null ? 'erased' : mask !== null && canonical(shownBody) !== canonical(event.body) ? 'masked' : 'whole';
  return {
    seq: event.seq, at: event.at, type: event.type, sender: event.sender,
    knowledge_version: event.knowledgeVersion, rules_version: event.rulesVersion,
    sealed: event.knowledgeVersion === null ? 'later' : 'written', shown,
    body: shown === 'erased' ? { type: 'erased', was: event.type } : shownBody,
    salt: shown === 'whole' ? event.salt : null,
    erased_at: event.erasedAt, body_hash: event.bodyHash, prev: event.prev, hash: event.hash,
  };
}

/** Members that we name, not people: digits in an id are no one's number. */
const OURS = /^(?:type|was|id|[a-z]+Ids?)$/;

function maskValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item: unknown) => maskValue(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, OURS.test(key) ? item : maskValue(item, mask)]));
}

/** What a masked body is known by in the manifest. */
export const shownHash = (row: PackRow): string => sha256(canonical(row.body));

/** What the chain cannot cover because it came later, as one text that the manifest vouches for; null for a whole row. */
export function shownMark(row: PackRow): string | null {
  return row.shown === 'whole' ? null : row.shown === 'erased' ? erasedMark(row.erased_at) : shownHash(row);
}

export const erasedMark = (at: number | null): string => `erased ${at}`;

/** What is wrong with a row by itself, for a reader; null when nothing is. `mark`: what the manifest says of it, see `shownMark`. */
export function rowFault(conversation: ConversationId, row: PackRow, mark: string | undefined): string | null {
  const versions = [row.knowledge_version, row.rules_version].filter((version) => version === null).length;
  const { at, seq, type, sender, knowledge_version: knowledgeVersion, rules_version: rulesVersion } = row;
  if (row.prev !== null && hashEvent({ conversation, seq, at, type, sender, knowledgeVersion, rulesVersion }, row.body_hash, row.prev) !== row.hash) return 'its hash is not that of what it says';
  if (versions === 1 || (row.sealed === 'later') !== (versions === 2)) return 'its mark for later sealing is wrong';
  if ((row.shown === 'erased') !== (row.erased_at !== null)) return 'its mark for erasure is wrong';
  if ((row.shown === 'whole') !== (row.salt !== null)) return 'its salt is missing, or should not be there';
  if (row.shown === 'erased' && canonical(row.body) !== canonical({ type: 'erased', was: type })) return 'an erased row has a body';
  if (row.shown !== 'whole') return shownMark(row) === mark ? null : `it is not the ${row.shown} row that the manifest knows`;
  return hashBody(row.salt ?? '', canonical(row.body)) === row.body_hash ? null : 'its body is not the one that was sealed';
}

const HEX_64 = /^[0-9a-f]{64}$/;
const isText = (value: unknown): boolean => typeof value === 'string';
const orNull = (check: (value: unknown) => boolean) => (value: unknown): boolean => value === null || check(value);
const isHash = (value: unknown): boolean => typeof value === 'string' && HEX_64.test(value);

const SHAPE: { readonly [K in keyof PackRow]: (value: unknown) => boolean } = {
  seq: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  at: Number.isSafeInteger,
  type: isText,
  sender: isText,
  knowledge_version: orNull(isText),
  rules_version: orNull(isText),
  sealed: (value) => value === 'written' || value === 'later',
  shown: (value) => value === 'whole' || value === 'masked' || value === 'erased',
  body: (value) => value !== undefined,
  salt: orNull((value) => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)),
  erased_at: orNull(Number.isSafeInteger),
  body_hash: isHash,
  prev: orNull(isHash),
  hash: isHash,
};

/** Whether a value has exactly a row's keys with values of their kinds. */
export function isRow(value: unknown): value is PackRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = new Map<string, unknown>(Object.entries(value));
  return given.size === ROW_KEYS.length && ROW_KEYS.every((key) => SHAPE[key](given.get(key)));
}
