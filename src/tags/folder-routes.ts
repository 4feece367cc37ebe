import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { FolderId, FolderName, InChannel, PresentedFolder } from './schemas.js';
import { addFolder, changeFolder, listFolders, removeFolder } from './tag-folders.js';
import type { TagFolder } from './tag.model.js';

const tag = 'Tags';
const params = z.object({ id: FolderId });
const present = ({ _id, ...rest }: TagFolder) => ({ id: _id, ...rest });

export const folderRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/tag-folders',
    access: { scope: 'read' },
    summary: 'List the folders of tags',
    tag,
    query: InChannel,
    response: z.object({ folders: z.array(PresentedFolder) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return { folders: (await listFolders(channel._id)).map(present) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/tag-folders',
    access: { scope: 'write' },
    summary: 'Add a folder of tags, at most three deep',
    tag,
    status: 201,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      name: FolderName,
      parentId: FolderId.nullable().default(null),
    }),
    response: PresentedFolder,
    handle: async (ctx, { body: { channelId, ...folder } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(await addFolder(ctx, channel._id, folder));
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/tag-folders/:id',
    access: { scope: 'write' },
    summary: 'Rename or move a folder of tags',
    tag,
    params,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      name: FolderName.optional(),
      parentId: FolderId.nullable().optional(),
    }),
    response: PresentedFolder,
    handle: async (ctx, { params: { id }, body: { channelId, ...changes } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(await changeFolder(channel._id, id, changes));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/tag-folders/:id',
    access: { scope: 'write' },
    summary: 'Remove a folder; its tags and folders move up',
    tag,
    status: 204,
    params,
    query: InChannel,
    handle: async (ctx, { params: { id }, query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      await removeFolder(channel._id, id);
    },
  }),
];
