import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startLineSimulator } from '../../../src/sandbox/line-simulator/index.js';
import { CHANNEL, START, Stage, TOKEN, refusal, startStage, text } from './support.js';

let folder: string;
let stateFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'line-simulator-'));
  stateFile = join(folder, 'state.jsonl');
});
afterEach(async () => rm(folder, { recursive: true }));

/** Starts again from the file alone; nothing is added. */
const restart = async () => new Stage(await startLineSimulator({ clock: { now: () => START }, stateFile }));

describe('the state file', () => {
  test('a second start keeps people, friendships, menus, chats and the ledger', async () => {
    const first = await startStage({ stateFile });
    const [rider = '', blocker = ''] = await first.friends(2);
    const retryKey = '123e4567-e89b-12d3-a456-426614174000';
    await first.control.block({ channelId: CHANNEL, userId: blocker });
    await first.control.sendText({ channelId: CHANNEL, userId: rider, text: 'Hello' });
    await first.client().pushMessage({ to: rider, messages: [text('Welcome')] }, retryKey);
    await first.client().broadcast({ messages: [text('To all')] });
    const { richMenuId } = await first.client().createRichMenu({
      size: { width: 2500, height: 843 },
      selected: true,
      name: 'Riders',
      chatBarText: 'Menu',
      areas: [],
    });
    const { idToken } = await (async () => {
      await first.control.addBot({
        channelId: CHANNEL,
        channelSecret: 'channel-secret',
        accessToken: TOKEN,
        loginChannelId: '1660000001',
      });
      return first.control.idToken({ channelId: CHANNEL, userId: rider });
    })();
    const look = async (stage: Stage) => ({
      bot: await stage.control.bot(CHANNEL),
      people: await stage.control.people(),
      chat: await stage.control.chat({ channelId: CHANNEL, userId: rider }),
      ledger: await stage.control.ledger(),
      menus: await stage.control.richMenus(CHANNEL),
      bills: await stage.control.bills(CHANNEL),
      blocked: await stage.control.person(blocker),
    });
    const before = await look(first);
    await first.simulator.close();

    const second = await restart();
    // Refusals are for looking at, not for keeping.
    expect(await look(second)).toEqual({ ...before, ledger: { ...before.ledger, refused: [], refusedCounts: {} } });
    expect(before.menus).toMatchObject([{ richMenuId }]);
    const again = await refusal(second.client().pushMessage({ to: rider, messages: [text('Welcome')] }, retryKey));
    expect(again.status).toBe(409);
    const fields = { id_token: idToken, client_id: '1660000001' };
    const verified = await second.ask('/oauth2/v2.1/verify', { method: 'POST', body: new URLSearchParams(fields) });
    expect(verified).toMatchObject({ status: 200, body: { sub: rider } });
    const { sentMessages } = await second.client().pushMessage({ to: rider, messages: [text('Back')] });
    expect(JSON.stringify(before.chat)).not.toContain(sentMessages[0]?.id);
    await second.simulator.close();
  });

  test('a group and its chat are kept', async () => {
    const first = await startStage({ stateFile });
    const userIds = await first.friends(2);
    const { groupId } = await first.control.createGroup({ userIds });
    await first.control.joinBot({ channelId: CHANNEL, groupId });
    await first.client().pushMessage({ to: groupId, messages: [text('Hello all')] });
    await first.simulator.close();
    const second = await restart();
    expect(await second.client().getGroupMemberCount(groupId)).toEqual({ count: 2 });
    const { entries } = await second.control.groupChat({ channelId: CHANNEL, groupId });
    expect(entries).toMatchObject([{ kind: 'seen', message: { text: 'Hello all' } }]);
    await second.simulator.close();
  });

  test('a change is saved soon after, without closing', async () => {
    const stage = await startStage({ stateFile, settings: { saveDelayMs: 10 } });
    const userId = await stage.friend();
    await stage.client().pushMessage({ to: userId, messages: [text('Welcome')] });
    let saved = '';
    while (!saved.includes('Welcome')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      saved = await readFile(stateFile, 'utf8').catch(() => '');
    }
    expect(saved).toContain(userId);
    await stage.simulator.close();
  });
});
