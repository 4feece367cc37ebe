import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RoleModel } from '../../src/access/role.model.js';
import { FormerNameModel } from '../../src/access/former-name.model.js';
import { StaffModel } from '../../src/access/staff.model.js';
import { requireSight, sightOf } from '../../src/access/index.js';
import type { Rights } from '../../src/access/core/rights.js';
import { ForbiddenError } from '../../src/errors.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { aBrowser, aPerson, tokenOf, PASSWORD } from '../support/staff.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const aRole = (key: string, changes: object = {}) =>
  api('PUT', `/roles/${key}`, { name: key, permissions: ['friends:read'], visibility: 'all', ...changes });
const forbidden = { status: 403, body: { error: { code: 'forbidden' } } };

describe('what a role allows', () => {
  test.each([
    ['owner', 'GET', '/api-keys', 200],
    ['admin', 'GET', '/audit', 200],
    ['marketer', 'POST', '/campaigns', 400],
    ['marketer', 'PUT', '/sending-policy', 403],
    ['marketer', 'GET', '/exports/friends.csv', 403],
    ['marketer', 'GET', '/audit', 403],
    ['agent', 'GET', '/friends', 200],
    ['agent', 'POST', '/campaigns', 403],
    ['agent', 'POST', '/tags', 403],
    ['agent', 'POST', '/staff', 403],
    ['analyst', 'GET', '/campaigns', 200],
    ['analyst', 'POST', '/segments', 403],
    ['analyst', 'GET', '/exports/friends.csv', 403],
  ])('%s: %s %s answers %i', async (roleKey, method, path, status) => {
    const person = await aPerson(product, roleKey);
    expect((await person.api(method, path, method === 'GET' ? undefined : {})).status).toBe(status);
  });

  test('of a supervisor: assignment, calendars, service policies, canned responses and reports; no staff, keys, channels or campaigns', async () => {
    const supervisor = await aPerson(product, 'supervisor');
    const statusOf = async (method: string, path: string) =>
      (await supervisor.api(method, path, method === 'GET' ? undefined : {})).status;
    expect(await statusOf('PUT', '/inbox/assignment')).toBe(200);
    for (const path of ['/calendars', '/service-policies', '/inbox/canned-responses'])
      expect([path, await statusOf('POST', path)]).toEqual([path, 400]);
    for (const path of ['/inbox/agents', '/inbox/routing', '/conversations'])
      expect([path, await statusOf('GET', path)]).toEqual([path, 200]);
    expect(await statusOf('GET', '/reports/inbox')).toBe(400);
    for (const path of ['/staff', '/teams', '/api-keys', '/channels', '/campaigns'])
      expect([path, await statusOf('POST', path)]).toEqual([path, 403]);
    for (const path of ['/api-keys', '/audit', '/campaigns'])
      expect([path, await statusOf('GET', path)]).toEqual([path, 403]);
  });

  test('counts from the next request on when it is changed, and says what is missing', async () => {
    await aRole('reader');
    const person = await aPerson(product, 'reader');
    expect((await person.api('GET', '/friends')).status).toBe(200);
    const refused = await person.api('GET', '/tags');
    expect(refused.body.error.message).toBe('The role reader lacks tags:read.');
    await aRole('reader', { permissions: ['tags:*'] });
    expect((await person.api('GET', '/tags')).status).toBe(200);
    expect(await person.api('GET', '/friends')).toMatchObject(forbidden);
  });

  test.each([
    ['friends', 'no scope'],
    ['friends:read:write', 'too much'],
    ['everything:read', 'an unknown area'],
    ['friends:do', 'an unknown scope'],
  ])('is not %s: %s', async (permission) => {
    expect(await aRole('strange', { permissions: [permission] })).toMatchObject({ status: 400 });
  });
});

