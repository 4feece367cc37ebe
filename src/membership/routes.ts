import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { buildCode } from './core/code.js';
import { OwnershipCodeModel, type OwnershipCode } from './ownership-code.model.js';

const CODE_BYTES = 12;
const DAY_MS = 24 * 3600 * 1000;

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/ownership-codes',
    access: { scope: 'write' },
    summary: 'Make a code that proves ownership of one item; the code is shown once',
    tag: 'Membership',
    status: 201,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      serial: z.string().trim().min(1).max(60),
      model: z.string().trim().min(1).max(100),
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
      await OwnershipCodeModel.collection.insertOne(stored as never);
      return { code, serial, model, expiresAt: stored.expiresAt };
    },
  }),
];
