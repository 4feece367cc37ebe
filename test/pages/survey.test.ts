import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { FriendDocument } from '../../src/friends/index.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { SurveyResponseModel, type SurveyResponse } from '../../src/surveys/survey.model.js';
import { aPhone, browserPath, openBrowser } from '../support/browser.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { LIFF_ID, openPages } from '../support/liff-app.js';

const PICTURES = 'data/screenshots';
const LANGUAGES = ['zh-TW', 'ja', 'en', 'th'] as const;
type Written = Record<(typeof LANGUAGES)[number], string>;

const ASKED: Written = {
  'zh-TW': '您會向朋友推薦我們的保養服務嗎？',
  ja: '私たちの点検サービスをお友だちに薦めますか？',
  en: 'How likely are you to recommend our service to a friend?',
  th: 'คุณจะแนะนำบริการของเราให้เพื่อนหรือไม่',
};
const REASONS = {
  price: { 'zh-TW': '價格', ja: '価格', en: 'Price', th: 'ราคา' },
  wait: { 'zh-TW': '等太久', ja: '待ち時間', en: 'Waiting', th: 'รอนาน' },
  staff: { 'zh-TW': '人員', ja: 'スタッフ', en: 'Staff', th: 'พนักงาน' },
};
const WHY: Written = {
  'zh-TW': '哪裡不好？',
  ja: '何が良くありませんでしたか？',
  en: 'What was wrong?',
  th: 'อะไรไม่ดี',
};
const NEXT: Written = { 'zh-TW': '下一題', ja: '次へ', en: 'Next', th: 'ถัดไป' };
const SORRY: Written = {
  'zh-TW': '很抱歉，我們會與您聯絡。',
  ja: '申し訳ございません。ご連絡いたします。',
  en: 'We are sorry. Somebody will get in touch.',
  th: 'ขออภัย เราจะติดต่อกลับ',
};
const questionnaire = {
  name: 'After service',
  asks: { where: 'onPage', invitation: ASKED },
  questions: [
    { key: 'nps', type: 'score10', texts: ASKED, branches: [{ when: { atLeast: 7 }, to: 'comment' }] },
    {
      key: 'why',
      type: 'multiple',
      texts: WHY,
      choices: Object.entries(REASONS).map(([key, texts]) => ({ key, texts })),
    },
    // Not written in every language: who reads another one gets the channel's.
    { key: 'comment', type: 'text', texts: { 'zh-TW': '還有什麼想說的？', en: 'Anything else?' }, isOptional: true },
  ],
  main: 'nps',
  lowScoreMax: 6,
  thanks: { en: 'Thank you.' },
  sorry: SORRY,
  quietDays: 0,
};

