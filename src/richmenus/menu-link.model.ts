import { defineModel } from '../infra/mongo/model.js';

/** Where an area of a menu leads, opened through us. It stays when the menu changes: phones may still show the old one. */
export interface MenuLink {
  /** Derived from all that follows but the date, so that making it twice makes one. */
  _id: string;
  channelId: string;
  menu: string;
  language: string;
  area: number;
  uri: string;
  createdAt: Date;
}

export const MenuLinkModel = defineModel<MenuLink>('MenuLink', 'menuLinks', {
  channelId: String,
  menu: String,
  language: String,
  area: Number,
  uri: String,
  createdAt: Date,
});

/** How often an area's link was opened on a day of its channel: by people, and by programs. */
export interface MenuLinkDay {
  /** `linkId/day`. */
  _id: string;
  channelId: string;
  day: string;
  menu: string;
  language: string;
  area: number;
  taps: number;
  botTaps: number;
}

export const MenuLinkDayModel = defineModel<MenuLinkDay>(
  'MenuLinkDay',
  'menuLinkDays',
  {
    channelId: String,
    day: String,
    menu: String,
    language: String,
    area: Number,
    taps: Number,
    botTaps: Number,
  },
  [[{ channelId: 1, day: 1 }]],
);
