import { z } from 'zod';
import { ChannelId } from '../../channels/schemas.js';
import { PRIORITIES, priorityOf, type Priority } from '../../inbox/core/priority.js';

const WEIGHT_MAX = 10;
const WEIGHTS_MAX = 50;

/** How much of a capacity a conversation takes, in the order in which it is looked at: the first that holds. Else 1. */
export const Weights = z
  .array(
    z.strictObject({
      /** Of which channel, and of which priority; null for any. */
      channelId: ChannelId.nullable().default(null),
      priority: z.enum(PRIORITIES).nullable().default(null),
      weight: z.int().min(1).max(WEIGHT_MAX),
    }),
  )
  .max(WEIGHTS_MAX);
type Weights = z.infer<typeof Weights>;

/** What a conversation takes where nothing else is said. */
export const USUAL_WEIGHT = 1;

/** How much of an agent's capacity a conversation takes. */
export function weightOf(
  { weights }: { weights: Weights },
  { channelId, priority }: { channelId: string; priority: number },
): number {
  const found = weights.find(
    (one) =>
      (one.channelId === null || one.channelId === channelId) &&
      (one.priority === null || priorityOf(one.priority) === priority),
  );
  return found?.weight ?? USUAL_WEIGHT;
}

/** The same as a filter on documents with `channelId` and `priority`: those that take no more than `room`. */
export function fitsInto({ weights }: { weights: Weights }, room: number): object {
  const tooHeavy = weights.flatMap(({ weight, ...one }, index) =>
    weight <= room
      ? []
      : [{ $and: [matchOf(one), ...weights.slice(0, index).map((earlier) => ({ $nor: [matchOf(earlier)] }))] }],
  );
  return tooHeavy.length > 0 ? { $nor: tooHeavy } : {};
}

const matchOf = ({
  channelId,
  priority,
}: Omit<Weights[number], 'weight'>): { channelId?: string; priority?: Priority } => ({
  ...(channelId === null ? {} : { channelId }),
  ...(priority === null ? {} : { priority: priorityOf(priority) }),
});
