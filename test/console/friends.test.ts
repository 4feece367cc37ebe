import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { storeFriend } from '../friends/store-friend.js';
import { browserPath, openBrowser } from '../support/browser.js';
import { type TestApp } from '../support/build-app.js';
import { barriersOf, buildConsole, signInTo, takePictures, type ConsolePage } from '../support/console-page.js';
import { eventually } from '../support/eventually.js';
import { aPerson } from '../support/staff.js';

const HOSTILE = '<img src=x onerror=document.title="taken">';
const MANY = 51; // more than one page of the table

const lock = { by: 'staff/one', reason: 'a test', until: null };
const stage = (name: string) => ({ name, since: new Date(), policyVersion: 0, lock });

(browserPath ? describe : describe.skip)('the friends pages', () => {
  let product: TestApp;
  let chromium: Browser;
  beforeAll(async () => {
    [product, chromium] = await Promise.all([buildConsole(), openBrowser()]);
    await product.api('POST', '/api/v1/tags', { tagId: 'keen', name: 'Keen on rides' });
    await storeFriend({ displayName: 'Somebody else', stage: stage('acquire') });
    for (let index = 0; index < MANY; index += 1)
      await storeFriend({ displayName: `Rider ${index}`, stage: stage('retain') });
  });
  afterAll(async () => {
    await chromium.close();
    await product.close();
  });
  const open = async (path: string): Promise<ConsolePage> => {
    const { email } = await aPerson(product, 'owner');
    return signInTo(chromium, product, { email, path });
  };
  const countKeen = async (): Promise<number> =>
    (await product.api('POST', '/api/v1/segments/count', { rule: { tag: 'keen' } })).body.count;

  test('an address tells whom to show; all who match are tagged as an operation, and it is taken back', async () => {
    await storeFriend({ displayName: HOSTILE, stage: stage('retain') });
    const { page, complaints } = await open('/friends?stage=retain');
    await page.getByText(HOSTILE).waitFor();
    expect(await page.getByTestId('count').textContent()).toBe(String(MANY + 1));
    expect(await page.getByText('Somebody else').count()).toBe(0);
    expect(await barriersOf(page)).toEqual([]);
    await takePictures(page, 'friends');

    await page.getByRole('checkbox', { name: 'Choose everybody shown' }).check();
    await page.getByRole('button', { name: `Choose all ${MANY + 1} who meet the filters` }).click();
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Tag').selectOption('keen');
    await dialog.getByLabel('Reason').fill('they rode at the fair');
    await dialog.getByText(`${MANY + 1} friends: ${MANY + 1} get Keen on rides`).waitFor();
    await dialog.getByRole('button', { name: `Tag ${MANY + 1} friends` }).click();

    const progress = page.locator('[data-state=done]');
    await progress.getByText(`${MANY + 1} friends`).waitFor();
    expect(await countKeen()).toBe(MANY + 1);
    await page.getByRole('link', { name: 'Keen on rides' }).first().waitFor();
    await progress.getByRole('button', { name: 'Undo' }).click();
    await page.locator('[data-state=undoing], [data-state=undone]').waitFor();
    const { body } = await product.api('GET', '/api/v1/operations');
    expect(body.operations).toMatchObject([{ kind: 'tags.bulk', state: expect.stringMatching(/^undo/) }]);

    await page.getByRole('searchbox').fill('Rider 4');
    await page.waitForURL(/q=Rider/);
    await page.getByText('Rider 49').waitFor();
    expect(await page.title()).toBe('Lifeline');
    expect(complaints).toEqual([]);
  });

  test('the page of a friend says why they were not sent to, takes their consent, and follows their erasure', async () => {
    const { _id: friendId } = await storeFriend({
      displayName: HOSTILE,
      stage: stage('retain'),
      standing: 'blocked',
    });
    const content = { messages: [{ type: 'text', text: 'Hello' }] };
    await product.api('POST', '/api/v1/messages', { friendId, externalId: 'one', content });
    await product.api('POST', `/api/v1/friends/${friendId}/tags/keen`, { op: 'apply', reason: 'asked in the shop' });
    await eventually(async () => {
      const { body } = await product.api('GET', `/api/v1/friends/${friendId}/deliveries`);
      expect(body.deliveries).toMatchObject([{ state: 'skipped', reason: 'blocked' }]);
    });
    const { page, complaints } = await open(`/friends/${friendId}`);
    await page.getByRole('heading', { name: HOSTILE }).waitFor();
    await page.getByText('Not sent: a program: they block the account').waitFor();

    await page.getByRole('link', { name: 'Tags', exact: true }).click();
    await page.getByRole('img', { name: 'Strength of Keen on rides over time, now 1.0' }).waitFor();
    expect(await barriersOf(page)).toEqual([]);

    await page.getByRole('link', { name: 'Consent and care' }).click();
    await page.getByText('Agreed', { exact: true }).click();
    await page.getByLabel('Where they said so').fill('in the shop');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Promotions: Agreed').waitFor();
    const { body: friend } = await product.api('GET', `/api/v1/friends/${friendId}`);
    expect(friend.consent).toMatchObject({ promotion: { state: 'granted', source: 'in the shop' } });

    await page.getByRole('button', { name: 'Erase…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Messages sent to them').waitFor();
    const erase = dialog.getByRole('button', { name: 'Erase for good' });
    await dialog.getByLabel('Reason').fill('asked for it');
    await dialog.getByLabel(/^Type/).fill('somebody else');
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel(/^Type/).fill(HOSTILE);
    await erase.click();
    await page.getByRole('heading', { name: 'Erased' }).waitFor();
    const { body: proof } = await product.api('GET', `/api/v1/erasures/${friendId}`);
    expect(proof).toMatchObject({ state: 'done', reason: 'asked for it', counts: { deliveries: 1 } });
    expect((await product.api('GET', `/api/v1/friends/${friendId}`)).status).toBe(404);
    expect(complaints.filter((one) => !one.includes('404'))).toEqual([]);
  });
});
