import type { Context } from '../context.js';
import { getKnown, getLiveSegments } from '../segments/index.js';
import type { Criteria } from './core/assessment.js';
import { rulesOf } from './core/policy.js';
import { getLifecycleSettings } from './lifecycle-settings.js';
import { getThresholds } from './rfm-thresholds.js';
import { getPolicy } from './stage-policy.js';

/** Criteria with what announcing memberships needs of the segments. */
export type NamedCriteria = Criteria & { segments: Awaited<ReturnType<typeof getLiveSegments>> };

/** What the friends of a channel are assessed by now. `policy` looks with another one than that in force. */
export async function getCriteria(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  policy?: Criteria['policy'],
): Promise<NamedCriteria> {
  const wanted = policy ?? (await getPolicy(ctx, channelId));
  const [settings, thresholds, segments, known] = await Promise.all([
    getLifecycleSettings(ctx, channelId),
    getThresholds(ctx, channelId),
    getLiveSegments(ctx, channelId),
    getKnown(ctx, channelId, rulesOf(wanted)),
  ]);
  return { policy: wanted, settings, thresholds, segments, known };
}
