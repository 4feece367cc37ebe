import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { findWideSend } from '../deliveries/index.js';
import { LineAuthError, LineError, LineNotFoundError } from '../line/errors.js';
import type { LineInsight } from '../line/gateway.js';
import { FIGURES_SPAN_DAYS_MAX, FIGURES_UPDATED_DAYS, LINE_TIME_ZONE } from '../line/limits.js';
import { addDays, localDayOf } from '../shared/local-day.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { nextReadAt, NO_FIGURES, type LineFigures } from './core/line-figures.js';

export const READ_LINE_FIGURES = 'campaigns.read-line-figures';

const LATER_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
const CLICKS_KEPT = 100; // personal links are an address for each friend; the most tapped tell enough
const SWEEP_MAX = 20;

/** Reads LINE's own figures of a campaign and stores them beside ours: daily until LINE changes them no more. */
export async function readLineFigures(ctx: Context, campaignId: string): Promise<void> {
  const now = ctx.clock.now();
  const campaign = await CampaignModel.findOne({ _id: campaignId, lineFiguresAt: { $lte: now } }).lean();
  if (!campaign) return;
  const read = await readOnce(ctx, campaign).catch((error: unknown) => {
    if (!(error instanceof LineError)) throw error;
    return error;
  });
  const { lineFiguresAt, lineFigures } = campaign;
  const store = (figures: LineFigures | null, next: Date | null) =>
    CampaignModel.updateOne(
      { _id: campaignId, lineFiguresAt },
      { $set: { lineFiguresAt: next, ...(figures ? { lineFigures: figures } : {}) } },
    );
  const next = nextReadAt(now, lastSendOf(ctx, campaign), FIGURES_UPDATED_DAYS);
  if (read instanceof LineError) {
    ctx.log.warn({ err: read, campaignId }, "LINE's figures of a campaign could not be read");
    const known = lineFigures ?? NO_FIGURES;
    if (read instanceof LineNotFoundError || next === null) await store({ ...known, state: 'final' }, null);
    else if (read instanceof LineAuthError) await store({ ...known, state: 'refused' }, next);
    else await store(null, new Date(now.getTime() + LATER_MS));
    return;
  }
  await store({ ...read, state: next === null ? 'final' : 'read', readAt: now }, next);
}

/** A campaign that is not over may still send; one that is paused sent last before that. */
function lastSendOf({ clock }: Pick<Context, 'clock'>, campaign: Campaign): Date {
  const { doneAt, cancelledAt, state, history } = campaign;
  const pausedAt = state === 'paused' ? history.at(-1)?.at : undefined;
  return doneAt ?? cancelledAt ?? pausedAt ?? clock.now();
}

function readOnce(ctx: Context, campaign: Campaign): Promise<LineFigures> {
  return campaign.way === 'people' ? readUnits(ctx, campaign) : readRequest(ctx, campaign);
}

/** Figures of what was sent under the campaign's unit on the days on which it sent; LINE looks back 30 days at most. */
async function readUnits(ctx: Context, campaign: Campaign): Promise<LineFigures> {
  const { channelId, units, startedAt } = campaign;
  const gateway = await gatewayOf(ctx, channelId);
  const to = localDayOf(lastSendOf(ctx, campaign), LINE_TIME_ZONE);
  const started = localDayOf(startedAt ?? ctx.clock.now(), LINE_TIME_ZONE);
  const earliest = addDays(to, -FIGURES_SPAN_DAYS_MAX);
  const from = started < earliest ? earliest : started;
  const name = units.find((unit) => unit.name !== null)?.name ?? '';
  const insight = await gateway.getUnitInsight(name, { from, to });
  const isPartial = from !== started || units.some((unit) => unit.name === null);
  return { ...NO_FIGURES, ...figuresOf(insight), from, to, isPartial };
}

/** Figures of the broadcast or narrowcast that it went out as. */
async function readRequest(ctx: Context, { _id, channelId, way }: Campaign): Promise<LineFigures> {
  const gateway = await gatewayOf(ctx, channelId);
  const wideSend = await findWideSend(_id);
  const { requestId, acceptedAt } = wideSend ?? {};
  if (!requestId || !acceptedAt) return NO_FIGURES;
  const insight = await gateway.getRequestInsight(requestId);
  const day = localDayOf(acceptedAt, LINE_TIME_ZONE);
  const broadcastOn = way === 'broadcast' ? { day, count: await gateway.countBroadcastOn(day) } : null;
  return { ...NO_FIGURES, ...figuresOf(insight), from: day, to: day, broadcastOn };
}

const figuresOf = ({ clicks, ...figures }: LineInsight) => ({
  ...figures,
  clicks: clicks.toSorted((one, other) => (other.uniqueClick ?? 0) - (one.uniqueClick ?? 0)).slice(0, CLICKS_KEPT),
});

/** Wakes the reading of figures that are due. */
export async function sweepLineFigures(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await CampaignModel.find({ lineFiguresAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ lineFiguresAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    READ_LINE_FIGURES,
    due.map(({ _id }) => ({ campaignId: _id })),
  );
}

/** When figures of a day can be read for the first time: on the next one. */
export const firstReadAt = (sentAt: Date): Date => new Date(sentAt.getTime() + DAY_MS);
