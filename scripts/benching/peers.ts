// The search libraries that ours is compared with. Each question is a document of its entry; each library has the options under
// which it does best here, and jieba's words where it takes words. What was tried and left is said beside it.
import { create, insertMultiple, search, type Tokenizer } from '@orama/orama';
import Database from 'better-sqlite3';
import { Index } from 'flexsearch';
import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';
import { leadersOf, textsOf, TEXTS_ASKED_FOR, type Build, type Hit } from './method.ts';

/**
 * Token search with jieba's words: a fuzzy comparison of whole texts (`ignoreLocation`, its usual way) found fewer entries. Any
 * word may match. `threshold` is how much of a word may differ; words of two characters leave no room for more.
 */
export const buildFuse: Build = (kb, { tokens }) => {
  const texts = textsOf(kb);
  const fuse = new Fuse([...texts], { keys: ['text'], includeScore: true, ignoreLocation: true, useTokenSearch: true, tokenize: tokens, tokenMatch: 'any', threshold: 0.2 });
  return { lookup: (query) => leadersOf(kb, texts, fuse.search(query).map(({ item, score }): Hit => ({ id: item.id, score: 1 - (score ?? 1) }))) };
};

/** BM25+ over words, any of which may match. Neither prefixes nor fuzzy terms: a jieba word is short, and its prefix another word. */
export const buildMiniSearch: Build = (kb, { tokens }) => {
  const texts = textsOf(kb);
  const index = new MiniSearch({ fields: ['text'], tokenize: tokens, searchOptions: { combineWith: 'OR', prefix: false, fuzzy: false } });
  index.addAll(texts);
  return { lookup: (query) => leadersOf(kb, texts, index.search(query).map(({ id, score }): Hit => ({ id: Number(id), score }))) };
};

/**
 * Characters, as its own encoder for Chinese cuts them: jieba's words found fewer entries. `suggest` lets a text lack some of
 * them. It orders texts by how many they share and gives no score: that share, of the message's characters, is its score here.
 */
export const buildFlexSearch: Build = (kb) => {
  const texts = textsOf(kb);
  const characters = (text: string): string[] => [...text.toLowerCase()].filter((one) => /[\p{L}\p{N}]/u.test(one));
  const sets = texts.map(({ text }) => new Set(characters(text)));
  const index = new Index({ tokenize: 'strict', encode: characters, cache: false });
  for (const { id, text } of texts) index.add(id, text);
  return {
    lookup(query) {
      const asked = [...new Set(characters(query))];
      const found = index.search(query, { suggest: true, limit: TEXTS_ASKED_FOR }).map(Number);
      const share = (id: number): number => asked.filter((one) => sets[id]!.has(one)).length / (asked.length || 1);
      // Its order is kept: the scores of what follows never exceed those of what comes before.
      let most = 1;
      return leadersOf(kb, texts, found.map((id): Hit => ({ id, score: (most = Math.min(most, share(id))) })));
    },
  };
};

/** Ends a word, so that its search by prefix, which cannot be switched off for Chinese, finds whole words only: it does better so. */
const WORD_END = '\u0003';

/** BM25 over words, any of which may match (`threshold` 1). */
export const buildOrama: Build = async (kb, { tokens }) => {
  const texts = textsOf(kb);
  const tokenizer: Tokenizer = {
    language: 'chinese', normalizationCache: new Map(),
    tokenize: (text) => [...new Set(tokens(text))].map((token) => token + WORD_END),
  };
  const db = create({ schema: { text: 'string' }, components: { tokenizer } });
  await insertMultiple(db, texts.map(({ id, text }) => ({ id: String(id), text })), 1_000);
  return {
    async lookup(query) {
      const { hits } = await search(db, { term: query, threshold: 1, limit: TEXTS_ASKED_FOR });
      return leadersOf(kb, texts, hits.map(({ id, score }): Hit => ({ id: Number(id), score })));
    },
  };
};

/** SQLite's full-text index over jieba's words with a space between, any of which may match, scored by its bm25(). */
export const buildFts5: Build = (kb, { tokens }) => {
  const texts = textsOf(kb);
  const db = new Database(':memory:');
  db.exec("CREATE VIRTUAL TABLE questions USING fts5(words, tokenize = 'unicode61', detail = 'full')");
  const insert = db.prepare('INSERT INTO questions (rowid, words) VALUES (?, ?)');
  db.transaction(() => { for (const { id, text } of texts) insert.run(id + 1, tokens(text).join(' ')); })();
  db.exec("INSERT INTO questions (questions) VALUES ('optimize')");
  const find = db.prepare<[string, number], { readonly id: number; readonly score: number }>('SELECT rowid - 1 AS id, -bm25(questions) AS score FROM questions WHERE questions MATCH ? ORDER BY bm25(questions), rowid LIMIT ?');
  const pages = db.pragma('page_count', { simple: true }) as number;
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  return {
    nativeBytes: pages * pageSize,
    lookup(query) {
      const asked = [...new Set(tokens(query))].map((token) => `"${token.replaceAll('"', '""')}"`);
      return asked.length === 0 ? [] : leadersOf(kb, texts, find.all(asked.join(' OR '), TEXTS_ASKED_FOR));
    },
  };
};
