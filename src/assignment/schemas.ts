import { z } from 'zod';
import { AVAILABILITIES, CAPACITY_MAX, Skills } from './core/agent.js';
import { MODES } from './core/policy.js';
import { RoutingRules } from './core/routing.js';

export const AvailabilityInput = z.strictObject({ availability: z.enum(AVAILABILITIES) });

export const AgentChange = z
  .strictObject({
    /** How many conversations at once that are neither put off nor resolved; some may take more than one place. */
    capacity: z.int().min(1).max(CAPACITY_MAX),
    skills: Skills,
    availability: z.enum(AVAILABILITIES),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change something');
export type AgentChange = z.infer<typeof AgentChange>;

export const PresentedAgent = z
  .object({
    id: z.string(),
    name: z.string(),
    teamIds: z.array(z.string()),
    /** What holds now: what they chose, while their console is open. */
    availability: z.enum(AVAILABILITIES),
    chosen: z.enum(AVAILABILITIES),
    chosenAt: z.date(),
    seenAt: z.date().nullable(),
    offlineSince: z.date().nullable(),
    capacity: z.number(),
    /** How much of it is taken; more than their capacity when they or others took more by hand. */
    held: z.number(),
    skills: z.array(z.string()),
    lastGivenAt: z.date().nullable(),
  })
  .meta({ id: 'Agent' });

export const PresentedPresence = PresentedAgent.omit({ name: true, teamIds: true });

export const PreviewInput = z.strictObject({
  conversationId: z.string().min(1).max(40),
  /** Rules to try; those in force when left out. */
  rules: RoutingRules.optional(),
});

const PresentedObstacle = z.object({
  kind: z.enum(['notInPolicy', 'offline', 'busy', 'full', 'missingSkills', 'putBack']),
  held: z.number().optional(),
  capacity: z.number().optional(),
  takes: z.number().optional(),
  skills: z.array(z.string()).optional(),
});

export const PresentedAssignment = z.object({
  assigneeId: z.string().nullable(),
  mode: z.enum(MODES),
  /** The team whose queue it is in, or would be; null for the queue of the channel. */
  teamId: z.string().nullable(),
  /** Since when it waits in that queue; null while it does not. */
  queuedAt: z.date().nullable(),
  ahead: z.number().nullable(),
  /** How much of an agent's capacity it takes. */
  takes: z.number(),
  requiredSkills: z.array(z.string()),
  /** The routing rule that it met last. */
  rule: z.string().nullable(),
  namedId: z.string().nullable(),
  /** Who would be given it now; null for nobody. */
  nextId: z.string().nullable(),
  /** Everybody who comes into question, with all that is in the way; nothing for who can have it. */
  candidates: z.array(z.object({ staffId: z.string(), name: z.string(), obstacles: z.array(PresentedObstacle) })),
});