describe('the built-in roles', () => {
  test('are there, can be changed but for the owner, and not deleted', async () => {
    const { body } = await api('GET', '/roles');
    const keys = body.roles
      .filter(({ isBuiltIn }: { isBuiltIn: boolean }) => isBuiltIn)
      .map(({ key }: { key: string }) => key);
    expect(keys).toEqual(['admin', 'agent', 'analyst', 'marketer', 'owner', 'supervisor']);
    expect((await aRole('owner')).status).toBe(409);
    expect((await api('DELETE', '/roles/agent')).status).toBe(409);
    const analyst = body.roles.find(({ key }: { key: string }) => key === 'analyst');
    const { key: _key, isBuiltIn: _isBuiltIn, ...rest } = analyst;
    expect((await api('PUT', '/roles/analyst', { ...rest, name: 'Researcher' })).body.name).toBe('Researcher');
    await product.restart(['server']);
    expect((await api('GET', '/roles/analyst')).body.name).toBe('Researcher');
  });

  test('one that came later is there after an update, and a role of our own that is called so stays as it is', async () => {
    await RoleModel.deleteOne({ _id: 'supervisor' });
    await product.restart(['server']);
    expect((await api('GET', '/roles/supervisor')).body).toMatchObject({ name: 'Supervisor', visibility: 'all' });
    await aRole('supervisor', { name: 'Ours', visibility: 'team' });
    await product.restart(['server']);
    expect((await api('GET', '/roles/supervisor')).body).toMatchObject({
      name: 'Ours',
      permissions: ['friends:read'],
      visibility: 'team',
    });
  });

  test('one of our own is deleted once nobody has it', async () => {
    await aRole('temporary');
    const person = await aPerson(product, 'temporary');
    expect((await api('DELETE', '/roles/temporary')).status).toBe(409);
    await api('PATCH', `/staff/${person.id}`, { roleKey: 'agent' });
    expect((await api('DELETE', '/roles/temporary')).status).toBe(204);
    expect((await api('GET', '/roles/temporary')).status).toBe(404);
  });
});

describe('nobody gives away what they do not have', () => {
  test('neither by inviting, nor by changing a role or a person', async () => {
    await aRole('hr', { permissions: ['staff:*', 'friends:read'] });
    const hr = await aPerson(product, 'hr');
    const agent = await aPerson(product, 'agent');
    const invitation = { email: 'friend-of-hr@example.com', name: 'Friend' };
    for (const roleKey of ['owner', 'admin', 'agent'])
      expect(await hr.api('POST', '/staff', { ...invitation, roleKey })).toMatchObject(forbidden);
    expect(await hr.api('PATCH', `/staff/${hr.id}`, { roleKey: 'admin' })).toMatchObject(forbidden);
    expect(await hr.api('PATCH', `/staff/${agent.id}`, { roleKey: 'hr' })).toMatchObject(forbidden);
    const everything = { name: 'HR', permissions: ['*:*'], visibility: 'all' };
    expect(await hr.api('PUT', '/roles/hr', everything)).toMatchObject(forbidden);
    expect(await hr.api('PUT', '/roles/agent', { ...everything, permissions: [] })).toMatchObject(forbidden);
    expect((await hr.api('POST', '/staff', { ...invitation, roleKey: 'hr' })).status).toBe(201);
  });

  test('neither by putting themselves or others into a team that is not theirs, unless they see every team', async () => {
    const [own, other] = await Promise.all(
      ['Own', 'Other'].map(async (name) => (await api('POST', '/teams', { name })).body.id as string),
    );
    await aRole('lead', { permissions: ['staff:*'], visibility: 'team' });
    const lead = await aPerson(product, 'lead', { teamIds: [own ?? ''] });
    const invitation = { email: 'friend-of-lead@example.com', name: 'Friend', roleKey: 'lead' };
    expect(await lead.api('PATCH', `/staff/${lead.id}`, { teamIds: [own, other] })).toMatchObject(forbidden);
    expect(await lead.api('POST', '/staff', { ...invitation, teamIds: [other] })).toMatchObject(forbidden);
    const { body: invited } = await lead.api('POST', '/staff', { ...invitation, teamIds: [own] });
    await api('PATCH', `/staff/${invited.id}`, { teamIds: [own, other] });
    expect((await lead.api('PATCH', `/staff/${invited.id}`, { teamIds: [other] })).status).toBe(200);
  });

  test('an admin neither makes nor changes nor resets an owner, nor makes a key that could', async () => {
    const [admin, owner] = [await aPerson(product, 'admin'), await aPerson(product, 'owner')];
    expect(await admin.api('PATCH', `/staff/${admin.id}`, { roleKey: 'owner' })).toMatchObject(forbidden);
    expect(await admin.api('PATCH', `/staff/${owner.id}`, { roleKey: 'agent' })).toMatchObject(forbidden);
    for (const verb of ['suspend', 'link'])
      expect(await admin.api('POST', `/staff/${owner.id}/${verb}`)).toMatchObject(forbidden);
    expect(await admin.api('DELETE', `/staff/${owner.id}`)).toMatchObject(forbidden);
    expect((await owner.api('GET', '/session')).status).toBe(200);
    const aKey = { name: 'key', scopes: ['read', 'admin'] };
    expect(await admin.api('POST', '/api-keys', aKey)).toMatchObject(forbidden);
    expect((await admin.api('POST', '/api-keys', { ...aKey, scopes: ['read', 'write', 'send'] })).status).toBe(201);
    expect((await owner.api('POST', '/api-keys', aKey)).status).toBe(201);
  });
});

