import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { FeedbackDigestModel } from '../../src/feedback/digest.model.js';
import { FeedbackModel } from '../../src/feedback/feedback.model.js';
import { openFeedback } from '../../src/feedback/open-feedback.js';
import { digestRoutes } from '../../src/feedback/digest-routes.js';
import { retryDigest } from '../../src/feedback/retry-digest.js';
import { sendDigest } from '../../src/feedback/send-digest.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { storeFriend } from '../friends/store-friend.js';
import { contextAt } from '../points/a-ledger.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';

const SECRET = 'a secret of the workshop';
const MONDAY = new Date('2026-03-09T01:00:00Z'); // 9 o'clock in Taipei
const NEXT = new Date('2026-03-16T01:00:00Z');
const ID = `${CHANNEL_ID}/Workshop`;
let product: TestApp;
let server: Server;
let received: { body: string; signature: unknown }[];
let status: number;
let smtp: SMTPServer;
let mails: string[];

beforeAll(async () => {
  mails = [];
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  const smtpPort = await new Promise<number>((resolve) => {
    const listening = smtp.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port));
  });
  const settings = { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'Brand <care@example.com>' };
  product = await buildApp({ roles: ['server'], settings });
  server = createServer(async (req, res) => {
    let body = '';
    for await (const part of req) body += String(part);
    received.push({ body, signature: req.headers['x-lifeline-signature'] });
    res.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
  await product.close();
});
beforeEach(async () => {
  received = [];
  status = 200;
  mails = [];
  await FeedbackModel.deleteMany({});
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/digest`;
  const answer = await product.api('PUT', '/api/v1/feedback-digests/Workshop', {
    webhook: { url, secret: SECRET },
    emails: ['workshop@example.com'],
  });
  expect(answer.status).toBe(200);
  await FeedbackDigestModel.updateOne({ _id: ID }, { $set: { dueAt: MONDAY, tryAt: MONDAY } });
});

async function openedOn(day: string, text: string, department = 'Workshop') {
  const friend = await storeFriend();
  const { ctx } = contextAt(product, new Date(`${day}T00:00:00Z`));
  const details = { id: `${text}-${day}`, channelId: CHANNEL_ID, friendId: friend._id, text, department };
  return openFeedback(ctx, {
    ...details,
    source: { kind: 'staff', id: 'test' },
    dueAt: new Date('2026-03-08T00:00:00Z'),
  });
}

test('a department hears of its feedback once a week, signed, without a name of anybody', async () => {
  await openedOn('2026-02-20', 'Old and open');
  await openedOn('2026-03-05', 'New and open');
  await openedOn('2026-03-05', 'Not theirs', 'Sales');
  const { ctx } = contextAt(product, MONDAY);
  await Promise.all([sendDigest(ctx, ID), sendDigest(ctx, ID)]);
  await sendDigest(ctx, ID);
  expect(received).toHaveLength(1);
  const [{ body, signature } = { body: '', signature: '' }] = received;
  expect(signature).toBe(createHmac('sha256', SECRET).update(body).digest('base64'));
  expect(JSON.parse(body)).toMatchObject({
    department: 'Workshop',
    openCount: 2,
    overdueCount: 2,
    newCount: 1,
    fixedCount: 0,
    items: [{ text: 'Old and open' }, { text: 'New and open' }],
  });
  expect(body).not.toContain('friendId');
  expect(await FeedbackDigestModel.findById(ID).lean()).toMatchObject({ dueAt: new Date('2026-03-16T01:00:00Z') });
});

test('the same goes out as a mail, whose id is that of the week', async () => {
  await openedOn('2026-03-05', 'The brake squeaks');
  const { ctx } = contextAt(product, MONDAY);
  await sendDigest(ctx, ID);
  const [mail = '', ...others] = mails;
  expect(others).toEqual([]);
  expect(mail).toContain('To: workshop@example.com');
  expect(mail.replaceAll(/\r\n\s+/g, ' ')).toContain(
    `<${Buffer.from(`${ID}/${MONDAY.toISOString()}`).toString('hex')}@example.com>`,
  );
  const encoded = mail.slice(mail.indexOf('\r\n\r\n') + 4);
  const isBase64 = mail.includes('Content-Transfer-Encoding: base64');
  const bytes = encoded
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const text = isBase64 ? Buffer.from(encoded, 'base64').toString() : Buffer.from(bytes, 'latin1').toString();
  expect(text).toContain('本週新增: 1');
  expect(text).toContain('The brake squeaks');
});

test('emails without a mail server are refused', async () => {
  const without = { ...product.app.ctx, sendMail: null };
  const put = digestRoutes.find(({ method }) => method === 'put');
  const input = { params: { department: 'Sales' }, query: {}, body: { emails: ['sales@example.com'] } };
  await expect(put?.run(without, input)).rejects.toThrow('SMTP_URL');
});

test('a server that does not take it is tried again later, with the same id; the mail goes out meanwhile, once', async () => {
  status = 503;
  const { ctx, moveTo } = contextAt(product, MONDAY);
  await expect(sendDigest(ctx, ID)).rejects.toThrow('503');
  await sendDigest(ctx, ID);
  expect(received).toHaveLength(1);
  expect(mails).toHaveLength(1);
  moveTo('2026-03-09T01:01:00Z');
  status = 200;
  await sendDigest(ctx, ID);
  const ids = received.map(({ body }) => (JSON.parse(body) as { id: string }).id);
  expect(ids).toEqual([`${ID}/${MONDAY.toISOString()}`, `${ID}/${MONDAY.toISOString()}`]);
  expect(mails).toHaveLength(1);
  expect(await FeedbackDigestModel.findById(ID).lean()).toMatchObject({ failedCount: 0, sent: [] });
});

test('what nobody takes for a day is given up with a notice, stays as failed, and is tried again as the same one', async () => {
  status = 503;
  const { ctx, moveTo } = contextAt(product, MONDAY);
  for (let tries = 1; tries < 28; tries += 1) {
    await expect(sendDigest(ctx, ID)).rejects.toThrow('503');
    const { tryAt } = await FeedbackDigestModel.findById(ID).orFail().lean();
    moveTo(tryAt.toISOString());
  }
  await sendDigest(ctx, ID);
  expect(received).toHaveLength(28);
  expect(ctx.clock.now().getTime() - MONDAY.getTime()).toBeLessThan(24 * 3_600_000);
  const { body: shown } = await product.api('GET', '/api/v1/feedback-digests');
  expect(shown.digests).toMatchObject([
    { failedCount: 0, nextAt: NEXT.toISOString(), failed: { dueAt: MONDAY.toISOString() } },
  ]);
  const open = () => NoticeModel.find({ kind: 'feedback.digestFailed', doneAt: null }).lean();
  expect(await open()).toMatchObject([{ data: { department: 'Workshop', reason: expect.stringContaining('503') } }]);

  status = 200;
  const [first, second] = await Promise.allSettled([
    retryDigest(ctx, { channelId: CHANNEL_ID, department: 'Workshop' }),
    retryDigest(ctx, { channelId: CHANNEL_ID, department: 'Workshop' }),
  ]);
  expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected']);
  await sendDigest(ctx, ID);
  expect(new Set(received.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
  expect(received).toHaveLength(29);
  expect(mails).toHaveLength(1);
  const after = await FeedbackDigestModel.findById(ID).orFail().lean();
  expect(after).toMatchObject({ dueAt: NEXT, failedCount: 0 });
  expect([after.failed, after.again]).toEqual([undefined, undefined]);
  expect(await open()).toEqual([]);
  expect((await product.api('POST', '/api/v1/feedback-digests/Workshop/retry', {})).status).toBe(409);
});

test('the secret is stored sealed and never shown', async () => {
  const stored = JSON.stringify(await FeedbackDigestModel.findById(ID).lean());
  const shown = JSON.stringify(await product.api('GET', '/api/v1/feedback-digests'));
  expect([stored, shown].some((text) => text.includes(SECRET))).toBe(false);
  expect((await product.api('DELETE', '/api/v1/feedback-digests/Workshop')).status).toBe(204);
  expect((await product.api('DELETE', '/api/v1/feedback-digests/Workshop')).status).toBe(404);
});
