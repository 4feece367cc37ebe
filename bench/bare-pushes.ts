import { LineBotClient } from '@line/bot-sdk';
import { newRetryKey } from '../src/infra/ids.js';
import { eachLimited } from '../src/shared/each-limited.js';
import type { Installation } from './installation.js';

const AT_ONCE = 75;

/** Pushes a second of LINE's own SDK alone: one process that asks, stores and limits nothing. */
export async function measureBarePushes(
  { url, accessToken }: Installation['line'],
  lineUserIds: string[],
): Promise<number> {
  const client = LineBotClient.fromChannelAccessToken({ channelAccessToken: accessToken, apiBaseURL: url });
  const startedAt = performance.now();
  await eachLimited(lineUserIds, AT_ONCE, async (to) => {
    await client.pushMessage({ to, messages: [{ type: 'text', text: 'Hello.' }] }, newRetryKey());
  });
  return lineUserIds.length / ((performance.now() - startedAt) / 1000);
}
