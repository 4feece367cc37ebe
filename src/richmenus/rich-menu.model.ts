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
  },
  [[{ channelId: 1, name: 1 }]],
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
