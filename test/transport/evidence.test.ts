// Who may take a conversation's evidence, in which form, how often, and that it is noted.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EXPORTS_MAX } from '../../src/transport/evidence.ts';
import { makeWorld, PASSWORD, SHOP, type World } from './fixture.ts';
import { hashPassword } from '../../src/transport/auth.ts';
import type { Agent } from '../../src/types.ts';

let world: World;
const asked: unknown[] = [];
beforeEach(async () => {
  asked.length = 0;
  world = await makeWorld({ config: { logLevel: 'info' }, evidence: {
    async pack(shopId, id, full) {
      asked.push([shopId, id, full]);
      if (id === 'long') return 'too_long';
      return id === 'c1' ? { zip: Buffer.from('PK-pack'), events: 3, faults: [] } : null;
    },
  } });
});
afterEach(() => world.stop());

async function cookieOf(name: string, role: Agent['role'], team: Agent['team']): Promise<string> {
  await world.store.createAgent({ id: `id-${name}`, shopId: SHOP.id, name, role, team, passwordHash: await hashPassword(PASSWORD, name), at: 1 });
  return (await world.login(name)).cookie;
}

const take = (cookie: string | null, path = 'c1/evidence') => fetch(`${world.url}/api/conversations/${path}`, cookie === null ? {} : { headers: { cookie } });
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

it('is given to administrators and supervisors, as a file, and noted in the log', async () => {
  for (const [name, role, team] of [['主管', 'agent', 'supervisor'], ['老板', 'administrator', null]] as const) {
    const answer = await take(await cookieOf(name, role, team));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="evidence-c1.zip"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toBe('PK-pack');
    expect(world.logged.some((line) => line.includes('evidence was exported') && line.includes(`"agent_id":"id-${name}"`) && line.includes('"full":false'))).toBe(true);
  }
  expect(asked).toEqual([[SHOP.id, 'c1', false], [SHOP.id, 'c1', false]]);
});

it('is refused to others, and in full to all but administrators', async () => {
  expect(await codeOf(await take(null))).toBe('not_logged_in');
  expect(await codeOf(await take(await cookieOf('客服', 'agent', 'finance')))).toBe('supervisor_only');
  const supervisor = await cookieOf('主管', 'agent', 'supervisor');
  expect(await codeOf(await take(supervisor, 'c1/evidence?full=true'))).toBe('forbidden');
  expect(asked).toEqual([]);
  expect((await take(await cookieOf('老板', 'administrator', null), 'c1/evidence?full=true')).status).toBe(200);
  expect(asked).toEqual([[SHOP.id, 'c1', true]]);
  expect(world.logged.some((line) => line.includes('"full":true'))).toBe(true);
});

it('answers for what is not there, for nonsense, and for too many', async () => {
  const cookie = await cookieOf('主管', 'agent', 'supervisor');
  expect(await codeOf(await take(cookie, 'nobody/evidence'))).toBe('unknown_conversation');
  expect(await codeOf(await take(cookie, 'c1/evidence?full=perhaps'))).toBe('bad_request');
  expect(await codeOf(await take(cookie, 'long/evidence'))).toBe('evidence_too_long');
  for (let taken = 2; taken < EXPORTS_MAX; taken++) await take(cookie);
  const answer = await take(cookie);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await codeOf(answer)).toBe('too_many_exports');
});
