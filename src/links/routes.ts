import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { findFriendsById } from '../friends/index.js';
import { countClicks } from './count-clicks.js';
import { listLinkClickers } from './list-clickers.js';
import { ClickersQuery, LinkId, LinksQuery, PresentedClicker, PresentedClicks } from './schemas.js';

const tag = 'Links';

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/links',
    access: { scope: 'read' },
    summary:
      'Tracked links of a sender with our own figures: unique counts friends who clicked at least once, total counts every click of a person, bots counts openings by previews and other programs and is in neither',
    tag,
    query: LinksQuery,
    response: PresentedClicks,
    handle: async (_ctx, { query: { senderId } }) => countClicks(senderId),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/links/:id/clicks',
    access: { scope: 'read' },
    summary: 'The friends behind the unique figure of a tracked link, with how often they clicked, first and last',
    tag,
    params: z.object({ id: LinkId }),
    query: ClickersQuery,
    response: z.object({ clicks: z.array(PresentedClicker), next: z.string().nullable() }),
    handle: async (_ctx, { params: { id }, query: { after = null, limit } }) => {
      const clickers = await listLinkClickers(id, { afterId: after, limit });
      const friends = await findFriendsById(clickers.map(({ friendId }) => friendId));
      return {
        clicks: clickers.map((clicker) => ({
          ...clicker,
          displayName: friends.get(clicker.friendId)?.profile?.displayName ?? null,
        })),
        next: clickers.length === limit ? (clickers.at(-1)?.friendId ?? null) : null,
      };
    },
  }),
];
