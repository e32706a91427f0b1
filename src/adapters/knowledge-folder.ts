// Reads a shop's knowledge folder from disk. What the files mean is the knowledge room's.
import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { KnowledgeFile } from '../knowledge/load.ts';

/** Files larger than this are no knowledge file. */
export const KNOWLEDGE_FILE_BYTES_MAX = 5_000_000;
const ENDINGS = ['.yaml', '.yml', '.txt'];

export interface KnowledgeFolder {
  readonly files: readonly KnowledgeFile[];
  /** Digest of all names and texts. */
  readonly version: string;
  /** Digest of the names and texts of the rules alone (`rules/…`, `promises/…`, and risks.yaml, which says what each risk leads to). */
  readonly rulesVersion: string;
}

/** Texts by name (`lexicon/desk.txt`) that stand for the files of the folder, or beside them. */
export type Overlay = Readonly<Record<string, string>>;

/** Throws when the folder cannot be read or a file is too large. With an overlay it is read as it would be with those files in it. */
export function readKnowledgeFolder(folder: string, overlay: Overlay = {}): KnowledgeFolder {
  const there = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => ENDINGS.some((ending) => item.name.endsWith(ending)))
    .map((item) => join(item.parentPath, item.name))
    // Hidden folders hold a mounted volume's own copies (`..data`); the links to them are followed.
    .filter((path) => !relative(folder, path).split(/[/\\]/).some((part) => part.startsWith('.')) && statSync(path).isFile());
  const paths = [...new Set([...there, ...Object.keys(overlay).map((name) => join(folder, name))])].sort();
  const digest = createHash('sha256');
  const rules = createHash('sha256');
  const files = paths.map((path): KnowledgeFile => {
    const name = relative(folder, path).replaceAll('\\', '/');
    const bytes = Object.hasOwn(overlay, name) ? Buffer.from(overlay[name]!) : readFileSync(path);
    if (bytes.length > KNOWLEDGE_FILE_BYTES_MAX) throw new Error(`${path} is larger than ${KNOWLEDGE_FILE_BYTES_MAX} bytes; split it by topic`);
    for (const one of isRule(name) ? [digest, rules] : [digest]) one.update(name).update('\0').update(bytes).update('\0');
    return { name, text: decode(bytes, path) };
  });
  return { files, version: shortHex(digest), rulesVersion: shortHex(rules) };
}

const isRule = (name: string): boolean => name.startsWith('rules/') || name.startsWith('promises/') || name === 'risks.yaml';
const shortHex = (digest: Hash): string => digest.digest('hex').slice(0, 16);

/** Editors on Windows may save Chinese as GBK, which would be read as nonsense. */
function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${path} is not UTF-8; save it with the encoding UTF-8 (另存为 → 编码 UTF-8)`);
  }
}
