import { Anything, defineModel } from '../infra/mongo/model.js';
import type { MenuRules } from './core/menu-rules.js';

/** A rich menu as published on LINE: one per channel, menu and language, under `channelId/name/language`. */
export interface PublishedMenu {
  _id: string;
  channelId: string;
  name: string;
  language: string;
  alias: string;
  /** Hash of definition and image: another content is another menu on LINE. */
  contentHash: string;
  lineRichMenuId: string;
  publishedAt: Date;
  /** Every alias that we gave it and have not deleted. */
  aliases?: string[];
  /** Its ids on LINE before this one, until no friend sees them and LINE has deleted them. */
  formerIds?: string[];
  /** Whether we made it the default of its channel. */
  isDefault?: boolean;
  /** When LINE's figures of it are read next. */
  figuresDueAt?: Date;
}

export const PublishedMenuModel = defineModel<PublishedMenu>(
  'PublishedMenu',
  'publishedMenus',
  {
    channelId: String,
    name: String,
    language: String,
    alias: String,
    contentHash: String,
    lineRichMenuId: String,
    publishedAt: Date,
    aliases: [String],
    formerIds: [String],
    isDefault: Boolean,
    figuresDueAt: Date,
  },
  [[{ channelId: 1, name: 1 }], [{ channelId: 1, alias: 1 }], [{ figuresDueAt: 1 }]],
);

/** The menu rules of a channel. */
export type ChannelMenuRules = MenuRules & {
  _id: string;
  updatedAt: Date;
  /** Set until the operation that gives the friends their menus was started: what it is started by. */
  unchosenBy?: string | null;
};

export const MenuRulesModel = defineModel<ChannelMenuRules>(
  'MenuRules',
  'menuRules',
  { rules: [Anything], updatedAt: Date, unchosenBy: String },
  [[{ unchosenBy: 1 }, { sparse: true }]],
);
