import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildApp, type TestApp } from '../support/build-app.js';
import { asText } from '../support/factories.js';
import { aPerson } from '../support/staff.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

type Person = Awaited<ReturnType<typeof aPerson>>;
const forbidden = { status: 403, body: { error: { code: 'forbidden' } } };
const draftOf = async (author: Pick<Person, 'api'>) => {
  const given = { name: 'News', audience: { standing: 'following' }, content: asText('News'), draft: true };
  const { status, body } = await author.api('POST', '/campaigns', {
    ...given,
    sendAt: new Date(Date.now() + 86_400_000),
  });
  expect([status, body]).toEqual([201, expect.anything()]);
  return body.id as string;
};
const act = (person: Pick<Person, 'api'>, id: string, action: string, body: object = {}) =>
  person.api('POST', `/campaigns/${id}/${action}`, body);

describe('a campaign in review', () => {
  test('is approved by somebody else with the right to approve, and by nobody who wrote or submitted it', async () => {
    const [author, colleague] = [await aPerson(product, 'marketer'), await aPerson(product, 'marketer')];
    const [admin, approver] = [await aPerson(product, 'admin'), await aPerson(product, 'admin')];
    const id = await draftOf(admin);
    expect((await act(author, id, 'submit')).body.state).toBe('review');
    expect(await act(author, id, 'approve')).toMatchObject(forbidden); // lacks the right
    expect((await act(colleague, id, 'approve')).body.error.message).toBe('The role marketer lacks approvals:send.');
    expect((await act(admin, id, 'approve')).body.error.message).toContain('somebody else than staff');
    const approved = await act(approver, id, 'approve');
    expect(approved.body).toMatchObject({
      state: 'scheduled',
      approval: { by: { kind: 'staff', staffId: approver.id } },
    });
  });

  test('that an approver submitted is not theirs to approve, whoever wrote it', async () => {
    const [author, approver] = [await aPerson(product, 'marketer'), await aPerson(product, 'admin')];
    const id = await draftOf(author);
    await act(approver, id, 'submit');
    expect((await act(approver, id, 'approve')).body.error.message).toContain('somebody else than staff');
    const [refusal] = (await approver.api('GET', `/audit?by=staff/${approver.id}&outcome=refused`)).body.entries;
    expect(refusal).toMatchObject({ action: 'post /api/v1/campaigns/:id/approve', subjectId: id });
  });

  test('of a program is approved by a person, and of a person by a program', async () => {
    const admin = await aPerson(product, 'admin');
    const program = {
      api: (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body),
    };
    const [ofProgram, ofPerson] = [await draftOf(program), await draftOf(admin)];
    await act(program, ofProgram, 'submit');
    await act(admin, ofPerson, 'submit');
    expect(await act(program, ofProgram, 'approve')).toMatchObject(forbidden);
    expect((await act(admin, ofProgram, 'approve')).body.state).toBe('scheduled');
    expect((await act(program, ofPerson, 'approve')).body.state).toBe('scheduled');
  });

  test('is sent back only by who may approve', async () => {
    const [author, approver] = [await aPerson(product, 'marketer'), await aPerson(product, 'admin')];
    const id = await draftOf(author);
    await act(author, id, 'submit');
    expect(await act(author, id, 'reject', { reason: 'Changed my mind' })).toMatchObject(forbidden);
    expect((await act(approver, id, 'reject', { reason: 'Too long' })).body.state).toBe('draft');
  });
});
