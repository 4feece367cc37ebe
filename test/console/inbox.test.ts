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

  test('a conversation keeps nobody out, light or dark, and is looked at in every width', async () => {
    const friend = await aFriend(product);
    await product.control.sendText({
      channelId: CHANNEL_ID,
      userId: friend.lineUserId,
      text: 'Is the shop open today?',
    });
    const conversation = await eventually(async () => {
      const found = await ConversationModel.findOne({ friendId: friend._id }).lean();
      expect(found).not.toBeNull();
      return found;
    });
    const agent = await aPerson(product, 'agent');
    const path = `/inbox/${conversation?._id}?list=open`;
    const { page, complaints } = await signInTo(browser, product, { email: agent.email, path });
    await page.getByRole('log').getByText('Is the shop open today?').waitFor();
    await page.getByText('No notes yet').waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await takePictures(page, 'inbox');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('keys are listed, and everything is found by its name from anywhere', async () => {
    const agent = await aPerson(product, 'agent');
    const { page, complaints } = await signInTo(browser, product, { email: agent.email, path: '/inbox' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Resolve or reopen').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Go to or do something' }).fill('put off');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is put off').waitFor();
    expect(new URL(page.url()).searchParams.get('list')).toBe('snoozed');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
