// /metrics belongs to who runs the service: with a token to whoever sends it, without one to this machine alone, and never by way of a proxy.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { requireMetricsAccess } from '../../src/transport/metrics-access.ts';
import { makeWorld, type World } from './fixture.ts';

const TOKEN = 'prometheus-4f9c1d7a';

describe('without a token', () => {
  let world: World;
  beforeAll(async () => { world = await makeWorld(); });
  afterAll(() => world.stop());

  it('this machine may read', async () => {
    expect((await fetch(`${world.url}/metrics`)).status).toBe(200);
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'])('what came through a proxy (%s) may not', async (header) => {
    const answer = await fetch(`${world.url}/metrics`, { headers: { [header]: '127.0.0.1' } });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'metrics_local' }]);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1', true], ['::1', '::1', true], ['::ffff:127.0.0.1', '::ffff:127.0.0.1', true],
    ['10.0.0.7', '10.0.0.7', false], ['127.0.0.1', '203.0.113.9', false], ['203.0.113.9', '127.0.0.1', false], ['::ffff:10.1.2.3', '::ffff:10.1.2.3', false], ['127.0.0.1.example', '127.0.0.1', false],
  ])('from %s over %s: %s', (ip, remoteAddress, allowed) => {
    const request = { ip, headers: {}, raw: { socket: { remoteAddress } } } as Parameters<typeof requireMetricsAccess>[1];
    const ask = () => requireMetricsAccess({ metricsToken: 'none' }, request);
    if (allowed) expect(ask).not.toThrow();
    else expect(ask).toThrow('metrics_local');
  });
});

describe('with a token', () => {
  let world: World;
  beforeAll(async () => { world = await makeWorld({ config: { metricsToken: TOKEN } }); });
  afterAll(() => world.stop());
  const read = async (headers: Record<string, string>) => (await fetch(`${world.url}/metrics`, { headers })).status;

  it('whoever sends it may read, from anywhere', async () => {
    expect(await read({ authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.9' })).toBe(200);
  });

  it('nobody else may, this machine included', async () => {
    for (const headers of [{}, { authorization: TOKEN }, { authorization: 'Bearer ' }, { authorization: `Bearer ${TOKEN}x` }, { authorization: `Basic ${TOKEN}` }, { authorization: 'Bearer none' }]) expect(await read(headers as Record<string, string>)).toBe(401);
  });
});

describe('the setting', () => {
  it.each([['short', 'prom'], ['with a blank', 'prometheus 4f9c1d7a'], ['not ASCII', '普罗米修斯的令牌要足够长才可以用']])('is refused when it is %s', (_, token) => {
    const read = readConfig({ ZHANGGUI_METRICS_TOKEN: token });
    expect(read).toMatchObject({ problems: [{ key: 'ZHANGGUI_METRICS_TOKEN', rule: expect.stringMatching(/none, or at least 16/) }] });
    expect(JSON.stringify(read)).not.toContain(token);
  });

  it('is none by default', () => {
    expect(readConfig({})).toMatchObject({ config: { metricsToken: 'none' } });
    expect(readConfig({ ZHANGGUI_METRICS_TOKEN: TOKEN })).toMatchObject({ config: { metricsToken: TOKEN } });
  });
});
