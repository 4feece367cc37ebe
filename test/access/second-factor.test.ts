import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { authenticatorUrl, stepOfCode } from '../../src/access/core/authenticator.js';
import { CredentialModel } from '../../src/access/credential.model.js';
import { TriesModel } from '../../src/infra/mongo/tries.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { aBrowser, aPerson, PASSWORD, tokenOf } from '../support/staff.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());
beforeEach(async () => {
  await TriesModel.deleteMany({});
});

const PERIOD_MS = 30_000;
/** The code of a time step that was not taken yet: each enrolment takes one, each sign-in another. */
const codeOf = (secret: string, stepsFromNow: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + stepsFromNow * PERIOD_MS });
/** Steps that were taken are forgotten, as if time had passed. */
const letTimePass = (id: string) => CredentialModel.updateOne({ _id: id }, { $set: { 'authenticator.lastStep': 0 } });

async function enrolled(roleKey = 'agent') {
  const person = await aPerson(product, roleKey);
  const { body: begun } = await person.api('POST', '/session/authenticator', { password: PASSWORD });
  const confirmed = await person.api('POST', '/session/authenticator/confirm', { code: codeOf(begun.secret, 0) });
  if (confirmed.status !== 200) throw new Error(`Not enrolled: ${JSON.stringify(confirmed.body)}`);
  await letTimePass(person.id);
  return { person, secret: begun.secret as string, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

describe('codes', () => {
  // RFC 6238, appendix B, for SHA-1 and eight digits; of six digits these are the last.
  const secret = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i are those of the RFC', (second, code) => {
    expect(stepOfCode(secret, code, new Date(second * 1_000), 0)).toBe(Math.floor(second / 30));
  });

  test('are taken a step early or late and no further, and no step twice', () => {
    const at = (second: number) => new Date((1_111_111_111 + second) * 1_000);
    const step = Math.floor(1_111_111_111 / 30);
    expect([-60, -30, 0, 30, 60].map((second) => stepOfCode(secret, '050471', at(second), 0))).toEqual([
      null,
      step,
      step,
      step,
      null,
    ]);
    expect(stepOfCode(secret, '050471', at(0), step)).toBeNull();
    expect(stepOfCode(secret, '050471', at(0), step - 1)).toBe(step);
  });

  test('come from what an authenticator app is given', () => {
    expect(authenticatorUrl(secret, 'robin@example.com')).toMatch(
      /^otpauth:\/\/totp\/Lifeline:robin%40example\.com\?issuer=Lifeline&secret=[A-Z2-7]+&algorithm=SHA1&digits=6&period=30$/,
    );
  });
});

describe('an authenticator', () => {
  test('is enrolled by password and code; then signing in needs a code, each once', async () => {
    const { person, secret } = await enrolled();
    const browser = aBrowser(product);
    expect(await browser.signIn(person.email)).toMatchObject({ status: 401, body: { error: { code: 'code_needed' } } });
    expect((await browser.signIn(person.email, PASSWORD, '000000')).body.error.code).toBe('unauthorized');
    expect((await browser.signIn(person.email, 'wrong password', codeOf(secret, 0))).body.error.code).toBe(
      'unauthorized',
    );
    const code = codeOf(secret, 0);
    const both = await Promise.all([1, 2].map(() => aBrowser(product).signIn(person.email, PASSWORD, code)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401]);
    expect((await browser.signIn(person.email, PASSWORD, codeOf(secret, 1))).status).toBe(201);
  });

  test('is sealed at rest, and asks for nothing before it is confirmed', async () => {
    const person = await aPerson(product);
    expect((await person.api('POST', '/session/authenticator', { password: 'wrong password' })).status).toBe(401);
    const { body: begun } = await person.api('POST', '/session/authenticator', { password: PASSWORD });
    expect(JSON.stringify(await CredentialModel.findById(person.id).lean())).not.toContain(begun.secret);
    expect((await person.api('POST', '/session/authenticator/confirm', { code: '000000' })).status).toBe(401);
    expect((await aBrowser(product).signIn(person.email)).status).toBe(201);
  });

  test('that is confirmed gives this browser a new session and ends the others', async () => {
    const person = await aPerson(product);
    const phone = aBrowser(product);
    await phone.signIn(person.email);
    const before = person.cookies.get('lifeline-session');
    const { body: begun } = await person.api('POST', '/session/authenticator', { password: PASSWORD });
    await person.api('POST', '/session/authenticator/confirm', { code: codeOf(begun.secret, 0) });
    expect(person.cookies.get('lifeline-session')).not.toBe(before);
    expect((await phone.api('GET', '/session')).status).toBe(401);
    expect((await person.api('GET', '/session')).body).toMatchObject({ hasAuthenticator: true });
  });

  test('that is lost is replaced by a recovery code, each once, of which only hashes are kept', async () => {
    const { person, recoveryCodes } = await enrolled();
    expect(new Set(recoveryCodes).size).toBe(10);
    const stored = JSON.stringify(await CredentialModel.findById(person.id).lean());
    for (const code of recoveryCodes) expect(stored).not.toContain(code);
    const [code] = recoveryCodes;
    const both = await Promise.all([1, 2].map(() => aBrowser(product).signIn(person.email, PASSWORD, code)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401]);
    expect((await aBrowser(product).signIn(person.email, PASSWORD, recoveryCodes[1])).status).toBe(201);
  });

  test('is removed by password and code, and by the reset of an owner', async () => {
    const { person, secret } = await enrolled();
    const remove = (code: string) => person.api('POST', '/session/authenticator/remove', { password: PASSWORD, code });
    expect((await remove('000000')).status).toBe(401);
    expect((await remove(codeOf(secret, 0))).status).toBe(204);
    expect((await aBrowser(product).signIn(person.email)).status).toBe(201);
    const { person: other } = await enrolled();
    const { body: link } = await product.api('POST', `/api/v1/staff/${other.id}/link`);
    await other.api('POST', '/session/link/accept', { token: tokenOf(link.url), password: PASSWORD });
    expect((await other.signIn(other.email)).status).toBe(201);
  });

  test('codes are not to be guessed: tries count as those of the password do', async () => {
    const { person } = await enrolled();
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, index) => aBrowser(product).signIn(person.email, PASSWORD, `00000${index % 10}`)),
    );
    expect(guesses.filter(({ body }) => body.error?.code === 'too_many_tries').length).toBeGreaterThanOrEqual(2);
  });
});

describe('when an owner demands it of everybody', () => {
  test('nobody does anything before they have enrolled, from the next request on; programs go on', async () => {
    const [owner, agent] = [(await enrolled('owner')).person, await aPerson(product)];
    expect((await agent.api('GET', '/friends')).status).toBe(200);
    const demand = (secondFactor: string) => owner.api('PUT', '/access-settings', { secondFactor, auditDays: 730 });
    expect((await demand('required')).status).toBe(200);
    expect(await agent.api('GET', '/friends')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect((await agent.api('GET', '/session')).body.mustEnrol).toBe(true);
    expect((await product.api('GET', '/api/v1/friends')).status).toBe(200);
    const { body: begun } = await agent.api('POST', '/session/authenticator', { password: PASSWORD });
    const { body: confirmed } = await agent.api('POST', '/session/authenticator/confirm', {
      code: codeOf(begun.secret, 0),
    });
    expect(confirmed.mustEnrol).toBe(false);
    expect((await agent.api('GET', '/friends')).status).toBe(200);
    await demand('optional');
  });
});
