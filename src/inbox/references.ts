import type { ReferenceFinder } from '../edges.js';
import { InboxSettingsModel } from './settings.model.js';

export const references: ReferenceFinder[] = [
  {
    /** The settings of an inbox whose agents have a picture as their icon. */
    async find(_ctx, channelId, { kind, id }) {
      if (kind !== 'picture') return [];
      const settings = await InboxSettingsModel.findById(channelId).lean();
      const isUsed = Object.values(settings?.agentIcons ?? {}).includes(id);
      return isUsed ? [{ kind: 'inboxSettings', id: channelId, name: 'Inbox' }] : [];
    },
  },
];
