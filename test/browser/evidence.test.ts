// The desk's evidence: the short id with copying for every agent, the pack for supervisors alone; on desktop and phone.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPack } from '../../src/evidence/verify.ts';
import { unzipPack } from '../../src/evidence/zip.ts';
import { CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running, type View } from './fixture.ts';

const AGENT = { name: '小李', password: 'qwer-7788-tyui' };
/** Where screenshots go; none without. */
const SHOTS = process.env['SHOTS'];

describe.skipIf(!CHROMIUM)(`evidence on the desk page${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let house: Running;
  beforeAll(async () => {
    [browser, house] = await Promise.all([launch(), startHouse()]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  async function logIn(viewport: View, login: { readonly name: string; readonly password: string }) {
    const { page, faults } = await visit(browser, `${house.url}/desk`, viewport);
    await page.fill('#name', login.name);
    await page.fill('#password', login.password);
    await page.click('#login-send');
    await page.locator('#desk').waitFor({ state: 'visible' });
    return { page, faults };
  }

  async function addAgent(): Promise<void> {
    const { page } = await logIn(DESKTOP, house.login);
    const status = await page.evaluate(`(async () => {
      const { csrf_token } = await (await fetch('/api/auth/me')).json();
      const answer = await fetch('/api/agents', { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf_token }, body: JSON.stringify(${JSON.stringify({ ...AGENT, role: 'agent', team: 'presale' })}) });
      return answer.status;
    })()`);
    expect([200, 201, 409]).toContain(status);
    await page.context().close();
  }

  async function openWaiting(viewport: View, login: { readonly name: string; readonly password: string }) {
    const { page: buyer } = await visit(browser, `${house.url}/demo`, PHONE);
    await buyer.locator('.options button').first().waitFor();
    await send(buyer, '转人工，我电话 13812345678');
    await expect.poll(() => buyer.locator('#state').textContent()).toMatch(/^排队中/);
    const agent = await logIn(viewport, login);
    await agent.page.locator('#waiting .ticket').last().getByRole('button', { name: /接入/ }).click();
    await agent.page.locator('#composer').waitFor({ state: 'visible' });
    return { buyer, ...agent };
  }

  it.each([['desktop', DESKTOP], ['phone', PHONE]])('copies the id and downloads a pack that verifies and masks, on a %s', async (name, viewport) => {
    const { page, faults, buyer } = await openWaiting(viewport, house.login);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const short = await page.locator('#talk-id').textContent() ?? '';
    expect(short).toMatch(/^….{8}$/);
    await page.click('#copy-id');
    await expect.poll(() => page.locator('#toast').textContent()).toContain('已复制');
    const id = await page.evaluate('navigator.clipboard.readText()') as string;
    expect(id.endsWith(short.slice(1))).toBe(true);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
    expect(download.suggestedFilename()).toBe(`evidence-${id}.zip`);
    const files = unzipPack(readFileSync(await download.path()));
    expect(verifyPack(files)).toMatchObject({ ok: true, manifest: { conversation: id, masked: true } });
    await expect.poll(() => page.locator('#toast').textContent()).toContain('证据包已导出');
    expect(await overflows(page)).toBe(false);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/desk-${name}.png` });
    expect(faults).toEqual([]);
    await Promise.all([page.context().close(), buyer.context().close()]);
  });

  it('offers no export to an agent who is no supervisor', async () => {
    await addAgent();
    const { page, buyer } = await openWaiting(DESKTOP, AGENT);
    expect(await page.locator('#talk-id').isVisible()).toBe(true);
    expect(await page.locator('#export').isVisible()).toBe(false);
    await Promise.all([page.context().close(), buyer.context().close()]);
  });
});
