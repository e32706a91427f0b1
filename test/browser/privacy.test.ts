// A buyer's phone number on the desk: masked, shown by 查看, put away again, recorded in the timeline; the buyer sees his own words.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running } from './fixture.ts';

/** A folder for screenshots, to look at them; none are made without it. */
const SHOTS = process.env['SCREENSHOTS'];

describe.skipIf(!CHROMIUM)(`personal data on the desk${WHY_SKIPPED}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let house: Running;
  beforeAll(async () => {
    [browser, house] = await Promise.all([launch(), startHouse()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  it.each([['desktop', DESKTOP], ['phone', PHONE]])('is masked until somebody looks, on a %s', async (name, viewport) => {
    const { page: buyer } = await visit(browser, `${house.url}/demo`, PHONE);
    await buyer.locator('.options button').first().waitFor();
    await send(buyer, '我电话13812345678，地址广东省深圳市南山区科苑路15号B座1203');
    await expect.poll(() => bubbles(buyer)).toContain('我电话13812345678，地址广东省深圳市南山区科苑路15号B座1203');
    await expect.poll(() => buyer.locator('#log').textContent()).toContain('温馨提示');
    await send(buyer, '转人工');
    await expect.poll(() => buyer.locator('#state').textContent()).toMatch(/^排队中/);

    const { page: agent, faults } = await visit(browser, `${house.url}/desk`, viewport);
    await agent.fill('#name', house.login.name);
    await agent.fill('#password', house.login.password);
    await agent.click('#login-send');
    await agent.locator('#waiting .ticket').first().getByRole('button', { name: /接入/ }).click();
    await agent.locator('#composer').waitFor({ state: 'visible' });
    const masked = '我电话138****5678，地址广东省深圳市***';
    await expect.poll(() => bubbles(agent)).toContain(masked);
    expect(await agent.content()).not.toMatch(/13812345678|科苑路/);
    if (SHOTS !== undefined) await agent.screenshot({ path: join(SHOTS, `${name}-masked.png`) });

    await agent.getByRole('button', { name: '查看电话、地址，会留下记录' }).click();
    await expect.poll(() => bubbles(agent)).toContain('我电话13812345678，地址广东省深圳市南山区科苑路15号B座1203');
    await expect.poll(() => agent.locator('#log').textContent()).toContain(`${house.login.name} 查看了买家的电话、地址`);
    expect(await overflows(agent)).toBe(false);
    if (SHOTS !== undefined) await agent.screenshot({ path: join(SHOTS, `${name}-shown.png`) });
    await agent.getByRole('button', { name: '收起电话、地址' }).click();
    await expect.poll(() => bubbles(agent)).toContain(masked);
    expect(await buyer.locator('#log').textContent()).not.toContain('查看了');
    expect(faults).toEqual([]);
    await agent.click('#close');
    await agent.locator('#close-dialog [value=ok]').click();
    await buyer.locator('#rating').waitFor({ state: 'visible' });
    await Promise.all([buyer.context().close(), agent.context().close()]);
  });
});
