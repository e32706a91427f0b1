// The desk shows a trap: above the hand-over record with its reasons, advice and evidence, and as a note while a person holds the chat.
// RADAR_SHOTS=<folder> keeps screenshots.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running } from './fixture.ts';

describe.skipIf(!CHROMIUM)(`the radar on the desk${WHY_SKIPPED}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let house: Running;
  beforeAll(async () => {
    [browser, house] = await Promise.all([launch(), startHouse()]);
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  async function buyerSays(texts: readonly string[]): Promise<Page> {
    const { page } = await visit(browser, `${house.url}/demo`, PHONE);
    await page.locator('.options button').first().waitFor();
    for (const [index, text] of texts.entries()) {
      const before = (await bubbles(page, '.row:not(.own)')).length;
      await send(page, text);
      await expect.poll(async () => (await bubbles(page, '.row:not(.own)')).length, { message: `answer ${index + 1}` }).toBeGreaterThan(before);
    }
    return page;
  }

  const shoot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env['RADAR_SHOTS'];
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
  };

  it.each([['desktop', DESKTOP], ['phone', PHONE]])('names it with reasons, advice and evidence, on a %s', async (name, viewport) => {
    const buyer = await buyerSays(['可以开发票吗', '开票要不要另外加钱', '你刚才说的我都截图了<b>哈</b>']);
    const { page: agent, faults } = await visit(browser, `${house.url}/desk`, viewport);
    await agent.fill('#name', house.login.name);
    await agent.fill('#password', house.login.password);
    await agent.click('#login-send');
    await agent.locator('#waiting .ticket').first().getByRole('button', { name: /接入/ }).click();
    await agent.locator('#composer').waitFor({ state: 'visible' });
    const trap = agent.locator('#handover .trap');
    await expect.poll(() => trap.textContent()).toContain('开票加价诱导');
    for (const words of ['依据', '提到截图录屏存证', '刚刚这条', '怎么答', '不另收费用', '留好证据', '发票申请记录']) expect(await trap.textContent()).toContain(words);
    expect(await trap.locator('b').count()).toBe(0);
    if (viewport === PHONE) await agent.locator('.tabs button').last().click();
    await trap.waitFor({ state: 'visible' });
    expect(await overflows(agent)).toBe(false);
    await shoot(agent, `card-${name}`);
    if (viewport === PHONE) await agent.locator('.tabs button').nth(1).click();
    for (const text of ['支持货到付款吗', '我在西藏林芝', '今天能发走吧']) await send(buyer, text);
    await expect.poll(() => agent.locator('#log .note.trap').last().textContent()).toContain('疑似职业索赔');
    await expect.poll(() => trap.textContent()).toContain('疑似职业索赔');
    expect(await overflows(agent)).toBe(false);
    await shoot(agent, `note-${name}`);
    expect((await bubbles(buyer)).join('')).not.toContain('职业索赔');
    expect(await buyer.locator('#log').textContent()).not.toContain('套路');
    await agent.click('#close');
    await agent.locator('#close-dialog [value=ok]').click();
    expect(faults).toEqual([]);
    await Promise.all([buyer.context().close(), agent.context().close()]);
  });
});
