import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CHANNEL, SECRET, type Stage, startStage, TOKEN } from './support.js';

const LOGIN = '1660000001';
const LIFF = `${LOGIN}-abcdefgh`;
const ENDPOINT = 'http://127.0.0.1:3000/liff/add/app';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  const bot = { channelId: CHANNEL, channelSecret: SECRET, accessToken: TOKEN };
  await stage.control.addBot({ ...bot, loginChannelId: LOGIN });
  await stage.control.setLiffApp({ channelId: CHANNEL, liffId: LIFF, url: ENDPOINT });
});
afterEach(async () => stage.simulator.close());

const open = async (path: string) => {
  const answer = await fetch(`${stage.simulator.url}/liff/${path}`, { redirect: 'manual' });
  return { status: answer.status, location: answer.headers.get('location'), body: await answer.text() };
};

test('a LIFF app opens at its endpoint with what was meant in liff.state, and tokens of the person behind the hash', async () => {
  const userId = await stage.friend();
  const { status, location } = await open(`${LIFF}/member?from=menu&line.person=${userId}`);
  expect(status).toBe(302);
  const url = new URL(location ?? '');
  expect(`${url.origin}${url.pathname}`).toBe(ENDPOINT);
  expect(url.searchParams.get('liff.state')).toBe('/member?from=menu');
  const granted = new URLSearchParams(url.hash.slice(1));
  const verified = await stage.ask('/oauth2/v2.1/verify', {
    method: 'POST',
    body: new URLSearchParams({ client_id: LOGIN, id_token: granted.get('id_token') ?? '' }),
  });
  expect(verified.body).toMatchObject({ sub: userId, aud: LOGIN });
  expect(location).not.toContain('line.person');
});

test('opened without more than its id, nothing is in liff.state', async () => {
  const userId = await stage.friend();
  const { location } = await open(`${LIFF}?line.person=${userId}`);
  expect(new URL(location ?? '').search).toBe('');
});

test('who signed in on a page comes back to it, and to no page of another site', async () => {
  const userId = await stage.friend();
  const cameBackTo = async (redirect: string) => {
    const given = new URLSearchParams({ 'line.person': userId, 'line.redirect': redirect });
    const { location } = await open(`${LIFF}?${given.toString()}`);
    return location?.split('#')[0];
  };
  expect(await cameBackTo(`${ENDPOINT}/survey?asking=1`)).toBe(`${ENDPOINT}/survey?asking=1`);
  expect(await cameBackTo('https://elsewhere.example.com/')).toBe(ENDPOINT);
});

test('without a person it asks as whom to open, names as text', async () => {
  const userId = await stage.friend('<b>Rider</b>');
  const { status, body } = await open(LIFF);
  expect(status).toBe(200);
  expect(body).toContain(`line.person=${userId}`);
  expect(body).not.toContain('<b>');
});

test('an app that is unknown is 404', async () => {
  expect(await open('1660000001-unknown1')).toMatchObject({ status: 404, location: null });
});

test('serves a script that stands in for LIFF’s', async () => {
  const { status, body } = await open('edge/2/sdk.js');
  expect(status).toBe(200);
  expect(body).toContain('window.liff');
});

test('a phone opens a page of an app as somebody, and offers who and which; names as text', async () => {
  const userId = await stage.friend('<b>Rider</b>');
  const show = async (query: Record<string, string>) => {
    const answer = await fetch(`${stage.simulator.url}/phone?${new URLSearchParams(query).toString()}`);
    return answer.text();
  };
  const nobody = await show({});
  expect(nobody).toContain(`<option value="${userId}">`);
  expect(nobody).toContain(`<option value="${LIFF}">`);
  expect(nobody).not.toContain('<iframe');
  const opened = await show({ person: userId, app: LIFF, page: 'member' });
  expect(opened).toContain(`src="/liff/${LIFF}/member?line.person=${userId}"`);
  expect(opened).not.toContain('<b>');
  const asked = await show({ person: userId, app: LIFF, page: 'survey?asking=1' });
  expect(asked).toContain(`src="/liff/${LIFF}/survey?asking=1&#38;line.person=${userId}"`);
  expect(await show({ person: userId, app: '"><script>', page: '' })).not.toContain('<script');
});