describe('keeping somebody out', () => {
  test('a suspended person is out at once, and in again when reinstated', async () => {
    const person = await aPerson(product);
    expect((await api('POST', `/staff/${person.id}/suspend`)).body.state).toBe('suspended');
    expect((await person.api('GET', '/session')).status).toBe(401);
    expect((await person.signIn(person.email)).status).toBe(401);
    await api('POST', `/staff/${person.id}/reinstate`);
    expect((await person.signIn(person.email)).status).toBe(201);
  });

  test('another role ends the sessions, so that no token of before has its rights', async () => {
    const person = await aPerson(product);
    await api('PATCH', `/staff/${person.id}`, { name: 'Night Shift Two' });
    expect((await person.api('GET', '/session')).status).toBe(200);
    await api('PATCH', `/staff/${person.id}`, { roleKey: 'admin' });
    expect((await person.api('GET', '/session')).status).toBe(401);
  });

  test('a reset by an owner takes the password away, ends the sessions and gives a link that works once; an admin may not', async () => {
    const [owner, admin, person] = [
      await aPerson(product, 'owner'),
      await aPerson(product, 'admin'),
      await aPerson(product),
    ];
    expect(await admin.api('POST', `/staff/${person.id}/link`)).toMatchObject(forbidden);
    expect((await person.api('GET', '/session')).status).toBe(200);
    const { body: link } = await owner.api('POST', `/staff/${person.id}/link`);
    expect((await person.api('GET', '/session')).status).toBe(401);
    expect((await person.signIn(person.email)).status).toBe(401);
    const token = tokenOf(link.url);
    const accept = (password: string) => aBrowser(product).api('POST', '/session/link/accept', { token, password });
    expect((await accept('a password after the reset')).status).toBe(200);
    expect((await accept(PASSWORD)).status).toBe(401);
    expect((await person.signIn(person.email, 'a password after the reset')).status).toBe(201);
  });

  test('the last active owner stays, also when two owners suspend one another at once', async () => {
    const [one, two] = [await aPerson(product, 'owner'), await aPerson(product, 'owner')];
    await StaffModel.updateMany(
      { roleKey: 'owner', _id: { $nin: [one.id, two.id] } },
      { $set: { state: 'suspended' } },
    );
    await Promise.all([one.api('POST', `/staff/${two.id}/suspend`), two.api('POST', `/staff/${one.id}/suspend`)]);
    const left = await StaffModel.find({ roleKey: 'owner', state: 'active' }).lean();
    expect(left.length).toBeGreaterThanOrEqual(1);
    await StaffModel.updateMany({ _id: { $in: [one.id, two.id] } }, { $set: { state: 'suspended' } });
    await StaffModel.updateOne({ _id: one.id }, { $set: { state: 'active' } });
    const last = { status: 409, body: { error: { code: 'conflict' } } };
    expect(await api('POST', `/staff/${one.id}/suspend`)).toMatchObject(last);
    expect(await api('PATCH', `/staff/${one.id}`, { roleKey: 'agent' })).toMatchObject(last);
    expect(await api('DELETE', `/staff/${one.id}`)).toMatchObject(last);
    expect(await FormerNameModel.exists({ _id: one.id })).toBeNull();
    expect(await StaffModel.findById(one.id).lean()).toMatchObject({ roleKey: 'owner', state: 'active' });
  });

  test('a deleted person is gone with every way in', async () => {
    const person = await aPerson(product);
    expect((await api('DELETE', `/staff/${person.id}`)).status).toBe(204);
    expect((await person.api('GET', '/session')).status).toBe(401);
    expect((await person.signIn(person.email)).status).toBe(401);
    expect((await api('GET', `/staff/${person.id}`)).status).toBe(404);
  });
});

