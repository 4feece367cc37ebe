import { z } from 'zod';

/** How urgent a conversation is, least first. */
export const Priority = z.enum(['low', 'normal', 'high', 'urgent']);
export type Priority = z.infer<typeof Priority>;

/** What staff promise: the first answer, each answer after that, and that the matter is settled. */
export const TARGETS = ['firstResponse', 'nextResponse', 'resolution'] as const;
export const Target = z.enum(TARGETS);
export type Target = z.infer<typeof Target>;

/** 30 days of open time around the clock; under the shortest week that takes some 14 years. */
const TARGET_MINUTES_MAX = 43_200;
const ESCALATIONS_MAX = 10;
const ESCALATE_AFTER_MINUTES_MAX = 10_080; // a week
const ESCALATION_PARTICIPANTS_MAX = 10;
const Id = z.string().min(1).max(40);

/** A time to keep, in minutes of open time or of the clock; null where nothing is promised. */
const Limit = z
  .strictObject({
    minutes: z.number().int().min(1).max(TARGET_MINUTES_MAX),
    time: z.enum(['business', 'clock']),
  })
  .nullable();
const Limits = z.strictObject({ firstResponse: Limit, nextResponse: Limit, resolution: Limit });

/** What happens by itself when a target is warned of or breached, or so many minutes of the clock later, if the target still runs then. */
const Escalation = z.strictObject({
  target: Target,
  on: z.enum(['warning', 'breach']),
  afterMinutes: z.number().int().min(0).max(ESCALATE_AFTER_MINUTES_MAX),
  notify: z
    .array(z.enum(['assignee', 'team', 'supervisors']))
    .max(3)
    .default([]),
  raiseTo: Priority.nullable().default(null),
  /** The team that it goes to; null leaves it where it is. */
  moveTo: Id.nullable().default(null),
  /** Who has it from then on: a staff id, or `nobody`; null leaves it to whoever has it. */
  assignTo: z
    .union([z.literal('nobody'), Id])
    .nullable()
    .default(null),
  /** Staff who take part from then on. */
  addParticipants: z.array(Id).max(ESCALATION_PARTICIPANTS_MAX).default([]),
});

/** What service a brand promises: for each priority a time for each target, when to warn of it and what to do when it is not kept. */
export const ServicePolicy = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    /** The calendar whose open time counts; null when every limit is in time of the clock. */
    calendarId: z.string().min(1).max(40).nullable(),
    limits: z.strictObject({ low: Limits, normal: Limits, high: Limits, urgent: Limits }),
    /** The share of a limit after which staff are warned; null for no warning. */
    warnAtShare: z.number().min(0.1).max(0.95).nullable().default(0.8),
    escalations: z.array(Escalation).max(ESCALATIONS_MAX).default([]),
  })
  .superRefine(({ calendarId, limits, warnAtShare, escalations }, check) => {
    const all = Priority.options.flatMap((priority) =>
      TARGETS.map((target) => ({ path: ['limits', priority, target], limit: limits[priority][target] })),
    );
    const inBusiness = all.find(({ limit }) => limit?.time === 'business');
    if (inBusiness && calendarId === null)
      check.addIssue({
        code: 'custom',
        path: inBusiness.path,
        message: 'is in open time, so the policy needs a calendarId',
      });
    if (all.every(({ limit }) => limit === null))
      check.addIssue({ code: 'custom', path: ['limits'], message: 'promises nothing; at least one limit is needed' });
    for (const [index, { on, notify, raiseTo, moveTo, assignTo, addParticipants }] of escalations.entries()) {
      const doesNothing = notify.length + addParticipants.length === 0 && !raiseTo && !moveTo && !assignTo;
      if (on === 'warning' && warnAtShare === null)
        check.addIssue({
          code: 'custom',
          path: ['escalations', index, 'on'],
          message: 'is a warning, and the policy gives none; set warnAtShare',
        });
      if (doesNothing)
        check.addIssue({
          code: 'custom',
          path: ['escalations', index],
          message: 'does nothing; name whom to notify, a priority to raise to, a team, an assignee or participants',
        });
    }
  });
export type ServicePolicy = z.infer<typeof ServicePolicy>;
export type Escalation = ServicePolicy['escalations'][number];
