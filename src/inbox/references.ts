import type { ReferenceFinder } from '../edges.js';
import { teamsIn } from './core/view.js';
import { getInboxSettings } from './inbox-settings.js';
import { listMacros, teamsOfMacro } from './macros.js';
import { listSavedViews } from './views.js';

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
  {
    /** Inbox settings that give a team a calendar or an icon, macros that give it conversations, views of what is its. */
    async find(ctx, channelId, { kind, id }) {
      if (kind !== 'team') return [];
      const { hours, agentIcons } = await getInboxSettings(ctx, channelId);
      const isSet = id in agentIcons || hours.teams.some(({ teamId }) => teamId === id);
      const [macros, views] = await Promise.all([listMacros(channelId), listSavedViews(channelId)]);
      return [
        ...(isSet ? [{ kind: 'inboxSettings', id: channelId, name: 'Inbox' }] : []),
        ...macros
          .filter((macro) => teamsOfMacro(macro).includes(id))
          .map(({ _id, name }) => ({ kind: 'macro', id: _id, name })),
        ...views
          .filter(({ rule }) => teamsIn(rule).includes(id))
          .map(({ _id, name }) => ({ kind: 'view', id: _id, name })),
      ];
    },
  },
];
