import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CredentialModel } from '../../src/access/credential.model.js';
import { SessionModel } from '../../src/access/session.model.js';
import { StaffLinkModel } from '../../src/access/staff-link.model.js';
import { TriesModel } from '../../src/infra/mongo/tries.js';
import { AuditEntryModel } from '../../src/access/audit-entry.model.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { aBrowser, aPerson, PASSWORD, tokenOf } from '../support/staff.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({
    roles: ['server'],
    settings: { OWNER_EMAIL: 'Owner@example.com', OWNER_PASSWORD: 'the first owner of all' },
  });
});
afterAll(() => product.close());
beforeEach(async () => {
  await TriesModel.deleteMany({});
});

const invite = (email: string, roleKey = 'agent') =>
  product.api('POST', '/api/v1/staff', { email, name: 'Night Shift', roleKey });

describe('the first owner', () => {
  test('comes from the settings and signs in; a restart makes no second', async () => {
    await product.restart(['server']);
    const browser = aBrowser(product);
    const { status, body } = await browser.signIn('owner@example.com', 'the first owner of all');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      staff: { roleKey: 'owner', state: 'active' },
      permissions: ['*:*'],
      visibility: 'all',
    });
    const { body: listed } = await browser.api('GET', '/staff');
    expect(listed.staff.filter(({ roleKey }: { roleKey: string }) => roleKey === 'owner')).toHaveLength(1);
  });
});

test('where no provider is set up, nobody signs in by one', async () => {
  expect((await product.api('GET', '/api/v1/session/ways', undefined, null)).body).toEqual({
    password: true,
    oidc: false,
  });
  expect((await product.api('GET', '/api/v1/session/oidc', undefined, null)).status).toBe(404);
});

describe('an invitation', () => {
  test('lets somebody in who sets a password by its link, once', async () => {
    const { body: invited } = await invite('once@example.com');
    const token = tokenOf(invited.link.url);
    const browser = aBrowser(product);
    expect((await browser.signIn('once@example.com')).status).toBe(401);
    expect((await browser.api('POST', '/session/link', { token })).body).toEqual({
      purpose: 'invitation',
      email: 'once@example.com',
      name: 'Night Shift',
    });
    const both = await Promise.all(
      [1, 2].map(() => browser.api('POST', '/session/link/accept', { token, password: PASSWORD })),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect((await browser.api('POST', '/session/link', { token })).status).toBe(401);
    expect((await browser.signIn('once@example.com')).status).toBe(201);
    expect((await browser.api('GET', '/session')).body).toMatchObject({ staff: { id: invited.id, state: 'active' } });
  });

  test('ends by itself: after seven days, and two hours for a reset', async () => {
    const { body: invited } = await invite('late@example.com');
    const days = (Date.parse(invited.link.expiresAt) - Date.now()) / (24 * 3_600_000);
    expect(Math.round(days)).toBe(7);
    const open = (url: string) => aBrowser(product).api('POST', '/session/link', { token: tokenOf(url) });
    expect((await open(invited.link.url)).status).toBe(200);
    await StaffLinkModel.updateMany({ staffId: invited.id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await open(invited.link.url)).status).toBe(401);
    const person = await aPerson(product);
    const { body: reset } = await product.api('POST', `/api/v1/staff/${person.id}/link`);
    expect(Math.round((Date.parse(reset.expiresAt) - Date.now()) / 3_600_000)).toBe(2);
  });

  test('ends with the next one, and is void for who is suspended', async () => {
    const { body: invited } = await invite('twice@example.com');
    const { body: next } = await product.api('POST', `/api/v1/staff/${invited.id}/link`);
    const browser = aBrowser(product);
    expect((await browser.api('POST', '/session/link', { token: tokenOf(invited.link.url) })).status).toBe(401);
    expect((await browser.api('POST', '/session/link', { token: tokenOf(next.url) })).status).toBe(200);
    await product.api('POST', `/api/v1/staff/${invited.id}/suspend`);
    expect((await browser.api('POST', '/session/link', { token: tokenOf(next.url) })).status).toBe(401);
    await product.api('POST', `/api/v1/staff/${invited.id}/reinstate`);
    expect((await browser.api('POST', '/session/link', { token: tokenOf(next.url) })).status).toBe(200);
  });

  test.each([
    ['short', 'short one', 'at least 12 characters'],
    ['of few characters', 'abababababababab', 'same few characters'],
    ['the address', 'the.address@example.com', 'address or name'],
    ['the name', 'NightShift123', 'address or name'],
  ])('takes no password that is %s, and stays good for a better one', async (what, password, problem) => {
    const { body: invited } = await invite(`${what.replaceAll(' ', '.')}@example.com`);
    const token = tokenOf(invited.link.url);
    const refused = await aBrowser(product).api('POST', '/session/link/accept', { token, password });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } });
    expect(refused.body.error.message).toContain(problem);
    expect((await aBrowser(product).api('POST', '/session/link', { token })).status).toBe(200);
  });

  test('is not made twice for one address, however it is written', async () => {
    await invite('same@example.com');
    expect(await invite('Same@Example.com ')).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  });
});

