import { Anything, defineModel } from '../infra/mongo/model.js';
import type { LineMenuDays, LineMenuSummary } from '../line/gateway.js';

/** LINE's own figures of one rich menu on LINE, under its id there; kept when the menu is replaced. Never mixed with ours. */
export interface MenuFigures {
  _id: string;
  channelId: string;
  menu: string;
  language: string;
  readAt: Date;
  /** By day, of the last FIGURES_DAYS days; null when LINE shows none, which it does below 20 people who tapped. */
  days: LineMenuDays | null;
  /** Of the last RECENT_DAYS days together, with about how many people they are. */
  recent: { from: string; to: string; figures: LineMenuSummary | null };
}

export const MenuFiguresModel = defineModel<MenuFigures>(
  'MenuFigures',
  'menuFigures',
  {
    channelId: String,
    menu: String,
    language: String,
    readAt: Date,
    days: Anything,
    recent: Anything,
  },
  [[{ channelId: 1, menu: 1 }]],
);
