import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { AnyInstant } from '../shared/instant.js';
import { MODELS } from './core/templates.js';

/** A stage set by hand: why, and whether the policy may move the friend again. */
export const SetStageInput = z
  .strictObject({
    stage: z.string().min(1).max(40),
    reason: z.string().trim().min(1).max(500),
    lockUntil: AnyInstant.optional(),
    lockForGood: z.literal(true).optional(),
  })
  .refine(({ lockUntil, lockForGood }) => !(lockUntil && lockForGood), 'give lockUntil or lockForGood, not both');
export type SetStageInput = z.infer<typeof SetStageInput>;

export const ChannelQuery = z.strictObject({ channelId: ChannelId.optional() });

const FLOW_DAYS_MAX = 92;
const DAY_MS = 24 * 3_600_000;

/** First and last day, by the channel's clocks. */
export const FlowsQuery = ChannelQuery.extend({ from: z.iso.date(), until: z.iso.date() }).superRefine(
  ({ from, until }, refused) => {
    const days = (Date.parse(until) - Date.parse(from)) / DAY_MS + 1;
    if (days >= 1 && days <= FLOW_DAYS_MAX) return;
    const message = `must be from ${from} on and within ${FLOW_DAYS_MAX} days`;
    refused.addIssue({ code: 'custom', path: ['until'], message, input: until });
  },
);

export const PresentedLifecycle = z.object({
  model: z.enum([...MODELS, 'own']),
  policyVersion: z.number(),
  friends: z.number(),
  stages: z.array(
    z.object({
      stage: z.string(),
      label: z.record(z.string(), z.string()).optional(),
      goal: z.object({ metric: z.string(), target: z.number().optional() }).optional(),
      friends: z.number(),
      overdue: z.number(),
    }),
  ),
  unmapped: z.array(z.object({ stage: z.string(), friends: z.number() })),
  activityStatus: z.array(z.object({ name: z.string().nullable(), friends: z.number() })),
});

export const PresentedFlows = z.object({
  from: z.string(),
  until: z.string(),
  /** How often friends moved from a stage to another, in the stages of the policy in force; from null: they were in none. */
  moves: z.array(z.object({ from: z.string().nullable(), to: z.string(), count: z.number() })),
  /** Friends who came to be at risk, dormant or lost since the first day and are so now, by the stage that they are in. */
  quiet: z.array(z.object({ stage: z.string(), status: z.string(), friends: z.number() })),
  /** For how many days half of those who are in a stage have been in it at least; null while nobody is. */
  stages: z.array(z.object({ stage: z.string(), medianDays: z.number().nullable() })),
  /** Times that people followed for the first time, came back after having blocked, and blocked. Of what came three days late nothing is counted. */
  days: z.array(z.object({ day: z.string(), gained: z.number(), returned: z.number(), lost: z.number() })),
});

export const PresentedStageHistory = z.object({
  history: z.array(z.object({ at: z.date(), kind: z.string(), data: z.record(z.string(), z.unknown()) })),
});

export const PresentedHealth = z.object({
  health: z
    .object({
      score: z.number(),
      parts: z.array(z.object({ name: z.string(), score: z.number().nullable(), weight: z.number() })),
      missing: z.array(z.string()),
      at: z.date(),
    })
    .nullable(),
  trend: z.array(z.object({ on: z.string(), score: z.number().nullable() })),
});
