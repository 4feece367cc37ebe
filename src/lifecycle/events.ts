import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/**
 * A friend moved to another stage; `because` holds the conditions that decided, with the values they saw. `reason`: the
 * policy moved them, somebody did by hand (`by`, `note`), or a new version of the policy was published (`isRename`: the
 * stage only has another name).
 */
export const stageChanged = defineEvent(
  'stage.changed',
  z.object({
    from: z.string().nullable(),
    to: z.string(),
    policyVersion: z.number(),
    because: z.array(z.unknown()),
    reason: z.enum(['policy', 'override', 'published']).default('policy'),
    isRename: z.boolean().optional(),
    by: z.string().optional(),
    note: z.string().optional(),
  }),
);
/** A friend is in a stage for longer than its maximum age; announced once for each stay. */
export const stageOverdue = defineEvent('stage.overdue', z.object({ stage: z.string(), since: z.date() }));
/** Somebody locked a friend's stage, for good when `until` is null. */
export const stageLocked = defineEvent(
  'stage.locked',
  z.object({ stage: z.string(), until: z.date().nullable(), by: z.string(), note: z.string() }),
);
/** The lock on a friend's stage was taken off, or was over. */
export const stageUnlocked = defineEvent('stage.unlocked', z.object({ stage: z.string(), by: z.string().nullable() }));
/** How lately a friend was active reached another step; `since` is the exact instant. */
export const activityStatusChanged = defineEvent(
  'activityStatus.changed',
  z.object({ from: z.string().nullable(), to: z.string(), since: z.date() }),
);
