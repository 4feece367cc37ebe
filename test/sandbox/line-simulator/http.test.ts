import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, DAY, SECRET, type Stage, UUID, refusal, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage({ dataPort: 0 });
});
afterEach(async () => stage.simulator.close());

const UNAUTHENTICATED = 'Authentication failed. Confirm that the access token in the authorization header is valid.';

describe('check 1: authentication', () => {
  test('no, wrong, expired and revoked tokens are answered 401', async () => {
    const bare = await stage.ask('/v2/bot/info', { headers: { authorization: '' } });
    expect(bare).toMatchObject({ status: 401, body: { message: UNAUTHENTICATED } });
    expect(await stage.ask('/v2/bot/info', { token: 'nonsense' })).toMatchObject({ status: 401 });

    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: CHANNEL, client_secret: SECRET });
    const issued = await stage.ask('/v2/oauth/accessToken', { method: 'POST', body: form });
    const token: string = issued.body.access_token;
    expect(await stage.ask('/v2/bot/info', { token })).toMatchObject({ status: 200 });
    await stage.control.advanceClock(30 * DAY);
    expect(await stage.ask('/v2/bot/info', { token })).toMatchObject({ status: 401 });

    const second = await stage.ask('/v2/oauth/accessToken', { method: 'POST', body: form });
    const revoked: string = second.body.access_token;
    await stage.ask('/v2/oauth/revoke', { method: 'POST', body: new URLSearchParams({ access_token: revoked }) });
    expect(await stage.ask('/v2/bot/info', { token: revoked })).toMatchObject({ status: 401 });
  });

  test("another channel's token sees nothing of this channel", async () => {
    await stage.control.addBot({ channelId: '2', channelSecret: 'other', accessToken: 'other-token' });
    const { richMenuId } = await stage.client().createRichMenu(aMenu());
    expect(await refusal(stage.client('other-token').getRichMenu(richMenuId))).toMatchObject({ status: 404 });
  });
});

describe('check 2: request IDs', () => {
  test('every response has a fresh UUID, also an error and also a retried request', async () => {
    const userId = await stage.friend();
    const json = { to: userId, messages: [text('hello')] };
    const retry = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' };
    const answers = [
      await stage.ask('/v2/bot/info'),
      await stage.ask('/v2/bot/nowhere'),
      await stage.ask('/v2/bot/info', { token: 'nonsense' }),
      await stage.ask('/v2/bot/message/push', { method: 'POST', json, headers: retry }),
      await stage.ask('/v2/bot/message/push', { method: 'POST', json, headers: retry }),
    ];
    const ids = answers.map(({ headers }) => headers.get('x-line-request-id') ?? '');
    for (const id of ids) expect(id).toMatch(UUID);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('check 3: the form of a body', () => {
  test('broken JSON is answered with the place of the fault', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await stage.ask('/v2/bot/message/push', { method: 'POST', body: '{"to":\n x}', headers });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(/^The request body could not be parsed as JSON \(line: \d+, column: \d+\)$/);
  });

  test('another content type is refused by name', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await stage.ask('/v2/bot/message/push', { method: 'POST', body: '{}', headers });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: 'The content type, text/plain, is not supported' },
    });
  });
});

describe('check 4: the size of a body', () => {
  test('more than 2 MB of JSON are answered 413', async () => {
    const json = { to: 'x'.repeat(2 * 1024 * 1024), messages: [] };
    expect(await stage.ask('/v2/bot/message/push', { method: 'POST', json })).toMatchObject({ status: 413 });
  });
});

describe('check 5: hosts and paths', () => {
  test('a path of the data host is unknown to the api host, and the other way round', async () => {
    const { richMenuId } = await stage.client().createRichMenu(aMenu());
    const content = `/v2/bot/richmenu/${richMenuId}/content`;
    const upload = { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'x' };
    expect(await stage.ask(content, upload)).toMatchObject({ status: 404 });
    expect(await stage.ask(content, { ...upload, data: true })).toMatchObject({ status: 400 });
    expect(await stage.ask('/v2/bot/info', { data: true })).toMatchObject({ status: 404 });
  });

  test('literal segments win over parameters', async () => {
    expect(await stage.ask('/v2/bot/richmenu/list')).toMatchObject({ status: 200, body: { richmenus: [] } });
    expect(await stage.ask('/v2/bot/user/all/richmenu')).toMatchObject({
      status: 404,
      body: { message: 'no default richmenu' },
    });
    expect(await stage.ask('/v2/bot/audienceGroup/list')).toMatchObject({ status: 200 });
    expect(await stage.ask('/v2/bot/membership/list')).toMatchObject({ status: 404 });
  });

  test('the grant type decides which product /oauth2/v2.1/token speaks for', async () => {
    const post = async (fields: Record<string, string>) =>
      stage.ask('/oauth2/v2.1/token', { method: 'POST', body: new URLSearchParams(fields) });
    expect(await post({ grant_type: 'client_credentials', client_assertion: 'x' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_client' },
    });
    expect(await post({ grant_type: 'refresh_token', refresh_token: 'x' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'invalid refresh token' },
    });
  });
});

function aMenu() {
  return { size: { width: 2500, height: 843 }, selected: true, name: 'Menu', chatBarText: 'Tap', areas: [] };
}
