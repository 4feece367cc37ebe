import { z } from 'zod';
import { Visit, VISITOR_ACCESS } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { defineRoute } from '../edges.js';
import { ConflictError } from '../errors.js';
import { getVisitor, type Friend } from '../friends/index.js';
import { newId } from '../infra/ids.js';
import { checkIn } from './check-in.js';
import { getCheckInStatus } from './check-in-status.js';
import { listEntries } from './list-entries.js';
import { getBalance } from './present-points.js';
import { PresentedCheckIn, PresentedCheckInStatus } from './schemas.js';

const tag = 'LIFF';
const LATEST = 10;

/** What a friend sees of their points on our page inside LINE. */
const PointsCard = z
  .object({
    balance: z.number(),
    nextExpiry: z.object({ at: z.date(), points: z.number() }).nullable(),
    /** The latest changes, newest first. */
    latest: z.array(z.object({ op: z.string(), points: z.number(), at: z.date() })),
    /** Null while the channel does not have it. */
    checkIn: PresentedCheckInStatus.nullable(),
  })
  .meta({ id: 'PointsCard' });

export const liffPointRoutes = [
  defineRoute({
    method: 'post',
    path: '/liff/points/read',
    access: VISITOR_ACCESS,
    summary: 'The friend’s points, the latest changes of them, and where they stand with checking in',
    tag,
    body: Visit,
    response: PointsCard,
    handle: async (ctx, { body }) => presentCard(ctx, (await getVisitor(ctx, body)).friend),
  }),
  defineRoute({
    method: 'post',
    path: '/liff/points/check-in',
    access: VISITOR_ACCESS,
    summary: 'Check in for today; once a day, however often it is asked for',
    tag,
    body: Visit,
    response: z.object({ outcome: PresentedCheckIn, card: PointsCard }),
    handle: async (ctx, { body }) => {
      const { channel, friend } = await getVisitor(ctx, body);
      const outcome = await checkIn(ctx, friend, { at: ctx.clock.now(), cause: newId() });
      if (!outcome) throw new ConflictError(`Check-in is not switched on in channel ${channel._id}.`);
      return { outcome, card: await presentCard(ctx, friend) };
    },
  }),
];

async function presentCard(ctx: Pick<Context, 'clock'>, friend: Friend): Promise<z.infer<typeof PointsCard>> {
  const [{ balance, nextExpiry }, { entries }, status] = await Promise.all([
    getBalance(friend, ctx.clock.now()),
    listEntries(friend._id, { before: undefined, limit: LATEST }),
    getCheckInStatus(ctx, friend),
  ]);
  return {
    balance,
    nextExpiry,
    latest: entries.map(({ op, points, at }) => ({ op, points, at })),
    checkIn: status.isEnabled ? status : null,
  };
}
