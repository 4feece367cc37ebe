import { Anything, defineModel } from '../infra/mongo/model.js';
import type { InboxSettings } from './core/settings.js';

export type StoredInboxSettings = InboxSettings & { _id: string };

export const InboxSettingsModel = defineModel<StoredInboxSettings>('InboxSettings', 'inboxSettings', {
  reopenWithinHours: Number,
  handOver: Anything,
  agentNames: String,
  hours: Anything,
  agentIcons: Anything,
});
