// Makes the evidence pack of a stored conversation as one ZIP file: for the route of supervisors and for the command alike.
import { readFileSync } from 'node:fs';
import type { StoredEvidence } from './conversation/ports.ts';
import { readSigningKey, type SigningKey } from './evidence/manifest.ts';
import { makePack } from './evidence/pack.ts';
import { zipPack } from './evidence/zip.ts';

/** Events of a conversation that is packed while the service runs; the process stands still meanwhile. */
export const EVIDENCE_EVENTS_MAX = 2_000;

export interface ExportRequest {
  readonly conversation: string;
  readonly shop: { readonly id: string; readonly name: string };
  /** Of the store, as one moment had it. */
  readonly stored: StoredEvidence;
  /** ms since 1970. */
  readonly at: number;
  /** Null shows personal data. */
  readonly mask: ((text: string) => string) | null;
  readonly key: SigningKey | null;
}

export interface Exported {
  readonly zip: Buffer;
  readonly events: number;
  /** What was wrong with the stored rows; the pack says it too. */
  readonly faults: readonly string[];
  /** SHA-256 of the key that signed; null without. */
  readonly signer: string | null;
  readonly lastHash: string | null;
}

export function exportEvidence({ at, stored, ...request }: ExportRequest): Exported {
  const { files, manifest } = makePack({ ...request, ...stored, generatedAt: at });
  return { zip: Buffer.from(zipPack(files, at)), events: stored.events.length, faults: manifest.faults_at_export, signer: manifest.signer, lastHash: manifest.last_hash };
}

/** Null for `off`. Throws an error for the operator when the file cannot be read or holds no key that can sign. */
export function openSigningKey(file: string): SigningKey | null {
  if (file === 'off') return null;
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the key that signs evidence cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return readSigningKey(pem);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
