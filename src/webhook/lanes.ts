import { createHash } from 'node:crypto';
import { groupIdOf, type EventSource } from '../line/webhook-events.js';

/** Number of lanes that friends are spread over. Changing it needs an empty backlog: stored events carry their lane. */
export const LANES = 8;

/** Everything of one person, or of one group, goes the same way. */
export function laneOf(channelId: string, source: EventSource | undefined): number {
  const who = groupIdOf(source) ?? source?.userId ?? '';
  return (createHash('md5').update(`${channelId}/${who}`).digest()[0] ?? 0) % LANES;
}
