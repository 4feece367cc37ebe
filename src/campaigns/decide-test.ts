import type { Context } from '../context.js';
import { releaseUndecided } from '../deliveries/index.js';
import { CampaignModel, type Campaign, type TestDecision } from './campaign.model.js';
import { chooseArm } from './core/experiment.js';
import { measureArms } from './measure-arms.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * The test part of a campaign has left: waits as long as the test runs, then stores which arm won before the rest gets it, so
 * that a takeover gives it the same.
 */
export async function decideTest(ctx: Context, campaign: Campaign): Promise<void> {
  const { _id, test, decideAt } = campaign;
  const now = ctx.clock.now();
  if (!test) return;
  if (decideAt === null) {
    const at = new Date(now.getTime() + (test.winner?.afterHours ?? 0) * HOUR_MS);
    await CampaignModel.updateOne({ _id, decideAt: null }, { $set: { decideAt: at, wakeAt: at } });
    return;
  }
  if (now < decideAt) {
    await CampaignModel.updateOne({ _id }, { $set: { wakeAt: decideAt } });
    return;
  }
  const decision = campaign.decision ?? (await decide(ctx, campaign));
  const content = test.arms.find(({ key }) => key === decision?.arm)?.content;
  if (!decision || !content) {
    await CampaignModel.updateOne({ _id }, { $set: { wakeAt: new Date(now.getTime() + MINUTE_MS) } });
    return;
  }
  await releaseUndecided(_id, { content, arm: decision.arm, notBefore: now });
  await CampaignModel.updateOne({ _id }, { $set: { wakeAt: now } });
}

/** Decides once: of two who decide at the same time the first one's decision holds. */
async function decide(ctx: Context, campaign: Campaign): Promise<TestDecision | null> {
  const { _id, test } = campaign;
  const rates = await measureArms(campaign, test?.winner?.by ?? 'click');
  const chosen = chooseArm(rates, test?.winner?.minimumPerArm ?? 1);
  if (!chosen) return null;
  const decision: TestDecision = {
    ...chosen,
    at: ctx.clock.now(),
    rates: rates.map(({ arm, total, succeeded }) => ({ arm, accepted: total, succeeded })),
  };
  await CampaignModel.updateOne({ _id, decision: null }, { $set: { decision } });
  return (await CampaignModel.findById(_id, { decision: 1 }).lean())?.decision ?? null;
}
