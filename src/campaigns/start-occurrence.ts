import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { derivedId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { raiseNotice } from '../notices/index.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { nextTimeOf } from './core/schedule.js';
import { decisionsOf, newCampaign } from './new-campaign.js';
import { tryMove } from './move-campaign.js';
import { wakeCampaign } from './wake-campaign.js';

const LATE_MAX_MS = 6 * 3_600_000; // a time that passed while nothing ran is left out rather than made good at a wrong hour

/**
 * A recurring campaign is due: makes the campaign of this time, once however often it runs, and waits for the next. The last
 * time over, it is done.
 */
export async function startOccurrence(ctx: Context, recurring: Campaign): Promise<void> {
  const { _id, channelId, schedule, sendAt: at, name } = recurring;
  if (schedule.kind !== 'recurring') return;
  const now = ctx.clock.now();
  const { timeZone } = await getChannel(ctx, channelId);
  const next = nextTimeOf(schedule, now > at ? now : at, timeZone);
  if (now.getTime() - at.getTime() > LATE_MAX_MS) await tellMissed(ctx, recurring, next);
  else {
    const occurrence = occurrenceOf(ctx, recurring, at);
    await insertNew(CampaignModel, [occurrence]);
    wakeCampaign(ctx, occurrence);
  }
  if (next)
    await CampaignModel.updateOne({ _id, state: 'scheduled', sendAt: at }, { $set: { sendAt: next, wakeAt: next } });
  else {
    await tryMove(ctx, _id, 'start');
    await tryMove(ctx, _id, 'finish', { reason: `The last time of ${name} is over.`, set: { doneAt: now } });
  }
}

/** Tells staff, once, that a time is left out, and when the next one is. */
function tellMissed(ctx: Context, { _id, channelId, name, sendAt: at }: Campaign, next: Date | null): Promise<void> {
  return raiseNotice(ctx, {
    _id: `campaign.timeMissed:${_id}:${at.toISOString()}`,
    channelId,
    friendId: null,
    kind: 'campaign.timeMissed',
    data: { campaignId: _id, name, at, next },
  });
}

function occurrenceOf(ctx: Context, recurring: Campaign, at: Date): Campaign {
  const { _id, name, approval } = recurring;
  const draft = newCampaign(ctx, derivedId(`campaign/${_id}/${at.toISOString()}`), {
    ...decisionsOf(recurring),
    name: `${name} ${at.toISOString().slice(0, 10)}`,
    schedule: { kind: 'at', at },
    sendAt: at,
  });
  return { ...draft, state: 'scheduled', approval, occurrenceOf: _id };
}
