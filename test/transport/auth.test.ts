// Who may log in, how often one may try, and that no page of another site can act in an agent's name.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFirstAdministrator, hashPassword, passwordFits } from '../../src/transport/auth.ts';
import { randomIds } from '../../src/adapters/system.ts';
import { makeWorld, ORIGIN, PASSWORD, SHOP, type World } from './fixture.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld({ config: { loginAttemptsMax: 3, loginWindowMs: 60_000 } });
  await world.addAgent('老板', 'administrator');
  await world.addAgent('小禾');
});
afterEach(() => world.stop());

const JSON_TYPE = { 'content-type': 'application/json' };

async function call(method: string, path: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) {
  const answer = await fetch(world.url + path, { method, headers: { ...(body === undefined ? {} : JSON_TYPE), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, body: parsed, code: parsed.code };
}

const login = (name: string, password: string, headers: Record<string, string> = {}) => call('POST', '/api/auth/login', { body: { name, password }, headers });

describe('logging in', () => {
  it('sets a cookie that scripts and other sites cannot use, and tells who one is', async () => {
    const { status, headers, body } = await login('小禾', PASSWORD);
    expect(status).toBe(200);
    expect(body).toMatchObject({ agent: { name: '小禾', role: 'agent', team: null }, csrf_token: expect.stringMatching(/^[\w-]{43}$/) });
    expect(headers.get('set-cookie')).toMatch(/^zhanggui_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers.get('cache-control')).toBe('no-store');
    const { cookie } = await world.login('小禾');
    expect((await call('GET', '/api/auth/me', { headers: { cookie } })).body).toMatchObject({ agent: { name: '小禾' } });
  });

  it('behind https the cookie is Secure and bound to the host', async () => {
    const secure = await makeWorld({ config: { publicUrl: 'https://chat.example.cn', allowedOrigins: ['https://chat.example.cn'] } });
    await secure.addAgent('小禾');
    const answer = await fetch(`${secure.url}/api/auth/login`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ name: '小禾', password: PASSWORD }) });
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-zhanggui_session=.*; Secure; /);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    await secure.stop();
  });

  it('does not tell a wrong password, an unknown name and a disabled account apart', async () => {
    const { id } = await world.addAgent('走了');
    await world.store.setDisabled(SHOP.id, id, true);
    const answers = [await login('小禾', 'wrong-password'), await login('没有这人', PASSWORD), await login('走了', PASSWORD)];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify({ status, body }))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, code: 'bad_credentials' });
  });

  it('an unknown name takes a real verification too', async () => {
    const timed = async (hash: string | null) => {
      const start = performance.now();
      await passwordFits(hash, 'wrong-password');
      return performance.now() - start;
    };
    const hash = await hashPassword(PASSWORD, 'x');
    await timed(null);
    expect(await timed(null)).toBeGreaterThan((await timed(hash)) / 5);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('is stopped for a name after some failures, guesses in parallel included, and a right one is then refused as well', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => login('小禾', 'wrong-password')));
    expect(answers.filter(({ code }) => code === 'bad_credentials')).toHaveLength(3);
    const stopped = await login(' 小禾 ', PASSWORD);
    expect(stopped).toMatchObject({ status: 429, code: 'too_many_attempts' });
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await login('老板', PASSWORD)).status).toBe(200);
    world.clock.forward(61_000);
    expect((await login('小禾', PASSWORD)).status).toBe(200);
  });

  it('is stopped for an address that tries many names', async () => {
    const codes: unknown[] = [];
    for (let i = 0; i < 13; i++) codes.push((await login(`名字${i}`, 'wrong-password')).code);
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(12);
    expect(codes.at(-1)).toBe('too_many_attempts');
  });

  it('right ones do not count', async () => {
    for (let i = 0; i < 6; i++) expect((await login('小禾', PASSWORD)).status).toBe(200);
  });
});

