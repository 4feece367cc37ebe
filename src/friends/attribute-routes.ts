import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import {
  changeAttributeDefinition,
  defineAttribute,
  listAttributeDefinitions,
  listAttributeUses,
  removeAttributeDefinition,
} from './attribute-definitions.js';
import type { StoredAttributeDefinition } from './attribute-definition.model.js';
import { AttributeDefinition, AttributeName, ChangeAttributeDefinition } from './core/attribute.js';
import { PresentedAttributeDefinition } from './schemas.js';

const tag = 'Attributes';
const params = z.object({ name: AttributeName });
const query = z.strictObject({ channelId: ChannelId.optional() });
const path = '/api/v1/attributes/:name';

const present = ({ name, label, type, about, choices, isSensitive, createdAt }: StoredAttributeDefinition) => ({
  name,
  label,
  type,
  about,
  choices,
  isSensitive,
  createdAt,
});

export const attributeRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/attributes',
    access: { scope: 'read' },
    summary: 'The attributes that friends of a channel can have',
    tag,
    query,
    response: z.object({ attributes: z.array(PresentedAttributeDefinition) }),
    handle: async (ctx, { query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return { attributes: (await listAttributeDefinitions(ctx, channel._id)).map(present) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/attributes',
    access: { scope: 'write' },
    summary: 'Define an attribute: its type, what it tells about a friend, and the choices if it has any',
    tag,
    status: 201,
    query,
    body: AttributeDefinition,
    response: PresentedAttributeDefinition,
    handle: async (ctx, { query: { channelId }, body }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(await defineAttribute(ctx, channel._id, body));
    },
  }),
  defineRoute({
    method: 'patch',
    path,
    access: { scope: 'write' },
    summary: 'Change label, subject or choices of an attribute; values that friends have stay',
    tag,
    params,
    query,
    body: ChangeAttributeDefinition,
    response: PresentedAttributeDefinition,
    handle: async (ctx, { params: { name }, query: { channelId }, body }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(await changeAttributeDefinition(channel._id, name, body));
    },
  }),
  defineRoute({
    method: 'get',
    path: `${path}/used-by`,
    access: { scope: 'read' },
    summary: 'Everything that speaks of an attribute',
    tag,
    params,
    query,
    response: z.object({
      references: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
    }),
    handle: async (ctx, { params: { name }, query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return { references: await listAttributeUses(ctx, channel._id, name) };
    },
  }),
  defineRoute({
    method: 'delete',
    path,
    access: { scope: 'write' },
    summary: 'Remove the definition of an attribute that nothing refers to; values that friends have stay',
    tag,
    params,
    query,
    status: 204,
    handle: async (ctx, { params: { name }, query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      await removeAttributeDefinition(ctx, channel._id, name);
    },
  }),
];
