import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AuditEntryModel } from '../../src/access/audit-entry.model.js';
import { SessionModel } from '../../src/access/session.model.js';
import { StaffModel } from '../../src/access/staff.model.js';
import { createOidcProvider } from '../../src/infra/oidc.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { CLIENT_ID, CLIENT_SECRET, startOidcProvider, type OidcProvider } from '../support/oidc-provider.js';
import { aBrowser, type Browser } from '../support/staff.js';

let provider: OidcProvider;
let product: TestApp;
beforeAll(async () => {
  provider = await startOidcProvider();
  product = await buildApp({
    roles: ['server'],
    publicBaseUrl: 'https://crm.example.com',
    settings: {
      TRUSTED_PROXIES: '1',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
    },
  });
});
afterAll(async () => {
  await product.close();
  await provider.close();
});
afterEach(() => {
  provider.deviation = {};
});

let people = 0;
/** Somebody who was invited, and who is signed in at the provider. */
async function invited(roleKey = 'agent') {
  people += 1;
  const email = `oidc-${people}@example.com`;
  provider.person = { sub: `subject-${people}`, email, email_verified: true };
  const { body } = await product.api('POST', '/api/v1/staff', { email, name: 'Night Shift', roleKey });
  return { id: body.id as string, email };
}

/** To the provider and to where it leads back: the address of the callback, as it reaches us. */
async function goToProvider(browser: Browser): Promise<string> {
  const begun = await browser.send('GET', '/api/v1/session/oidc', { origin: '' });
  expect(begun.status).toBe(302);
  const atProvider = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
  const back = new URL(atProvider.headers.get('location') ?? '');
  expect(back.origin + back.pathname).toBe('https://crm.example.com/api/v1/session/oidc/callback');
  return `/api/v1/session/oidc/callback${back.search}`;
}
const comeBack = (browser: Browser, callback: string) => browser.send('GET', callback, { origin: '' });

describe('signing in by OpenID Connect', () => {
  test('lets in who was invited, and leads to the console with a session', async () => {
    const person = await invited();
    const browser = aBrowser(product);
    const answer = await comeBack(browser, await goToProvider(browser));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/']);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-lifeline-session=[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await browser.api('GET', '/session')).body).toMatchObject({ staff: { id: person.id, state: 'active' } });
    expect((await product.api('GET', '/api/v1/session/ways', undefined, null)).body).toEqual({
      password: true,
      oidc: true,
    });
  });

  test('needs no code of ours where an owner demands a second factor: the provider answers for its own', async () => {
    await product.api('PUT', '/api/v1/access-settings', { secondFactor: 'required', auditDays: 730 });
    await invited();
    const browser = aBrowser(product);
    await comeBack(browser, await goToProvider(browser));
    expect((await browser.api('GET', '/friends')).status).toBe(200);
    await product.api('PUT', '/api/v1/access-settings', { secondFactor: 'optional', auditDays: 730 });
  });

  test.each([
    ['signed by somebody else', { signedBy: 'somebody else' as const }],
    ['over', { expired: true as const }],
    ['for another program', { claims: { aud: 'another-program' } }],
    ['of another provider', { claims: { iss: 'https://evil.example.com' } }],
    ['of another sign-in', { claims: { nonce: 'another nonce' } }],
    ['with an address that nobody verified', { claims: { email_verified: false } }],
    ['without a word of verifying', { claims: { email_verified: undefined } }],
    ['without an address', { claims: { email: undefined } }],
  ])('refuses an ID token that is %s', async (_what, deviation) => {
    const person = await invited();
    provider.deviation = deviation;
    const browser = aBrowser(product);
    const answer = await comeBack(browser, await goToProvider(browser));
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
    expect(await SessionModel.countDocuments({ staffId: person.id })).toBe(0);
    expect((await StaffModel.findById(person.id).lean())?.state).toBe('invited');
  });

  test('refuses who was not invited, or is suspended, with a row in the log', async () => {
    provider.person = { sub: 'stranger', email: 'stranger@example.com', email_verified: true };
    const stranger = aBrowser(product);
    expect((await comeBack(stranger, await goToProvider(stranger))).status).toBe(401);
    const person = await invited();
    await product.api('POST', `/api/v1/staff/${person.id}/suspend`);
    const browser = aBrowser(product);
    expect((await comeBack(browser, await goToProvider(browser))).status).toBe(401);
    expect(
      await AuditEntryModel.exists({ action: 'sign-in', outcome: 'refused', by: `staff/${person.id}` }),
    ).not.toBeNull();
  });

  test('is logged with the address that the proxy in front names, and not one that the caller makes up', async () => {
    const person = await invited();
    const browser = aBrowser(product);
    const callback = await goToProvider(browser);
    await browser.send('GET', callback, { origin: '', 'x-forwarded-for': '198.51.100.7, 203.0.113.9' });
    const [entry] = await AuditEntryModel.find({ by: `staff/${person.id}` }).lean();
    expect(entry?.address).toBe('203.0.113.9');
  });

  test('refuses somebody else who was given the address at the provider', async () => {
    const person = await invited();
    const browser = aBrowser(product);
    await comeBack(browser, await goToProvider(browser));
    provider.person = { sub: 'successor', email: person.email, email_verified: true };
    const other = aBrowser(product);
    expect((await comeBack(other, await goToProvider(other))).status).toBe(401);
  });

  test('is finished in the browser that began it, once, and with its state', async () => {
    await invited();
    const browser = aBrowser(product);
    const callback = await goToProvider(browser);
    expect((await comeBack(aBrowser(product), callback)).status).toBe(401);
    const strange = new URL(callback, 'http://x');
    strange.searchParams.set('state', 'another state');
    const second = aBrowser(product);
    await goToProvider(second);
    expect((await comeBack(second, callback)).status).toBe(401);
    expect((await comeBack(browser, strange.pathname + strange.search)).status).toBe(401);
    expect((await comeBack(browser, callback)).status).toBe(302);
    expect((await comeBack(browser, callback)).status).toBe(401);
  });

  test('keeps what it has to remember sealed, from scripts and from whoever reads the cookie', async () => {
    const browser = aBrowser(product);
    const begun = await browser.send('GET', '/api/v1/session/oidc', { origin: '' });
    const [cookie = ''] = begun.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-lifeline-oidc=.+; HttpOnly; Secure; SameSite=Lax$/);
    const asked = new URL(begun.headers.get('location') ?? '').searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce']) {
      expect((asked.get(name) ?? '').length).toBeGreaterThan(20);
      expect(
        Buffer.from(browser.cookies.get('__Host-lifeline-oidc') ?? '', 'base64url').toString('latin1'),
      ).not.toContain(asked.get(name));
    }
  });
});

test('a provider that does not answer is named', async () => {
  const oidc = createOidcProvider({
    issuer: 'http://127.0.0.1:1',
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    redirectUri: 'http://127.0.0.1:3000/api/v1/session/oidc/callback',
  });
  await expect(oidc.begin()).rejects.toMatchObject({ code: 'provider_unavailable' });
});
