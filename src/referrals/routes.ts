import { z } from 'zod';
import { getChannel, resolveChannel } from '../channels/index.js';
import { defineRoute, download } from '../edges.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { drawQr } from '../infra/images/draw-qr.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { Cursor, cursorOf, placeOf } from '../shared/cursor.js';
import { ReferralProgram } from './core/program.js';
import { REFERRAL_STATES } from './core/referral.js';
import { countReferrals } from './count-referrals.js';
import { liffRoutes } from './liff-routes.js';
import { getReferralLink, referralUrl } from './referral-link.js';
import { getReferralProgram, putReferralProgram } from './referral-program.js';
import { ReferralModel } from './referral.model.js';
import { InChannel, PresentedReferral, ReferralCounts } from './schemas.js';

const tag = 'Referrals';
const params = z.object({ id: FriendId });

export const routes = [
  ...liffRoutes,
  defineRoute({
    method: 'get',
    path: '/api/v1/referral-program',
    access: { scope: 'read' },
    summary: 'Read what friends get for bringing friends',
    tag,
    query: InChannel,
    response: ReferralProgram,
    handle: async (ctx, { query: { channelId } }) =>
      getReferralProgram(ctx, (await resolveChannel(ctx, channelId))._id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/referral-program',
    access: { scope: 'admin' },
    summary: 'Set what friends get for bringing friends, from now on',
    tag,
    query: InChannel,
    body: ReferralProgram,
    response: ReferralProgram,
    handle: async (ctx, { query: { channelId }, body }) =>
      putReferralProgram(ctx, (await resolveChannel(ctx, channelId))._id, body),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/referrals',
    access: { scope: 'read' },
    summary: 'List who was brought by whom, newest first, in one state or of one friend, and why some bring nothing',
    tag,
    query: InChannel.extend({
      state: z.enum(REFERRAL_STATES).optional(),
      referrerId: FriendId.optional(),
      /** `next` of the page before. */
      before: Cursor.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ referrals: z.array(PresentedReferral), next: z.string().nullable() }),
    handle: async (ctx, { query: { channelId, state, referrerId, before, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const found = await ReferralModel.find({
        channelId: channel._id,
        ...(state !== undefined && { state }),
        ...(referrerId !== undefined && { referrerId }),
        ...beforeFilter('openedAt', placeOf(before)),
      })
        .sort({ openedAt: -1, _id: -1 })
        .limit(limit)
        .lean();
      const last = found.at(-1);
      return {
        referrals: found.map(
          ({ _id, channelId: _channel, lineUserId: _line, expiresAt: _expires, dueAt: _due, ...rest }) => rest,
        ),
        next: last && found.length === limit ? cursorOf(last.openedAt, last._id) : null,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/referral-link',
    access: { scope: 'read' },
    summary: 'A friend’s own link, and what came of it',
    tag,
    params,
    response: z.object({ url: z.string(), counts: ReferralCounts }),
    handle: async (ctx, { params: { id } }) => {
      const friend = await getFriendBehind(id);
      const link = await getReferralLink(ctx, friend);
      return {
        url: referralUrl(ctx, await getChannel(ctx, friend.channelId), link),
        counts: await countReferrals(link),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/referral-link/:file',
    access: { scope: 'read' },
    summary: 'The QR code of a friend’s own link: qr.svg or qr.png',
    tag,
    params: params.extend({ file: z.enum(['qr.svg', 'qr.png']) }),
    download: { contentTypes: ['image/svg+xml', 'image/png'] },
    handle: async (ctx, { params: { id, file } }) => {
      const friend = await getFriendBehind(id);
      const link = await getReferralLink(ctx, friend);
      const url = referralUrl(ctx, await getChannel(ctx, friend.channelId), link);
      const fileName = file.replace('qr', `referral-${link._id}`);
      return download({ ...(await drawQr(url, file === 'qr.svg' ? 'svg' : 'png')), fileName });
    },
  }),
];