describe('a request that changes something', () => {
  const makeAgent = { name: '新人', role: 'agent', password: PASSWORD };

  it('needs the session, its CSRF token, an own page and JSON', async () => {
    const { cookie, csrf } = await world.login('老板');
    const other = await world.login('小禾');
    const attempts = {
      none: await call('POST', '/api/agents', { body: makeAgent }),
      noToken: await call('POST', '/api/agents', { body: makeAgent, headers: { cookie } }),
      othersToken: await call('POST', '/api/agents', { body: makeAgent, headers: { cookie, 'x-csrf-token': other.csrf } }),
      foreign: await call('POST', '/api/agents', { body: makeAgent, headers: { cookie, 'x-csrf-token': csrf, origin: 'https://evil.example' } }),
      form: await call('POST', '/api/agents', { body: makeAgent, headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'text/plain' } }),
    };
    expect(Object.fromEntries(Object.entries(attempts).map(([name, { status, code }]) => [name, [status, code]]))).toEqual({
      none: [401, 'not_logged_in'], noToken: [403, 'csrf'], othersToken: [403, 'csrf'], foreign: [403, 'origin'], form: [415, 'content_type'],
    });
    expect((await world.store.agents(SHOP.id)).map(({ name }) => name)).not.toContain('新人');
    expect((await call('POST', '/api/agents', { body: makeAgent, headers: { cookie, 'x-csrf-token': csrf, origin: ORIGIN } })).status).toBe(201);
  });

  it('login itself is refused from a foreign page and as a form', async () => {
    expect(await login('小禾', PASSWORD, { origin: 'https://evil.example' })).toMatchObject({ status: 403, code: 'origin' });
    expect(await login('小禾', PASSWORD, { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({ status: 415, code: 'content_type' });
  });

  it('teaches what is wrong with a body', async () => {
    expect(await call('POST', '/api/auth/login', { body: { name: '小禾' } })).toMatchObject({ status: 400, code: 'bad_request', body: { message: expect.stringContaining('password') } });
    const broken = await fetch(`${world.url}/api/auth/login`, { method: 'POST', headers: JSON_TYPE, body: '{"name":' });
    expect(await broken.json()).toMatchObject({ code: 'bad_json' });
  });
});

describe('accounts', () => {
  it('are for administrators only', async () => {
    const { cookie, csrf } = await world.login('小禾');
    const headers = { cookie, 'x-csrf-token': csrf };
    expect(await call('GET', '/api/agents', { headers })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call('POST', '/api/agents', { headers, body: { name: '新人', role: 'administrator', password: PASSWORD } })).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('are made, listed, refused when weak or taken, disabled and enabled', async () => {
    const { cookie, csrf } = await world.login('老板');
    const headers = { cookie, 'x-csrf-token': csrf };
    const make = (body: object) => call('POST', '/api/agents', { headers, body: { name: '新人', role: 'agent', password: PASSWORD, ...body } });
    expect(await make({ password: 'short' })).toMatchObject({ status: 422, code: 'weak_password' });
    expect(await make({ password: 'aaaaaaaaaaaa' })).toMatchObject({ code: 'weak_password' });
    expect(await make({ name: 'xiaoming', password: 'XiaoMing-2026' })).toMatchObject({ code: 'weak_password' });
    expect(await make({ name: '小禾' })).toMatchObject({ status: 409, code: 'name_taken' });
    expect(await make({ name: ' ' })).toMatchObject({ status: 400, code: 'bad_request' });
    const { status, body } = await make({ team: 'logistics' });
    expect([status, body.team]).toEqual([201, 'logistics']);

    const disable = (disabled: boolean, id = String(body.id)) => call('POST', `/api/agents/${id}/disabled`, { headers, body: { disabled } });
    expect((await disable(true)).status).toBe(204);
    expect((await login('新人', PASSWORD)).code).toBe('bad_credentials');
    expect((await call('GET', '/api/agents', { headers })).body.agents).toContainEqual({ id: body.id, name: '新人', role: 'agent', team: 'logistics', disabled: true });
    expect((await disable(false)).status).toBe(204);
    expect((await login('新人', PASSWORD)).status).toBe(200);
    expect(await disable(true, 'nobody')).toMatchObject({ status: 404, code: 'unknown_agent' });
    const boss = (await world.store.agents(SHOP.id)).find(({ name }) => name === '老板');
    expect(await disable(true, boss?.id)).toMatchObject({ status: 409, code: 'own_account' });
  });

  it('change their password with the old one; other sessions end, this one goes on', async () => {
    const [here, there] = [await world.login('小禾'), await world.login('小禾')];
    const change = (current_password: string) => call('POST', '/api/auth/password', {
      headers: { cookie: here.cookie, 'x-csrf-token': here.csrf }, body: { current_password, new_password: 'another-2026-one' },
    });
    expect(await change('wrong-password')).toMatchObject({ status: 401, code: 'bad_credentials' });
    const { status, headers } = await change(PASSWORD);
    expect(status).toBe(200);
    const fresh = (headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    const me = async (cookie: string) => (await call('GET', '/api/auth/me', { headers: { cookie } })).status;
    expect([await me(fresh), await me(here.cookie), await me(there.cookie)]).toEqual([200, 401, 401]);
    expect((await login('小禾', 'another-2026-one')).status).toBe(200);
  });

  it('log out: the cookie is worth nothing any more', async () => {
    const { cookie, csrf } = await world.login('小禾');
    expect((await call('POST', '/api/auth/logout', { headers: { cookie, 'x-csrf-token': csrf } })).status).toBe(204);
    expect(await call('GET', '/api/auth/me', { headers: { cookie } })).toMatchObject({ status: 401, code: 'not_logged_in' });
  });

  it('an expired session is none', async () => {
    const { cookie } = await world.login('小禾');
    world.clock.forward(12 * 3_600_000 + 1);
    expect((await call('GET', '/api/auth/me', { headers: { cookie } })).status).toBe(401);
  });
});

describe('the first administrator', () => {
  it('is made once, with a password that works and is stored as a hash only', async () => {
    const place = { store: world.store, shopId: 'fresh', ids: randomIds, clock: world.clock };
    await world.store.saveShop({ id: 'fresh', name: 'fresh', knowledgeVersion: '1', at: 1 });
    const made = await createFirstAdministrator(place);
    const known = await world.store.credentials('fresh', made?.name ?? '');
    expect(known?.agent.role).toBe('administrator');
    expect(known?.passwordHash).not.toContain(made?.password);
    expect(await passwordFits(known?.passwordHash ?? null, made?.password ?? '')).toBe(true);
    expect(await createFirstAdministrator(place)).toBeNull();
  });
});
