import { fileURLToPath } from 'node:url';
import { startGuarded } from '../.ci/guarded-process.mjs';
import { CHANNEL_ID, CHANNEL_SECRET } from './installation.js';

const BARE = fileURLToPath(new URL('bare-webhook.ts', import.meta.url));
const BARE_READY = /^bare: (\S+)$/m;

/** Runs the yardstick in a process of its own while `measure` uses its webhook address. */
export async function withBareServer<Result>(measure: (webhookUrl: string) => Promise<Result>): Promise<Result> {
  const bare = await startGuarded(process.execPath, ['--import', 'tsx', BARE, CHANNEL_SECRET], { ready: BARE_READY });
  try {
    return await measure(`${bare.match[1] ?? ''}/webhook/${CHANNEL_ID}`);
  } finally {
    await bare.stop();
  }
}
