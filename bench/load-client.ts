import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';
import { LoadInput, type LoadOutput } from './load.js';
import { signWebhooks, type SignedWebhook } from './signed-webhooks.js';

// Posts webhooks from a process of its own, so that the server under test has its event loop for itself.

const PACE_MS = 1;
const OPENED_AT_ONCE = 10;

const input = LoadInput.parse(JSON.parse(await text(process.stdin)));
const webhooks = signWebhooks(input.plan);
const output = input.ratePerSecond === null ? await atFullSpeed() : await atRate(input.ratePerSecond);
process.stdout.write(JSON.stringify(output));

/** Each connection sends its next webhook when the last was answered. */
async function atFullSpeed(): Promise<LoadOutput> {
  let next = 0;
  let acknowledged = 0;
  let endedAt = 0;
  const latencies: number[] = [];
  const options: autocannon.Options = {
    url: input.url,
    connections: input.connections,
    amount: webhooks.length,
    requests: [
      {
        method: 'POST',
        setupRequest: (prepared) => {
          const webhook = webhooks[next];
          next += 1;
          return webhook ? { ...prepared, body: webhook.body, headers: headersOf(webhook) } : prepared;
        },
      },
    ],
  };
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    const running = autocannon(options, (error: Error | null) => (error ? reject(error) : resolve()));
    running.on('response', (_client, status, _bytes, ms) => {
      endedAt = performance.now();
      if (status === 200) acknowledged += 1;
      latencies.push(ms);
    });
  });
  return { acknowledged, seconds: (endedAt - startedAt) / 1000, latencies };
}

/**
 * Webhooks leave at an even pace whether or not the ones before were answered, and each is timed from when it was due: a
 * server that stalls has the wait of all that queued up behind on its account.
 */
async function atRate(perSecond: number): Promise<LoadOutput> {
  const agent = await openConnections();
  let acknowledged = 0;
  const latencies: number[] = [];
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  for (let next = 0; next < webhooks.length;) {
    const due = Math.min(webhooks.length, ((performance.now() - startedAt) * perSecond) / 1000);
    for (; next < due; next += 1) {
      const webhook = webhooks[next];
      const dueAt = startedAt + (next * 1000) / perSecond;
      if (webhook)
        answers.push(
          post(agent, webhook).then((status) => {
            latencies.push(performance.now() - dueAt);
            if (status === 200) acknowledged += 1;
          }),
        );
    }
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
  await Promise.all(answers);
  agent.destroy();
  return { acknowledged, seconds: (performance.now() - startedAt) / 1000, latencies };
}

/** Connections that are open before anything is timed, as LINE's are: what is measured is the answer, not the handshake. */
async function openConnections(): Promise<Agent> {
  const agent = new Agent({ keepAlive: true, maxSockets: input.connections, maxFreeSockets: input.connections });
  const unsigned = { body: Buffer.alloc(0), signature: '' };
  for (let opened = 0; opened < input.connections; opened += OPENED_AT_ONCE)
    await Promise.all(Array.from({ length: opened + OPENED_AT_ONCE }, () => post(agent, unsigned)));
  return agent;
}

function post(agent: Agent, webhook: SignedWebhook): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(input.url, { agent, method: 'POST', headers: headersOf(webhook) }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(webhook.body);
  });
}

function headersOf({ signature }: SignedWebhook): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'LineBotWebhook/2.0',
    'x-line-signature': signature,
  };
}
