import type { ReferenceFinder } from '../edges.js';
import { getInboxSettings } from './inbox-settings.js';

export const references: ReferenceFinder[] = [
  {
    /** Inbox settings whose teams or channel go by a calendar. */
    async find(ctx, channelId, { kind, id }) {
      if (kind !== 'calendar') return [];
      const { hours } = await getInboxSettings(ctx, channelId);
      const teams = hours.teams.filter(({ calendarId }) => calendarId === id);
      return [
        ...(hours.calendarId === id ? [{ kind: 'channel', id: channelId, name: channelId }] : []),
        ...teams.map(({ teamId }) => ({ kind: 'team', id: teamId, name: teamId })),
      ];
    },
  },
];
