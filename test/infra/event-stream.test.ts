import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import express from 'express';
import { openEventStream, type EventSink } from '../../src/infra/http/event-stream.js';
import { eventually } from '../support/eventually.js';

let server: Server;
afterEach(() => server.closeAllConnections());

/** A server whose answers are streams, and the first of them from both sides. */
async function aStream(): Promise<{ sink: EventSink; answer: IncomingMessage }> {
  let sink: EventSink | null = null;
  const app = express();
  app.get('/', (req, res) => {
    sink = openEventStream(req, res);
  });
  server = createServer(app).listen(0);
  await once(server, 'listening');
  const asked = request({ port: (server.address() as AddressInfo).port, headers: { 'last-event-id': '12.a' } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (!sink) throw new Error('Nothing was asked.');
  return { sink, answer };
}

test('a caller gets what is sent, and says where they want to go on from', async () => {
  const { sink, answer } = await aStream();
  let text = '';
  answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
  sink.send({ name: 'news', id: '13.a', data: '{"a":1}' });
  await eventually(() => expect(text).toMatch(/^retry: \d+\n\nevent: news\nid: 13.a\ndata: {"a":1}\n\n$/));
  expect(sink.lastEventId).toBe('12.a');
});

test('whoever does not read is behind, and is cut off', async () => {
  const { sink, answer } = await aStream();
  answer.pause();
  const data = JSON.stringify('x'.repeat(100_000));
  for (let sent = 0; sent < 200 && !sink.isBehind(); sent += 1) {
    sink.send({ name: 'news', id: '1.a', data });
    await new Promise(setImmediate);
  }
  expect(sink.isBehind()).toBe(true);
  const cut = once(answer, 'error');
  sink.cut();
  answer.resume();
  expect(await cut).toMatchObject([{ code: 'ECONNRESET' }]);
  sink.send({ name: 'news', id: '2.a', data });
});

test('a server that stops does not wait for who listens', async () => {
  const { sink, answer } = await aStream();
  answer.resume();
  const ended = new Promise<void>((resolve) => sink.onEnd(resolve));
  const closed = once(server, 'close');
  server.close();
  sink.end();
  await Promise.all([closed, ended, once(answer, 'end')]);
  expect(answer.complete).toBe(true);
});
