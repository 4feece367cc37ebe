import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId, VISITOR_ACCESS } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { defineRoute, download } from '../edges.js';
import { TagId } from './core/tag.js';
import { drawQr } from '../infra/images/draw-qr.js';
import { openTagLink } from './open-tag-link.js';
import { InChannel } from './schemas.js';
import { addTagLink, countOpeners, getTagLink, listTagLinks, removeTagLink, tokenOf } from './tag-links.js';
import type { TagLink } from './tag-link.model.js';
import { AnyInstant } from '../shared/instant.js';

const tag = 'Tags';
const id = z.string().regex(/^[0-9A-Z]{26}$/, 'must be a tag link id');
const params = z.object({ id });

const PresentedTagLink = z.object({
  id: z.string(),
  channelId: z.string(),
  name: z.string(),
  tagId: z.string(),
  weight: z.number().nullable(),
  url: z.string().nullable(),
  cooldownMinutes: z.number().nullable(),
  expiresAt: z.date().nullable(),
  clicks: z.number(),
  /** The address to share. */
  link: z.string(),
  createdAt: z.date(),
});

const linkTo = (ctx: Pick<Context, 'secrets' | 'baseUrl'>, linkId: string) =>
  `${ctx.baseUrl}/t/${tokenOf(ctx, linkId)}`;
const present = (ctx: Context, { _id, ...link }: TagLink) => ({ id: _id, ...link, link: linkTo(ctx, _id) });

export const linkRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/tag-links',
    access: { scope: 'write' },
    summary: 'Make a link that tags friends who open it inside LINE, once each or once per cooldown',
    tag,
    status: 201,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      name: z.string().trim().min(1).max(100),
      tagId: TagId,
      weight: z.number().positive().max(1_000).nullable().default(null),
      url: z
        .url({ protocol: /^https$/, error: 'must be an address that begins with https://' })
        .max(2_000)
        .nullable()
        .default(null),
      cooldownMinutes: z.number().int().min(1).max(525_600).nullable().default(null),
      expiresAt: AnyInstant.nullable().default(null),
    }),
    response: PresentedTagLink,
    handle: async (ctx, { body: { channelId, ...given } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(ctx, await addTagLink(ctx, channel._id, given));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tag-links',
    access: { scope: 'read' },
    summary: 'List the tag links with their clicks',
    tag,
    query: InChannel,
    response: z.object({ tagLinks: z.array(PresentedTagLink) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return { tagLinks: (await listTagLinks(channel._id)).map((link) => present(ctx, link)) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tag-links/:id',
    access: { scope: 'read' },
    summary: 'Read a tag link, with its clicks and how many friends opened it',
    tag,
    params,
    response: PresentedTagLink.extend({ openers: z.number() }),
    handle: async (ctx, { params: { id: linkId } }) => {
      const link = await getTagLink(linkId);
      return { ...present(ctx, link), openers: await countOpeners(linkId) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tag-links/:id/:file',
    access: { scope: 'read' },
    summary: 'The QR code of a tag link: qr.svg or qr.png',
    tag,
    params: z.object({ id, file: z.enum(['qr.svg', 'qr.png']) }),
    download: { contentTypes: ['image/svg+xml', 'image/png'] },
    handle: async (ctx, { params: { id: linkId, file } }) => {
      const link = await getTagLink(linkId);
      return download({
        ...(await drawQr(linkTo(ctx, link._id), file === 'qr.svg' ? 'svg' : 'png')),
        fileName: file.replace('qr', `tag-link-${link._id}`),
      });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/tag-links/:id',
    access: { scope: 'write' },
    summary: 'Remove a tag link; whoever opens it then finds that it is over',
    tag,
    status: 204,
    params,
    handle: async (_ctx, { params: { id: linkId } }) => removeTagLink(linkId),
  }),
  defineRoute({
    method: 'post',
    path: '/liff/tag-openings',
    access: VISITOR_ACCESS,
    summary: 'Tag a friend who opened a tag link inside LINE',
    tag: 'LIFF',
    body: z.strictObject({ token: z.string().min(1).max(80), idToken: z.string().min(1).max(5_000) }),
    response: z.object({ url: z.string().nullable(), addUrl: z.string().nullable() }),
    handle: async (ctx, { body }) => openTagLink(ctx, body),
  }),
];
