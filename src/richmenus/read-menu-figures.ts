import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { LineNotFoundError, LineRateLimitError } from '../line/errors.js';
import { LINE_TIME_ZONE } from '../line/limits.js';
import { addDays, localDayOf } from '../shared/local-day.js';
import { MenuFiguresModel } from './menu-figures.model.js';
import { PublishedMenuModel } from './rich-menu.model.js';

const FIGURES_DAYS = 92; // LINE gives at most 100 at once
const RECENT_DAYS = 28;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Reads LINE's figures of a published menu and stores them, once a day: of two wake-ups at once one acts. When LINE's hourly limit
 * is reached or LINE fails, it is due again an hour later.
 */
export async function readMenuFigures(ctx: Context, publishedId: string): Promise<void> {
  const now = ctx.clock.now();
  const menu = await PublishedMenuModel.findOneAndUpdate(
    { _id: publishedId, figuresDueAt: { $lte: now } },
    { $set: { figuresDueAt: new Date(now.getTime() + HOUR_MS) } },
  ).lean();
  if (!menu) return;
  const { channelId, name, language, lineRichMenuId } = menu;
  const gateway = await gatewayOf(ctx, channelId);
  const to = addDays(localDayOf(now, LINE_TIME_ZONE), -1);
  const ofRecent = { from: addDays(to, 1 - RECENT_DAYS), to };
  try {
    const days = await gateway.getRichMenuDays(lineRichMenuId, { from: addDays(to, 1 - FIGURES_DAYS), to });
    const figures = await gateway.getRichMenuSummary(lineRichMenuId, ofRecent);
    await MenuFiguresModel.updateOne(
      { _id: lineRichMenuId },
      { $set: { channelId, menu: name, language, readAt: now, days, recent: { ...ofRecent, figures } } },
      { upsert: true },
    );
  } catch (error) {
    if (error instanceof LineRateLimitError) return;
    if (!(error instanceof LineNotFoundError)) throw error;
  }
  await PublishedMenuModel.updateOne(
    { _id: publishedId, lineRichMenuId },
    { $set: { figuresDueAt: new Date(now.getTime() + DAY_MS) } },
  );
}

/** Ids of published menus whose figures are due, the longest due first. */
export async function listDueFigures(before: Date, limit: number): Promise<string[]> {
  const due = await PublishedMenuModel.find({ figuresDueAt: { $lte: before } }, { _id: 1 })
    .sort({ figuresDueAt: 1 })
    .limit(limit)
    .lean();
  return due.map(({ _id }) => _id);
}