describe('what is stored', () => {
  test('is an argon2id hash by the parameters of OWASP, and no token', async () => {
    const person = await aPerson(product);
    const credential = await CredentialModel.findById(person.id).lean();
    expect(credential?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const [session] = await SessionModel.find({ staffId: person.id }).lean();
    const token = person.cookies.get('lifeline-session') ?? '';
    expect(token.length).toBeGreaterThan(40);
    expect(JSON.stringify(session)).not.toContain(token);
    const { body } = await product.api('GET', `/api/v1/staff/${person.id}`);
    expect(JSON.stringify(body)).not.toMatch(/argon2|password|fingerprint/);
  });
});

describe('a session', () => {
  test('is a cookie that scripts cannot read and other sites do not send', async () => {
    const person = await aPerson(product);
    const again = await person.send('POST', '/api/v1/session', {}, { email: person.email, password: PASSWORD });
    expect(again.headers.getSetCookie()[0]).toMatch(
      /^lifeline-session=[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect(again.headers.get('cache-control')).toBe('no-store');
  });

  test('gets another token with each sign-in; the one before is over', async () => {
    const person = await aPerson(product);
    const before = person.cookies.get('lifeline-session') ?? '';
    await person.signIn(person.email);
    expect(person.cookies.get('lifeline-session')).not.toBe(before);
    expect((await person.send('GET', '/api/v1/session', { cookie: `lifeline-session=${before}` })).status).toBe(401);
    expect((await person.api('GET', '/session')).status).toBe(200);
  });

  test('ends by itself: when it was not used for long, and after a week in any case', async () => {
    const person = await aPerson(product);
    const hour = 3_600_000;
    const setBack = (changed: object) => SessionModel.updateOne({ staffId: person.id }, { $set: changed });
    await setBack({ seenAt: new Date(Date.now() - 11 * hour) });
    expect((await person.api('GET', '/session')).status).toBe(200);
    const [session] = await SessionModel.find({ staffId: person.id }).lean();
    expect(Date.now() - (session?.seenAt.getTime() ?? 0)).toBeLessThan(hour);
    expect((session?.endsAt.getTime() ?? 0) - (session?.createdAt.getTime() ?? 0)).toBe(7 * 24 * hour);
    await setBack({ seenAt: new Date(Date.now() - 13 * hour) });
    expect((await person.api('GET', '/session')).status).toBe(401);
    await setBack({ seenAt: new Date(), endsAt: new Date(Date.now() - 1) });
    expect((await person.api('GET', '/session')).status).toBe(401);
  });

  test('ends with signing out, in this browser or everywhere', async () => {
    const person = await aPerson(product);
    const phone = aBrowser(product);
    await phone.signIn(person.email);
    const { body } = await person.api('GET', '/session/list');
    expect(body.sessions.map(({ isThis }: { isThis: boolean }) => isThis)).toEqual([false, true]);
    expect((await person.api('DELETE', '/session')).status).toBe(204);
    expect(person.cookies.size).toBe(0);
    expect((await phone.api('GET', '/session')).status).toBe(200);
    await person.signIn(person.email);
    expect((await person.api('DELETE', '/session/everywhere')).status).toBe(204);
    expect((await phone.api('GET', '/session')).status).toBe(401);
  });

  test('of another browser can be ended from the list, one of somebody else cannot', async () => {
    const [person, other] = [await aPerson(product), await aPerson(product)];
    const [foreign] = await SessionModel.find({ staffId: other.id }).lean();
    expect((await person.api('DELETE', `/session/list/${foreign?._id}`)).status).toBe(404);
    expect((await other.api('GET', '/session')).status).toBe(200);
    const phone = aBrowser(product);
    await phone.signIn(person.email);
    const { body } = await person.api('GET', '/session/list');
    const { id } = body.sessions.find(({ isThis }: { isThis: boolean }) => !isThis);
    expect((await person.api('DELETE', `/session/list/${id}`)).status).toBe(204);
    expect((await phone.api('GET', '/session')).status).toBe(401);
  });

  test('ends elsewhere when the password is changed, which needs the one before', async () => {
    const person = await aPerson(product);
    const phone = aBrowser(product);
    await phone.signIn(person.email);
    const newPassword = 'another horse than before';
    const wrong = await person.api('PUT', '/session/password', { password: 'not the password', newPassword });
    expect(wrong.status).toBe(401);
    expect((await person.api('PUT', '/session/password', { password: PASSWORD, newPassword })).status).toBe(200);
    expect((await phone.api('GET', '/session')).status).toBe(401);
    expect((await person.api('GET', '/session')).status).toBe(200);
    expect((await phone.signIn(person.email)).status).toBe(401);
    expect((await phone.signIn(person.email, newPassword)).status).toBe(201);
  });

  test('is nothing that an API key has', async () => {
    expect(await product.api('GET', '/api/v1/session')).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
  });
});

describe('a change with a session', () => {
  const change = { name: 'Night Shift Two' };
  let owner: Awaited<ReturnType<typeof aPerson>>;
  beforeAll(async () => {
    owner = await aPerson(product, 'owner');
  });
  const attempt = (headers: Record<string, string>) =>
    owner.send('PATCH', `/api/v1/staff/${owner.id}`, headers, change);

  test.each([
    ['without its token', { 'x-csrf-token': '' }],
    ['with the token of another session', { 'x-csrf-token': 'x'.repeat(43) }],
    ['from another site', { origin: 'https://evil.example.com' }],
    ['from nowhere', { origin: '' }],
    ['from a page that hides where it is', { origin: 'null' }],
  ])('is refused %s', async (_how, headers) => {
    expect(await attempt(headers)).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect(await AuditEntryModel.exists({ by: `staff/${owner.id}`, outcome: 'refused' })).not.toBeNull();
  });

  test('is taken from a page of ours with its token; reading needs neither', async () => {
    expect((await attempt({})).status).toBe(200);
    expect((await owner.send('GET', '/api/v1/staff', { origin: '', 'x-csrf-token': '' })).status).toBe(200);
  });

  test('needs the token of the session that is used, not of one before', async () => {
    const before = owner.csrfToken();
    await owner.signIn(owner.email);
    expect((await attempt({ 'x-csrf-token': before })).status).toBe(403);
    expect((await attempt({})).status).toBe(200);
  });

  test('signing in is not done for somebody by another site', async () => {
    const body = { email: owner.email, password: PASSWORD };
    const answer = await aBrowser(product).send(
      'POST',
      '/api/v1/session',
      { origin: 'https://evil.example.com' },
      body,
    );
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe('somebody who tries passwords', () => {
  test('gets the same answer for an account that there is and one that there is not', async () => {
    const person = await aPerson(product);
    const browser = aBrowser(product);
    const [known, unknown] = [
      await browser.signIn(person.email, 'wrong password'),
      await browser.signIn('nobody@example.com', 'wrong password'),
    ];
    expect(known.status).toBe(401);
    expect(unknown).toMatchObject({ status: known.status, body: known.body });
  });

  test('is stopped after ten tries at one account, also many at once, and the log tells of it; the lock ends by itself', async () => {
    const person = await aPerson(product);
    await TriesModel.deleteMany({});
    const browser = aBrowser(product);
    const tries = await Promise.all(Array.from({ length: 14 }, () => browser.signIn(person.email, 'wrong password')));
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(tries.filter(({ body }) => body.error.code === 'too_many_tries')).toHaveLength(4);
    expect((await browser.signIn(person.email)).status).toBe(429);
    const { body } = await product.api('GET', '/api/v1/audit?action=sign-in.locked');
    expect(body.entries[0]).toMatchObject({ outcome: 'refused', address: expect.stringContaining('127.0.0.1') });
    await TriesModel.updateMany({}, { $set: { until: new Date(Date.now() - 1) } });
    expect((await browser.signIn(person.email)).status).toBe(201);
    const account = await TriesModel.find({ _id: /^account/ }).lean();
    expect(account).toEqual([]);
  });

  test('is stopped after a hundred tries from one address, at whatever accounts', async () => {
    const browser = aBrowser(product);
    await browser.signIn('nobody-0@example.com');
    await TriesModel.updateOne({ _id: /^address/ }, { $set: { count: 100 } });
    const body = { email: 'nobody-1@example.com', password: PASSWORD };
    for (const forged of ['', '203.0.113.9'])
      expect((await browser.send('POST', '/api/v1/session', { 'x-forwarded-for': forged }, body)).status).toBe(429);
  });
});
