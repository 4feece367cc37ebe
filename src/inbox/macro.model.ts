import { Anything, defineModel } from '../infra/mongo/model.js';
import type { MacroInput, ViewInput } from './schemas.js';

/** Steps that staff often take together. */
export interface Macro extends MacroInput {
  _id: string;
  channelId: string;
  createdAt: Date;
}

export const MacroModel = defineModel<Macro>(
  'Macro',
  'macros',
  { channelId: String, name: String, actions: [Anything], createdAt: Date },
  [[{ channelId: 1, name: 1 }, { unique: true }]],
);

/** A saved list of conversations. */
export interface View extends ViewInput {
  _id: string;
  channelId: string;
  createdAt: Date;
}

export const ViewModel = defineModel<View>(
  'InboxView',
  'inboxViews',
  { channelId: String, name: String, rule: Anything, order: String, createdAt: Date },
  [[{ channelId: 1, name: 1 }, { unique: true }]],
);
