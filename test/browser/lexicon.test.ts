// The 词库 panel in the browser: an administrator saves words and buyers are understood by them; wrong lines are shown and nothing changes.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, type SmallFolder } from '../publish/folder.ts';
import { bubbles, CHROMIUM, DESKTOP, launch, overflows, PHONE, send, startHouse, visit, WHY_SKIPPED, type Running, type View, type Visit } from './fixture.ts';

/** A folder for pictures of the panel; none are made without it. */
const PICTURES = process.env['PICTURES'];

describe.skipIf(!CHROMIUM)(`lexicon panel${WHY_SKIPPED}`, { timeout: 90_000 }, () => {
  let browser: Browser;
  let house: Running;
  let folder: SmallFolder;
  beforeAll(async () => {
    folder = makeFolder();
    [browser, house] = await Promise.all([launch(), startHouse(folder.path)]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
    folder?.remove();
  });

  async function openPanel(viewport: View, login = house.login): Promise<Visit> {
    const visitor = await visit(browser, `${house.url}/desk`, viewport);
    await visitor.page.fill('#name', login.name);
    await visitor.page.fill('#password', login.password);
    await visitor.page.click('#login-send');
    await visitor.page.locator('#desk').waitFor({ state: 'visible' });
    await visitor.page.click('#lexicon-open');
    await expect.poll(() => visitor.page.locator('#lexicon-text').isEnabled()).toBe(true);
    return visitor;
  }

  it.each([['desktop', DESKTOP, '山羊绒脖套'], ['phone', PHONE, '羊绒脖围']])('shows wrong lines, then saves and publishes, on a %s', async (name, viewport, word) => {
    const { page, faults } = await openPanel(viewport);
    const picture = (what: string) => (PICTURES ? page.screenshot({ path: join(PICTURES, `lexicon-${name}-${what}.png`) }) : Promise.resolve());
    expect(await page.locator('#lexicon-save').isDisabled()).toBe(true);
    await page.fill('#lexicon-text', `# 本店叫法\n羊绒围巾 ${word}\n独自一个`);
    await page.click('#lexicon-save');
    await page.locator('#lexicon-problems button').first().waitFor();
    await picture('problems');
    expect(await page.locator('#lexicon-problems').textContent()).toContain('第 3 行');
    expect(await overflows(page)).toBe(false);
    await page.locator('#lexicon-problems button').first().click();
    expect(await page.evaluate("(() => { const f = document.getElementById('lexicon-text'); return f.value.slice(f.selectionStart, f.selectionEnd); })()")).toBe('独自一个');

    await page.fill('#lexicon-text', `# 本店叫法\n羊绒围巾 ${word}\n怎么清洗 咋洗`);
    await page.click('#lexicon-save');
    await expect.poll(() => page.locator('#lexicon-state').textContent()).toMatch(/^正在/);
    await picture('saving');
    await expect.poll(() => page.locator('#lexicon-state').textContent(), { timeout: 40_000 }).toMatch(/^已生效/);
    await picture('saved');
    expect(folder.read('lexicon/desk.txt')).toContain(word);
    expect(await page.locator('#lexicon-problems').isVisible()).toBe(false);

    const { page: buyer } = await visit(browser, `${house.url}/demo`, PHONE);
    await buyer.locator('.options button').first().waitFor();
    await send(buyer, `${word}咋洗`);
    await expect.poll(async () => (await bubbles(buyer)).join('\n')).toContain('轻柔手洗');
    expect(faults).toEqual([]);
    await Promise.all([buyer.context().close(), page.context().close()]);
  });

  it('publishes the folder, and says what stops it', async () => {
    const { page } = await openPanel(DESKTOP);
    folder.answer('今天一定发货');
    await page.click('#lexicon-publish');
    await expect.poll(() => page.locator('#lexicon-problems').textContent(), { timeout: 40_000 }).toContain('entries/made.yaml:9');
    folder.answer('请送干洗店清洗');
    await page.click('#lexicon-publish');
    await expect.poll(() => page.locator('#lexicon-state').textContent(), { timeout: 40_000 }).toMatch(/^已生效/);
    await page.click('#lexicon-close');
    expect(await page.locator('#lexicon-dialog').isVisible()).toBe(false);
    await page.context().close();
  });
});
