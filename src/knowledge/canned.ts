// Canned answers (快捷短语) for agents: every entry that answers, found by fuzzy words. Matching buyers' messages is understand's.
import Fuse from 'fuse.js';
import { answerText, type KnowledgeBase } from './base.ts';
import type { EntryId } from '../types.ts';

export interface CannedAnswer {
  readonly entryId: EntryId;
  readonly title: string;
  readonly text: string;
}

export interface CannedAnswers {
  /** Best first; the text is the answer that holds at `now` (ms). */
  find(query: string, limit: number, now: number): readonly CannedAnswer[];
}

export function createCannedAnswers(base: KnowledgeBase): CannedAnswers {
  const entries = [...base.entries.values()].filter((entry) => entry.handling === 'answer' || entry.handling === 'answer_and_notify');
  const fuse = new Fuse(entries, {
    keys: [{ name: 'question', weight: 3 }, { name: 'id', weight: 1 }, { name: 'similar', weight: 2 }],
    threshold: 0.4,
    ignoreLocation: true,
  });
  return {
    find: (query, limit, now) => fuse.search(query, { limit }).flatMap(({ item }) => {
      const text = answerText(base, item.id, now);
      return text === null ? [] : [{ entryId: item.id, title: item.question, text }];
    }),
  };
}
