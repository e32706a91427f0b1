// A sealed conversation without a database, and packs of it: what the tests of evidence tamper with.
import { canonical } from '../../src/evidence/canonical.ts';
import { genesis, hashBody, hashEvent, sha256 } from '../../src/evidence/chain.ts';
import { closeManifest, manifestText, type Manifest, type SigningKey } from '../../src/evidence/manifest.ts';
import type { Anchor } from '../../src/evidence/journal.ts';
import { FILES, makePack, rendered, eventsText, type PackFiles, type PackRequest } from '../../src/evidence/pack.ts';
import type { PackRow, Sealed } from '../../src/evidence/row.ts';

export interface Said {
  readonly type: string;
  readonly sender: string;
  readonly body: unknown;
  readonly erased?: boolean;
  readonly later?: boolean;
}

export const buyer = (text: string): Said => ({ type: 'buyer_message', sender: 'buyer', body: { type: 'buyer_message', text, picked: null } });
export const agent = (text: string): Said => ({ type: 'agent_reply', sender: 'agent:a1', body: { type: 'agent_reply', agentId: 'a1', agentName: '小王', reply: { text, options: [] } } });

/** Masks every run of seven digits or more. */
export const maskDigits = (text: string): string => text.replace(/\d{7,}/g, (digits) => '*'.repeat(digits.length));

/** Seals as the store does. */
export function sealAll(conversation: string, said: readonly Said[]): readonly Sealed[] {
  let prev = genesis(conversation);
  return said.map(({ type, sender, body, erased = false, later = false }, index) => {
    const seq = index + 1;
    const at = 1_790_000_000_000 + seq * 1_000;
    const salt = sha256(`${conversation}/${seq}`).slice(0, 32);
    const bodyHash = hashBody(salt, canonical(body));
    const [knowledgeVersion, rulesVersion] = later ? [null, null] : ['k1', seq > 4 ? 'r2' : 'r1'];
    const hash = hashEvent({ conversation, seq, at, type, sender, knowledgeVersion, rulesVersion }, bodyHash, prev);
    const sealed: Sealed = { seq, at, type, sender, knowledgeVersion, rulesVersion, body: erased ? null : body, salt: erased ? null : salt, bodyHash, prev, hash, erasedAt: erased ? at + 5 : null };
    prev = hash;
    return sealed;
  });
}

export const TALK: readonly Said[] = [
  { ...buyer('在吗'), later: true }, buyer('今天能发货吗？我电话 13800138000'), agent('以订单页公示为准哦'), { ...buyer('我叫王小二'), erased: true },
  buyer('<script>alert(1)</script>'), agent('好的～'), { type: 'rating', sender: 'buyer', body: { type: 'rating', score: 5, comment: '很好' } },
  { type: 'erasure', sender: 'system', body: { type: 'erasure', why: 'visitor', ranges: [[4, 4]] } },
];

/** The anchor of a journal with one entry for the whole conversation. */
export function anchorAt(events: readonly Sealed[]): Anchor {
  const last = events.at(-1);
  return { journal: { n: 1, at: 5, hash: sha256('journal') }, heads: last === undefined ? [] : [{ n: 1, at: last.at, seq: last.seq, hash: last.hash }], faults: [] };
}

export function requestOf(over: Partial<PackRequest> & { readonly said?: readonly Said[] } = {}): PackRequest {
  const { said = TALK, ...rest } = over;
  const conversation = rest.conversation ?? 'c1';
  const events = sealAll(conversation, said);
  return { conversation, shop: { id: 's1', name: '清禾' }, events, count: events.length, anchor: anchorAt(events), generatedAt: 1_790_001_000_000, mask: maskDigits, key: null, ...rest };
}

export const packOf = (over: Parameters<typeof requestOf>[0] = {}): PackFiles => makePack(requestOf(over)).files;

const text = (content: Uint8Array | undefined): string => new TextDecoder().decode(content);
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

export const manifestOf = (files: PackFiles): Manifest => JSON.parse(text(files.get(FILES.manifest))) as Manifest;
export const rowsOf = (files: PackFiles): readonly PackRow[] => (JSON.parse(text(files.get(FILES.events))) as { events: PackRow[] }).events;

/** The pack with other rows, everything around them made anew, as one would who knows the format but cannot make the hashes of rows. */
export function withRows(files: PackFiles, rows: readonly PackRow[], key: SigningKey | null = null, over: Partial<Manifest> = {}): PackFiles {
  const { signature: _signature, manifest_hash: _hash, signer: _signer, cannot_show: _limits, ...core } = manifestOf(files);
  const others = new Map([
    ...Object.entries(rendered(core, rows)).map(([name, content]): [string, Uint8Array] => [name, bytes(content)]),
    [FILES.events, bytes(eventsText(core.conversation, rows))],
  ]);
  const manifest = closeManifest({
    ...core, ...over, first_hash: rows[0]?.hash ?? null, last_hash: rows.at(-1)?.hash ?? null,
    files: Object.fromEntries([...others].map(([name, content]) => [name, sha256(content)])),
  }, key);
  return new Map([...others, [FILES.manifest, bytes(manifestText(manifest))]]);
}

export const withFile = (files: PackFiles, name: string, content: string | Uint8Array): PackFiles => new Map([...files, [name, typeof content === 'string' ? bytes(content) : content]]);
export const textOf = (files: PackFiles, name: string): string => text(files.get(name));
