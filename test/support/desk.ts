import type { Browser as Chromium, Page } from 'playwright-core';
import { findFreePort } from '../../.ci/free-port.mjs';
import { buildApp, type TestApp } from './build-app.js';
import { aPerson } from './staff.js';

/** The product at an address that browsers know it by: what changes something must come from there. */
export async function buildAppAtItsAddress(): Promise<TestApp> {
  const port = await findFreePort();
  return buildApp({ publicBaseUrl: `http://127.0.0.1:${port}`, settings: { PORT: String(port) } });
}

/** A page of the console in which somebody with this role is signed in, with what its scripts complained of. */
export async function aDesk(
  product: TestApp,
  chromium: Chromium,
  { roleKey = 'owner', locale = 'en', width = 1280 } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const { cookies } = await aPerson(product, roleKey);
  const context = await chromium.newContext({
    viewport: { width, height: 860 },
    locale,
    timezoneId: 'Asia/Taipei',
    reducedMotion: 'reduce',
  });
  await context.addCookies(Array.from(cookies, ([name, value]) => ({ name, value, url: product.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, complaints };
}
