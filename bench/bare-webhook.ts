import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { validateSignature } from '@line/bot-sdk';
import express from 'express';

// The yardstick of intake: what every LINE bot on Express does at least. It checks the signature and stores nothing.

const [channelSecret] = process.argv.slice(2);
if (!channelSecret) throw new Error('Name the channel secret.');

const app = express();
app.post('/webhook/:channelId', express.raw({ type: () => true, limit: '1mb' }), (req, res) => {
  const body = req.body as Buffer;
  const isSigned = validateSignature(body, channelSecret, req.get('x-line-signature') ?? '');
  res.status(isSigned ? 200 : 401).json({});
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`bare: http://127.0.0.1:${(server.address() as AddressInfo).port}`);
