import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../.ci/chromium.mjs';
import { setUpBrand } from './brand.js';
import { insertConversations, insertLongThread } from './conversations.js';
import type { Figure } from './figure.js';
import { insertFriends } from './friends.js';
import { withInstallation } from './installation.js';
import { percentile } from './statistics.js';

const BUILT = join(import.meta.dirname, '../dist/console');
const CONVERSATIONS = 10_000;
const MESSAGES = 50_000;
const STEPS = 40;
const FIRST_PAGE = ['index.html', 'inbox/inbox-page.tsx', 'language/en/index.ts'];

/**
 * The console in a headless Chromium: script of the inbox's first load, before lazy parts; with 10,000 conversations the time from a
 * key or click to the next paint; and from opening a conversation of 50,000 messages until its newest ones are there.
 */
export const measureConsole: Figure = (services) =>
  withInstallation(services, async ({ api, baseUrl, owner }) => {
    const executablePath = await findChromium(process.env);
    if (executablePath === null) throw new Error('There is no Chromium: no figure.');
    await setUpBrand(api);
    await insertFriends(CONVERSATIONS);
    const ids = await insertConversations();
    await insertLongThread(ids[0] ?? '', MESSAGES);
    const browser = await chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
      await page.goto(`${baseUrl}/inbox?list=open`);
      await page.fill('input[name=email]', owner.email);
      await page.fill('input[name=password]', owner.password);
      await page.click('button[type=submit]');
      await page.waitForSelector('[data-conversation]');
      const opened = await openLongThread(page, ids[0] ?? '');
      const paints = await stepThrough(page);
      const common = { engine: services.engine, n: CONVERSATIONS };
      return [
        { name: 'console-script', value: await scriptKilobytes(), unit: 'kB gzip', engine: 'none', n: 1 },
        { name: 'console-open-long-thread', value: opened, unit: 'ms', engine: services.engine, n: MESSAGES },
        { name: 'console-next-paint-p50', value: percentile(paints, 0.5), unit: 'ms', ...common },
        { name: 'console-next-paint-p98', value: percentile(paints, 0.98), unit: 'ms', ...common },
      ];
    } finally {
      await browser.close();
    }
  });

interface Chunk {
  file: string;
  imports?: string[];
}

/** Scripts that the inbox cannot be shown without, compressed. */
async function scriptKilobytes(): Promise<number> {
  const chunks = JSON.parse(await readFile(join(BUILT, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
  const needed = new Set<string>();
  const need = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const imported of chunks[name]?.imports ?? []) need(imported);
  };
  for (const name of FIRST_PAGE) need(name);
  let bytes = 0;
  for (const name of needed) {
    const file = chunks[name]?.file;
    if (file === undefined) throw new Error(`The console was built without ${name}: no figure.`);
    bytes += gzipSync(await readFile(join(BUILT, file))).length;
  }
  return bytes / 1_000;
}

async function openLongThread(page: Page, id: string): Promise<number> {
  const startedAt = performance.now();
  await page.locator(`[data-conversation="${id}"]`).click();
  await page.getByRole('log').getByText('What about 0?', { exact: true }).waitFor();
  return performance.now() - startedAt;
}

/** Goes down the list by key and by pointer; how long each took until the next paint, as the browser itself measures it. */
async function stepThrough(page: Page): Promise<number[]> {
  await page.evaluate(`
    window.paints = new Map();
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries())
        if (interactionId) window.paints.set(interactionId, Math.max(duration, window.paints.get(interactionId) ?? 0));
    }).observe({ type: 'event', durationThreshold: 16, buffered: false });
  `);
  for (let step = 0; step < STEPS; step += 1) {
    if (step % 2 === 0) await page.keyboard.press('j');
    else
      await page
        .locator('[data-conversation]')
        .nth(step % 7)
        .click();
    await page.waitForTimeout(150);
  }
  const paints = (await page.evaluate('[...window.paints.values()]')) as number[];
  // What took less than 16 ms the browser does not tell of.
  return [...paints, ...Array<number>(Math.max(0, STEPS - paints.length)).fill(16)];
}
