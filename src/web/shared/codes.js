// @ts-check
// What close codes and errors mean to a client. test/web/codes.test.ts holds the table against the server's.

/** The protocol version this client speaks; protocol.ts raises it when a frame changes. */
export const PROTOCOL = 1;

/**
 * `pauseMs` is the least wait before the next attempt, on top of the backoff's own.
 * @type {typeof import('./client.js').CLOSE_RULES}
 */
export const CLOSE_RULES = {
  1001: { reconnect: true, pauseMs: 0, text: '服务正在重启' },
  1003: { reconnect: true, pauseMs: 0, text: '连接被重置' },
  1009: { reconnect: true, pauseMs: 0, text: '内容过大，连接被重置' },
  1013: { reconnect: true, pauseMs: 1_000, text: '服务繁忙' },
  4400: { reconnect: false, pauseMs: 0, text: '页面版本过旧，请刷新页面' },
  4401: { reconnect: false, pauseMs: 0, text: '登录已失效，请重新登录' },
  4408: { reconnect: true, pauseMs: 0, text: '网络不稳定' },
  4409: { reconnect: false, pauseMs: 0, text: '已在别处打开，此处不再更新' },
  4410: { reconnect: false, pauseMs: 0, text: '聊天记录已按要求删除，本次会话已结束' },
  4429: { reconnect: true, pauseMs: 5_000, text: '操作太频繁，稍后自动恢复' },
  4430: { reconnect: true, pauseMs: 1_000, text: '网络较慢，正在重新连接' },
};

/** Made by this client, never sent by the server. @type {Readonly<Record<string, string>>} */
const OWN_ERRORS = {
  stale: '这条消息当时没有发出，需要的话请重发',
  offline: '网络未连接，请稍后再试',
};

/** @type {typeof import('./client.js').errorText} */
export function errorText(error) {
  return OWN_ERRORS[error.code] ?? error.message_zh ?? error.message ?? error.code;
}
