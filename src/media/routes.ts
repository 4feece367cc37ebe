import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { defineRoute, download } from '../edges.js';
import { Cursor } from '../shared/cursor.js';
import { PICTURE_BYTES_MAX } from './core/limits.js';
import type { PictureSize } from './core/picture-address.js';
import { deletePicture, listPictureUses } from './delete-picture.js';
import { getPicture } from './find-picture.js';
import { listPictures } from './list-pictures.js';
import { openPicture } from './open-picture.js';
import { presentPicture } from './present-picture.js';
import { PictureId, PresentedPicture, UploadQuery } from './schemas.js';
import { uploadPicture } from './upload-picture.js';

const tag = 'Media';
const params = z.object({ id: PictureId });
const PICTURE_TYPES = ['image/png', 'image/jpeg'];
const BY_LINE = { public: 'LINE and the apps of friends load pictures without a key; nobody can guess an id.' };

const give = async (ctx: Pick<Context, 'clock'>, id: string, size: PictureSize) => {
  const { bytes, ...file } = await openPicture(ctx, id, size);
  return download({ ...file, forever: { tag: `${id}-${size ?? 'whole'}`, bytes } });
};

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/media',
    access: { scope: 'write' },
    summary:
      'Upload a PNG or JPEG; the answer has its addresses, to paste into messages. The same bytes are stored once',
    tag,
    status: 201,
    query: UploadQuery,
    // Programs that do not know the type send octet-stream; the bytes decide.
    upload: { contentTypes: [...PICTURE_TYPES, 'application/octet-stream'], bytesMax: PICTURE_BYTES_MAX },
    response: PresentedPicture,
    handle: async (ctx, { query: { channelId, ...asked }, upload }) =>
      presentPicture(await uploadPicture(ctx, channelId, { ...asked, content: upload }), ctx.baseUrl),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/media',
    access: { scope: 'read' },
    summary: 'List the pictures of a channel, newest first, a page at a time',
    tag,
    query: z.strictObject({
      channelId: ChannelId.optional(),
      /** `next` of the page before. */
      before: Cursor.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    response: z.object({ pictures: z.array(PresentedPicture), next: z.string().nullable() }),
    handle: async (ctx, { query: { channelId, ...page } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const { pictures, next } = await listPictures(channel._id, page);
      return { pictures: pictures.map((picture) => presentPicture(picture, ctx.baseUrl)), next };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/media/:id',
    access: { scope: 'read' },
    summary: 'Read a picture, and what uses it',
    tag,
    params,
    response: PresentedPicture.extend({
      usedBy: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
    }),
    handle: async (ctx, { params: { id } }) => ({
      ...presentPicture(await getPicture(id), ctx.baseUrl),
      usedBy: await listPictureUses(ctx, id),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/media/:id',
    access: { scope: 'write' },
    summary: 'Delete a picture that nothing uses; messages that were sent with it lose it',
    tag,
    params,
    status: 204,
    handle: async (ctx, { params: { id } }) => deletePicture(ctx, id),
  }),
  defineRoute({
    method: 'get',
    path: '/media/:id',
    access: BY_LINE,
    summary: 'A picture as LINE loads it',
    tag,
    params: z.object({ id: z.string() }),
    download: { contentTypes: PICTURE_TYPES },
    handle: async (ctx, { params: { id } }) => give(ctx, id, null),
  }),
  defineRoute({
    method: 'get',
    path: '/media/:id/:size',
    access: BY_LINE,
    summary: 'A picture small enough for a preview (`preview`), or in a width of an imagemap (`240` to `1040`)',
    tag,
    params: z.object({ id: z.string(), size: z.string() }),
    download: { contentTypes: PICTURE_TYPES },
    handle: async (ctx, { params: { id, size } }) => give(ctx, id, size),
  }),
];
