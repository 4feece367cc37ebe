import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TextMessage } from '../infra/sms.js';

const KEPT = 200;

/** A stand-in for the brand's SMS provider: takes signed text messages, and shows what each telephone received. */
export interface SmsProvider {
  url: string;
  /** Text messages that a telephone received, oldest first; the same id arrives once. */
  received(phone: string): TextMessage[];
  close(): Promise<void>;
}

export async function startSmsProvider(
  secret: string,
  onMessage: (message: TextMessage) => void = () => {},
): Promise<SmsProvider> {
  let messages: TextMessage[] = [];
  const take = async (req: IncomingMessage, res: ServerResponse) => {
    const body = await text(req);
    if (!isSigned(body, String(req.headers['x-lifeline-signature']), secret)) return res.writeHead(401).end();
    const message = JSON.parse(body) as TextMessage;
    if (!messages.some(({ id }) => id === message.id)) {
      messages = [...messages, message].slice(-KEPT);
      onMessage(message);
    }
    return res.writeHead(204).end();
  };
  const server = createServer((req, res) => {
    take(req, res).catch(() => res.writeHead(400).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    received: (phone) => messages.filter(({ to }) => to === phone),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function isSigned(body: string, signature: string, secret: string): boolean {
  const wanted = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
