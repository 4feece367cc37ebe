import type { ExportSource, HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { eachPage } from '../infra/mongo/each-page.js';
import { deleteFile } from '../infra/mongo/files.js';
import { ActivityModel, MediaModel } from './activity.model.js';

/** What happened with a friend, and with it the copies of the media that they sent. */
export const holdings: HoldingDefinition[] = [
  holdingOf('activity', ActivityModel, {
    beforeErase: async (_ctx, { _id, channelId }) => {
      const sent = ActivityModel.find({ friendId: _id, messageId: { $type: 'string' } }, { messageId: 1 })
        .lean()
        .cursor();
      for await (const { messageId } of sent) {
        const mediaId = `${channelId}/${messageId}`;
        const removed = await MediaModel.deleteOne({ _id: mediaId });
        if (removed.deletedCount > 0) await deleteFile(mediaId);
      }
    },
  }),
];

const MESSAGE_COLUMNS = ['id', 'friendId', 'direction', 'at', 'state', 'sender', 'content'];

/** What friends sent; what was sent to them follows from the deliveries, in the same columns. */
export const exports: ExportSource[] = [
  {
    name: 'messages',
    columns: async () => MESSAGE_COLUMNS,
    isOfChats: true,
    async *rows(_ctx, channelId) {
      for await (const activity of eachPage(ActivityModel, { channelId, kind: 'message.received' })) {
        const { _id: id, friendId, at, content, unsentAt } = activity;
        yield {
          id,
          friendId,
          direction: 'received',
          at,
          state: unsentAt ? 'unsent' : 'kept',
          sender: 'friend',
          content,
        };
      }
    },
  },
];
