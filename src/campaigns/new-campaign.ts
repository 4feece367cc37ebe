import type { Context } from '../context.js';
import type { Campaign } from './campaign.model.js';
import type { CreateCampaignInput } from './core/campaign.js';

type Decided = Omit<CreateCampaignInput, 'channelId' | 'sendAt' | 'draft' | 'undoSeconds' | 'schedule'> &
  Pick<Campaign, 'channelId' | 'schedule' | 'sendAt'>;

/** A draft with nothing done yet. */
export function newCampaign(ctx: Pick<Context, 'clock' | 'actor'>, id: string, decided: Decided): Campaign {
  const now = ctx.clock.now();
  return {
    ...decided,
    _id: id,
    state: 'draft',
    stateReason: null,
    wakeAt: decided.sendAt,
    startedAt: null,
    expectedSize: null,
    frozenThrough: null,
    frozenAt: null,
    audienceSize: 0,
    minute: null,
    outcomes: { accepted: 0, failed: 0 },
    decideAt: null,
    decision: null,
    approval: null,
    occurrenceOf: null,
    handedOverAt: null,
    units: [],
    lineFigures: null,
    lineFiguresAt: null,
    doneAt: null,
    cancelledAt: null,
    reachNotedThrough: null,
    isReachNoted: false,
    history: [{ at: now, actor: ctx.actor, action: 'create', from: null, to: 'draft', reason: null }],
    createdAt: now,
    revision: 0,
  };
}

/** What was decided about a campaign, without what became of it: to copy it, or to send it at another time. */
export function decisionsOf(campaign: Campaign): Omit<Decided, 'schedule' | 'sendAt'> {
  const { channelId, name, audience, exclude, way, narrowcast, content, test, hours, perMinute } = campaign;
  const { holdoutPercent, links, conversion, failurePercentMax } = campaign;
  const what = { channelId, name, audience, exclude, way, narrowcast, content, test, hours, perMinute };
  return { ...what, holdoutPercent, links, conversion, failurePercentMax };
}
