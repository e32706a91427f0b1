// What operators and browsers rely on: health, figures, headers, pages.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from './fixture.ts';

let world: World;
beforeAll(async () => { world = await makeWorld(); });
afterAll(() => world.stop());

const get = (path: string, options: RequestInit = {}) => fetch(world.url + path, { redirect: 'manual', ...options });

it('is alive and ready', async () => {
  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
  expect(await (await get('/readyz')).json()).toEqual({ status: 'ok' });
});

describe('/metrics', () => {
  it('counts what was stored once, however many sockets show it and however often it is retried', async () => {
    const one = await world.buyer();
    await world.buyer({ token: one.frames[0]?.token });
    for (let i = 0; i < 2; i++) one.send({ type: 'say', client_msg_id: 'm1', text: '什么时候发货' });
    await one.next('ack');
    await one.next('ack');
    one.send({ type: 'call_human', client_msg_id: 'm2' });
    await one.next('ack');
    one.socket.send('{');
    await one.next('error');
    const text = await (await get('/metrics')).text();
    for (const line of [
      'zhanggui_messages_total{author="buyer"} 2', 'zhanggui_messages_total{author="bot"} 1', 'zhanggui_decisions_total{kind="answer"} 1',
      'zhanggui_handovers_total{cause="asked"} 1', 'zhanggui_frames_refused_total{code="bad_json"} 1', 'zhanggui_reply_seconds_count 3',
      'zhanggui_sockets{kind="buyer"} 2', 'zhanggui_sockets{kind="agent"} 0', 'zhanggui_conversations{state="waiting"} 1', 'zhanggui_open_tasks 1',
    ]) expect(text).toContain(`\n${line}\n`);
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('belongs to its app alone', async () => {
    const other = await makeWorld();
    expect(await (await fetch(`${other.url}/metrics`)).text()).not.toContain('zhanggui_messages_total{author="buyer"}');
    await other.stop();
  });
});

describe('every answer', () => {
  it.each(['/healthz', '/demo/', '/nothing-here', '/api/auth/me', '/ws/buyer'])('of %s carries the security headers', async (path) => {
    const { headers } = await get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:8080 ws://localhost:8080;");
    expect(policy).not.toContain('unsafe');
    expect(Object.fromEntries(['x-content-type-options', 'referrer-policy', 'x-frame-options'].map((name) => [name, headers.get(name)])))
      .toEqual({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
  });

  it('of an unknown address is an error of ours, and an operator route has no other method', async () => {
    expect(await (await get('/nothing-here')).json()).toMatchObject({ code: 'not_found' });
    expect((await get('/healthz', { method: 'DELETE' })).status).toBe(404);
  });
});

describe('pages', () => {
  const pages = join(import.meta.dirname, '../../src/web');

  it.each(['demo', 'desk'])('%s are served as they are, with a slash at the end', async (page) => {
    expect((await get(`/${page}`)).headers.get('location')).toBe(`/${page}/`);
    const answer = await get(`/${page}/`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
    expect((await get('/')).headers.get('location')).toBe('/demo/');
  });

  it('share modules, and nothing outside the folders is reachable', async () => {
    expect(existsSync(join(pages, 'shared/client.js'))).toBe(true);
    expect((await get('/web/shared/client.js')).headers.get('content-type')).toMatch(/javascript/);
    for (const path of ['/demo/../../package.json', '/demo/%2e%2e/%2e%2e/package.json', '/web/shared/client.d.ts', '/demo/.env']) expect((await get(path)).status, path).toBeGreaterThanOrEqual(400);
  });
});
