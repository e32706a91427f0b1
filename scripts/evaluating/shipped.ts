// What a shop gets with the product, whatever its own entries are: small talk, fragments, the dictionary, the industry pack.
import { createJiebaSegmenter } from '../../src/adapters/jieba/segmenter.ts';
import { readKnowledgeFolder } from '../../src/adapters/knowledge-folder.ts';
import type { KnowledgeBase } from '../../src/knowledge/base.ts';
import { indexedEntries, industryFrom, toolsOf } from '../../src/knowledge/indexed.ts';
import { loadKnowledge } from '../../src/knowledge/load.ts';
import { BACKGROUND, type IndexedEntry, type Tools } from '../../src/understand/index.ts';

/** Entries that ship with the product must not take an id of the bench. */
const SHIPPED_PREFIX = 'shipped:';

export interface Shipped {
  readonly background: readonly IndexedEntry[];
  /** For a base that is not rich. */
  readonly tools: Tools;
}

export function readPack(folder: string): KnowledgeBase {
  const { files, version } = readKnowledgeFolder(folder);
  const { base, problems } = loadKnowledge(files, version);
  if (!base) throw new Error(`the knowledge folder ${folder} has problems; npm run check-knowledge lists them\n  ${problems.slice(0, 3).map((problem) => `${problem.file}:${problem.line} ${problem.message}`).join('\n  ')}`);
  return base;
}

export function shippedFrom(pack: KnowledgeBase): Shipped {
  const segmenter = createJiebaSegmenter(pack.words);
  const background = indexedEntries(pack).filter((entry) => BACKGROUND.includes(entry.handling));
  return {
    background: background.map((entry) => ({ ...entry, id: SHIPPED_PREFIX + entry.id })),
    tools: { ...toolsOf(pack, segmenter, () => null), industry: industryFrom(pack, segmenter) },
  };
}
