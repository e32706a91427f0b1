// Why the service decides on a message as it does: the shape is Explanation in src/conversation/explain.ts.
//   npm run -s explain -- "什么时候发货" [--knowledge FOLDER] [--at 2026-11-22T10:00:00+08:00] [--pretty | --table]
// Without a message it reads one from standard input. One JSON object, on one line unless on a terminal or with --pretty; --table
// prints it for people. Figures are rounded to six digits. It opens no database and changes nothing.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { explainMessage, THRESHOLD_NAMES, type Comparison, type Explanation } from '../src/conversation/explain.ts';
import { knownPack, openShop, packagedKnowledge } from '../src/shop.ts';
import type { Meaning } from '../src/types.ts';
import type { Score, TextExplanation } from '../src/understand/explain.ts';
import './models.ts';

const USAGE = 'usage: npm run -s explain -- "什么时候发货" [--knowledge FOLDER] [--at 2026-11-22T10:00:00+08:00] [--pretty | --table]';
const DIGITS = 6;
/** Columns that the names of evidence take in the table. */
const NAME_WIDTH = 40;
const HANDLINGS = { answer: '作答', answer_and_notify: '作答并开任务', escalate: '转人工', small_talk: '闲聊', ask: '半句话', uncovered: '管不到', risk: '风险' } as const satisfies Record<Meaning, string>;
const KINDS = { answer: '作答', clarify: '反问', escalate: '转人工' } as const;

interface Wanted {
  readonly message: string;
  readonly knowledge: string;
  readonly at: number;
  readonly form: 'line' | 'pretty' | 'table';
}

