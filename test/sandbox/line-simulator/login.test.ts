import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, createLocalJWKSet, generateKeyPair, jwtVerify } from 'jose';
import { CHANNEL, HOUR, SECRET, START, STRANGER, type Stage, TOKEN, startStage } from './support.js';

const LOGIN = '1660000001';

let stage: Stage;
let userId: string;
beforeEach(async () => {
  stage = await startStage();
  await stage.control.addBot({
    channelId: CHANNEL,
    channelSecret: SECRET,
    accessToken: TOKEN,
    loginChannelId: LOGIN,
    loginChannelSecret: 'login-secret',
  });
  userId = await stage.friend();
});
afterEach(async () => stage.simulator.close());

const verify = async (fields: Record<string, string>) =>
  stage.ask('/oauth2/v2.1/verify', { method: 'POST', body: new URLSearchParams({ client_id: LOGIN, ...fields }) });
const refused = (description: string) => ({
  status: 400,
  body: { error: 'invalid_request', error_description: description },
});

describe('ID tokens', () => {
  test('a good one tells who the person is, and its key is published', async () => {
    const { idToken } = await stage.control.idToken({ channelId: CHANNEL, userId, nonce: 'n-1' });
    const { status, body } = await verify({ id_token: idToken, nonce: 'n-1', user_id: userId });
    expect(status).toBe(200);
    expect(body).toMatchObject({ iss: 'https://access.line.me', sub: userId, aud: LOGIN, name: 'Weekend rider' });
    const { body: keys } = await stage.ask('/oauth2/v2.1/certs');
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const options = { currentDate: new Date(START), audience: LOGIN };
    const { payload, protectedHeader } = await jwtVerify(idToken, createLocalJWKSet(keys), options);
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload.sub).toBe(userId);
  });

  test('every fault has its own sentence', async () => {
    const { idToken } = await stage.control.idToken({ loginChannelId: LOGIN, userId, nonce: 'n-1' });
    expect(await verify({ id_token: 'nonsense' })).toMatchObject(refused('Invalid IdToken.'));
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({ sub: userId }).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    expect(await verify({ id_token: forged })).toMatchObject(refused('Invalid IdToken.'));
    expect(await verify({ id_token: idToken, client_id: '1' })).toMatchObject(refused('Invalid IdToken Audience.'));
    expect(await verify({ id_token: idToken, nonce: 'n-2' })).toMatchObject(refused('Invalid IdToken Nonce.'));
    expect(await verify({ id_token: idToken, user_id: STRANGER })).toMatchObject(
      refused('Invalid IdToken Subject Identifier.'),
    );
    await stage.control.advanceClock(HOUR);
    expect(await verify({ id_token: idToken })).toMatchObject(refused('IdToken expired.'));
  });
});

describe('access tokens of LINE Login', () => {
  test('tell the channel, the profile and whether the person is a friend', async () => {
    const { accessToken: token } = await stage.control.accessToken({ channelId: CHANNEL, userId });
    expect(await stage.ask(`/oauth2/v2.1/verify?access_token=${token}`)).toMatchObject({
      status: 200,
      body: { client_id: LOGIN, expires_in: 12 * 3_600, scope: 'profile openid' },
    });
    expect(await stage.ask('/v2/profile', { token })).toMatchObject({
      status: 200,
      body: { userId, displayName: 'Weekend rider' },
    });
    expect(await stage.ask('/friendship/v1/status', { token })).toMatchObject({ body: { friendFlag: true } });
    await stage.control.block({ channelId: CHANNEL, userId });
    expect(await stage.ask('/friendship/v1/status', { token })).toMatchObject({ body: { friendFlag: false } });
    expect(await stage.ask('/v2/bot/info', { token })).toMatchObject({ status: 401 });
    await stage.control.advanceClock(12 * HOUR);
    expect(await stage.ask(`/oauth2/v2.1/verify?access_token=${token}`)).toMatchObject(
      refused('The access token expired'),
    );
    expect(await stage.ask('/v2/profile', { token })).toMatchObject({ status: 401 });
  });

  test('a code is exchanged once, and refreshed', async () => {
    const redirectUri = 'https://example.com/callback';
    const { code } = await stage.control.authorizationCode({ channelId: CHANNEL, userId, redirectUri, nonce: 'n-1' });
    const client = { client_id: LOGIN, client_secret: 'login-secret' };
    const exchange = async () =>
      stage.ask('/oauth2/v2.1/token', {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...client }),
      });
    const first = await exchange();
    expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: 'profile openid' } });
    expect(await verify({ id_token: first.body.id_token, nonce: 'n-1' })).toMatchObject({ body: { sub: userId } });
    expect((await exchange()).status).toBe(400);
    const refreshed = await stage.ask('/oauth2/v2.1/token', {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: first.body.refresh_token, ...client }),
    });
    expect(await stage.ask('/v2/profile', { token: refreshed.body.access_token })).toMatchObject({ status: 200 });
  });

  test('LIFF apps need a token of the login channel', async () => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: LOGIN,
      client_secret: 'login-secret',
    });
    const issued = await stage.ask('/oauth2/v3/token', { method: 'POST', body });
    const app = { view: { type: 'full', url: 'https://example.com/liff' } };
    const token: string = issued.body.access_token;
    const added = await stage.ask('/liff/v1/apps', { method: 'POST', json: app, token });
    expect(added.body.liffId).toMatch(new RegExp(`^${LOGIN}-.{8}$`));
    expect((await stage.ask('/liff/v1/apps', { token })).body.apps).toMatchObject([app]);
    expect((await stage.ask('/liff/v1/apps')).status).toBe(401);
  });
});
