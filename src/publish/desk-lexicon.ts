// The file of the words that are added at the desk, beside the lexicon's other files. What its lines mean is knowledge/lexicon.ts's.
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DESK_FILE } from '../knowledge/lexicon.ts';
import type { DeskLexicon } from '../transport/deps.ts';

/** A leading dot: no reader of the folder takes it for knowledge. */
const TEMPORARY_FILE = join(dirname(DESK_FILE), '.desk.txt.new');
const READ_ONLY: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

export class LexiconReadOnly extends Error {
  override readonly name = 'LexiconReadOnly';
}

/** Empty when there is no such file yet. */
export async function readDeskLexicon(folder: string): Promise<DeskLexicon> {
  const text = await readFile(join(folder, DESK_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return { text, version: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}

/** As it is kept: lines end as everywhere here, the last one too. */
export function fileText(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').trimEnd();
  return plain === '' ? '' : `${plain}\n`;
}

export interface Draft {
  /** Puts the text in the old one's place, at once or not at all. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes the text beside the file. Throws LexiconReadOnly where that is not allowed. */
export async function draftDeskLexicon(folder: string, text: string): Promise<Draft> {
  const temporary = join(folder, TEMPORARY_FILE);
  try {
    await mkdir(dirname(temporary), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (READ_ONLY.includes((error as NodeJS.ErrnoException).code ?? '')) throw new LexiconReadOnly(`${temporary} cannot be written`);
    throw error;
  }
  return {
    keep: () => rename(temporary, join(folder, DESK_FILE)),
    discard: () => unlink(temporary).catch(() => undefined),
  };
}
