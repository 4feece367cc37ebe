import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { browserPath, openBrowser } from '../support/browser.js';
import { CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { barriersOf, buildConsole, signInTo, takePictures } from '../support/console-page.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { aPerson } from '../support/staff.js';

const inBrowser = browserPath === null ? describe.skip : describe;
const HOSTILE = '<img src=x onerror="window.hurt=1">';

inBrowser('the inbox of the console', () => {
  let product: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [product, browser] = await Promise.all([buildConsole(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await product.close();
  });

  test('a friend asks, it shows as it happens, an agent takes it by keyboard, answers free, resolves and takes that back', async () => {
    const friend = await aFriend(product, { displayName: HOSTILE });
    const agent = await aPerson(product, 'agent');
    const { page, complaints } = await signInTo(browser, product, {
      email: agent.email,
      path: '/inbox?list=unassigned',
    });
    await page.getByText('Everybody is looked after').waitFor();
    await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: `Hello ${HOSTILE}` });

    const row = page.locator('[data-conversation]');
    await row.waitFor();
    expect(await row.innerText()).toContain(HOSTILE);
    await page.keyboard.press('j');
    await page.getByRole('log').getByText(`Hello ${HOSTILE}`).waitFor();
    const id = (await row.getAttribute('data-conversation')) ?? '';
    expect(new URL(page.url()).pathname).toBe(`/inbox/${id}`);

    await page.keyboard.press('a');
    await page.getByRole('menuitem', { name: 'Take it' }).click();
    await eventually(async () =>
      expect(await ConversationModel.findById(id).lean()).toMatchObject({ state: 'open', assigneeId: agent.id }),
    );

    const answer = page.getByRole('textbox', { name: 'Answer' });
    await page.getByText(/^Free for \d/).waitFor();
    await answer.fill('Good evening, what can I do?');
    await answer.press('Control+Enter');
    await page.getByRole('log').getByText('Good evening, what can I do?').waitFor();
    await page.getByRole('log').getByText('reply · free').last().waitFor();
    expect(await answer.inputValue()).toBe('');
    const said = await eventually(async () => {
      const [last] = (await seenBy(product, friend.lineUserId)).slice(-1);
      expect(last).toMatchObject({ method: 'reply', message: { text: 'Good evening, what can I do?' } });
      return last;
    });
    expect(said).toBeDefined();

    expect(await barriersOf(page)).toEqual([]);
    await takePictures(page, 'inbox');
    await answer.press('Escape');
    await page.keyboard.press('e');
    await eventually(async () =>
      expect(await ConversationModel.findById(id).lean()).toMatchObject({ state: 'resolved' }),
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(async () => expect(await ConversationModel.findById(id).lean()).toMatchObject({ state: 'open' }));

    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
