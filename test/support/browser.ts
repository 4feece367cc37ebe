import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../.ci/chromium.mjs';

/** Path of the browser, or null where tests that look at pages are left out. */
export const browserPath = await findChromium(process.env);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath ?? '', headless: true, args: FLAGS });

/** A phone-sized page in a language, with what its scripts complained of. */
export async function aPhone(
  browser: Browser,
  locale: string,
  timezoneId = 'Asia/Taipei',
): Promise<{ page: Page; complaints: string[] }> {
  const viewport = { width: 390, height: 844 };
  const context = await browser.newContext({ viewport, locale, timezoneId, hasTouch: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, complaints };
}
