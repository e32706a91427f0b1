// Learns the weights of src/understand/model.ts from what this project wrote (the knowledge folder, training/packs, training/pairs.tsv)
// and prints what they are worth on held-out questions.
//   npm run train [-- --write] [--knowledge FOLDER]     --write puts the weights into src/understand/weights.ts
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createJiebaSegmenter } from '../src/adapters/jieba/segmenter.ts';
import { indexedEntries } from '../src/knowledge/indexed.ts';
import { FEATURES, NONE_FEATURES, type BaseKind, type Logit, type Model } from '../src/understand/model.ts';
import type { Trade } from '../src/understand/thresholds.ts';
import { at, calibration, heldOut, recall, type Led } from './training/figures.ts';
import { choose, learnModel, type Offer } from './training/fit.ts';
import { readBench } from './evaluating/bench.ts';
import { readPack, shippedFrom } from './evaluating/shipped.ts';
import { samplesOf, type Group, type Sample } from './training/worlds.ts';
import { readTsv, type TsvRow } from './tsv.ts';

const WEIGHTS_FILE = 'src/understand/weights.ts';
const KINDS: readonly BaseKind[] = ['rich', 'thin', 'plain'];

const WORDING = ['likeness', 'used', 'covered', 'words_covered', 'characters_covered', 'characters_used', 'rarest_covered', 'order', 'numbers_agree', 'asks_alike', 'denies_alike'] as const;
const TOPIC = ['topic', 'topic_log'] as const;
const TALK = ['same', 'entry_cosine', 'entry_log', 'class_log', ...TOPIC, 'covered', 'characters_covered', ...NONE_FEATURES] as const;
/**
 * The first step gets few features: they share the candidates as well in other bases as in those it was learned from; with all of
 * them recall@1 fell by 1 to 2 points on bases of another kind. A base too large for a class model is compared by characters.
 * Bounded by its share is the leader of a thin base alone: elsewhere a rival is mostly a sibling whose answer serves as well.
 */
const OFFERED: Readonly<Record<BaseKind, Offer>> = {
  rich: {
    which: ['same', 'background', 'entry_cosine', 'entry_log', 'class_log', ...WORDING],
    leader: ['same', 'entry_cosine', 'entry_log', 'class_log', ...WORDING, 'brevity', 'class_doubt', 'foreign', 'rival'],
    bounded: false, talk: TALK, talkWeight: 1,
  },
  thin: {
    which: ['same', 'background', 'entry_cosine', 'entry_log', 'class_log', ...TOPIC, 'likeness', 'characters_covered'],
    leader: ['same', 'entry_cosine', 'entry_log', 'class_log', ...TOPIC, ...WORDING, ...NONE_FEATURES],
    bounded: true, talk: TALK, talkWeight: 1,
  },
  plain: {
    which: ['same', 'background', 'entry_log', 'covered', 'characters_covered', 'characters_used'],
    leader: ['same', 'entry_close', 'entry_log', ...WORDING, 'brevity', 'foreign', 'rival'],
    bounded: false, talk: TALK, talkWeight: 0.3,
  },
};
const TRADE_THRESHOLDS = Array.from({ length: 33 }, (_, i) => Math.round(30 + 2 * i + (i === 32 ? 4 : 0)) / 100);
const PACKS = 'scripts/training/packs';
const PAIRS = 'scripts/training/pairs.tsv';

const { values } = parseArgs({ options: { knowledge: { type: 'string', default: 'knowledge' }, write: { type: 'boolean', default: false } } });
const base = readPack(values.knowledge);
const entries = indexedEntries(base);
const questions = entries.reduce((sum, entry) => sum + entry.questions.length, 0);
const businesses = readdirSync(PACKS).sort().map((file) => readBench(readFileSync(join(PACKS, file), 'utf8')));
const pairs = groupsOf(readTsv(PAIRS, ['group', 'relation', 'text']));
console.log(`${entries.length} entries, ${questions} questions; ${businesses.length} other businesses; ${pairs.length} groups of pairs`);

