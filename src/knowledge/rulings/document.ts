// docs/rulings.md out of the tables. It writes no file; scripts/docs.ts does.
import { wants } from './keys.ts';
import { TABLES } from './tables.ts';
import { PAYERS, valuesOf, VERDICTS, type Choices, type Row, type Table } from './table.ts';

/** The whole document, made anew from the tables. */
export function rulingsMarkdown(): string {
  return [
    '# 行业裁定表 · Rulings of the trade',
    '',
    'Written by `npm run docs` from `src/knowledge/rulings/`; edit the tables, not this file. `npm run -s ruling -- <table> key=value …` applies one.',
    '',
    '每张表按顺序看条件，先符合的一行为准；每种情况恰好有一条裁定。条目用 `rulings: [id, …]` 引用，转人工时客服会看到所引裁定的标题和可以对买家说的话。',
    '“来源”是用我们自己的话转述的；“本项目的谨慎做法”表示文章和法规都没有直接说。不是法律意见。',
    '',
    '| 表 | 裁定什么 |',
    '|---|---|',
    ...TABLES.map(({ id, title, about }) => `| [\`${id}\`](#${anchorOf(id, title)}) ${title} | ${about} |`),
    ...TABLES.flatMap(tableMarkdown),
    '',
  ].join('\n');
}

function tableMarkdown({ id, title, about, keys, facts, rows }: Table): readonly string[] {
  return [
    '',
    `## ${id} ${title}`,
    '',
    `${about}。`,
    '',
    '| 键 | 含义 | 写法 |',
    '|---|---|---|',
    ...Object.entries(keys).map(([name, key]) => `| \`${name}\` | ${key.label} | ${wants(key)} |`),
    '',
    '| 裁定 | 条件 | 结论 | 费用 | 对买家可以说 |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| \`${id}.${row.name}\` ${row.title} | ${conditionOf(facts, row)} | ${VERDICTS[row.verdict]} | ${row.whoPays === null ? '–' : PAYERS[row.whoPays]} | ${row.sentence} |`),
    '',
    ...rows.map((row) => `- \`${id}.${row.name}\`：${row.steps.join('；')}。因为${row.because}。来源：${row.source.title}：${row.source.passage}。`),
  ];
}

/** A row's condition in words, such as “进度：时限内揽收；时间记录：前后一致”. */
export function conditionOf(facts: Choices, { when }: Row): string {
  const parts = Object.entries(when).map(([name, wanted]) => `${facts[name]?.label ?? name}：${valuesOf(wanted).map((value) => facts[name]?.values[value] ?? value).join(' / ')}`);
  return parts.length === 0 ? '其他情况' : parts.join('；');
}

/** As GitHub makes it: lower case, dots and the like dropped, spaces to hyphens. */
const anchorOf = (id: string, title: string): string => `${id} ${title}`.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
