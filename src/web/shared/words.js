// @ts-check
// The Chinese words both pages and the terminals share for states, teams, severities and times. It formats, nothing else.
// The wording of replies is not here: that is knowledge/.

/** @type {Readonly<Record<string, string>>} */
export const TEAMS = { presale: '售前', logistics: '物流', finance: '财务', aftersale: '售后', supervisor: '主管' };
/** @type {Readonly<Record<string, string>>} */
export const SEVERITIES = { critical: '紧急', high: '高', medium: '中', low: '低' };
/** @type {Readonly<Record<string, string>>} */
export const STATES = { bot: '自动接待', waiting: '排队中', human: '人工服务中', closed: '已结束' };
/** @type {Readonly<Record<string, string>>} */
export const CAUSES = {
  risk: '识别到风险', entry: '该问题需人工处理', asked: '买家要求人工', misses: '连续未能理解',
  gate: '回复未通过合规检查', fault: '系统处理出错', agent_absent: '原客服离线',
};

const two = (/** @type {number} */ value) => String(value).padStart(2, '0');

/** @param {number} at ms since 1970 @param {number} now @returns {string} "14:05", with the date when it is not today */
export function clockTime(at, now) {
  const when = new Date(at);
  const time = `${two(when.getHours())}:${two(when.getMinutes())}`;
  return when.toDateString() === new Date(now).toDateString() ? time : `${when.getMonth() + 1}月${when.getDate()}日 ${time}`;
}

/** @param {number} ms at least a minute @returns {string} "5 分钟", "2 小时" */
function duration(ms) {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时`;
}

/** @param {number} since @param {number} now @returns {string} */
export const waited = (since, now) => (now - since < 60_000 ? '刚刚排队' : `已等 ${duration(now - since)}`);

/** @param {number} since @param {number} now @returns {string} */
export const ago = (since, now) => (now - since < 60_000 ? '刚刚' : `${duration(now - since)}前`);

/** @param {number} turns the buyer's messages since @returns {string} */
export const turnsWords = (turns) => (turns === 0 ? '刚刚这条' : `${turns} 条之前`);

/** @param {string} id @returns {string} a short name for a buyer who has none */
export const buyerName = (id) => `买家 ${id.slice(-4)}`;

/**
 * Cuts a text at the findings' offsets (UTF-16 units), overlaps merged, for marking.
 * @param {string} text
 * @param {readonly { start: number, end: number }[]} findings
 * @returns {{ text: string, marked: boolean }[]}
 */
export function markedParts(text, findings) {
  const flags = Array.from({ length: text.length }, (_, place) => findings.some(({ start, end }) => start <= place && place < end));
  /** @type {{ text: string, marked: boolean }[]} */
  const parts = [];
  for (let place = 0; place < text.length; place++) {
    const marked = flags[place] ?? false;
    const last = parts.at(-1);
    if (last?.marked === marked) last.text += text.charAt(place);
    else parts.push({ text: text.charAt(place), marked });
  }
  return parts;
}

/** Characters shown on either side of marked words. */
const BESIDE_MAX = 12;

/**
 * A finding's words with a little of the text on either side, cut at whole characters.
 * @param {string} text
 * @param {{ start: number, end: number }} finding UTF-16 offsets
 * @returns {{ before: string, words: string, after: string }}
 */
export function wordsInPlace(text, { start, end }) {
  const before = [...text.slice(0, start)];
  const after = [...text.slice(end)];
  return {
    before: (before.length > BESIDE_MAX ? '…' : '') + before.slice(-BESIDE_MAX).join(''),
    words: text.slice(start, end),
    after: after.slice(0, BESIDE_MAX).join('') + (after.length > BESIDE_MAX ? '…' : ''),
  };
}

/**
 * @param {import('./client.d.ts').LinkStatus} status
 * @returns {{ text: string, action: string | null }} what to show, and what a button may offer; empty text when all is well
 */
export function connectionWords(status) {
  const words = {
    idle: { text: '未连接', action: '连接' },
    connecting: { text: '正在连接…', action: null },
    online: { text: '', action: null },
    waiting: { text: `${('reason' in status && status.reason) || '连接中断'}，正在重新连接…`, action: '立即重试' },
    stopped: { text: ('reason' in status && status.reason) || '连接已断开', action: '重新连接' },
  };
  return words[status.kind];
}
