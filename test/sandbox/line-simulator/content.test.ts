import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, MINUTE, SECOND, type Stage, refusal, startStage } from './support.js';

let stage: Stage;
let userId: string;
beforeEach(async () => {
  stage = await startStage();
  userId = await stage.friend();
});
afterEach(async () => stage.simulator.close());

interface MessageFields {
  id: string;
  markAsReadToken: string;
}
const message = (events: Record<string, unknown>[]) => events[0]?.['message'] as MessageFields;
const send = async (fields: { type: 'image' | 'video' | 'audio' | 'file'; preparing?: number }) => {
  const bytes = Buffer.from('bytes').toString('base64');
  const { events } = await stage.control.sendMedia({ channelId: CHANNEL, userId, bytes, ...fields });
  return message(events).id;
};

describe('check 38: content, read marks and the loading animation', () => {
  test('bytes come back as they were sent; a foreign or unknown message is not found', async () => {
    await stage.control.addBot({ channelId: '2', channelSecret: 's', accessToken: 'other-token' });
    const id = await send({ type: 'image' });
    const stream = await stage.client().getMessageContent(id);
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('bytes');
    const missing = { status: 404, body: { message: 'not found' } };
    expect(await refusal(stage.client().getMessageContent('1'))).toMatchObject(missing);
    expect(await refusal(stage.client('other-token').getMessageContent(id))).toMatchObject(missing);
  });

  test('what was unsent is gone', async () => {
    const id = await send({ type: 'image' });
    await stage.control.unsend({ channelId: CHANNEL, userId, messageId: id });
    expect(await refusal(stage.client().getMessageContent(id))).toMatchObject({
      status: 410,
      body: { message: 'The content is gone' },
    });
  });

  test('a video that is still being prepared is 202 and empty', async () => {
    const id = await send({ type: 'video', preparing: MINUTE });
    const { httpResponse } = await stage.client().getMessageContentWithHttpInfo(id);
    expect(httpResponse.status).toBe(202);
    expect(await stage.client().getMessageContentTranscodingByMessageId(id)).toEqual({ status: 'processing' });
    await stage.control.advanceClock(MINUTE);
    expect(await stage.client().getMessageContentTranscodingByMessageId(id)).toEqual({ status: 'succeeded' });
    expect((await stage.client().getMessageContentWithHttpInfo(id)).httpResponse.status).toBe(200);
  });

  test('only some content is transcoded or previewed', async () => {
    const client = stage.client();
    const [image, file] = [await send({ type: 'image' }), await send({ type: 'file' })];
    expect(await refusal(client.getMessageContentTranscodingByMessageId(image))).toMatchObject({
      status: 400,
      body: { message: "Transcoding status doesn't support this type of content" },
    });
    expect(await refusal(client.getMessageContentPreview(file))).toMatchObject({
      status: 400,
      body: { message: 'The content can not be previewed' },
    });
  });

  test('a read mark works with the token of this account only', async () => {
    await stage.control.addBot({ channelId: '2', channelSecret: 's', accessToken: 'other-token' });
    const { events } = await stage.control.sendText({ channelId: CHANNEL, userId, text: 'Hello?' });
    const { id, markAsReadToken } = message(events);
    expect(await refusal(stage.client('other-token').markMessagesAsReadByToken({ markAsReadToken }))).toMatchObject({
      status: 400,
      body: {
        message: 'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.',
      },
    });
    await stage.client().markMessagesAsReadByToken({ markAsReadToken });
    expect(await stage.control.chat({ channelId: CHANNEL, userId })).toMatchObject({ readMessageId: id });
  });

  test('the loading animation takes steps of five seconds, in a 1:1 chat', async () => {
    const start = async (chatId: string, loadingSeconds: number) =>
      stage.client().showLoadingAnimationWithHttpInfo({ chatId, loadingSeconds });
    expect((await start(userId, 5)).httpResponse.status).toBe(202);
    const { loadingUntil } = await stage.control.chat({ channelId: CHANNEL, userId });
    expect(loadingUntil).toBe((await stage.control.now()) + 5 * SECOND);
    expect((await refusal(start(userId, 7))).body.details[0].message).toBe('must be a multiple of five');
    expect((await refusal(start(userId, 65))).status).toBe(400);
    const group = await refusal(start(`C${'0'.repeat(32)}`, 5));
    expect(group.status).toBe(400);
    expect(group.body.details[0].message).toMatch(/^Only user id is acceptable/);
  });
});
