import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { TagRule } from './core/rules.js';
import { TagDefinition } from './core/tag.js';
import { forgetTagging } from './tagging.js';
import { PER_CHANNEL_MAX, TagModel, TagRuleModel, type StoredTagRule, type Tag } from './tag.model.js';

const tag = 'Tags';
const tooMany = (things: string) => new ConflictError(`A channel has at most ${PER_CHANNEL_MAX} ${things}.`);
const inChannel = z.strictObject({ channelId: ChannelId.optional() });
const presentTag = ({ _id, ...rest }: Tag) => rest;
const presentRule = ({ _id, ...rest }: StoredTagRule) => ({ id: _id, ...rest });
const PresentedTag = TagDefinition.extend({ channelId: z.string(), createdAt: z.date() });
const PresentedTagRule = TagRule.extend({ id: z.string(), channelId: z.string(), createdAt: z.date() });

export const routes = [
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
      if ((await TagModel.countDocuments({ channelId: channel._id })) >= PER_CHANNEL_MAX) throw tooMany('tags');
      const added: Tag = {
        ...definition,
        _id: `${channel._id}/${definition.tagId}`,
        channelId: channel._id,
        createdAt: ctx.clock.now(),
      };
      await TagModel.collection.insertOne(added as never).catch((error: unknown) => {
        throw isDuplicateKey(error) ? new ConflictError(`Tag ${definition.tagId} exists already.`) : error;
      });
      forgetTagging(channel._id);
      return presentTag(added);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tags',
    access: { scope: 'read' },
    summary: 'List the tags',
    tag,
    query: inChannel,
    response: z.object({ tags: z.array(PresentedTag) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return {
        tags: (await TagModel.find({ channelId: channel._id }).sort({ tagId: 1 }).limit(PER_CHANNEL_MAX).lean()).map(
          presentTag,
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/tag-rules',
    access: { scope: 'write' },
    summary: 'Add a tagging rule: when a friend does this, apply that tag',
    tag,
    status: 201,
    body: TagRule.extend({ channelId: ChannelId.optional() }),
    response: PresentedTagRule,
    handle: async (ctx, { body: { channelId, ...rule } }) => {
      const channel = await resolveChannel(ctx, channelId);
      if (!(await TagModel.exists({ channelId: channel._id, tagId: rule.tagId }))) {
        throw new InvalidInputError('invalid_input', `tagId ${rule.tagId} is not a tag of channel ${channel._id}.`);
      }
      if ((await TagRuleModel.countDocuments({ channelId: channel._id })) >= PER_CHANNEL_MAX)
        throw tooMany('tagging rules');
      const added: StoredTagRule = { ...rule, _id: newId(), channelId: channel._id, createdAt: ctx.clock.now() };
      await TagRuleModel.collection.insertOne(added as never);
      forgetTagging(channel._id);
      return presentRule(added);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tag-rules',
    access: { scope: 'read' },
    summary: 'List the tagging rules',
    tag,
    query: inChannel,
    response: z.object({ tagRules: z.array(PresentedTagRule) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return {
        tagRules: (
          await TagRuleModel.find({ channelId: channel._id }).sort({ createdAt: 1 }).limit(PER_CHANNEL_MAX).lean()
        ).map(presentRule),
      };
    },
  }),
];
