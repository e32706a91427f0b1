// The routes by which the knowledge is changed: who may, how often, and how each outcome is told.
import { afterEach, describe, expect, it } from 'vitest';
import type { KnowledgeDoor } from '../../src/transport/deps.ts';
import { PUBLISHES_MAX } from '../../src/transport/knowledge.ts';
import { LEXICON_LENGTH_MAX } from '../../src/transport/schemas.ts';
import { makeWorld, ORIGIN, type World } from './fixture.ts';

const PROBLEM = { file: 'lexicon/desk.txt', line: 2, code: 'lexicon_form', message: 'stands alone' } as const;

describe('knowledge routes', () => {
  let world: World;
  afterEach(() => world.stop());

  async function open(knowledge: Partial<KnowledgeDoor> = {}) {
    world = await makeWorld({ knowledge });
    await world.addAgent('掌柜', 'administrator');
    await world.addAgent('小丽');
    return world.login('掌柜');
  }

  async function call(method: string, path: string, login: { cookie: string; csrf: string } | null, body?: object) {
    const response = await fetch(world.url + path, {
      method,
      headers: { origin: ORIGIN, ...(login ? { cookie: login.cookie, 'x-csrf-token': login.csrf } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: await response.json() as Record<string, unknown>, retryAfter: response.headers.get('retry-after') };
  }

  const ROUTES = [['GET', '/api/knowledge'], ['POST', '/api/knowledge/publish'], ['GET', '/api/lexicon'], ['PUT', '/api/lexicon', { text: '', version: 'x' }]] as const;

  it('are for administrators with a CSRF token alone', async () => {
    const own = await open({ publish: () => Promise.reject(new Error('nobody may get here')), saveLexicon: () => Promise.reject(new Error('nor here')) });
    const agent = await world.login('小丽');
    for (const [method, path, body] of ROUTES) {
      expect(await call(method, path, null, body), path).toMatchObject({ status: 401, body: { code: 'not_logged_in' } });
      expect(await call(method, path, agent, body), path).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      if (method !== 'GET') expect(await call(method, path, { ...own, csrf: 'wrong' }, body), path).toMatchObject({ status: 403, body: { code: 'csrf' } });
    }
  });

  it('publish and tell what is live', async () => {
    const by: string[] = [];
    const published = { version: 'v2', entries: 4, questions: 99, at: 1_000 };
    const login = await open({ publish: async (name) => (by.push(name), { kind: 'published', published, ms: 12 }), status: () => ({ published, running: { phase: 'building', since: 5 } }) });
    expect(await call('POST', '/api/knowledge/publish', login)).toMatchObject({ status: 200, body: { published, ms: 12 } });
    expect(by).toEqual(['掌柜']);
    expect(await call('GET', '/api/knowledge', login)).toMatchObject({ status: 200, body: { published, running: { phase: 'building', since: 5 } } });
  });

  it('name every problem with its place', async () => {
    const login = await open({ publish: async () => ({ kind: 'refused', problems: [PROBLEM], more: 3 }), saveLexicon: async () => ({ kind: 'refused', problems: [PROBLEM], more: 0 }) });
    expect(await call('POST', '/api/knowledge/publish', login)).toMatchObject({ status: 422, body: { code: 'knowledge_refused', retry: false, problems: [PROBLEM], more: 3 } });
    expect(await call('PUT', '/api/lexicon', login, { text: '独自', version: 'x' })).toMatchObject({ status: 422, body: { code: 'knowledge_refused', problems: [PROBLEM], more: 0 } });
  });

  it.each([
    ['running', 409, 'publish_running'], ['failed', 500, 'publish_failed'], ['read_only', 409, 'lexicon_read_only'], ['changed', 409, 'lexicon_changed'],
  ] as const)('tell the outcome "%s" with a code', async (kind, status, code) => {
    const login = await open({ saveLexicon: async () => ({ kind }) });
    expect(await call('PUT', '/api/lexicon', login, { text: '甲词 乙词', version: 'x' })).toMatchObject({ status, body: { code } });
  });

  it('carry the lexicon there and back', async () => {
    let kept = '男友衬衫 男友风衬衫\n';
    const given: string[] = [];
    const login = await open({
      lexicon: async () => ({ text: kept, version: `v${kept.length}` }),
      saveLexicon: async (text, version) => (given.push(version), kept = text, { kind: 'published', published: { version: 'v2', entries: 1, questions: 1, at: 0 }, ms: 1 }),
    });
    const read = await call('GET', '/api/lexicon', login);
    expect(read.body).toEqual({ text: kept, version: `v${kept.length}`, file: 'lexicon/desk.txt' });
    const saved = await call('PUT', '/api/lexicon', login, { text: '新的 一组', version: read.body['version'] });
    expect(saved).toMatchObject({ status: 200, body: { lexicon_version: 'v5' } });
    expect(given).toEqual([read.body['version']]);
    expect((await call('GET', '/api/lexicon', login)).body).toMatchObject({ text: '新的 一组', version: 'v5' });
  });

  it('take a lexicon up to its limit and hold requests to their schema', async () => {
    const login = await open();
    expect((await call('PUT', '/api/lexicon', login, { text: '字'.repeat(LEXICON_LENGTH_MAX), version: 'x' })).status).toBe(200);
    expect((await call('PUT', '/api/lexicon', login, { text: '字'.repeat(LEXICON_LENGTH_MAX + 1), version: 'x' })).body).toMatchObject({ code: 'bad_request' });
    expect((await call('PUT', '/api/lexicon', login, { text: '字' })).body).toMatchObject({ code: 'bad_request' });
    expect((await call('PUT', '/api/lexicon', login, { text: '字', version: 'x', more: 1 })).body).toMatchObject({ code: 'bad_request' });
  });

  it('turn an administrator away who publishes too often', async () => {
    const login = await open();
    for (let i = 0; i < PUBLISHES_MAX; i++) expect((await call('POST', '/api/knowledge/publish', login)).status).toBe(200);
    const refused = await call('POST', '/api/knowledge/publish', login);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_publishes', retry: true } });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    world.clock.forward(61_000);
    expect((await call('POST', '/api/knowledge/publish', login)).status).toBe(200);
  });
});
