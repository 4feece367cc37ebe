import { z } from 'zod';
import { StaffId, TeamId } from '../../access/schemas.js';
import { Skills } from './agent.js';
import { Weights } from './weight.js';

/**
 * How conversations of a team are given away. `manual`: they are claimed. `roundRobin`: who was given one longest ago is
 * next. `leastBusy`: who has the smallest share of their capacity is next.
 */
export const MODES = ['manual', 'roundRobin', 'leastBusy'] as const;
export type Mode = (typeof MODES)[number];

const STICKY_DAYS_MAX = 365;
const MEMBERS_MAX = 200;
const Minutes = z.int().min(1).max(1_440);

export const AssignmentPolicy = z.strictObject({
  mode: z.enum(MODES).default('manual'),
  /** Who is given any: everybody of the team, or these of it. */
  members: z.union([z.literal('everybody'), z.array(StaffId).min(1).max(MEMBERS_MAX)]).default('everybody'),
  /** For how long whoever answered a friend last is given that friend again, while free; null for not at all. */
  stickyDays: z.int().min(1).max(STICKY_DAYS_MAX).nullable().default(30),
  /** What everybody needs who is given any. */
  requiredSkills: Skills.default([]),
  /** Which team has what nobody was free for in so many minutes. */
  overflow: z.strictObject({ teamId: TeamId, afterMinutes: Minutes }).nullable().default(null),
  /** After how long what waits for an agent who went offline goes back; null for never. */
  handBackAfterMinutes: Minutes.nullable().default(null),
  weights: Weights.default([]),
});
export type AssignmentPolicy = z.infer<typeof AssignmentPolicy>;
export type AssignmentPolicyInput = z.input<typeof AssignmentPolicy>;

export const MANUAL: AssignmentPolicy = AssignmentPolicy.parse({});
