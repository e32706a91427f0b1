// @ts-check
// The head of a conversation: its short id with copying, and the evidence pack for supervisors. It asks the server and draws its own part.
import { byId } from '/web/shared/dom.js';

/** Characters of an id that are shown; the commands take the end of one. */
const SHORT_ID = 8;
const REVOKE_MS = 60_000;

/** @typedef {{ chosen(): string | null, tell(words: string): void, loggedOut(): void }} Deps */

/** @param {string} id @param {boolean} mayExport */
export function showEvidence(id, mayExport) {
  const words = id.length > SHORT_ID ? `…${id.slice(-SHORT_ID)}` : id;
  const node = byId('talk-id');
  if (node.textContent !== words) node.textContent = words;
  node.title = id;
  byId('export').hidden = !mayExport;
}

/** A page that is not served by https has no clipboard of its own. @param {string} words @returns {Promise<boolean>} */
async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = words;
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

/** @param {Response} response @returns {Promise<string>} */
async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return typeof body.message_zh === 'string' ? body.message_zh : `导出失败（${response.status}）`;
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
}

/** @param {string} id @param {Deps} deps */
async function take(id, { tell, loggedOut }) {
  const response = await fetch(`/api/conversations/${encodeURIComponent(id)}/evidence`).catch(() => null);
  if (response === null) return tell('连不上服务器，请检查网络后再试');
  if (response.status === 401) loggedOut();
  if (!response.ok) return tell(await problemOf(response));
  const blob = await response.blob().catch(() => null);
  if (blob === null) return tell('下载中断，请重试');
  save(blob, `evidence-${id.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.zip`);
  tell('证据包已导出（个人信息已脱敏）');
}

/** @param {Deps} deps */
export function wireEvidence(deps) {
  byId('copy-id').addEventListener('click', async () => {
    const id = deps.chosen();
    if (id !== null) deps.tell(await copy(id) ? '会话编号已复制' : `复制失败，请手动抄写：${id}`);
  });
  /** @type {HTMLButtonElement} */
  const button = byId('export');
  button.addEventListener('click', async () => {
    const id = deps.chosen();
    if (id === null) return;
    button.disabled = true;
    await take(id, deps);
    button.disabled = false;
  });
}
