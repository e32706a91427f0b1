// @ts-check
// Log-in over HTTP: who am I, log in, log out. It keeps no secret; the session is a cookie the page cannot read.

/** @typedef {{ agent: { id: string, name: string, role: string }, csrf_token: string }} Session */

/** The running session, null when there is none. Throws when the server cannot be reached. @returns {Promise<Session | null>} */
export async function currentSession() {
  const response = await fetch('/api/auth/me', { headers: { accept: 'application/json' } });
  if (response.ok) return response.json();
  if (response.status === 401 || response.status === 403) return null;
  throw new Error(`me: ${response.status}`);
}

/**
 * @param {string} name
 * @param {string} password
 * @returns {Promise<{ session: Session } | { problem: string }>} a problem in words for the agent
 */
export async function logIn(name, password) {
  try {
    const response = await fetch('/api/auth/login', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }),
    });
    if (response.ok) return { session: await response.json() };
    return { problem: await problemOf(response) };
  } catch {
    return { problem: '连不上服务器，请检查网络后再试' };
  }
}

/** @param {Response} response */
async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  if (typeof body.message_zh === 'string') return body.message_zh;
  const words = { 401: '账号或密码不正确', 429: '尝试次数过多，请稍后再试', 403: '这个网址不能登录，请使用配置的地址打开' };
  return words[/** @type {401} */ (response.status)] ?? `登录失败（${response.status}）`;
}

/** The cookie may be gone already, so a refusal is no problem. @param {string} csrfToken */
export async function logOut(csrfToken) {
  await fetch('/api/auth/logout', {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken }, body: '{}',
  }).catch(() => undefined);
}
