import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AuditEntryModel } from '../../src/access/audit-entry.model.js';
import { recordRefusal, requireSight } from '../../src/access/index.js';
import { ForbiddenError } from '../../src/errors.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { storeFriend } from '../friends/store-friend.js';
import { aPerson, type Browser } from '../support/staff.js';

let product: TestApp;
let owner: Browser & { id: string };
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  owner = await aPerson(product, 'owner');
});
afterAll(() => product.close());

const entries = async (query: string) => (await owner.api('GET', `/audit?${query}`)).body.entries;

describe('the audit log', () => {
  test('tells who changed a setting, when, from where, and what it was before and after', async () => {
    const begun = Date.now();
    expect((await owner.api('PUT', '/points/settings', { expiry: { kind: 'days', days: 30 } })).status).toBe(200);
    const [entry] = await entries(`by=staff/${owner.id}&action=${encodeURIComponent('put /api/v1/points/settings')}`);
    expect(entry).toMatchObject({
      by: `staff/${owner.id}`,
      outcome: 'done',
      address: expect.stringContaining('127.0.0.1'),
      before: { expiry: expect.anything() },
      after: { expiry: { kind: 'days', days: 30 } },
    });
    expect(Date.parse(entry.at)).toBeGreaterThanOrEqual(begun - 1);
  });

  test('names only what differs, of a role and of a person too', async () => {
    await owner.api('PUT', '/roles/helper', { name: 'Helper', permissions: ['friends:read'], visibility: 'own' });
    await owner.api('PUT', '/roles/helper', { name: 'Helper', permissions: ['tags:read'], visibility: 'own' });
    const [changed, made] = await entries('subjectId=helper');
    expect(made).toMatchObject({ before: null, after: { key: 'helper', permissions: ['friends:read'] } });
    expect(changed).toMatchObject({ before: { permissions: ['friends:read'] }, after: { permissions: ['tags:read'] } });
    expect(Object.keys(changed.after)).toEqual(['permissions']);
    await owner.api('DELETE', '/roles/helper');
    expect((await entries('subjectId=helper'))[0]).toMatchObject({ before: { key: 'helper' }, after: null });
  });

  test('tells of what stands in a list too, and of a policy that was rolled back', async () => {
    await owner.api('POST', '/attributes', { name: 'size', label: 'Size', type: 'text', about: 'demographic' });
    await owner.api('PATCH', '/attributes/size', { label: 'Shoe size' });
    await owner.api('DELETE', '/attributes/size');
    const [removed, changed] = await entries('subjectId=size');
    expect(changed).toMatchObject({ before: { label: 'Size' }, after: { label: 'Shoe size' } });
    expect(removed).toMatchObject({ before: { name: 'size', label: 'Shoe size' }, after: null });
    const { body: policy } = await owner.api('GET', '/stage-policy');
    const stages = policy.stages.map((stage: object, index: number) =>
      index === 0 ? { ...stage, maxAgeDays: 77 } : stage,
    );
    expect((await owner.api('PUT', '/stage-policy', { stages })).status).toBe(200);
    expect((await owner.api('POST', '/stage-policy/rollback', { version: policy.version })).status).toBe(200);
    const [rolledBack] = await entries(`action=${encodeURIComponent('post /api/v1/stage-policy/rollback')}`);
    expect(rolledBack).toMatchObject({ before: { version: 1 }, after: { version: 2 } });
  });

  test('tells of what was made, and of nothing else in its list', async () => {
    const make = async (name: string) => {
      const draft = { name, audience: { everyone: true }, content: { messages: [{ type: 'text', text: name }] } };
      return (await owner.api('POST', '/campaigns', { ...draft, sendAt: new Date(), draft: true })).body;
    };
    await make('Spring');
    const made = await make('Summer');
    const [entry] = await entries(`subjectId=${made.id}`);
    expect(entry).toMatchObject({ before: null, after: { id: made.id, name: 'Summer', state: 'draft' } });
    expect(JSON.stringify(entry)).not.toContain('Spring');
    await owner.api('POST', '/attributes', { name: 'hue', label: 'Hue', type: 'text', about: 'demographic' });
    const [attribute] = await entries(`action=${encodeURIComponent('post /api/v1/attributes')}`);
    expect(attribute).toMatchObject({ before: null, after: { name: 'hue', label: 'Hue' } });
  });

  test('has programs too, and never a secret', async () => {
    const secret = 'f'.repeat(32);
    await product.api('PATCH', `/api/v1/channels/${CHANNEL_ID}`, { channelSecret: secret, name: 'Renamed' });
    await product.api('PATCH', `/api/v1/channels/${CHANNEL_ID}`, { accessToken: 'a new access token of the channel' });
    const [, named] = await entries(`subjectId=${CHANNEL_ID}`);
    expect(named).toMatchObject({ by: expect.stringMatching(/^apiKey\//), after: { name: 'Renamed' } });
    const { body: made } = await product.api('POST', '/api/v1/api-keys', { name: 'shop', scopes: ['read'] });
    expect((await entries(`subjectId=${made.id}`))[0]).toMatchObject({
      action: 'post /api/v1/api-keys',
      before: null,
      after: { id: made.id, name: 'shop', scopes: ['read'] },
    });
    const all = JSON.stringify(await AuditEntryModel.find().lean());
    for (const hidden of [secret, 'a new access token', made.key, 'sealed', 'argon2'])
      expect(all).not.toContain(hidden);
  });

  test('says that something was done with a friend, and nothing about them; erasing takes their name out', async () => {
    const friend = await storeFriend();
    const agent = await aPerson(product, 'agent');
    await agent.api('POST', `/friends/${friend._id}/notes`, { text: 'Rides on Sundays' });
    const [noted] = await entries(`friendId=${friend._id}`);
    expect(noted).toMatchObject({ by: `staff/${agent.id}`, before: null, after: null });
    expect(JSON.stringify(noted)).not.toContain('Sundays');
    await product.api('POST', `/api/v1/friends/${friend._id}/erase`, { reason: 'asked for it' });
    expect(JSON.stringify(await AuditEntryModel.find().lean())).not.toContain(friend._id);
    expect(await AuditEntryModel.exists({ by: `staff/${agent.id}`, friendId: null })).not.toBeNull();
  });

  test('has what was refused, and nothing of what was only read or not done', async () => {
    const agent = await aPerson(product, 'agent');
    await agent.api('GET', '/friends');
    await agent.api('PUT', '/sending-policy', {});
    await agent.api('POST', '/friends/01ARZ3NDEKTSV4RRFFQ69G5FAV/notes', { text: 'Nobody' });
    const { body: reader } = await product.api('PUT', '/api/v1/roles/reader', {
      name: 'Reader',
      permissions: [],
      visibility: 'own',
    });
    const blind = await aPerson(product, reader.key);
    await blind.api('GET', '/friends/01ARZ3NDEKTSV4RRFFQ69G5FAV');
    expect((await entries(`by=staff/${blind.id}&outcome=refused`))[0]).toMatchObject({
      friendId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    });
    const done = (await entries(`by=staff/${agent.id}`)).filter(({ action }: { action: string }) =>
      action.includes(' '),
    );
    expect(done).toEqual([
      expect.objectContaining({
        action: 'put /api/v1/sending-policy',
        outcome: 'refused',
        reason: 'The role agent lacks sending:admin.',
      }),
    ]);
  });

  test('has signing in, and failing to, with what was not right', async () => {
    const person = await aPerson(product, 'agent');
    await person.signIn(person.email, 'wrong password');
    const [refused, signedIn] = await entries(`by=staff/${person.id}&action=sign-in`);
    expect(refused).toMatchObject({ outcome: 'refused', reason: 'wrong password' });
    expect(signedIn).toMatchObject({ outcome: 'done' });
  });

  test('is read page by page, each entry once, by time and outcome, and as a file', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await owner.api('GET', `/audit?limit=3${next && `&before=${next}`}`);
      seen.push(...body.entries.map(({ id }: { id: string }) => id));
      ({ next } = body);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(await AuditEntryModel.countDocuments());
    const times = (await AuditEntryModel.find().sort({ at: 1 }).lean()).map(({ at }) => at.toISOString());
    const middle = times[Math.floor(times.length / 2)] ?? '';
    for (const { at } of await entries(`until=${middle}&limit=200`)) expect(at < middle).toBe(true);
    for (const { at, outcome } of await entries(`from=${middle}&outcome=refused&limit=200`))
      expect([at >= middle, outcome]).toEqual([true, 'refused']);
    const { body: file } = await owner.api('GET', '/audit.csv?outcome=refused');
    expect(file.trim().split('\r\n').length - 1).toBe(await AuditEntryModel.countDocuments({ outcome: 'refused' }));
    expect(file).toContain('lacks sending:admin');
  });

  test('is kept as long as the setting says, which an owner alone sets', async () => {
    const admin = await aPerson(product, 'admin');
    const settings = { secondFactor: 'optional', auditDays: 30 };
    expect((await admin.api('PUT', '/access-settings', settings)).status).toBe(403);
    expect((await owner.api('PUT', '/access-settings', settings)).status).toBe(200);
    const day = 24 * 3_600_000;
    const [old, young] = await AuditEntryModel.find().limit(2).lean();
    await AuditEntryModel.updateOne({ _id: old?._id }, { $set: { at: new Date(Date.now() - 31 * day) } });
    await AuditEntryModel.updateOne({ _id: young?._id }, { $set: { at: new Date(Date.now() - 29 * day) } });
    await product.app.sweep();
    await product.app.sweep();
    expect(await AuditEntryModel.exists({ _id: old?._id })).toBeNull();
    expect(await AuditEntryModel.exists({ _id: young?._id })).not.toBeNull();
  });
});

describe('an agent of one team', () => {
  test('is refused what is of another, with a row in the log', async () => {
    const ctx = {
      ...product.app.ctx,
      actor: { kind: 'staff' as const, staffId: 'agent-of-a', roleKey: 'agent' },
      caller: {
        ...product.app.ctx.caller,
        rights: { permissions: [], visibility: 'team' as const, teamIds: ['a'], maskedFields: [] },
      },
    };
    const conversation = { kind: 'conversation', id: 'conversation-of-b', assigneeId: null, teamId: 'b' };
    const refusal = (() => {
      try {
        return requireSight(ctx, conversation);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(ForbiddenError);
    await recordRefusal(ctx, 'conversation.watch', refusal as ForbiddenError);
    expect((await entries('subjectId=conversation-of-b'))[0]).toMatchObject({
      by: 'staff/agent-of-a',
      outcome: 'refused',
      reason: 'The conversation conversation-of-b belongs to the team b; your role sees what is of your teams.',
    });
  });
});
