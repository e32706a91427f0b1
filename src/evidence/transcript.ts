// The transcript of a pack as a page that opens anywhere: no scripts, nothing fetched, every text of a person escaped and set apart
// by direction. A pure function of the rows, so that a verifier can make it again and compare.
import { rangesIn } from './erasure.ts';
import type { PackRow, Shown } from './row.ts';

/** Changes whenever a byte of what is rendered here changes; verifiers compare only the rendering that they know. */
export const RENDERING_VERSION = 2;

export interface TranscriptHead {
  readonly conversation: string;
  readonly shop: { readonly id: string; readonly name: string };
  /** ms since 1970. */
  readonly generated_at: number;
  readonly masked: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Halves of characters, which no file can hold; controls; and marks that turn the direction of a line: they could make a text read as another. */
const INVISIBLE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** HTML text, safe in an element and in a quoted attribute; what cannot be seen is written out as its code. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? '').replace(INVISIBLE, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Time in China (UTC+8, no summer time), to the second. */
export function chinaTime(at: number): string {
  const date = new Date(at + CHINA_OFFSET_MS);
  return Number.isNaN(date.getTime()) ? `${at} ms` : date.toISOString().slice(0, 19).replace('T', ' ');
}

const SENDERS: Readonly<Record<string, string>> = { buyer: '买家 Buyer', bot: '机器人 Bot', system: '系统 System' };
const SHOWN: Readonly<Record<Shown, string>> = { whole: '完整，可单独核验', masked: '已脱敏', erased: '内容已删除' };
const STATES: Readonly<Record<string, string>> = { bot: '机器人接待', waiting: '排队等待', human: '人工接待', closed: '已结束' };

function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? new Map<string, unknown>(Object.entries(at)).get(key) : undefined), value);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}

function titlesAt(body: unknown): string {
  const reply: unknown = typeof body === 'object' && body !== null && 'reply' in body ? body.reply : null;
  const options: unknown = typeof reply === 'object' && reply !== null && 'options' in reply ? reply.options : null;
  return Array.isArray(options) ? options.map((option: unknown) => `\n· ${textAt(option, 'title')}`).join('') : '';
}

const WHY: Readonly<Record<string, string>> = { visitor: '应本人要求删除', age: '超过保存期限删除', earlier: '此前已删除，补记' };

function erasureSaid(body: unknown): string {
  const seqs = rangesIn(body).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return `${WHY[textAt(body, 'why')] ?? textAt(body, 'why')}：第 ${seqs.join('、')} 条的内容`;
}

const stateName = (state: string): string => STATES[state] ?? state;

/** What an event says, for a reader; events without a line here are shown as they are stored. */
const SAID: Readonly<Record<string, (body: unknown) => string>> = {
  buyer_message: (body) => textAt(body, 'text') + (textAt(body, 'picked') === '' ? '' : '\n（点选的问题）'),
  reply: (body) => textAt(body, 'reply', 'text') + titlesAt(body),
  agent_reply: (body) => textAt(body, 'reply', 'text') + (textAt(body, 'override', 'reason') === '' ? '' : `\n（由 ${textAt(body, 'override', 'agentName')} 放行：${textAt(body, 'override', 'reason')}）`),
  handover: (body) => `转人工：${textAt(body, 'record', 'reason')}`,
  radar: (body) => `套路提醒（${textAt(body, 'note', 'name')}）：${textAt(body, 'note', 'reason')}`,
  state: (body) => `${stateName(textAt(body, 'from'))} → ${stateName(textAt(body, 'to'))} ${textAt(body, 'agentName')} ${textAt(body, 'note')}`.trim(),
  task: (body) => `待办：${textAt(body, 'team')} ${textAt(body, 'entryId')}`,
  revealed: (body) => `${textAt(body, 'agentName')} 查看了第 ${textAt(body, 'ofSeq')} 条中被遮盖的个人信息`,
  erasure: erasureSaid,
  rating: (body) => `评价：${textAt(body, 'score')} 分 ${textAt(body, 'comment')}`.trim(),
};

function saidOf(row: PackRow): string {
  if (row.shown === 'erased') return `（内容已于 ${chinaTime(row.erased_at ?? 0)} 按隐私要求删除，仅保留哈希）`;
  const said = SAID[row.type]?.(row.body) ?? '';
  return said === '' ? JSON.stringify(row.body) : said;
}

function nameOf(row: PackRow): string {
  const known = SENDERS[row.sender];
  if (known !== undefined) return known;
  const name = textAt(row.body, 'agentName');
  return `客服 Agent ${name === '' ? '' : `${name} `}(${row.sender.replace(/^agent:/, '')})`;
}

function article(row: PackRow): string {
  const marks = [SHOWN[row.shown], ...(row.sealed === 'later' ? ['后补封存'] : [])].join(' · ');
  const versions = row.sealed === 'later' ? '' : ` · 知识 ${row.knowledge_version} · 规则 ${row.rules_version}`;
  const side = Object.hasOwn(SENDERS, row.sender) ? row.sender : 'agent';
  return `<article class="${side}"><header><b>#${row.seq}</b> <bdi>${escapeHtml(nameOf(row))}</bdi> <time>${chinaTime(row.at)}</time> <code>${escapeHtml(row.type)}</code></header>
<p dir="auto"><bdi>${escapeHtml(saidOf(row))}</bdi></p>
<footer>${marks}${escapeHtml(versions)} · <code>${escapeHtml(row.hash)}</code></footer></article>`;
}

const STYLE = `body{font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:50rem;margin:0 auto;padding:1rem;color:#1f2328;background:#fff}
article{border:1px solid #d0d7de;border-radius:8px;padding:.5rem .8rem;margin:.6rem 0}article.buyer{background:#f6f8fa}article.agent{background:#eef6ff}
header,footer,dl{font-size:.8rem;color:#57606a}p{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0}code{overflow-wrap:anywhere;font-size:.75rem}dt{font-weight:bold}dd{margin:0 0 .3rem}`;

/** The whole page. */
export function transcript(head: TranscriptHead, rows: readonly PackRow[]): string {
  const facts: readonly (readonly [string, string])[] = [
    ['店铺 Shop', `${head.shop.name} (${head.shop.id})`], ['会话 Conversation', head.conversation], ['条数 Events', String(rows.length)],
    ['导出时间 Generated (UTC+8)', chinaTime(head.generated_at)], ['个人信息 Personal data', head.masked ? '已脱敏 masked' : '未脱敏 in full'],
  ];
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>会话记录 ${escapeHtml(head.conversation)}</title><style>${STYLE}</style></head>
<body><h1>会话记录</h1>
<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd><bdi>${escapeHtml(value)}</bdi></dd>`).join('')}</dl>
<p>时间均为北京时间。每条记录下方是其哈希值；核验方法见 README.txt。</p>
${rows.map(article).join('\n')}
</body></html>
`;
}
