import type { Context } from '../context.js';
import { LINE_TIME_ZONE } from '../line/limits.js';
import { estimateSegment } from '../segments/index.js';
import { addDays, atLocalTime, localDayOf } from '../shared/local-day.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { reachedRule } from './count-audience.js';

const LOOKED_MAX = 50; // the next ones; more would each count friends

/**
 * Messages that other campaigns of the channel will need of LINE's running month, as far as is known: those that are being
 * sent or paused with what has not left, those that are scheduled in it by how many meet their rule now. Of a recurring one
 * it is the next time.
 */
export async function countPromised(
  ctx: Pick<Context, 'clock'>,
  { _id, channelId }: Pick<Campaign, '_id' | 'channelId'>,
): Promise<number> {
  const others = await CampaignModel.find({
    channelId,
    _id: { $ne: _id },
    $or: [
      { state: { $in: ['sending', 'paused'] } },
      { state: 'scheduled', sendAt: { $lt: endOfLineMonth(ctx.clock.now()) } },
    ],
  })
    .sort({ sendAt: 1 })
    .limit(LOOKED_MAX)
    .lean();
  let promised = 0;
  for (const other of others) promised += await countRest(ctx, other);
  return promised;
}

async function countRest(ctx: Pick<Context, 'clock'>, campaign: Campaign): Promise<number> {
  const { expectedSize, audienceSize, frozenAt, handedOverAt, holdoutPercent, outcomes, channelId } = campaign;
  if (handedOverAt !== null) return 0;
  const frozen = frozenAt === null ? expectedSize : audienceSize;
  const size = frozen ?? (await estimateSegment(ctx, channelId, reachedRule(campaign)));
  return Math.max(0, Math.round(size * (1 - holdoutPercent / 100)) - outcomes.accepted - outcomes.failed);
}

function endOfLineMonth(now: Date): Date {
  const someDayOfNext = addDays(`${localDayOf(now, LINE_TIME_ZONE).slice(0, 7)}-28`, 4);
  return atLocalTime(`${someDayOfNext.slice(0, 7)}-01`, '00:00', LINE_TIME_ZONE);
}
