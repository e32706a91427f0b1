// Makes the files of an evidence pack from a conversation's sealed events. It reads no clock and no disk: the time, the mask and the
// key are given. What was wrong with the stored rows already goes into the manifest, as masking would hide it.
import { canonical } from './canonical.ts';
import { genesis, sha256 } from './chain.ts';
import { closeManifest, FORMAT, FORMAT_VERSION, manifestText, type Manifest, type SigningKey } from './manifest.ts';
import { README_TEXT } from './readme.ts';
import { packRow, shownHash, shownMark, type PackRow, type Sealed } from './row.ts';
import { erasureFaults } from './erasure.ts';
import { chainFaults, type Fault } from './faults.ts';
import { anchorFaults, type Anchor } from './journal.ts';
import { RENDERING_VERSION, transcript, type TranscriptHead } from './transcript.ts';

export interface PackRequest {
  readonly conversation: string;
  readonly shop: { readonly id: string; readonly name: string };
  /** All events of the conversation, oldest first. */
  readonly events: readonly Sealed[];
  /** Events that the conversation counts; more than stand in `events` when the last ones were removed. */
  readonly count: number;
  /** What the shop's journal says of the conversation; null where there is none. */
  readonly anchor: Anchor | null;
  /** ms since 1970. */
  readonly generatedAt: number;
  /** Hides personal data in a text; null to show everything. */
  readonly mask: ((text: string) => string) | null;
  readonly key: SigningKey | null;
}

export type PackFiles = ReadonlyMap<string, Uint8Array>;

export const FILES = { transcript: 'transcript.html', events: 'events.json', readme: 'README.txt', manifest: 'manifest.json' } as const;

/** One row a line, each in canonical form. */
export function eventsText(conversation: string, rows: readonly PackRow[]): string {
  return `{"conversation":${JSON.stringify(conversation)},"events":[\n${rows.map(canonical).join(',\n')}\n]}\n`;
}

/** The files of a pack that follow from its rows; a verifier makes them again. */
export function rendered(head: TranscriptHead, rows: readonly PackRow[]): Readonly<Record<string, string>> {
  return { [FILES.transcript]: transcript(head, rows), [FILES.readme]: README_TEXT };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const distinct = (versions: readonly (string | null)[]): readonly string[] => [...new Set(versions.filter((version) => version !== null))];
const seqs = (rows: readonly PackRow[], which: (row: PackRow) => boolean): readonly number[] => rows.filter(which).map(({ seq }) => seq);

/** As the manifest lists them. */
export const erasedRows = (rows: readonly PackRow[]): Manifest['erased'] => rows.filter(({ shown }) => shown === 'erased').map(({ seq, erased_at: at }) => ({ seq, at }));

export function makePack(request: PackRequest): { readonly files: PackFiles; readonly manifest: Manifest } {
  const { conversation, shop, events, generatedAt, mask, key, anchor } = request;
  const rows = events.map((event) => packRow(event, mask));
  const head = { conversation, shop, generated_at: generatedAt, masked: mask !== null };
  const others = new Map([
    ...Object.entries(rendered(head, rows)).map(([name, text]): [string, Uint8Array] => [name, bytes(text)]),
    [FILES.events, bytes(eventsText(conversation, rows))],
  ]);
  const manifest = closeManifest({
    format: FORMAT, format_version: FORMAT_VERSION, ...head,
    count: request.count, first_hash: rows[0]?.hash ?? null, last_hash: rows.at(-1)?.hash ?? null,
    knowledge_versions: distinct(rows.map((row) => row.knowledge_version)), rules_versions: distinct(rows.map((row) => row.rules_version)),
    erased: erasedRows(rows), sealed_later: seqs(rows, ({ sealed }) => sealed === 'later'),
    masked_rows: rows.filter(({ shown }) => shown === 'masked').map((row) => ({ seq: row.seq, sha256: shownHash(row) })),
    faults_at_export: storedFaults(request), anchor: { journal: anchor?.journal ?? null, head: anchor?.heads.at(-1) ?? null }, rendering: RENDERING_VERSION,
    files: Object.fromEntries([...others].map(([name, content]) => [name, sha256(content)])),
  }, key);
  return { files: new Map([...others, [FILES.manifest, bytes(manifestText(manifest))]]), manifest };
}

/** What is wrong with the rows as stored, nothing masked; empty when nothing is. */
export function storedFaults(request: Pick<PackRequest, 'conversation' | 'events' | 'count' | 'anchor'>): readonly string[] {
  return faultsOf(request).map(({ message }) => message);
}

function faultsOf({ conversation, events, count, anchor }: Parameters<typeof storedFaults>[0]): readonly Fault[] {
  const rows = events.map((event) => packRow(event, null));
  const marks = new Map(rows.map((row) => [row.seq, shownMark(row) ?? '']));
  return [...chainFaults(conversation, rows, { count, genesis: genesis(conversation), marks }), ...erasureFaults(rows), ...(anchor === null ? [] : anchorFaults(rows, anchor))];
}
