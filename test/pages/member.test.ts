import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { FriendDocument } from '../../src/friends/index.js';
import { startSmsProvider, type SmsProvider } from '../../src/sandbox/sms-provider.js';
import { aPhone, browserPath, openBrowser } from '../support/browser.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { LIFF_ID, openPages } from '../support/liff-app.js';
import { aFriend } from '../support/factories.js';

const SMS_SECRET = 'a secret between us and the provider';
const PICTURES = 'data/screenshots';

let sms: SmsProvider;
let product: TestApp;
let browser: Browser;
beforeAll(async () => {
  if (browserPath === null) return;
  sms = await startSmsProvider(SMS_SECRET);
  product = await buildApp({ settings: { SMS_WEBHOOK_URL: sms.url, SMS_WEBHOOK_SECRET: SMS_SECRET } });
  await openPages(product, { accountLinkUrl: 'https://shop.example.com/sign-in' });
  await product.api('PUT', '/api/v1/check-in', { isEnabled: true, rewards: [5, 10] });
  const thresholds = [{ count: 5, points: 100 }];
  await product.api('PUT', '/api/v1/referral-program', {
    isEnabled: true,
    referrerPoints: 50,
    refereePoints: 20,
    thresholds,
  });
  await mkdir(PICTURES, { recursive: true });
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await sms?.close();
});

/** Opens the member page as LINE would: through the LIFF app, as this person. */
async function openAs(page: Page, { lineUserId }: Pick<FriendDocument, 'lineUserId'>): Promise<void> {
  await page.goto(`${product.line.url}/liff/${LIFF_ID}/member?line.person=${lineUserId}`);
  await page.waitForSelector('main:not([aria-busy])');
}
const register = (serial: string, facts: object = {}) =>
  product.api('POST', '/api/v1/items', { items: [{ serial, model: 'City 125', ...facts }] });
const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

// Where no Chromium can be installed there is nothing to look with; the set-up of `npm test` says so.
const inBrowser = browserPath === null ? describe.skip : describe;

