import { setTimeout as sleep } from 'node:timers/promises';
import { LineBotClient } from '@line/bot-sdk';
import { newRetryKey } from '../src/infra/ids.js';
import { BULK_LINK_USERS_MAX, MULTICAST_RECIPIENTS_MAX, RATE_PER_SECOND } from '../src/line/limits.js';
import { chunk } from '../src/shared/chunk.js';
import { eachLimited } from '../src/shared/each-limited.js';
import type { Installation } from './installation.js';

const PUSHES_AT_ONCE = 75;
const MULTICAST_EVERY_MS = 1_000 / RATE_PER_SECOND.multicast;
const MESSAGES = [{ type: 'text' as const, text: 'Hello.' }];

/** Seconds that LINE's own SDK takes for a push to each, in one process that asks, stores and limits nothing. */
export const timeBarePushes = (line: Installation['line'], lineUserIds: string[]): Promise<number> =>
  timed(async () => {
    const client = connect(line);
    await eachLimited(lineUserIds, PUSHES_AT_ONCE, async (to) => {
      await client.pushMessage({ to, messages: MESSAGES }, newRetryKey());
    });
  });

/** The same for multicasts to all, one after the other and no faster than LINE takes them. */
export const timeBareMulticasts = (line: Installation['line'], lineUserIds: string[]): Promise<number> =>
  timed(async () => {
    const client = connect(line);
    for (const to of chunk(lineUserIds, MULTICAST_RECIPIENTS_MAX))
      await Promise.all([client.multicast({ to, messages: MESSAGES }, newRetryKey()), sleep(MULTICAST_EVERY_MS)]);
  });

/** The same for a menu linked to all, as many in a call as LINE allows. */
export const timeBareBulkLinks = (
  line: Installation['line'],
  lineUserIds: string[],
  richMenuId: string,
): Promise<number> =>
  timed(async () => {
    const client = connect(line);
    for (const userIds of chunk(lineUserIds, BULK_LINK_USERS_MAX))
      await client.linkRichMenuIdToUsers({ richMenuId, userIds });
  });

const connect = ({ url, accessToken }: Installation['line']) =>
  LineBotClient.fromChannelAccessToken({ channelAccessToken: accessToken, apiBaseURL: url });

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
