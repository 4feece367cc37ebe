import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { Visit, VISITOR_ACCESS } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { getVisitor } from '../friends/index.js';
import { drawQr } from '../infra/images/draw-qr.js';
import { countReferrals } from './count-referrals.js';
import { openReferral } from './open-referral.js';
import { getReferralLink, referralUrl } from './referral-link.js';
import { getReferralProgram } from './referral-program.js';

const tag = 'LIFF';

export const liffRoutes = [
  defineRoute({
    method: 'post',
    path: '/liff/referrals/open',
    access: VISITOR_ACCESS,
    summary: 'Record that a person opened a friend’s link inside LINE',
    tag,
    body: Visit.extend({ code: z.string().regex(/^[\w-]{1,40}$/, 'must be the code of a referral link') }),
    response: z.object({ opening: z.enum(['welcome', 'self', 'alreadyFriend']), addUrl: z.string().nullable() }),
    handle: (ctx, { body }) => openReferral(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/liff/referrals/read',
    access: VISITOR_ACCESS,
    summary:
      'The friend’s own link with its QR code, what it brings and what came of it; null while there is no program',
    tag,
    body: Visit,
    response: z.object({
      referral: z
        .object({
          url: z.string(),
          /** An SVG. */
          qr: z.string(),
          referrerPoints: z.number(),
          refereePoints: z.number(),
          thresholds: z.array(z.object({ count: z.number(), points: z.number() })),
          rewarded: z.number(),
          stayed: z.number(),
        })
        .nullable(),
    }),
    handle: async (ctx, { body }) => {
      const { channel, friend } = await getVisitor(ctx, body);
      const { isEnabled, referrerPoints, refereePoints, thresholds } = await getReferralProgram(ctx, channel._id);
      if (!isEnabled) return { referral: null };
      const link = await getReferralLink(ctx, friend);
      const url = referralUrl(ctx, channel, link);
      const { rewarded, stayed } = await countReferrals(link);
      const qr = await text((await drawQr(url, 'svg')).stream);
      return { referral: { url, qr, referrerPoints, refereePoints, thresholds, rewarded, stayed } };
    },
  }),
];
