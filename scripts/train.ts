// Learns the weights of src/understand/model.ts from the knowledge folder and prints what they are worth on held-out questions.
//   npm run train [-- --write] [--knowledge FOLDER]     --write puts the weights into src/understand/weights.ts
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createJiebaSegmenter } from '../src/adapters/jieba/segmenter.ts';
import { readKnowledgeFolder } from '../src/adapters/knowledge-folder.ts';
import { questionsOf } from '../src/knowledge/base.ts';
import { loadKnowledge } from '../src/knowledge/load.ts';
import { RISK_PREFIX } from '../src/understand/index.ts';
import { FEATURES, NONE_FEATURES, type BaseKind, type Logit, type Model } from '../src/understand/model.ts';
import { at, calibration, heldOut, recall, type Led } from './training/figures.ts';
import { choose, learnModel, type Offer } from './training/fit.ts';
import { samplesOf, type Sample } from './training/worlds.ts';

const WEIGHTS_FILE = 'src/understand/weights.ts';
const KINDS: readonly BaseKind[] = ['rich', 'thin', 'plain'];

const SHARING = ['same', 'entry_cosine', 'entry_log', 'class_log', 'background'] as const;
/**
 * A thin base is read by one logit; splitting it made near misses harder to tell. A plain one is compared by a measure that grows
 * without bound near 1, as its right entries often lead by little; whether any fits is asked of what both texts share, in weight.
 */
const OFFERED: Readonly<Record<BaseKind, Offer>> = {
  rich: { entries: SHARING, any: [...SHARING, 'used', 'covered', ...NONE_FEATURES] },
  thin: { entries: [...SHARING, ...NONE_FEATURES] },
  plain: { entries: ['same', 'entry_close', 'entry_log', 'background'], any: ['same', 'background', 'used', 'covered', 'brevity'] },
};

const { values } = parseArgs({ options: { knowledge: { type: 'string', default: 'knowledge' }, write: { type: 'boolean', default: false } } });
const folder = readKnowledgeFolder(values.knowledge);
const { base, problems } = loadKnowledge(folder.files, folder.version);
if (!base) {
  for (const problem of problems) console.error(`${problem.file}:${problem.line} ${problem.message}`);
  process.exit(1);
}
const entries = [
  ...[...base.entries.values()].map((entry) => ({ id: entry.id, handling: entry.handling, questions: questionsOf(entry) })),
  ...[...base.risks.values()].map((risk) => ({ id: RISK_PREFIX + risk.id, handling: 'risk' as const, questions: risk.similar })),
];
const questions = entries.reduce((sum, entry) => sum + entry.questions.length, 0);
console.log(`${entries.length} entries, ${questions} questions`);

interface Learned { readonly model: Model; readonly figures: string }
const samples = samplesOf(entries, createJiebaSegmenter(base.words));
const learned = Object.fromEntries(KINDS.map((kind) => [kind, learn(kind, samples[kind])])) as Record<BaseKind, Learned>;
if (values.write) {
  writeFileSync(WEIGHTS_FILE, weightsFile(learned));
  console.log(`written to ${WEIGHTS_FILE}`);
}

function learn(kind: BaseKind, mine: readonly Sample[]): Learned {
  const chosen = choose(mine, OFFERED[kind]);
  const led = heldOut(mine, chosen);
  const { error } = calibration(led);
  const figures = `recall@1 ${recall(led).toFixed(3)}, expected calibration error ${error.toFixed(3)}`;
  console.log(`\n${kind}: ${mine.length} questions asked; held out: ${figures}`);
  report(led);
  return { model: learnModel(mine, chosen), figures };
}

function report(led: readonly Led[]): void {
  for (const { said, was, count } of calibration(led).bins) console.log(`  said ${said.toFixed(2)} was ${was.toFixed(2)} (${count})`);
  const known = led.filter((one) => one.sample.answerable);
  for (const precision of [0.95, 0.97]) {
    const threshold = thresholdFor(known, precision);
    const also = threshold === null ? '' : `; with absent ones asked too, ${at(led, threshold).precision.toFixed(3)}`;
    console.log(`  precision ${precision} from ${threshold ?? 'no threshold'}${also}`);
  }
  for (const threshold of [0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]) {
    const all = at(led, threshold);
    const asked = at(known, threshold);
    console.log(`  answers at ${threshold}: precision ${asked.precision.toFixed(3)} when the entry exists, ${all.precision.toFixed(3)} with absent ones asked too, coverage ${all.coverage.toFixed(3)}`);
  }
}

/** The lowest threshold, in hundredths, at which this share of what is answered is right; null when there is none. */
function thresholdFor(known: readonly Led[], precision: number): number | null {
  for (let hundredths = 1; hundredths < 100; hundredths++) if (at(known, hundredths / 100).precision >= precision) return hundredths / 100;
  return null;
}

function weightsFile(models: Readonly<Record<BaseKind, Learned>>): string {
  const logit = ({ weights, none }: Logit, indent: string): string => [
    'weights: {', ...FEATURES.map((name) => `  ${name}: ${rounded(weights[name])},`), '},',
    'none: {', `  bias: ${rounded(none.bias)},`, ...NONE_FEATURES.map((name) => `  ${name}: ${rounded(none[name])},`), '},',
  ].map((line) => `${indent}${line}\n`).join('');
  const block = (kind: BaseKind): string => {
    const { model, figures } = models[kind];
    const any = model.any ? `    any: {\n${logit(model.any, '      ')}    },\n` : '';
    return `  // Held out: ${figures}.\n  ${kind}: {\n${logit(model, '    ')}${any}  },`;
  };
  return `// The weights of model.ts, learned by \`npm run train -- --write\` from the ${questions} questions of the knowledge folder; not edited by hand.
// A weight of 0 is a feature that did not earn its place (scripts/training/fit.ts).
import type { Models } from './model.ts';

export const MODELS: Models = {
${KINDS.map(block).join('\n')}
};
`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(4)));
}