describe('teams', () => {
  test('are made, renamed and deleted once nobody is in them; people are only in teams that there are', async () => {
    const { body: team } = await api('POST', '/teams', { name: 'Taipei' });
    expect((await api('POST', '/teams', { name: 'Taipei' })).status).toBe(409);
    const person = await aPerson(product, 'agent', { teamIds: [team.id] });
    expect((await api('PATCH', `/teams/${team.id}`, { name: 'Taipei North' })).body.name).toBe('Taipei North');
    expect((await api('DELETE', `/teams/${team.id}`)).status).toBe(409);
    expect((await api('PATCH', `/staff/${person.id}`, { teamIds: ['nowhere'] })).status).toBe(400);
    await api('PATCH', `/staff/${person.id}`, { teamIds: [] });
    expect((await api('DELETE', `/teams/${team.id}`)).status).toBe(204);
  });
});

describe('whose work somebody sees', () => {
  const ctxOf = (rights: Partial<Rights>) => ({
    ...product.app.ctx,
    actor: { kind: 'staff' as const, staffId: 'me', roleKey: 'agent' },
    caller: {
      ...product.app.ctx.caller,
      rights: { permissions: [], visibility: 'team' as const, teamIds: ['a'], maskedFields: [], ...rights },
    },
  });
  const WORK = {
    mine: { assigneeId: 'me', teamId: 'b' },
    'of my team': { assigneeId: 'you', teamId: 'a' },
    'of another team': { assigneeId: 'you', teamId: 'b' },
    "nobody's": { assigneeId: null, teamId: null },
    "of somebody else's alone": { assigneeId: 'you', teamId: null },
  };
  test.each([
    ['own', ['mine']],
    ['team', ['mine', 'of my team', "nobody's"]],
    ['all', Object.keys(WORK)],
  ] as const)('%s: the check and the filter agree', async (visibility, seen) => {
    const ctx = ctxOf({ visibility });
    const passes = (work: object) => {
      try {
        requireSight(ctx, {
          kind: 'conversation',
          id: 'c',
          ...(work as { assigneeId: string | null; teamId: string | null }),
        });
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(ForbiddenError);
        return false;
      }
    };
    expect(
      Object.entries(WORK)
        .filter(([, work]) => passes(work))
        .map(([name]) => name),
    ).toEqual(seen);
    const { Query } = await import('mingo');
    const filter = new Query(sightOf(ctx));
    expect(
      Object.entries(WORK)
        .filter(([, work]) => filter.test(work))
        .map(([name]) => name),
    ).toEqual(seen);
  });
});
