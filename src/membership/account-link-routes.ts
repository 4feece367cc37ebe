import { z } from 'zod';
import { getChannel, resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { AccountLinkModel } from './account-link.model.js';
import { beginAccountLink, issueNonce, unlinkAccount } from './link-account.js';
import { AccountId, PresentedAccountLink } from './schemas.js';

const tag = 'Membership';
const LINKS_MAX = 100;

export const accountLinkRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/account-links/begin',
    access: { scope: 'write' },
    summary: 'Make the address where a friend signs in to the brand’s account; it is good for ten minutes, once',
    tag,
    params: z.object({ id: FriendId }),
    response: z.object({ url: z.string() }),
    handle: async (ctx, { params: { id } }) => {
      const friend = await getFriendBehind(id);
      return { url: await beginAccountLink(ctx, await getChannel(ctx, friend.channelId), friend) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/account-links/nonces',
    access: { scope: 'write' },
    summary: 'For the brand’s sign-in page: make a nonce for the account, and the address at LINE to go on to',
    tag,
    status: 201,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      accountId: AccountId,
      /** What LINE’s link token was, as the page got it. */
      linkToken: z.string().min(1).max(500),
    }),
    response: z.object({ nonce: z.string(), url: z.string(), expiresAt: z.date() }),
    handle: async (ctx, { body: { channelId, ...given } }) =>
      issueNonce(ctx, (await resolveChannel(ctx, channelId))._id, given),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/account-links',
    access: { scope: 'read' },
    summary: 'List the brand’s accounts that a friend signed in to',
    tag,
    params: z.object({ id: FriendId }),
    response: z.object({ accountLinks: z.array(PresentedAccountLink) }),
    handle: async (_ctx, { params: { id } }) => {
      const { _id: friendId } = await getFriendBehind(id);
      const links = await AccountLinkModel.find({ friendId }).sort({ linkedAt: 1 }).limit(LINKS_MAX).lean();
      return { accountLinks: links.map(({ accountId, linkedAt }) => ({ accountId, linkedAt })) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/account-links/unlink',
    access: { scope: 'write' },
    summary: 'End an account link; items that it proved are nobody’s again',
    tag,
    params: z.object({ id: FriendId }),
    body: z.strictObject({ accountId: AccountId }),
    status: 204,
    handle: async (ctx, { params: { id }, body: { accountId } }) => {
      await unlinkAccount(ctx, await getFriendBehind(id), accountId);
    },
  }),
];
