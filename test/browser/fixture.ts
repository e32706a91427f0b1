// What the browser tests share: Chromium if there is one, and the real app on a port of its own with a temporary database.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { buildApp, type House } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

const PATHS = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const CHROMIUM = PATHS.find((path) => path !== undefined && path !== '' && existsSync(path));
/** Stands in the name of a skipped suite. */
export const WHY_SKIPPED = CHROMIUM ? '' : ' (skipped: no Chromium at CHROMIUM_PATH or /usr/bin/chromium)';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function launch(): Promise<Browser> {
  if (!CHROMIUM) throw new Error('launch is for suites that are not skipped');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

export interface Running {
  readonly url: string;
  /** Of the administrator that the first start made. */
  readonly login: { readonly name: string; readonly password: string };
  /** Stops the service and starts it again on the same port and database. */
  restart(): Promise<void>;
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

export async function startHouse(knowledgeDir = join(import.meta.dirname, '..', '..', 'knowledge')): Promise<Running> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhanggui-browser-'));
  const port = await freePort();
  const read = readConfig({
    ZHANGGUI_PORT: String(port), ZHANGGUI_DATA_DIR: dataDir, ZHANGGUI_KNOWLEDGE_DIR: knowledgeDir,
    ZHANGGUI_LOG_LEVEL: 'silent', ZHANGGUI_DRAIN_MS: '500', ZHANGGUI_TEXT_LENGTH_MAX: '100',
  });
  if ('problems' in read) throw new Error(read.problems.map(({ key, rule }) => `${key} ${rule}`).join('; '));
  let house: House | null = null;
  const up = async () => {
    house = await buildApp(read.config);
    await house.app.listen({ host: '127.0.0.1', port });
    return house;
  };
  const down = async () => {
    await house?.app.close();
    house = null;
  };
  const { firstAdministrator } = await up();
  if (!firstAdministrator) throw new Error('a fresh database has an administrator already');
  return {
    url: read.config.publicUrl, login: firstAdministrator, down,
    up: async () => { await up(); },
    async restart() {
      await down();
      await up();
    },
    async stop() {
      await down();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export interface View { readonly width: number; readonly height: number }
export const DESKTOP: View = { width: 1280, height: 800 };
export const PHONE: View = { width: 390, height: 844 };

export interface Visit {
  readonly page: Page;
  /** Errors of the page: exceptions, and what the content security policy stopped. */
  readonly faults: readonly string[];
}

/** A fresh person: no cookie, nothing stored. */
export async function visit(browser: Browser, url: string, viewport: View): Promise<Visit> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => { if (/Content.Security.Policy|Refused to/i.test(line.text())) faults.push(line.text()); });
  await page.goto(url);
  return { page, faults };
}

/** Types into the composer and sends with Enter. */
export async function send(page: Page, text: string): Promise<void> {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
}

/** The texts of the log's bubbles, of one side or all. */
export function bubbles(page: Page, side = ''): Promise<string[]> {
  return page.locator(`#log ${side} .bubble`).allTextContents();
}

/** Whether the page can be scrolled sideways, which it never should. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}
