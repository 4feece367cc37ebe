import { z } from 'zod';
import { Target } from '../hours/core/service-policy.js';
import { defineEvent } from '../infra/announcements/event.js';

const Told = z.object({
  conversationId: z.string(),
  groupId: z.string().nullable(),
  target: Target,
  /** Counts the promises of a target, from 1. */
  count: z.number(),
  policyId: z.string(),
  policyVersion: z.number(),
  assigneeId: z.string().nullable(),
  teamId: z.string().nullable(),
});

/** The share of a limit has passed after which its policy warns; `at` is when it did. */
export const serviceLevelWarned = defineEvent('serviceLevel.warned', Told);
/** A limit has passed, and what was promised is still owed or came too late. */
export const serviceLevelBreached = defineEvent('serviceLevel.breached', Told);
