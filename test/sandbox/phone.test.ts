import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { AUTO_RESPONSES } from '../../src/sandbox/brand.js';
import { aPhone, browserPath, openBrowser } from '../support/browser.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { LIFF_ID, openPages } from '../support/liff-app.js';

const PICTURES = 'data/screenshots';
const SCRIPT = '<img src=x onerror=alert(1)>';
const HARM = 'javascript:alert(1)';

let product: TestApp;
let browser: Browser;
beforeAll(async () => {
  if (browserPath === null) return;
  product = await buildApp();
  await openPages(product);
  for (const response of AUTO_RESPONSES) await product.api('POST', '/api/v1/auto-responses', response);
  await mkdir(PICTURES, { recursive: true });
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

/** A wide window of the simulator's page, with what its scripts complained of. */
async function openPhones(path = ''): Promise<{ page: Page; complaints: string[] }> {
  const opened = await aPhone(browser, 'en');
  await opened.page.setViewportSize({ width: 1_280, height: 900 });
  await opened.page.goto(`${product.line.url}/phone${path}`);
  return opened;
}

// Where no Chromium can be installed there is nothing to look with; the set-up of `npm test` says so.
const inBrowser = browserPath === null ? describe.skip : describe;

inBrowser('phones of the sandbox', () => {
  test('a new friend is greeted, answers by a quick reply, by words and from the menu, and each is told', async () => {
    const { page, complaints } = await openPhones();
    await page.getByRole('button', { name: 'New friend' }).click();
    await page.getByLabel('Name').fill('Night Shift');
    await page.getByRole('button', { name: 'Add as a friend' }).click();
    const chat = page.getByRole('log');
    await chat.getByText('Hi Night Shift, thanks for adding us').waitFor();
    await page.getByText('Book a test ride', { exact: true }).click();
    await chat.getByText('Book a test ride', { exact: true }).waitFor();
    await chat.getByRole('button', { name: 'Choose a day' }).click();
    await page.getByRole('textbox', { name: 'Choose a date or time' }).fill('2026-12-24');
    await page.getByRole('button', { name: 'Send' }).click();

    await page.getByLabel('Book a test ride').click();
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByLabel('Write a message').fill('Where are you?');
    await page.keyboard.press('Enter');
    await chat.getByText('Where are you?').waitFor();

    const events = page.getByRole('complementary').locator('summary');
    await eventually(async () => {
      const told = (await events.allTextContents()).map((line) => line.replace(/^[\d:]+/, ''));
      expect(told.toReversed()).toEqual([
        'follow200',
        'postback200',
        'postback200',
        'postback200',
        'message · text200',
      ]);
    });
    await page.getByRole('tab', { name: 'Calls of LINE' }).click();
    await page.getByText('POST /v2/bot/message/reply').last().click();
    await page.locator('pre', { hasText: 'thanks for adding us' }).waitFor();
    await page.screenshot({ path: `${PICTURES}/phone-wide.png` });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('names, messages and addresses that carry a script stay words', async () => {
    const { control } = product;
    const { userId } = await control.addPerson({ displayName: SCRIPT });
    await control.befriend({ channelId: CHANNEL_ID, userIds: [userId] });
    await control.sendText({ channelId: CHANNEL_ID, userId, text: `${SCRIPT} ${HARM}` });
    const { page, complaints } = await openPhones();
    let alerts = 0;
    page.on('dialog', (dialog) => {
      alerts += 1;
      void dialog.dismiss();
    });
    // LINE refuses these; the phone must not depend on that.
    await page.route('**/control/chat', async (route) => {
      const answer = await route.fetch();
      const chat = await answer.json();
      const entries = [...chat.entries, ...HOSTILE.map(asSeen)];
      await route.fulfill({ response: answer, json: { ...chat, entries } });
    });
    await page.getByRole('button', { name: SCRIPT }).click();
    const chat = page.getByRole('log');
    await chat.getByText('Flex says').waitFor();
    for (const label of ['Buttons open', 'Flex opens', 'Text opens']) await chat.getByText(label).click();
    expect(await chat.getByRole('button', { name: /open/ }).count()).toBe(0);
    expect(await chat.getByText(SCRIPT).count()).toBeGreaterThanOrEqual(3);
    const dangerous = 'img[src="x"], [onerror], [href^="javascript"], [src^="javascript"], [style*="url("]';
    expect(await page.locator(dangerous).count()).toBe(0);
    expect(await page.evaluate('document.title')).toBe('Phone');
    expect(alerts).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a narrow window is one phone, opened by an address of before on a LIFF page, with the way back to all', async () => {
    const { userId } = await product.control.addPerson({ displayName: 'Early Shift', language: 'th' });
    const query = new URLSearchParams({ person: userId, app: LIFF_ID, page: 'member' });
    const { page } = await aPhone(browser, 'th');
    await page.goto(`${product.line.url}/phone?${query.toString()}`);
    await page.frameLocator('iframe').locator('main').waitFor();
    await page.getByRole('button', { name: 'ปิดหน้า' }).click();
    await page.getByRole('button', { name: 'เพิ่มเพื่อน' }).waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.getAttribute('html', 'lang')).toBe('th');
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.screenshot({ path: `${PICTURES}/phone-narrow.png` });
    const title = page.getByRole('heading', { name: 'โทรศัพท์', exact: true });
    expect(await title.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'กลับไปยังโทรศัพท์ทั้งหมด' }).click();
    await title.waitFor();
    await page.context().close();
  });
});

const open = (label: string) => ({ type: 'uri', label, uri: HARM });
const flexText = (text: string) => ({ type: 'text', text, color: 'red;background:url(https://example.com)' });
const HOSTILE: Record<string, unknown>[] = [
  { type: 'text', text: SCRIPT },
  { type: 'text', text: `Text opens ${HARM}` },
  { type: SCRIPT },
  { type: 'image', originalContentUrl: HARM, previewImageUrl: HARM },
  { type: 'sticker', packageId: '1', stickerId: '../../x', keywords: [SCRIPT] },
  { type: 'template', template: { type: 'buttons', text: SCRIPT, actions: [open('Buttons open')] } },
  {
    type: 'imagemap',
    baseUrl: HARM,
    altText: SCRIPT,
    baseSize: {},
    actions: [{ ...open('Map'), linkUri: HARM, area: {} }],
  },
  {
    type: 'flex',
    contents: {
      type: 'bubble',
      action: open('Bubble'),
      hero: { type: 'image', url: HARM, action: open('Hero') },
      body: {
        type: 'box',
        layout: 'vertical',
        backgroundColor: 'url(https://example.com)',
        background: {
          type: 'linearGradient',
          angle: '1deg',
          startColor: 'url(https://example.com)',
          endColor: '#ffffff',
        },
        contents: [flexText('Flex says'), flexText(SCRIPT), { type: 'button', action: open('Flex opens') }],
      },
    },
    sender: { name: SCRIPT, iconUrl: HARM },
  },
];
const asSeen = (message: object, index: number) => ({
  kind: 'seen',
  at: Date.now(),
  messageId: `hostile ${index}`,
  message,
});