inBrowser('the member page on a phone', () => {
  test.each([
    ['zh-TW', '我的車輛', '驗證完成'],
    ['ja', '所有車両', '認証が完了'],
    ['en', 'My vehicles', 'Verified'],
    ['th', 'รถของฉัน', 'ยืนยันแล้ว'],
  ])('in %s proves ownership by a code and shows the vehicle', async (language, heading, verified) => {
    const friend = await aFriend(product, { language });
    const serial = `PAGE-${language.toUpperCase()}`;
    await register(serial, { boughtOn: '2026-03-01', warrantyUntil: '2029-03-01' });
    const { body } = await product.api('POST', '/api/v1/ownership-codes', { serial, model: 'City 125' });
    const { page, complaints } = await aPhone(browser, language);
    await openAs(page, friend);
    expect(await page.textContent('#items-title')).toBe(heading);
    await page.fill('input[name=code]', body.code);
    await page.click('form .primary');
    await page.waitForSelector('#said[data-kind=good]');
    expect(await page.textContent('#said')).toContain(verified);
    expect(await page.textContent('.cards')).toContain(serial);
    expect(await fits(page)).toBe(true);
    await page.screenshot({ path: `${PICTURES}/member-${language}.png`, fullPage: true });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('opens in the phone window of the simulator', async () => {
    const { lineUserId } = await aFriend(product);
    const { page, complaints } = await aPhone(browser, 'en');
    await page.goto(`${product.line.url}/phone?person=${lineUserId}&app=${LIFF_ID}&page=member`);
    const phone = page.frameLocator('iframe');
    await phone.locator('main:not([aria-busy])').waitFor();
    expect(await phone.locator('#items-title').textContent()).toBe('My vehicles');
    expect(await fits(page)).toBe(true);
    await page.setViewportSize({ width: 1280, height: 1000 });
    await page.screenshot({ path: `${PICTURES}/phone-window.png`, fullPage: true });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('checks in once a day, and shows the points', async () => {
    const friend = await aFriend(product);
    const { page, complaints } = await aPhone(browser, 'en');
    await openAs(page, friend);
    expect(await page.textContent('.balance')).toBe('0 points');
    await page.click('.daily .primary');
    await page.waitForSelector('#said[data-kind=good]');
    expect(await page.textContent('.balance')).toBe('5 points');
    expect(await page.isDisabled('.daily .primary')).toBe(true);
    await openAs(page, friend);
    expect(await page.textContent('.daily .primary')).toBe('You checked in today');
    expect(await page.locator('.week .done').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['zh-TW', 'Silver tier', '260 點'],
    ['en', 'Silver tier', '260 points more to Gold tier'],
  ])(
    'in %s shows the tier with its benefits, what is missing to the next, and when it falls',
    async (language, held, missing) => {
      const names = (name: string) => ({ 'zh-TW': name, ja: name, en: name, th: name });
      const tier = (key: string, name: string, threshold: number, benefit: string) => ({
        key,
        names: names(name),
        threshold,
        benefits: [{ key: 'first', names: names(benefit) }],
      });
      await product.api('PUT', '/api/v1/tier-program', {
        tiers: [
          tier('silver', 'Silver tier', 500, 'A free check each year'),
          tier('gold', 'Gold tier', 1_000, 'Pick-up'),
        ],
        basis: { kind: 'points' },
        window: { kind: 'days', days: 30 },
      });
      const friend = await aFriend(product, { language });
      await product.api('POST', `/api/v1/friends/${friend._id}/points/earn`, {
        points: 740,
        externalId: `tier-${language}`,
        reason: 'a good year',
      });
      const { page, complaints } = await aPhone(browser, language);
      await openAs(page, friend);
      expect(await page.textContent('.tier-name')).toBe(held);
      const shown = String(await page.textContent('[aria-labelledby=tier-title]'));
      expect(shown).toContain(missing);
      expect(shown).toContain('A free check each year');
      expect(shown).not.toContain('Pick-up');
      expect(shown).not.toContain('a good year');
      expect(shown).toMatch(language === 'en' ? /Silver tier until \w+ \d+, \d{4}/ : /Silver tier保留至 \d{4}年/);
      expect(await fits(page)).toBe(true);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  test('says the last day on which points and a tier are still there, not the midnight after it', async () => {
    await product.api('PUT', '/api/v1/points/settings', { expiry: { kind: 'days', days: 10 } });
    const friend = await aFriend(product);
    const { body } = await product.api('POST', `/api/v1/friends/${friend._id}/points/earn`, {
      points: 600,
      externalId: 'ends',
      reason: 'a visit',
    });
    const { page } = await aPhone(browser, 'en');
    await openAs(page, friend);
    const dayOf = (instant: number) =>
      new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'Asia/Taipei' }).format(instant);
    const end = new Date(body.entry.expiresAt).getTime();
    expect(await page.textContent('[aria-labelledby=points-title]')).toContain(`600 points end on ${dayOf(end - 1)}`);
    expect(dayOf(end)).not.toBe(dayOf(end - 1));
    await product.api('PUT', '/api/v1/points/settings', { expiry: { kind: 'never' } });
    await page.context().close();
  });

  test('gives a link that brings a friend, from one phone to the other', async () => {
    const friend = await aFriend(product);
    const mine = await aPhone(browser, 'en');
    await openAs(mine.page, friend);
    const link = await mine.page.inputValue('.link');
    const { userId } = await product.control.addPerson({ displayName: 'Passer-by', language: 'th' });
    const theirs = await aPhone(browser, 'th');
    // LINE's app would open next; a phone without it goes nowhere.
    await theirs.page.route('https://line.me/**', (route) => route.fulfill({ status: 200, body: 'LINE' }));
    await theirs.page.goto(`${link}&line.person=${userId}`);
    await theirs.page.waitForURL('https://line.me/R/ti/p/%40scooters');
    await product.control.follow({ channelId: CHANNEL_ID, userId });
    await eventually(async () => {
      const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/points`);
      expect(body.balance).toBe(50);
    });
    await mine.page.goto(`${link}&line.person=${friend.lineUserId}`);
    await mine.page.getByText('your own link').waitFor();
    for (const { page } of [mine, theirs]) await page.context().close();
  });

  test('proves ownership by serial and the code on the telephone', async () => {
    const [friend, phone] = [await aFriend(product), '+886912000001'];
    await register('PAGE-PHONE', { phone });
    const { page, complaints } = await aPhone(browser, 'en');
    await openAs(page, friend);
    await page.click('button[value=phone]');
    await page.fill('input[name=serial]', 'page phone');
    await page.fill('input[name=phone]', '+886 912 000 001');
    await page.click('form .primary');
    await page.waitForSelector('input[name=code][inputmode=numeric]');
    const code = await eventually(async () => {
      const found = /(?<!\d)\d{6}(?!\d)/.exec(sms.received(phone)[0]?.text ?? '')?.[0];
      if (found === undefined) throw new Error('The code is on its way.');
      return found;
    });
    await page.fill('input[name=code]', code);
    await page.click('form .primary');
    await page.waitForSelector('.cards');
    expect(await page.textContent('.cards')).toContain('PAGE-PHONE');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows dates of a vehicle as they are on its papers, also on a phone in the west', async () => {
    const friend = await aFriend(product);
    await register('PAGE-DATES', { boughtOn: '2026-03-01', warrantyUntil: '2099-03-01' });
    await product.api('POST', '/api/v1/items/PAGE-DATES/transfer', { friendId: friend._id, reason: 'papers' });
    const { page } = await aPhone(browser, 'en', 'America/Los_Angeles');
    await openAs(page, friend);
    expect(await page.textContent('.cards')).toContain('bought Mar 1, 2026');
    expect(await page.textContent('.cards')).toContain('warranty until Mar 1, 2099');
    await page.context().close();
  });

  test('asks before a vehicle is given up, and then it is', async () => {
    const friend = await aFriend(product);
    await register('PAGE-SOLD');
    await product.api('POST', '/api/v1/items/PAGE-SOLD/transfer', { friendId: friend._id, reason: 'papers' });
    const { page } = await aPhone(browser, 'en');
    await openAs(page, friend);
    await page.click('.cards .quiet');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Keep it');
    await page.click('.cards .danger');
    await page.waitForSelector('.empty');
    expect((await product.api('GET', '/api/v1/items/PAGE-SOLD')).body.owner).toBeNull();
    await page.context().close();
  });

  test('says in words what is refused, and keeps what was typed', async () => {
    const friend = await aFriend(product);
    const { page } = await aPhone(browser, 'en');
    await openAs(page, friend);
    await page.fill('input[name=code]', '2AAA-BBBB-CCCC');
    await page.click('form .primary');
    await page.waitForSelector('#said[data-kind=bad]');
    expect(await page.textContent('#said')).toContain('does not match');
    expect(await page.inputValue('input[name=code]')).toBe('2AAA-BBBB-CCCC');
    await page.context().close();
  });

  test('shows who is no friend yet the way to become one, and a model with markup as text', async () => {
    const { userId } = await product.control.addPerson({ displayName: '<img src=x onerror=alert(1)>', language: 'en' });
    const { page } = await aPhone(browser, 'en');
    await openAs(page, { lineUserId: userId });
    expect(await page.getAttribute('a.primary', 'href')).toBe('https://line.me/R/ti/p/%40scooters');
    const friend = await aFriend(product, { displayName: '<img src=x onerror=alert(1)>' });
    await product.api('POST', '/api/v1/items', { items: [{ serial: 'PAGE-XSS', model: '<b>bold</b>' }] });
    await product.api('POST', '/api/v1/items/PAGE-XSS/transfer', { friendId: friend._id, reason: 'papers' });
    await openAs(page, friend);
    expect(await page.textContent('.cards h3')).toBe('<b>bold</b>');
    expect(await page.locator('main img:not(.qr)').count()).toBe(0);
    await page.context().close();
  });

  test('opened again with a token that is over says so', async () => {
    const friend = await aFriend(product);
    const { page } = await aPhone(browser, 'en');
    await openAs(page, friend);
    const forged = JSON.stringify({ idToken: 'forged', accessToken: 'x', language: 'en' });
    await page.evaluate(`sessionStorage.setItem('liff/${LIFF_ID}', '${forged}')`);
    await page.reload();
    await page.waitForSelector('#said[data-kind=bad]');
    expect(await page.textContent('#said')).toContain('too old');
    await page.context().close();
  });
});

test('every text of the page is there in every language', async () => {
  const texts: string = '../../src/pages/assets/member-texts.js';
  const { TEXTS } = (await import(texts)) as {
    TEXTS: Record<string, Record<string, unknown>>;
  };
  const keys = Object.keys(TEXTS['en'] ?? {}).toSorted();
  expect(Object.keys(TEXTS).toSorted()).toEqual(['en', 'ja', 'th', 'zh-TW']);
  for (const texts of Object.values(TEXTS)) {
    expect(Object.keys(texts).toSorted()).toEqual(keys);
    expect(Object.values(texts).every((text) => typeof text === 'function' || text !== '')).toBe(true);
  }
});
