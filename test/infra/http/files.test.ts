import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';
import { errorMiddleware } from '../../../src/infra/http/errors.js';
import { sendDownload } from '../../../src/infra/http/send-download.js';
import { takeUpload } from '../../../src/infra/http/take-upload.js';

let server: Server;
let url: string;
let taken: number;
let read: number;

beforeAll(async () => {
  const app = express();
  app.post('/up', async (req, res) => {
    taken = (await buffer(takeUpload(req, res, { contentTypes: ['text/csv'], bytesMax: 1_000 }))).length;
    res.json({ taken });
  });
  app.get('/down', (_req, res) => sendDownload(res, { contentType: 'text/csv', fileName: '名簿.csv', stream: many() }));
  app.get('/broken', (_req, res) =>
    sendDownload(res, { contentType: 'text/csv', fileName: 'a.csv', stream: Readable.from(broken()) }),
  );
  app.use(errorMiddleware(pino({ level: 'silent' })));
  server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  taken = -1;
  read = 0;
});

const LINES = 200_000;
const many = () =>
  Readable.from(
    (function* () {
      for (; read < LINES; read += 1) yield `${'x'.repeat(99)}\n`;
    })(),
  );
function* broken() {
  yield 'one line\n';
  throw new Error('store away');
}
const up = (body: string, type = 'text/csv') =>
  fetch(`${url}/up`, { method: 'POST', headers: { 'content-type': type }, body });

test('an upload arrives whole', async () => {
  expect(await (await up('x'.repeat(1_000), 'text/csv; charset=utf-8')).json()).toEqual({ taken: 1_000 });
});

test('an upload of another type is refused, and the answer names what is taken', async () => {
  const answer = await up('{}', 'application/json');
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('send one of: text/csv');
});

test('an upload that is too large is refused, whether it says so first or grows', async () => {
  expect((await up('x'.repeat(1_001))).status).toBe(413);
  const growing = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('x'.repeat(2_000)));
      controller.close();
    },
  });
  const options: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: growing,
    duplex: 'half',
  };
  const answer = await fetch(`${url}/up`, options);
  expect(answer.status).toBe(413);
  expect(await answer.text()).toContain('too_large');
  expect(taken).toBe(-1);
});

test('a download carries its name and type and arrives whole', async () => {
  const answer = await fetch(`${url}/down`);
  expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''%E5%90%8D%E7%B0%BF.csv");
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect((await answer.arrayBuffer()).byteLength).toBe(LINES * 100);
});

test('a download is read no faster than it is taken, and not to the end when the caller leaves', async () => {
  const leaving = new AbortController();
  const answer = await fetch(`${url}/down`, { signal: leaving.signal });
  await answer.body?.getReader().read();
  leaving.abort();
  expect(read).toBeLessThan(LINES);
});

test('a download that fails in between is cut off, so that nobody takes a part for the whole', async () => {
  await expect(fetch(`${url}/broken`).then((given) => given.text())).rejects.toThrow();
});