try {
  const wanted = readArguments();
  const { brain } = openShop(wanted.knowledge);
  // The pack is there when the shop was too poor to do without it.
  const topics = knownPack(packagedKnowledge())?.entries.map(({ id, questions }) => `${id} ${questions[0] ?? ''}`.trim()) ?? [];
  const explanation = explainMessage(brain, wanted.message, wanted.at, { topics });
  console.log(wanted.form === 'table' ? asTable(explanation) : asJson(explanation, wanted.form === 'pretty'));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** Throws with what to type instead. */
function readArguments(): Wanted {
  const { values, positionals } = parsed();
  if (positionals.length > 1) throw new Error(`${positionals.length} messages; a message with blanks needs quotes round it\n${USAGE}`);
  if (values.pretty && values.table) throw new Error(`--pretty is JSON and --table is not: only one of them\n${USAGE}`);
  const at = values.at === undefined ? Date.now() : Date.parse(values.at);
  if (Number.isNaN(at)) throw new Error(`--at "${values.at}" is no time; write it like 2026-11-22T10:00:00+08:00\n${USAGE}`);
  const [typed] = positionals;
  if (typed === undefined && process.stdin.isTTY) throw new Error(`no message\n${USAGE}`);
  return {
    message: typed ?? readFileSync(0, 'utf8').replace(/\r?\n$/, ''),
    knowledge: values.knowledge, at,
    form: values.table ? 'table' : values.pretty || process.stdout.isTTY ? 'pretty' : 'line',
  };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { knowledge: { type: 'string', default: 'knowledge' }, at: { type: 'string' }, pretty: { type: 'boolean', default: false }, table: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function asJson(explanation: Explanation, pretty: boolean): string {
  const rounded = (_: string, value: unknown): unknown => (typeof value === 'number' ? Number(value.toFixed(DIGITS)) : value);
  return JSON.stringify(explanation, rounded, pretty ? 2 : undefined);
}

function asTable(explanation: Explanation): string {
  const { message, normal, references, goesOn, base, whole, parts, together, rules, thresholds, compared, decision } = explanation;
  return [
    `消息　　${message}`,
    `标准形　${normal}${goesOn ? '（太长，后面的没有读）' : ''}`,
    ...(references.length > 0 ? [`去掉　　${references.join('　')}`] : []),
    `知识库　${base.name}`,
    '',
    `决定　　${KINDS[decision.kind]}`,
    `因为　　${decision.why}`,
    ...(decision.ids.length > 0 ? [`${decision.kind === 'clarify' ? '选项' : '条目'}　　${decision.ids.join('　')}`] : []),
    '',
    ...rules.map(({ ruleId, words, name, severity }) => `风险　　${name}（${severity}）：规则 ${ruleId}，词句“${words}”`),
    ...(compared.length > 0 ? ['比较', ...compared.map((one) => `  ${comparisonLine(one, parts)}`)] : []),
    `各条线　${Object.values(thresholds).map(({ name, value }) => `${name} ${value}`).join('　')}`,
    ...textTable('整句', whole),
    ...parts.flatMap((part, i) => textTable(`分句 ${i + 1}`, part)),
    ...(together ? textTable('连着上文', together) : []),
  ].join('\n');
}

function comparisonLine({ threshold, limit, part, ids, probability, reached }: Comparison, parts: readonly TextExplanation[]): string {
  return `${reached ? '过' : '不过'}　${percent(probability)} 对 ${THRESHOLD_NAMES[threshold]} ${limit}　${part === null ? '整句' : `“${parts[part]?.text ?? ''}”`}　${ids.join(' + ')}`;
}

function textTable(title: string, one: TextExplanation): readonly string[] {
  const replaced = (list: TextExplanation['synonyms']): string => list.map(({ from, to }) => `${from} → ${to}`).join('，');
  const asked = [...one.asks.map(({ name }) => name), ...(one.denies ? ['否定'] : [])];
  return [
    '',
    `── ${title}：${one.text}`,
    `读作　　${one.read}`,
    ...(one.corrections.length > 0 ? [`纠错　　${replaced(one.corrections)}`] : []),
    ...(one.synonyms.length > 0 ? [`同义词　${replaced(one.synonyms)}`] : []),
    `分词　　${one.words.join(' / ')}`,
    ...(one.unknown.length > 0 ? [`没见过　${one.unknown.join(' ')}`] : []),
    ...(asked.length > 0 ? [`问什么　${asked.join('，')}`] : []),
    ...(one.topics.length > 0 ? [`话题　　${one.topics.map(({ topic, probability }) => `${topic} ${percent(probability)}`).join('　')}`] : []),
    ...one.candidates.flatMap((candidate, i) => [
      `${i + 1}. ${percent(candidate.probability)}　${candidate.title}（${candidate.id}，${HANDLINGS[candidate.handling]}）`,
      `   本条 ${percent(candidate.share)}${candidate.serves.map(({ id, share }) => `　兼答 ${id} ${percent(share)}`).join('')}　最像的问法“${candidate.matched}”`,
      ...scoreLines('是哪一条', candidate.which),
    ]),
    ...(one.runner ? [`第二名　${one.runner.title}，差 ${percent(one.runner.margin)}；拉开差距的：${one.runner.lead.slice(0, 3).map(({ name, contribution }) => `${name} ${signed(contribution)}`).join('，')}`] : []),
    `领先的对不对　${percent(one.fit.probability)}${one.fit.talk ? '（领先的不是问题）' : ''}`,
    ...(one.fit.leader === null ? [] : scoreLines(`支持（${one.fit.leader}）`, one.fit.for)),
    ...scoreLines('反对', one.fit.against),
  ];
}

function scoreLines(title: string, { score, contributions }: Score<string>): readonly string[] {
  return [`   ${title}　${signed(score)}`, ...contributions.map(({ name, value, weight, contribution }) => `     ${padded(name)}${signed(contribution)} = ${value.toFixed(2)} × ${weight}`)];
}

/** Filled up to NAME_WIDTH columns; a Chinese character takes two. */
function padded(name: string): string {
  const width = [...name].reduce((sum, sign) => sum + (sign > '\u2e7f' || sign === '…' ? 2 : 1), 0);
  return name + ' '.repeat(Math.max(1, NAME_WIDTH - width));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
