import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { findFreePort } from '../../.ci/free-port.mjs';
import { buildApp, type TestApp } from './build-app.js';
import { PASSWORD } from './staff.js';

const SCREENSHOTS = join(import.meta.dirname, '../../screenshots');
const STEP_MS = 12_000;
const WIDE = { width: 1440, height: 860 };
const NARROW = { width: 390, height: 844 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The product at an address that browsers may sign in from. */
export async function buildConsole(): Promise<TestApp> {
  const port = await findFreePort();
  return buildApp({ publicBaseUrl: `http://127.0.0.1:${port}`, settings: { PORT: String(port) } });
}

/** A window of somebody's browser at the console. */
export interface ConsolePage {
  page: Page;
  /** What its scripts complained of, but for the answer that nobody is signed in yet. */
  complaints: string[];
}

/** Signs in by the console's own page, and is led to where one wanted to go. */
export async function signInTo(
  browser: Browser,
  product: TestApp,
  { email, path = '/', locale = 'en-US' }: { email: string; path?: string; locale?: string },
): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: WIDE,
    locale,
    timezoneId: 'Asia/Taipei',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  await page.goto(`${product.url}${path}`);
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForSelector('nav');
  return { page, complaints };
}

/** Takes what is shown as pictures, light and dark, at desktop and phone width, into a folder that is not kept. */
export async function takePictures(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const [width, viewport] of Object.entries({ desktop: WIDE, phone: NARROW }))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`) });
    }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** What keeps people out, by the rules of WCAG 2.2 A and AA, each with where; light and dark. */
export async function barriersOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations =
      (await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) })))`)) as {
        id: string;
        at: string[];
      }[];
    found.push(...violations.flatMap(({ id, at }) => at.map((html) => `${colorScheme} ${id}: ${html}`)));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}
