// What the matcher takes from a knowledge base: its entries and risk examples as questions, and the tools to read texts with.
import type { Segmenter } from '../types.ts';
import { shapesOf } from '../understand/correct.ts';
import { buildIndex, isRich, RISK_PREFIX, type IndexedEntry, type Tools } from '../understand/index.ts';
import { industryOf, type Industry } from '../understand/industry.ts';
import { compileLexicon } from '../understand/lexicon.ts';
import { questionsOf, type KnowledgeBase } from './base.ts';

/** Every entry, then every risk class, whose ids carry RISK_PREFIX. */
export function indexedEntries(base: KnowledgeBase): readonly IndexedEntry[] {
  return [
    ...[...base.entries.values()].map((entry) => ({ id: entry.id, handling: entry.handling, questions: questionsOf(entry), serves: entry.serves })),
    ...[...base.risks.values()].map((risk) => ({ id: RISK_PREFIX + risk.id, handling: 'risk' as const, questions: risk.similar })),
  ];
}

/** The base's own words and synonyms; `industry` is asked for only when the base is too poor to do without. */
export function toolsOf(base: KnowledgeBase, segmenter: Segmenter, industry: () => Industry | null): Tools {
  const own: Tools = { segmenter, lexicon: compileLexicon(base.synonyms), shapes: shapesOf(base.shapes), industry: null };
  return isRich(indexedEntries(base)) ? own : { ...own, industry: industry() };
}

/** The trade at large, as an industry pack knows it. */
export function industryFrom(pack: KnowledgeBase, segmenter: Segmenter): Industry | null {
  return industryOf(buildIndex(indexedEntries(pack), toolsOf(pack, segmenter, () => null)));
}
