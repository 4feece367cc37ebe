import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNEL, type Stage, startStage, text } from './support.js';

let stage: Stage;
let userId: string;
let groupId: string;
let outsider: string;
beforeAll(async () => {
  stage = await startStage();
  userId = await stage.friend();
  outsider = await stage.friend();
  ({ groupId } = await stage.control.createGroup({ userIds: [userId] }));
  await stage.control.joinBot({ channelId: CHANNEL, groupId });
});
afterAll(async () => stage.simulator.close());

const push = async (messages: unknown[], to = userId) =>
  stage.ask('/v2/bot/message/push', { method: 'POST', json: { to, messages } });
const detail = async (message: object) => (await push([message])).body.details?.[0];

describe('check 17: the number of messages', () => {
  test.each([0, 6])('%i are refused', async (count) => {
    expect(await push(Array.from({ length: count }, () => text('hello')))).toMatchObject({
      status: 400,
      body: {
        message: 'The request body has 1 error(s)',
        details: [{ message: 'Size must be between 1 and 5', property: 'messages' }],
      },
    });
  });

  test('validate answers the same without sending', async () => {
    const json = { messages: [] };
    const refused = await stage.ask('/v2/bot/message/validate/push', { method: 'POST', json });
    expect(refused).toMatchObject({ status: 400, body: { details: [{ property: 'messages' }] } });
    const fine = { messages: [text('hello')] };
    for (const method of ['reply', 'push', 'multicast', 'narrowcast', 'broadcast']) {
      const answer = await stage.ask(`/v2/bot/message/validate/${method}`, { method: 'POST', json: fine });
      expect(answer).toMatchObject({ status: 200, body: {} });
    }
  });
});

describe('check 18: the length of a text', () => {
  test('an empty text is refused', async () => {
    expect(await detail({ type: 'text', text: '' })).toEqual({
      message: 'May not be empty',
      property: 'messages[0].text',
    });
  });

  test('5,000 UTF-16 code units pass, 5,001 do not, and an emoji counts two', async () => {
    expect((await push([text('a'.repeat(5_000))])).status).toBe(200);
    const tooLong = { message: 'Length must be between 0 and 5000', property: 'messages[0].text' };
    expect(await detail(text('a'.repeat(5_001)))).toEqual(tooLong);
    expect((await push([text('🛵'.repeat(2_500))])).status).toBe(200);
    expect(await detail(text('🛵'.repeat(2_501)))).toEqual(tooLong);
  });
});

describe('check 19: every fault is named', () => {
  test('an unknown type is answered with the known ones', async () => {
    const { status, body } = await push([text('fine'), { type: 'hologram' }]);
    expect(status).toBe(400);
    expect(body.message).toBe('The request body has 1 error(s)');
    expect(body.details[0].property).toBe('messages[1].type');
    expect(body.details[0].message).toMatch(/^Must be one of the following values: \[.*text.*\]$/);
  });

  test('the number in the message is the number of details', async () => {
    const { body } = await push([text(''), { type: 'hologram' }, text('a'.repeat(5_001))]);
    expect(body.message).toBe('The request body has 3 error(s)');
    expect(body.details).toHaveLength(3);
  });

  test('a value of the wrong type is a property that is invalid', async () => {
    const { status, body } = await push([{ type: 'text', text: 5 }]);
    expect(status).toBe(400);
    expect(body.message).toContain("'messages[0].text'");
  });
});

describe('check 20: parts of messages', () => {
  const item = (label = 'Yes') => ({ type: 'action', action: { type: 'message', label, text: 'Yes' } });
  const withReplies = (items: object[]) => ({ ...text('Ride?'), quickReply: { items } });
  const emoji = (index: number) => ({ ...text('Hi $'), emojis: [{ index, productId: 'p', emojiId: '001' }] });

  test('13 quick replies pass, 14 do not', async () => {
    expect((await push([withReplies(Array.from({ length: 13 }, () => item()))])).status).toBe(200);
    expect((await push([withReplies(Array.from({ length: 14 }, () => item()))])).status).toBe(400);
  });

  test('a quick reply label has 20 characters as a reader counts them', async () => {
    expect((await push([withReplies([item('👨‍👩‍👧'.repeat(20))])])).status).toBe(200);
    expect((await push([withReplies([item('a'.repeat(21))])])).status).toBe(400);
    expect((await push([withReplies([{ type: 'action', action: { type: 'message', text: 'x' } }])])).status).toBe(400);
  });

  test('postback data has at most 300', async () => {
    const postback = (data: string) =>
      withReplies([{ type: 'action', action: { type: 'postback', label: 'Go', data } }]);
    expect((await push([postback('a'.repeat(300))])).status).toBe(200);
    expect((await push([postback('a'.repeat(301))])).status).toBe(400);
  });

  test('a sender name has at most 20', async () => {
    const named = (name: string) => ({ ...text('hello'), sender: { name } });
    expect((await push([named('a'.repeat(20))])).status).toBe(200);
    expect((await push([named('a'.repeat(21))])).status).toBe(400);
  });

  test('an emoji stands on a $', async () => {
    expect((await push([emoji(3)])).status).toBe(200);
    expect((await push([emoji(0)])).status).toBe(400);
  });

  test('a mention works in a group, for its members, and nowhere else', async () => {
    const mention = (who: string) => ({
      type: 'textV2',
      text: 'Hello {rider}',
      substitution: { rider: { type: 'mention', mentionee: { type: 'user', userId: who } } },
    });
    expect((await push([mention(userId)], groupId)).status).toBe(200);
    expect((await push([mention(outsider)], groupId)).status).toBe(400);
    expect((await push([mention(userId)])).status).toBe(400);
    const json = { to: [userId], messages: [mention(userId)] };
    expect((await stage.ask('/v2/bot/message/multicast', { method: 'POST', json })).status).toBe(400);
  });

  test('every placeholder of a textV2 is substituted', async () => {
    expect((await push([{ type: 'textV2', text: 'Hi {who}', substitution: {} }])).status).toBe(400);
    expect((await push([{ type: 'textV2', text: 'Literal {{braces}}' }])).status).toBe(200);
  });

  test.each([
    ['image', { originalContentUrl: 'https://example.com/a.png', previewImageUrl: 'https://example.com/b.png' }],
    ['video', { originalContentUrl: 'https://example.com/a.mp4', previewImageUrl: 'https://example.com/b.png' }],
    ['audio', { originalContentUrl: 'https://example.com/a.m4a', duration: 1_000 }],
    ['location', { title: 'Shop', address: '1 Harbour Road', latitude: 35.6, longitude: 139.7 }],
    ['sticker', { packageId: '446', stickerId: '1988' }],
    [
      'imagemap',
      {
        baseUrl: 'https://example.com/map',
        altText: 'Map',
        baseSize: { width: 1040, height: 1040 },
        actions: [{ type: 'message', text: 'Hi', area: { x: 0, y: 0, width: 10, height: 10 } }],
      },
    ],
  ])('%s passes, and fails without any one of its fields', async (type, fields) => {
    expect((await push([{ type, ...fields }])).status).toBe(200);
    for (const missing of Object.keys(fields)) {
      const { [missing as keyof typeof fields]: _left, ...rest } = fields;
      expect((await push([{ type, ...rest }])).status).toBe(400);
    }
  });
});
