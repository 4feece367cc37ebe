import type { ExportSource, HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { eachPage } from '../infra/mongo/each-page.js';
import { LinkClickModel, TrackedLinkModel } from './link.model.js';

/** Who clicked what. The total of a link names nobody, so it stays when a friend is erased. */
export const holdings: HoldingDefinition[] = [holdingOf('linkClicks', LinkClickModel)];

/** Each friend's clicks on each link; those on links that were bound to nobody are in the totals alone. */
export const exports: ExportSource[] = [
  {
    name: 'clicks',
    columns: async () => ['id', 'friendId', 'linkId', 'url', 'senderKind', 'senderId', 'count', 'firstAt', 'lastAt'],
    async *rows(_ctx, channelId) {
      let [knownId, url]: [string | null, string | null] = [null, null];
      for await (const click of eachPage(LinkClickModel, { channelId })) {
        const { _id: id, friendId, linkId, senderKind, senderId, count, firstAt, lastAt } = click;
        // Ids begin with the link: it is read once for all who clicked it.
        if (linkId !== knownId) {
          knownId = linkId;
          url = (await TrackedLinkModel.findById(linkId, { url: 1 }).lean())?.url ?? null;
        }
        yield { id, friendId, linkId, url, senderKind, senderId, count, firstAt, lastAt };
      }
    },
  },
];
