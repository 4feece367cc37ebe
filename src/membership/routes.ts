import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { accountLinkRoutes } from './account-link-routes.js';
import { buildCode } from './core/code.js';
import { itemRoutes } from './item-routes.js';
import { liffRoutes } from './liff-routes.js';
import { OwnershipCodeModel, type OwnershipCode } from './ownership-code.model.js';
import { registerItems } from './register-items.js';
import { requestRoutes } from './request-routes.js';
import { ItemModelName, Serial } from './schemas.js';

const CODE_BYTES = 12;
const DAY_MS = 24 * 3600 * 1000;

export const routes = [
  ...itemRoutes,
  ...requestRoutes,
  ...accountLinkRoutes,
  ...liffRoutes,
  defineRoute({
    method: 'post',
    path: '/api/v1/ownership-codes',
    access: { scope: 'write' },
    summary: 'Make a code that proves ownership of one item; the code is shown once',
    tag: 'Membership',
    status: 201,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      serial: Serial,
      model: ItemModelName,
      validDays: z.number().int().min(1).max(730).default(365),
    }),
    response: z.object({ code: z.string(), serial: z.string(), model: z.string(), expiresAt: z.date() }),
    handle: async (ctx, { body: { channelId, serial, model, validDays } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const code = buildCode(randomBytes(CODE_BYTES));
      const now = ctx.clock.now();
      const stored: OwnershipCode = {
        _id: `${channel._id}/${ctx.secrets.fingerprint(code)}`,
        channelId: channel._id,
        serial,
        model,
        createdAt: now,
        expiresAt: new Date(now.getTime() + validDays * DAY_MS),
        claimedBy: null,
        claimedAt: null,
      };
      await registerItems(ctx, channel._id, [{ serial, model }]);
      await OwnershipCodeModel.collection.insertOne(stored as never);
      return { code, serial, model, expiresAt: stored.expiresAt };
    },
  }),
];
