// The desk checks drafts while they are typed, offers better words, and lets a supervisor send with a reason; on desktop and phone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running, type View } from './fixture.ts';

const PROMISE = '可以,今天一定发';

describe.skipIf(!CHROMIUM)(`drafts at the desk${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let house: Running;
  beforeAll(async () => {
    [browser, house] = await Promise.all([launch(), startHouse()]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  /** An administrator who holds a fresh conversation, and its buyer. */
  async function holding(viewport: View): Promise<{ readonly agent: Page; readonly buyer: Page; readonly faults: readonly string[] }> {
    const { page: buyer } = await visit(browser, `${house.url}/demo`, PHONE);
    await buyer.locator('.options button').first().waitFor();
    await send(buyer, '转人工');
    await expect.poll(() => buyer.locator('#state').textContent()).toMatch(/^排队中/);
    const { page: agent, faults } = await visit(browser, `${house.url}/desk`, viewport);
    await agent.fill('#name', house.login.name);
    await agent.fill('#password', house.login.password);
    await agent.click('#login-send');
    await agent.locator('#waiting .ticket').first().getByRole('button', { name: /接入/ }).click();
    await agent.locator('#composer').waitFor({ state: 'visible' });
    return { agent, buyer, faults };
  }

  it.each([['desktop', DESKTOP], ['phone', PHONE]])('are checked while typed, and replaced by what is suggested, on a %s', async (_, viewport) => {
    const { agent, buyer, faults } = await holding(viewport);
    const check = agent.locator('#draft-check');
    await agent.fill('#text', '您好，我帮您看一下订单');
    await agent.waitForTimeout(700);
    expect(await check.isVisible()).toBe(false);

    await agent.fill('#text', PROMISE);
    await check.waitFor({ state: 'visible' });
    expect(await check.locator('.title').textContent()).toContain('会被拦下');
    expect(await check.locator('mark').first().textContent()).toContain('今天');
    expect(await agent.getAttribute('#text', 'aria-invalid')).toBe('true');
    expect(await agent.isDisabled('#send')).toBe(false);
    expect(await overflows(agent)).toBe(false);

    await agent.focus('#text');
    await agent.keyboard.press('Tab');
    while (!(await agent.evaluate('document.activeElement.textContent.includes("换成建议")'))) await agent.keyboard.press('Tab');
    await agent.keyboard.press('Enter');
    await check.waitFor({ state: 'hidden' });
    expect(await agent.inputValue('#text')).not.toContain('一定');
    expect(await agent.evaluate('document.activeElement.id')).toBe('text');

    await agent.fill('#text', '求求您了，收到后确认一下地址吧');
    await expect.poll(() => check.locator('.title').textContent()).toContain('可以发送');
    await check.getByRole('button', { name: /换成建议/ }).click();
    expect(await agent.inputValue('#text')).toBe('麻烦您，收到后确认一下地址吧');
    await agent.press('#text', 'Enter');
    await expect.poll(() => bubbles(buyer)).toContain('麻烦您，收到后确认一下地址吧');
    expect(await check.isVisible()).toBe(false);
    await agent.click('#close');
    await agent.locator('#close-dialog [value=ok]').click();
    expect(faults).toEqual([]);
    await Promise.all([agent.context().close(), buyer.context().close()]);
  });

  it.each([['desktop', DESKTOP], ['phone', PHONE]])('that were stopped are sent by a supervisor with a reason, which the buyer does not see, on a %s', async (_, viewport) => {
    const { agent, buyer, faults } = await holding(viewport);
    await send(agent, PROMISE);
    await agent.getByRole('button', { name: '以主管身份放行' }).click();
    const confirm = agent.getByRole('button', { name: '确认放行并发送' });
    expect(await confirm.isDisabled()).toBe(true);
    await agent.getByLabel('放行理由').fill('仓库已确认今天有班车');
    expect(await overflows(agent)).toBe(false);
    await confirm.click();
    await expect.poll(() => bubbles(buyer)).toContain(PROMISE);
    await expect.poll(() => agent.locator('#log .released').textContent()).toContain('仓库已确认今天有班车');
    expect(await agent.locator('#log .released').textContent()).toContain('发货时间承诺');
    expect(await buyer.locator('body').textContent()).not.toContain('仓库已确认');
    expect(await agent.locator('#stopped > li').count()).toBe(0);

    await send(agent, '加我微信聊');
    await agent.locator('#stopped li').first().waitFor();
    expect(await agent.getByRole('button', { name: '以主管身份放行' }).count()).toBe(0);
    await agent.getByRole('button', { name: '放弃' }).click();
    await agent.click('#close');
    await agent.locator('#close-dialog [value=ok]').click();
    expect(faults).toEqual([]);
    await Promise.all([agent.context().close(), buyer.context().close()]);
  });
});
