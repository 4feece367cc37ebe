import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { addTag } from './add-tag.js';
import { TAG_RECIPES } from './core/recipes.js';
import { TagDefinition } from './core/tag.js';
import { deleteTag, listTagUses } from './delete-tag.js';
import { editTag } from './edit-tag.js';
import { getTag, listTags } from './find-tags.js';
import { EditTagInput, InChannel, PresentedReference, PresentedTag, TagParams } from './schemas.js';
import { figuresOf, TagFigures } from './tag-figures.js';
import type { Tag } from './tag.model.js';

const tag = 'Tags';
const present = ({ tagId, channelId, createdAt, ...tag }: Tag) => ({
  ...TagDefinition.strip().parse({ tagId, ...tag }),
  channelId,
  createdAt,
});

export const tagRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/tags',
    access: { scope: 'write' },
    summary: 'Add a tag',
    tag,
    status: 201,
    body: TagDefinition.extend({ channelId: ChannelId.optional() }),
    response: PresentedTag,
    handle: async (ctx, { body: { channelId, ...definition } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(await addTag(ctx, channel._id, definition));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tags',
    access: { scope: 'read' },
    summary: 'List the tags',
    tag,
    query: InChannel,
    response: z.object({ tags: z.array(PresentedTag) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return { tags: (await listTags(channel._id)).map(present) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tag-recipes',
    access: { scope: 'read' },
    summary: 'Tags for well-known purposes, ready to be added',
    tag,
    response: z.object({
      recipes: z.array(z.object({ key: z.string(), name: z.string(), tags: z.array(TagDefinition), use: z.string() })),
    }),
    handle: async () => ({
      recipes: TAG_RECIPES.map((recipe) => ({ ...recipe, tags: recipe.tags.map((one) => TagDefinition.parse(one)) })),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tags/:tagId',
    access: { scope: 'read' },
    summary: 'Read a tag',
    tag,
    params: TagParams,
    query: InChannel,
    response: PresentedTag,
    handle: async (ctx, { params: { tagId }, query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return present(await getTag(channel._id, tagId));
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/tags/:tagId',
    access: { scope: 'write' },
    summary: 'Change a tag; tells how many friends change with it, and the operation that carries it through',
    tag,
    params: TagParams,
    body: EditTagInput,
    response: z.object({ tag: PresentedTag, friends: z.number(), operationId: z.string().nullable() }),
    handle: async (ctx, { params: { tagId }, body }) => {
      const channel = await resolveChannel(ctx, body.channelId);
      const { tag: edited, ...rest } = await editTag(ctx, channel._id, tagId, body);
      return { tag: present(edited), ...rest };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tags/:tagId/used-by',
    access: { scope: 'read' },
    summary: 'Everything that speaks of a tag, and how many friends have it',
    tag,
    params: TagParams,
    query: InChannel,
    response: z.object({ references: z.array(PresentedReference), friends: z.number() }),
    handle: async (ctx, { params: { tagId }, query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return listTagUses(ctx, channel._id, tagId);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/tags/:tagId',
    access: { scope: 'write' },
    summary: 'Delete a tag; refused with what uses it, unless forced',
    tag,
    params: TagParams,
    query: InChannel.extend({
      force: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .default(false),
    }),
    response: z.object({ friends: z.number(), operationId: z.string().nullable() }),
    handle: async (ctx, { params: { tagId }, query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return deleteTag(ctx, channel._id, tagId, { isForced: query.force });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tags/:tagId/figures',
    access: { scope: 'read' },
    summary: 'How many friends have a tag now, applications of the last day, week and month, and its four quadrants',
    tag,
    params: TagParams,
    query: InChannel,
    response: TagFigures,
    handle: async (ctx, { params: { tagId }, query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return figuresOf(ctx, channel._id, tagId);
    },
  }),
];
