import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { channelAccessToken } from '@line/bot-sdk';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { CHANNEL, DAY, MINUTE, SECRET, START, type Stage, refusal, startStage } from './support.js';

let stage: Stage;
let tokens: channelAccessToken.ChannelAccessTokenClient;
beforeEach(async () => {
  stage = await startStage();
  tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: stage.simulator.url });
});
afterEach(async () => stage.simulator.close());

const works = async (token: string) => (await stage.ask('/v2/bot/info', { token })).status === 200;

describe('channel access tokens', () => {
  test('a stateless one lives fifteen minutes', async () => {
    const issued = await tokens.issueStatelessChannelTokenByClientSecret(CHANNEL, SECRET);
    expect(issued).toMatchObject({ expires_in: 900, token_type: 'Bearer' });
    expect(await works(issued.access_token)).toBe(true);
    await stage.control.advanceClock(15 * MINUTE);
    expect(await works(issued.access_token)).toBe(false);
    expect(await refusal(tokens.issueStatelessChannelTokenByClientSecret(CHANNEL, 'wrong'))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: "Invalid 'client_credentials'." },
    });
  });

  test('the 31st short-lived one ends the oldest', async () => {
    const issue = async () => (await tokens.issueChannelToken('client_credentials', CHANNEL, SECRET)).access_token;
    const oldest = await issue();
    for (let count = 0; count < 29; count += 1) await issue();
    expect(await works(oldest)).toBe(true);
    await issue();
    expect(await works(oldest)).toBe(false);
  });

  test('a v2.1 one is issued for a signed assertion, at most 30 at a time', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const kid = 'assertion-key';
    await stage.control.registerAssertionKey({
      channelId: CHANNEL,
      kid,
      publicKey: { ...(await exportJWK(publicKey)) },
    });
    const assertion = async (expiresIn = 30 * 60, keyId = kid) =>
      new SignJWT({ token_exp: 30 * 24 * 3_600 })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
        .setIssuer(CHANNEL)
        .setSubject(CHANNEL)
        .setAudience('https://api.line.me/')
        .setExpirationTime(START / 1_000 + expiresIn)
        .sign(privateKey);
    const issue = async (jwt: string) =>
      tokens.issueChannelTokenByJWT(
        'client_credentials',
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        jwt,
      );
    const first = await issue(await assertion());
    expect(first).toMatchObject({ key_id: kid, expires_in: (30 * DAY) / 1_000 });
    expect(await works(first.access_token)).toBe(true);
    expect(await tokens.verifyChannelTokenByJWT(first.access_token)).toMatchObject({ client_id: CHANNEL });
    expect(await refusal(issue(await assertion(31 * 60)))).toMatchObject({
      status: 400,
      body: { error: 'invalid_client', error_description: 'Invalid exp' },
    });
    expect((await refusal(issue(await assertion(60, 'other-key')))).status).toBe(404);
    for (let count = 1; count < 30; count += 1) await issue(await assertion());
    expect(await refusal(issue(await assertion()))).toMatchObject({
      status: 400,
      body: { error_description: 'The maximum number of access tokens has already been issued' },
    });
    await tokens.revokeChannelTokenByJWT(CHANNEL, SECRET, first.access_token);
    expect(await works(first.access_token)).toBe(false);
  });
});
