// Buyer and agent at once in the browser: hand-over, take, a stopped promise, an allowed reply, a silent bot, rating; on desktop and phone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running, type View, type Visit } from './fixture.ts';

describe.skipIf(!CHROMIUM)(`desk page${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let house: Running;
  beforeAll(async () => {
    [browser, house] = await Promise.all([launch(), startHouse()]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  async function logIn(viewport: View): Promise<Visit> {
    const visitor = await visit(browser, `${house.url}/desk`, viewport);
    await visitor.page.fill('#name', house.login.name);
    await visitor.page.fill('#password', house.login.password);
    await visitor.page.click('#login-send');
    await visitor.page.locator('#desk').waitFor({ state: 'visible' });
    return visitor;
  }

  async function buyerWaits(text: string): Promise<Page> {
    const { page } = await visit(browser, `${house.url}/demo`, PHONE);
    await page.locator('.options button').first().waitFor();
    await send(page, text);
    await expect.poll(() => page.locator('#state').textContent()).toMatch(/^排队中/);
    return page;
  }

  const state = (page: Page) => page.locator('#state').textContent();

  it('refuses a wrong password in words and keeps the name', async () => {
    const { page } = await visit(browser, `${house.url}/desk`, DESKTOP);
    await page.fill('#name', 'admin');
    await page.fill('#password', 'wrong-password');
    await page.click('#login-send');
    await expect.poll(() => page.locator('#login-problem').textContent()).toContain('密码');
    expect(await page.inputValue('#name')).toBe('admin');
    expect(await page.inputValue('#password')).toBe('');
    await page.context().close();
  });

  it.each([['desktop', DESKTOP], ['phone', PHONE]])('takes a chat over, is stopped by the gate, replies, and ends it, on a %s', async (_, viewport) => {
    const buyer = await buyerWaits('今天能发货吗');
    const { page: agent, faults } = await logIn(viewport);
    await agent.locator('#waiting .ticket').first().waitFor();
    expect(await overflows(agent)).toBe(false);
    expect(await agent.locator('#waiting .severity').first().textContent()).toMatch(/紧急|高|中|低/);
    await agent.locator('#waiting .ticket').first().getByRole('button', { name: /接入/ }).click();
    await agent.locator('#composer').waitFor({ state: 'visible' });
    await expect.poll(() => state(buyer)).toBe(`人工服务中 · ${house.login.name}`);
    await expect.poll(() => agent.locator('#handover').textContent()).toContain('今天能发货吗');

    await send(agent, '可以,今天一定发');
    await agent.locator('#stopped li').first().waitFor();
    expect(await agent.locator('#stopped mark').allTextContents()).not.toEqual([]);
    expect(await overflows(agent)).toBe(false);
    await agent.getByRole('button', { name: '修改原文' }).click();
    expect(await agent.inputValue('#text')).toBe('可以,今天一定发');
    expect(await agent.locator('#stopped > li').count()).toBe(0);
    await send(agent, '您好，我帮您看一下订单');
    await expect.poll(() => bubbles(buyer)).toContain('您好，我帮您看一下订单');
    expect((await bubbles(buyer)).join('')).not.toContain('一定发');

    const before = (await bubbles(buyer, '.row:not(.own)')).length;
    await send(buyer, '什么时候发货');
    await expect.poll(() => bubbles(agent)).toContain('什么时候发货');
    expect(await bubbles(buyer, '.row:not(.own)')).toHaveLength(before);

    await agent.click('#close');
    await agent.locator('#close-dialog [value=ok]').click();
    await buyer.locator('#rating').waitFor({ state: 'visible' });
    await buyer.getByRole('button', { name: '5 星' }).click();
    await buyer.click('#rating-send');
    await expect.poll(() => buyer.locator('#log').textContent()).toContain('★★★★★');
    await expect.poll(() => agent.locator('#log').textContent()).toContain('买家评价');
    expect(faults).toEqual([]);
    await Promise.all([buyer.context().close(), agent.context().close()]);
  });

  it('misses nothing on either side through a restart', async () => {
    const buyer = await buyerWaits('转人工');
    const { page: agent } = await logIn(DESKTOP);
    await agent.locator('#waiting .ticket').first().getByRole('button', { name: /接入/ }).click();
    await agent.locator('#composer').waitFor({ state: 'visible' });
    await house.down();
    await buyer.locator('#connection').waitFor({ state: 'visible' });
    await agent.locator('#connection').waitFor({ state: 'visible' });
    await send(buyer, '我的订单到哪了');
    await send(agent, '您好，请稍等');
    await house.up();
    await expect.poll(() => bubbles(buyer), { timeout: 20_000 }).toContain('您好，请稍等');
    await expect.poll(() => bubbles(agent), { timeout: 20_000 }).toContain('我的订单到哪了');
    for (const page of [buyer, agent]) {
      const all = await bubbles(page);
      expect(all.filter((text) => text === '您好，请稍等')).toHaveLength(1);
      expect(all.filter((text) => text === '我的订单到哪了')).toHaveLength(1);
      await expect.poll(() => page.locator('.pending').count()).toBe(0);
    }
    await Promise.all([buyer.context().close(), agent.context().close()]);
  });

  it('transfers, hands back to the bot, finds canned answers, and asks to log in again once the session ended', async () => {
    const buyer = await buyerWaits('转人工');
    const { page: agent } = await logIn(DESKTOP);
    const takeFirst = async () => {
      await agent.locator('#waiting .ticket').first().getByRole('button', { name: /接入/ }).click();
      await agent.locator('#composer').waitFor({ state: 'visible' });
    };
    await takeFirst();
    await agent.click('#transfer');
    await agent.selectOption('#transfer-team', 'finance');
    await agent.locator('#transfer-dialog [value=ok]').click();
    await expect.poll(() => agent.locator('#waiting').textContent()).toContain('财务');
    await expect.poll(() => state(buyer)).toMatch(/^排队中/);
    await takeFirst();
    await agent.fill('#query', '运费');
    await agent.locator('#found button').first().click();
    expect(await agent.inputValue('#text')).not.toBe('');
    await agent.fill('#text', '');
    await agent.click('#to-bot');
    await expect.poll(() => state(buyer)).toBe('自动接待');
    await agent.context().clearCookies();
    await house.restart();
    await agent.locator('#login').waitFor({ state: 'visible' });
    expect(await agent.locator('#login-problem').textContent()).toContain('登录已失效');
    await Promise.all([buyer.context().close(), agent.context().close()]);
  });
});
