// The demo page against the real service: a chat is possible at each size, by keyboard, through restarts, without loss or doubles.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubbles, CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running } from './fixture.ts';

describe.skipIf(!CHROMIUM)(`demo page${WHY_SKIPPED}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let house: Running;
  beforeAll(async () => {
    [browser, house] = await Promise.all([launch(), startHouse()]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });
  const demo = () => `${house.url}/demo`;

  it.each([['desktop', DESKTOP], ['phone', PHONE], ['small phone', { width: 360, height: 640 }]])('greets, answers and offers on a %s', async (_, viewport) => {
    const { page, faults } = await visit(browser, demo(), viewport);
    await page.locator('.options button').first().waitFor();
    expect(await overflows(page)).toBe(false);
    await send(page, '什么时候发货');
    await expect.poll(() => page.locator('#log .row:not(.own)').count()).toBe(2);
    expect(await bubbles(page, '.own')).toEqual(['什么时候发货']);
    expect(await page.locator('#log .row:not(.own) .badge').last().textContent()).toBe('自动回复');
    expect(await overflows(page)).toBe(false);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('can be used by keyboard alone: menu, text, a person', async () => {
    const { page } = await visit(browser, demo(), DESKTOP);
    const first = page.locator('.options button').first();
    const title = await first.textContent();
    await first.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => bubbles(page, '.own')).toEqual([title]);
    await page.locator('#human').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('#state').textContent()).toMatch(/^排队中/);
    expect(await page.locator('#human').isDisabled()).toBe(true);
    await page.context().close();
  });

  it('does not send while an input method composes, and breaks a line with Shift+Enter', async () => {
    const { page } = await visit(browser, demo(), DESKTOP);
    await page.locator('.options button').first().waitFor();
    await page.fill('#text', '发货');
    await page.evaluate("document.getElementById('text').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))");
    await page.press('#text', 'Shift+Enter');
    expect(await page.inputValue('#text')).toBe('发货\n');
    expect(await bubbles(page, '.own')).toEqual([]);
    await page.press('#text', 'Enter');
    await expect.poll(() => bubbles(page, '.own')).toEqual(['发货']);
    await page.context().close();
  });

  it('counts near the limit and does not send beyond it', async () => {
    const { page } = await visit(browser, demo(), PHONE);
    await page.locator('.options button').first().waitFor();
    await page.fill('#text', '字'.repeat(79));
    expect(await page.locator('#counter').isVisible()).toBe(false);
    await page.fill('#text', '字'.repeat(90));
    expect(await page.locator('#counter').textContent()).toBe('90 / 100');
    await page.fill('#text', '字'.repeat(103));
    expect(await page.locator('#counter').textContent()).toContain('超出 3 字');
    await page.press('#text', 'Enter');
    expect(await bubbles(page, '.own')).toEqual([]);
    await page.context().close();
  });

  it('shows markup as text', async () => {
    const { page } = await visit(browser, demo(), PHONE);
    await page.locator('.options button').first().waitFor();
    await send(page, '<img src=x onerror=alert(1)>');
    await expect.poll(() => bubbles(page, '.own')).toEqual(['<img src=x onerror=alert(1)>']);
    expect(await page.locator('#log img').count()).toBe(0);
    await page.context().close();
  });

  it('keeps what is sent while the service is down, and brings it once, in order, when it is back', async () => {
    const { page } = await visit(browser, demo(), PHONE);
    await page.locator('.options button').first().waitFor();
    await send(page, '你好');
    await expect.poll(() => page.locator('#log .row:not(.own)').count()).toBe(2);
    await house.down();
    await page.locator('#connection').waitFor({ state: 'visible' });
    await send(page, '什么时候发货');
    await send(page, '发什么快递');
    expect(await page.locator('.own.pending').count()).toBe(2);
    await page.reload().catch(() => undefined);
    await house.up();
    // The reload failed with the service down; the buyer opens the page again and finds everything.
    await page.goto(demo());
    await expect.poll(() => bubbles(page, '.own'), { timeout: 15_000 }).toEqual(['你好', '什么时候发货', '发什么快递']);
    await expect.poll(() => page.locator('.own.pending').count()).toBe(0);
    await page.context().close();
  });

  it('comes back by itself after a restart, with nothing twice', async () => {
    const { page } = await visit(browser, demo(), DESKTOP);
    await page.locator('.options button').first().waitFor();
    await send(page, '什么时候发货');
    await expect.poll(() => page.locator('#log .row:not(.own)').count()).toBe(2);
    const before = await bubbles(page);
    await house.restart();
    await page.locator('#connection').waitFor({ state: 'hidden' });
    expect(await bubbles(page)).toEqual(before);
    await send(page, '发什么快递');
    await expect.poll(() => bubbles(page, '.own')).toEqual(['什么时候发货', '发什么快递']);
    await page.context().close();
  });

  it('begins anew for another buyer', async () => {
    const { page } = await visit(browser, demo(), DESKTOP);
    await page.locator('.options button').first().waitFor();
    await send(page, '你好');
    await expect.poll(() => page.locator('.own').count()).toBe(1);
    await page.click('#new-buyer');
    await page.locator('.options button').first().waitFor();
    expect(await bubbles(page, '.own')).toEqual([]);
    await page.context().close();
  });
});