interface Learned { readonly model: Model; readonly figures: string; readonly trade: readonly Trade[] }
const samples = samplesOf({ pack: entries, segmenter: createJiebaSegmenter(base.words), shipped: shippedFrom(base), businesses, pairs });
const learned = Object.fromEntries(KINDS.map((kind) => [kind, learn(kind, samples[kind])])) as Record<BaseKind, Learned>;
if (values.write) {
  writeFileSync(WEIGHTS_FILE, weightsFile(learned));
  console.log(`written to ${WEIGHTS_FILE}`);
}

function groupsOf(rows: readonly TsvRow[]): readonly Group[] {
  const groups = new Map<string, { question: string; same: string[]; near: string[] }>();
  for (const { group = '', relation, text = '' } of rows) {
    const mine = groups.get(group) ?? { question: '', same: [], near: [] };
    if (relation === 'q') mine.question = text;
    else mine[relation === 'same' ? 'same' : 'near'].push(text);
    groups.set(group, mine);
  }
  return [...groups.values()];
}

function learn(kind: BaseKind, mine: readonly Sample[]): Learned {
  const chosen = choose(mine, OFFERED[kind]);
  const led = heldOut(mine, chosen);
  const { error } = calibration(led.filter((one) => one.answers));
  const figures = `recall@1 ${recall(led).toFixed(3)}, expected calibration error ${error.toFixed(3)}`;
  console.log(`\n${kind}: ${mine.length} questions asked; held out: ${figures}`);
  report(led);
  return { model: learnModel(mine, chosen), figures, trade: tradeOf(led) };
}

function report(led: readonly Led[]): void {
  for (const { said, was, count } of calibration(led.filter((one) => one.answers)).bins) console.log(`  said ${said.toFixed(2)} was ${was.toFixed(2)} (${count})`);
  for (const { threshold, right, covered } of tradeOf(led)) console.log(`  answers from ${threshold.toFixed(2)}: right ${right.toFixed(3)}, of what has an answer ${covered.toFixed(3)}`);
}

/** What each threshold gives, messages without an entry included. */
function tradeOf(led: readonly Led[]): readonly Trade[] {
  return TRADE_THRESHOLDS.map((threshold) => {
    const { precision, coverage } = at(led, threshold);
    return { threshold, right: precision, covered: coverage };
  });
}

function weightsFile(models: Readonly<Record<BaseKind, Learned>>): string {
  const table = (names: readonly string[], values: Readonly<Record<string, number>>, indent: string): string =>
    names.filter((name) => values[name] !== 0).map((name) => `${indent}${name}: ${rounded(values[name]!)},\n`).join('');
  const logit = (step: string, { weights, none }: Logit): string =>
    `    ${step}: {\n      weights: {\n        ...NOTHING,\n${table(FEATURES, weights, '        ')}      },\n      none: {\n        ...NO_DOUBT,\n${table(['bias', ...NONE_FEATURES], none, '        ')}      },\n    },\n`;
  const block = (kind: BaseKind): string => {
    const { model, figures } = models[kind];
    return `  // Held out: ${figures}.\n  ${kind}: {\n    which: {\n      ...NOTHING,\n${table(FEATURES, model.which, '      ')}    },\n${logit('leader', model.leader)}${logit('talk', model.talk)}    bounded: ${model.bounded},\n  },`;
  };
  return `// The weights of model.ts, learned by \`npm run train -- --write\` from the ${questions} questions of the knowledge folder,
// ${businesses.length} other businesses and ${pairs.length} groups of pairs (scripts/training); not edited by hand.
// A feature that is not named did not earn its place (scripts/training/fit.ts).
import { FEATURES, NONE_FEATURES, type Features, type Models, type NoneFeatures } from './model.ts';
import type { Trades } from './thresholds.ts';

const NOTHING = Object.fromEntries(FEATURES.map((name) => [name, 0])) as Features;
const NO_DOUBT = { bias: 0, ...Object.fromEntries(NONE_FEATURES.map((name) => [name, 0])) as NoneFeatures };

export const MODELS: Models = {
${KINDS.map(block).join('\n')}
};

/** Held out: from this probability on, what share of the answers is right, and what share of the messages that have an answer gets it. */
export const TRADES: Trades = {
${KINDS.map((kind) => `  ${kind}: [\n${models[kind].trade.map(({ threshold, right, covered }) => `    { threshold: ${threshold}, right: ${rounded(right)}, covered: ${rounded(covered)} },\n`).join('')}  ],`).join('\n')}
};
`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(4)));
}
