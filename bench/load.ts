import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const CLIENT = fileURLToPath(new URL('load-client.ts', import.meta.url));
const CLIENT_TIMEOUT_MS = 90_000;

export const LoadInput = z.strictObject({
  url: z.url(),
  connections: z.number().int().positive(),
  /** Null: as fast as the connections are answered. */
  ratePerSecond: z.number().positive().nullable(),
  plan: z.strictObject({
    channelSecret: z.string(),
    prefix: z.string(),
    count: z.number().int().positive(),
    friends: z.number().int().positive(),
    taggedEvery: z.number().int().nonnegative(),
    startAt: z.number().int(),
  }),
});
export type LoadInput = z.infer<typeof LoadInput>;

export const LoadOutput = z.strictObject({
  acknowledged: z.number(),
  seconds: z.number(),
  latencies: z.array(z.number()),
});
export type LoadOutput = z.infer<typeof LoadOutput>;

/** Posts the planned webhooks from a process of its own; rejects when one of them was not acknowledged. */
export async function postWebhooks(input: LoadInput): Promise<LoadOutput> {
  const client = spawn(process.execPath, ['--import', 'tsx', CLIENT], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: CLIENT_TIMEOUT_MS,
  });
  const ended = once(client, 'exit');
  client.stdin.end(JSON.stringify(input));
  const printed = await text(client.stdout);
  const [code, signal] = await ended;
  if (code !== 0) throw new Error(`The load client ended with ${String(code ?? signal)}.`);
  const output = LoadOutput.parse(JSON.parse(printed));
  if (output.acknowledged !== input.plan.count)
    throw new Error(`Of ${input.plan.count} webhooks ${output.acknowledged} were acknowledged: no figure.`);
  return output;
}
