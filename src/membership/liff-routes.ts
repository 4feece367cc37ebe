import { z } from 'zod';
import { Visit, VISITOR_ACCESS } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { getVisitor, publishOutbox, type FriendDocument } from '../friends/index.js';
import { Language } from '../shared/language.js';
import { claimOwnership, type ClaimOutcome } from './claim-ownership.js';
import { readCode } from './core/code.js';
import { itemIdOf } from './core/item.js';
import { getItem, transferItem } from './give-item.js';
import { allowProof, takeProofTry, tooManyTries } from './limit-proofs.js';
import { beginAccountLink } from './link-account.js';
import { beginPhoneProof, finishPhoneProof } from './prove-by-phone.js';
import { presentGarage } from './present-garage.js';
import { requestOwnership } from './request-ownership.js';
import { Garage, Note, Phone, Serial } from './schemas.js';

const tag = 'LIFF';
const Outcome = z.object({ outcome: z.enum(['verified', 'refused', 'disputed']), garage: Garage });

/** What a friend does about their items on our page inside LINE. */
export const liffRoutes = [
  defineRoute({
    method: 'post',
    path: '/liff/items/read',
    access: VISITOR_ACCESS,
    summary: 'What the friend owns, what waits for staff, and the ways to prove more',
    tag,
    body: Visit,
    response: Garage,
    handle: async (ctx, { body }) => {
      const { channel, friend } = await getVisitor(ctx, body);
      return presentGarage(ctx, channel, friend);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/items/claim',
    access: VISITOR_ACCESS,
    summary: 'Prove ownership by a printed code',
    tag,
    body: Visit.extend({ code: z.string().trim().min(1).max(60) }),
    response: Outcome,
    handle: async (ctx, { body: { code: written, ...visit } }) => {
      const { channel, friend } = await getVisitor(ctx, visit);
      const at = ctx.clock.now();
      if (!allowProof(friend, at)) throw tooManyTries();
      const code = readCode(written);
      const claimed =
        code === null
          ? { outcome: 'refused' as const, friend: (await takeProofTry(ctx, friend, at)) ?? friend }
          : await claimOwnership(ctx, friend, { code, at });
      return answer(ctx, channel, claimed);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/items/phone',
    access: VISITOR_ACCESS,
    summary: 'Send a one-time code to the buyer’s telephone, when serial and number belong together',
    tag,
    body: Visit.extend({ serial: Serial, phone: Phone, language: Language }),
    response: z.object({ proofId: z.string(), expiresAt: z.date() }),
    handle: async (ctx, { body: { serial, phone, language, ...visit } }) => {
      const { friend } = await getVisitor(ctx, visit);
      return beginPhoneProof(ctx, friend, { serial, phone, language });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/items/phone/confirm',
    access: VISITOR_ACCESS,
    summary: 'Prove ownership by the one-time code',
    tag,
    body: Visit.extend({
      proofId: z.string().max(40),
      code: z
        .string()
        .trim()
        .regex(/^\d{6}$/, 'must be six digits'),
    }),
    response: Outcome,
    handle: async (ctx, { body: { proofId, code, ...visit } }) => {
      const { channel, friend } = await getVisitor(ctx, visit);
      return answer(ctx, channel, await finishPhoneProof(ctx, friend, { proofId, code }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/items/request',
    access: VISITOR_ACCESS,
    summary: 'Ask staff to approve ownership',
    tag,
    body: Visit.extend({ serial: Serial, note: Note }),
    response: Garage,
    handle: async (ctx, { body: { serial, note, ...visit } }) => {
      const { channel, friend } = await getVisitor(ctx, visit);
      await requestOwnership(ctx, friend, { serial, note, way: 'request' });
      return presentGarage(ctx, channel, friend);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/items/release',
    access: VISITOR_ACCESS,
    summary: 'The friend says that an item is not theirs any more',
    tag,
    body: Visit.extend({ serial: Serial }),
    response: Garage,
    handle: async (ctx, { body: { serial, ...visit } }) => {
      const { channel, friend } = await getVisitor(ctx, visit);
      const item = await getItem(itemIdOf(channel._id, serial));
      if (item.owner?.friendId !== friend._id) throw new NotFoundError('item', serial);
      await transferItem(ctx, item._id, { to: null, reason: 'released by the owner' });
      return presentGarage(ctx, channel, friend);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/account-links/begin',
    access: VISITOR_ACCESS,
    summary: 'Where the friend signs in to the brand’s account',
    tag,
    body: Visit,
    response: z.object({ url: z.string() }),
    handle: async (ctx, { body }) => {
      const { channel, friend } = await getVisitor(ctx, body);
      return { url: await beginAccountLink(ctx, channel, friend) };
    },
  }),
];

async function answer(
  ctx: Context,
  channel: Parameters<typeof presentGarage>[1],
  { outcome, friend }: { outcome: ClaimOutcome; friend: FriendDocument },
): Promise<z.infer<typeof Outcome>> {
  const published = await publishOutbox(ctx, friend);
  return { outcome, garage: await presentGarage(ctx, channel, published) };
}
