import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import express from 'express';
import { openEventStream, type EventSink } from '../../src/infra/http/event-stream.js';
import { listen, type Listener } from '../../src/infra/http/listen.js';
import { eventually } from '../support/eventually.js';

let server: Listener;
let sink: EventSink;
afterEach(async () => {
  sink.cut();
  await server.stop();
});

/** A server whose answers are streams, and one of them as its caller has it. */
async function aStream(): Promise<IncomingMessage> {
  const app = express();
  app.get('/', (req, res) => {
    sink = openEventStream(req, res);
  });
  server = await listen(app, 0);
  const asked = request({ port: server.port, headers: { 'last-event-id': '12.a' } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

test('a caller gets what is sent, and says where they want to go on from', async () => {
  const answer = await aStream();
  let text = '';
  answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
  sink.send({ name: 'news', id: '13.a', data: '{"a":1}' });
  await eventually(() => expect(text).toMatch(/^retry: \d+\n\nevent: news\nid: 13.a\ndata: {"a":1}\n\n$/));
  expect(sink.lastEventId).toBe('12.a');
});

test('whoever does not read is behind, and is cut off', async () => {
  const answer = await aStream();
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

test('a server that stops waits neither for who listens nor for who never asked', async () => {
  const answer = await aStream();
  answer.resume();
  const ahead = connect(server.port);
  await once(ahead, 'connect');
  const ended = new Promise<void>((resolve) => sink.onEnd(resolve));
  sink.end();
  await Promise.all([server.stop(), ended, once(answer, 'end'), once(ahead, 'close')]);
  expect(answer.complete).toBe(true);
});
