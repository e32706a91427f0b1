// The desk checks drafts while they are typed, offers better words, and lets a supervisor send with a reason; on desktop and phone.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running, type View } from './fixture.ts';

const PROMISE = '可以,今天一定发';
/** A folder for screenshots, to look at them; none are made without it. */
const SHOTS = process.env['SCREENSHOTS'];

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

  it.each([['desktop', DESKTOP], ['phone', PHONE]])('keep what was not found, and leave the talk in sight, on a %s', async (name, viewport) => {
    const { agent, faults } = await holding(viewport);
    const check = agent.locator('#draft-check');
    await agent.fill('#text', '您好，今天一定给您发出，包邮的，赶紧下单吧，手慢无，有问题找我哦');
    await check.waitFor({ state: 'visible' });
    if (SHOTS !== undefined) await agent.screenshot({ path: join(SHOTS, `${name}-check.png`) });
    const listed = await check.locator('li').count();
    const [log, box] = await Promise.all([agent.locator('#log').boundingBox(), check.boundingBox()]);
    if (name === 'phone') {
      expect(listed).toBe(1);
      expect(await check.locator('li').getAttribute('class')).toBe('block');
      expect(box!.height).toBeLessThan(viewport.height / 3);
      expect(log!.height).toBeGreaterThan(viewport.height / 4);
      await check.getByRole('button', { name: /还有 \d 处/ }).click();
      expect(await check.locator('li').count()).toBeGreaterThanOrEqual(3);
      expect(await check.getByRole('button', { name: '收起' }).getAttribute('aria-expanded')).toBe('true');
      expect(await overflows(agent)).toBe(false);
      if (SHOTS !== undefined) await agent.screenshot({ path: join(SHOTS, `${name}-check-open.png`) });
    } else expect(listed).toBeGreaterThanOrEqual(3);
    await check.locator('li.block').first().getByRole('button', { name: /换成建议/ }).click();
    const after = await agent.inputValue('#text');
    expect(after).toMatch(/^您好，.*有问题找我哦$/);
    expect(after).not.toContain('今天一定给您发出');
    await send(agent, '您好，今天一定给您发出，有问题找我哦');
    await agent.locator('#stopped li').first().waitFor();
    await agent.getByRole('button', { name: '采用建议' }).click();
    expect(await agent.inputValue('#text')).toMatch(/^您好，[^一]*有问题找我哦$/);
    expect(faults).toEqual([]);
    await agent.click('#close');
    await agent.locator('#close-dialog [value=ok]').click();
    await agent.context().close();
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

  it('leave the lists usable: with a dozen waiting, one\'s own talks are in sight', async () => {
    const buyers = [];
    for (let i = 0; i < 12; i++) {
      const { page } = await visit(browser, `${house.url}/demo`, PHONE);
      await page.locator('.options button').first().waitFor();
      await send(page, '转人工');
      await expect.poll(() => page.locator('#state').textContent()).toMatch(/^排队中/);
      buyers.push(page);
    }
    for (const [name, viewport] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
      const { page: agent } = await visit(browser, `${house.url}/desk`, viewport);
      await agent.fill('#name', house.login.name);
      await agent.fill('#password', house.login.password);
      await agent.click('#login-send');
      await expect.poll(() => agent.locator('#waiting .ticket').count()).toBe(12);
      if (SHOTS !== undefined) await agent.screenshot({ path: join(SHOTS, `${name}-queue.png`) });
      const mine = await agent.locator('#mine-title').boundingBox();
      expect(mine!.y + mine!.height).toBeLessThan(viewport.height);
      await agent.locator('#waiting .ticket').last().scrollIntoViewIfNeeded();
      const last = await agent.locator('#waiting .ticket').last().boundingBox();
      expect(last!.y).toBeLessThan((await agent.locator('#mine-title').boundingBox())!.y);
      expect(await overflows(agent)).toBe(false);
      await agent.context().close();
    }
    for (const page of buyers) await page.context().close();
  });
});
