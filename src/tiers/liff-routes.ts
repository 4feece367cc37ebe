import { z } from 'zod';
import { Visit } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { getVisitor } from '../friends/index.js';
import { TierCard } from './schemas.js';
import { presentTierCard } from './tier-card.js';

export const liffTierRoutes = [
  defineRoute({
    method: 'post',
    path: '/liff/tier/read',
    access: {
      public: "Called by our page inside LINE; the caller proves who they are with LINE's ID token.",
    },
    summary: 'The friend’s VIP tier with its benefits, what is missing to the next, and when it falls',
    tag: 'LIFF',
    body: Visit,
    response: z.object({ card: TierCard.nullable() }),
    handle: async (ctx, { body }) => ({ card: await presentTierCard(ctx, (await getVisitor(ctx, body)).friend) }),
  }),
];
