import { z } from 'zod';
import { Visit, VISITOR_ACCESS } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { getVisitor } from '../friends/index.js';
import { TierCard } from './schemas.js';
import { presentTierCard } from './tier-card.js';

export const liffTierRoutes = [
  defineRoute({
    method: 'post',
    path: '/liff/tier/read',
    access: VISITOR_ACCESS,
    summary: 'The friend’s VIP tier with its benefits, what is missing to the next, and when it falls',
    tag: 'LIFF',
    body: Visit,
    response: z.object({ card: TierCard.nullable() }),
    handle: async (ctx, { body }) => ({ card: await presentTierCard(ctx, (await getVisitor(ctx, body)).friend) }),
  }),
];
