import type { ReferenceFinder } from '../edges.js';
import { getInboxSettings } from './inbox-settings.js';

export const references: ReferenceFinder[] = [
  {
    /** Inbox settings whose teams or channel go by a calendar, or whose agents have a picture as their icon. */
    async find(ctx, channelId, { kind, id }) {
      const { hours, agentIcons } = await getInboxSettings(ctx, channelId);
      if (kind === 'picture')
        return Object.values(agentIcons).includes(id) ? [{ kind: 'inboxSettings', id: channelId, name: 'Inbox' }] : [];
      if (kind !== 'calendar') return [];
      const teams = hours.teams.filter(({ calendarId }) => calendarId === id);
      return [
        ...(hours.calendarId === id ? [{ kind: 'channel', id: channelId, name: channelId }] : []),
        ...teams.map(({ teamId }) => ({ kind: 'team', id: teamId, name: teamId })),
      ];
    },
  },
];
