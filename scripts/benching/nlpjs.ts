// nlp.js (the engine of node-nlp) with its Chinese language plugin. Each entry is an intent, its questions are the intent's
// documents; the plugin cuts and stems Chinese itself, by words and their sounds, and takes no other tokenizer.
import { containerBootstrap } from '@nlpjs/core';
import { LangZh } from '@nlpjs/lang-zh';
import { Nlp } from '@nlpjs/nlp';
import { ENTRIES_RANKED, textsOf, type Build } from './method.ts';

/** Its intent for messages that fit no other: it takes its share of the scores, which is how nlp.js refuses. */
const NONE = 'None';

export const buildNlpJs: Build = async (kb) => {
  const container = await containerBootstrap();
  container.use(LangZh);
  // As delivered, without what a search does not need: saving the model, moods, and a line of log per epoch.
  const nlp = new Nlp({ autoSave: false, autoLoad: false, calculateSentiment: false, languages: ['zh'], nlu: { log: false, useNoneFeature: true } }, container);
  for (const { text, entry } of textsOf(kb)) nlp.addDocument('zh', text, kb[entry]!.id);
  await nlp.train();
  return {
    note: 'build and memory hold its own Chinese dictionary',
    async lookup(query) {
      // It throws on a text without words.
      if (!/[\p{L}\p{N}]/u.test(query)) return [];
      const { classifications } = await nlp.process('zh', query);
      return classifications.filter(({ intent, score }) => intent !== NONE && score > 0)
        .slice(0, ENTRIES_RANKED)
        .map(({ intent, score }) => ({ entryId: intent, score }));
    },
  };
};