let product: TestApp;
let browser: Browser;
const askings = new Map<string, { friend: FriendDocument; asking: string }>();
beforeAll(async () => {
  if (browserPath === null) return;
  product = await buildApp();
  await openPages(product);
  await mkdir(PICTURES, { recursive: true });
  browser = await openBrowser();
  const friends = await Promise.all(LANGUAGES.map((language) => aFriend(product, { language })));
  const { body } = await product.api('POST', '/api/v1/questionnaires', { questionnaire });
  await product.api('POST', `/api/v1/questionnaires/${body.id}/ask`, {
    whom: { friendIds: friends.map(({ _id }) => _id) },
  });
  await eventually(async () => {
    const found = await SurveyResponseModel.find({ state: 'asked' }).lean();
    expect(found).toHaveLength(friends.length);
    for (const [place, friend] of friends.entries()) {
      const asking = found.find(({ friendId }) => friendId === friend._id)?._id ?? '';
      askings.set(LANGUAGES[place] ?? '', { friend, asking });
    }
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

const askingOf = (language: string) => askings.get(language) ?? Promise.reject(new Error(`Nobody speaks ${language}.`));
/** Opens an asking as LINE would from the message: through the LIFF app, as this person. */
async function openAs(page: Page, { lineUserId }: Pick<FriendDocument, 'lineUserId'>, asking: string): Promise<void> {
  await page.goto(`${product.line.url}/liff/${LIFF_ID}/survey?asking=${asking}&line.person=${lineUserId}`);
  await page.waitForSelector('main:not([aria-busy])');
}
const asks = (page: Page, text: string) => page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
const stored = async (asking: string) => (await SurveyResponseModel.findById(asking).lean<SurveyResponse>()) ?? {};

// Where no Chromium can be installed there is nothing to look with; the set-up of `npm test` says so.
const inBrowser = browserPath === null ? describe.skip : describe;

inBrowser('a survey on a phone', () => {
  test('asks each in the language that LINE speaks to them, with words of ours in the same', async () => {
    const { page, complaints } = await aPhone(browser, 'en');
    for (const language of LANGUAGES) {
      const { friend, asking } = await askingOf(language);
      await openAs(page, friend, asking);
      await asks(page, ASKED[language]);
      expect(await page.textContent('.primary')).toBe(NEXT[language]);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await fits(page)).toBe(true);
      await page.screenshot({ path: `${PICTURES}/survey-${language}.png`, fullPage: true });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('is answered to the end, with second thoughts on the way, and lands on a low score', async () => {
    const { friend, asking } = await askingOf('ja');
    const { page, complaints } = await aPhone(browser, 'ja');
    await openAs(page, friend, asking);
    await page.getByRole('radio', { name: '9', exact: true }).check();
    await page.click('.primary');
    await page.waitForSelector('textarea');
    await page.getByRole('button', { name: '戻る' }).click();
    await asks(page, ASKED.ja);
    expect(await page.getByRole('radio', { name: '9', exact: true }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: '3', exact: true }).check();
    await page.dblclick('.primary');
    await asks(page, WHY.ja);
    for (const reason of [REASONS.price, REASONS.wait]) await page.getByLabel(reason.ja).check();
    await page.screenshot({ path: `${PICTURES}/survey-choices.png`, fullPage: true });
    await page.click('.primary');
    await page.fill('textarea', 'Three days for a tyre.');
    expect(await page.getAttribute('h1', 'lang')).toBe('zh-TW'); // the channel's, where Japanese is not written
    await page.screenshot({ path: `${PICTURES}/survey-text.png`, fullPage: true });
    await page.getByRole('button', { name: '送信' }).click();
    await asks(page, SORRY.ja);
    expect(await fits(page)).toBe(true);
    await page.screenshot({ path: `${PICTURES}/survey-end.png`, fullPage: true });
    expect(await stored(asking)).toMatchObject({
      state: 'answered',
      score: 3,
      answers: [{ value: 3 }, { value: ['price', 'wait'] }, { value: 'Three days for a tyre.' }],
      replaced: [{ question: 'nps', value: 9 }],
    });
    expect(await NoticeModel.countDocuments({ friendId: friend._id, kind: 'survey.lowScore' })).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('opened again in the simulator’s phone window says the end, and is changed by the keyboard alone', async () => {
    const { friend, asking } = await askingOf('ja');
    const { page, complaints } = await aPhone(browser, 'ja');
    const shown = new URLSearchParams({ person: friend.lineUserId, app: LIFF_ID, page: `survey?asking=${asking}` });
    await page.goto(`${product.line.url}/phone?${shown.toString()}`);
    const phone = page.frameLocator('iframe');
    await phone.getByRole('heading', { name: SORRY.ja }).waitFor();
    await phone.getByRole('button', { name: '回答を変更する' }).press('Enter');
    await phone.getByRole('heading', { name: ASKED.ja }).waitFor();
    const focused = () => phone.locator(':focus').evaluate(({ tagName }) => tagName);
    expect(await focused()).toBe('H1');
    await page.keyboard.press('Tab');
    expect(
      await phone
        .getByRole('radio', { name: '3', exact: true })
        .evaluate((one) => one === one.ownerDocument.activeElement),
    ).toBe(true);
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await phone.getByRole('heading', { name: WHY.ja }).waitFor();
    expect(await focused()).toBe('H1');
    expect(await stored(asking)).toMatchObject({ state: 'answered', score: 5 });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('says in words why it asks nothing: somebody else’s, over, or not inside LINE', async () => {
    const [mine, other] = [await askingOf('en'), await askingOf('ja')];
    const { page } = await aPhone(browser, 'en');
    await openAs(page, other.friend, mine.asking);
    await asks(page, 'このアンケートは開けません');
    const { friend, asking } = mine;
    const unanswered = { state: 'asked' as const, answers: [], expiresAt: new Date(Date.now() - 1_000) };
    await SurveyResponseModel.updateOne({ _id: asking }, { $set: unanswered });
    await openAs(page, friend, asking);
    await asks(page, 'This survey is over');
    await page.screenshot({ path: `${PICTURES}/survey-over.png`, fullPage: true });
    await page.evaluate('sessionStorage.clear()');
    await page.goto(`${product.url}/liff/add/${LIFF_ID}/survey?asking=${asking}`);
    await asks(page, 'Please open this in LINE');
    await page.screenshot({ path: `${PICTURES}/survey-outside.png`, fullPage: true });
    // Signing in leads back to the asking.
    await page.getByRole('button', { name: 'Sign in with LINE' }).click();
    await page.waitForURL(/line\.redirect/);
    await page.goto(`${page.url()}&line.person=${friend.lineUserId}`);
    await asks(page, 'This survey is over');
    await page.context().close();
  });
});

test('every text of the survey page is there in every language', async () => {
  const texts: string = '../../src/pages/assets/survey-texts.js';
  const { TEXTS } = (await import(texts)) as { TEXTS: Record<string, Record<string, unknown>> };
  const keys = Object.keys(TEXTS['en'] ?? {}).toSorted();
  expect(Object.keys(TEXTS).toSorted()).toEqual(LANGUAGES.toSorted());
  for (const written of Object.values(TEXTS)) {
    expect(Object.keys(written).toSorted()).toEqual(keys);
    expect(Object.values(written).every((text) => typeof text === 'function' || text !== '')).toBe(true);
  }
});
