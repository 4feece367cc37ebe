import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { KeywordCondition, matchesKeyword } from '../../tags/core/rules.js';

const HOURS_MAX = 24 * 90;
const KEYWORDS_MAX = 50;
const ICONS_MAX = 500;
const TEAMS_MAX = 200;
const QUIET_MINUTES_MAX = 1_440;
const Id = z.string().min(1).max(40);

/** When staff work, and what friends are told who write while they do not. */
const OpenHours = z
  .strictObject({
    /** The calendar of the channel; null: always open. */
    calendarId: Id.nullable().default(null),
    /** Teams that go by a calendar of their own. */
    teams: z
      .array(z.strictObject({ teamId: Id, calendarId: Id }))
      .max(TEAMS_MAX)
      .default([]),
    /** The answer while it is closed, by the free reply alone and once until it opens; null for none. */
    outOfHours: z
      .strictObject({
        /** It is given `nextOpening`, in the language of the friend. */
        template: z.string().min(1).max(100).default('out-of-hours'),
        /** Nothing is said for so long after staff answered. */
        quietMinutes: z.int().min(0).max(QUIET_MINUTES_MAX).default(30),
      })
      .nullable()
      .default(null),
  })
  .superRefine(({ calendarId, teams, outOfHours }, check) => {
    const twice = teams.find(({ teamId }, index) => teams.findIndex((one) => one.teamId === teamId) !== index);
    if (twice) check.addIssue({ code: 'custom', path: ['teams'], message: `names the team ${twice.teamId} twice` });
    if (outOfHours && calendarId === null && teams.length === 0)
      check.addIssue({
        code: 'custom',
        path: ['outOfHours'],
        message: 'needs a calendar, of the channel or of a team',
      });
  });

/** How the inbox of a channel works. */
export const InboxSettings = z.strictObject({
  /** A friend who writes so shortly after the end goes on with the same conversation; 0: each time a new one. */
  reopenWithinHours: z.number().min(0).max(HOURS_MAX).default(72),
  handOver: z
    .strictObject({
      /** What a friend writes to have a person. A tap with `action=talk` in its data always does. */
      keywords: z.array(KeywordCondition).max(KEYWORDS_MAX).default([]),
      /** What they are told at once, free; null for nothing. */
      template: z.string().min(1).max(100).nullable().default(null),
    })
    .default({ keywords: [], template: null }),
  /** Whether friends see who of the staff answers. */
  agentNames: z.enum(['shown', 'hidden']).default('hidden'),
  hours: OpenHours.default({ calendarId: null, teams: [], outOfHours: null }),
  /** Pictures shown beside these names, by the id of a person or of a team. */
  agentIcons: z
    .record(z.string().min(1).max(40), z.string().min(1).max(40))
    .refine((icons) => Object.keys(icons).length <= ICONS_MAX, `must not have more than ${ICONS_MAX} icons`)
    .default({}),
});
export type InboxSettings = z.infer<typeof InboxSettings>;

/** The calendar that a team goes by; null when that is the channel's. */
export const calendarOfTeam = ({ hours }: InboxSettings, teamId: string | null): string | null =>
  hours.teams.find((one) => one.teamId === teamId)?.calendarId ?? null;

/** The picture beside the name of an agent: their own, or that of the team whose conversation it is; null for none. */
export const iconOf = (
  { agentIcons }: Pick<InboxSettings, 'agentIcons'>,
  { staffId, teamId }: { staffId: string; teamId: string | null },
): string | null => agentIcons[staffId] ?? agentIcons[teamId ?? ''] ?? null;

const TALK = 'talk';

/** True when what a friend said or tapped asks for a person. */
export function asksForPerson(
  said: { kind: 'text'; text: string } | { kind: 'postback'; data: string } | { kind: 'other' },
  { handOver: { keywords } }: InboxSettings,
): boolean {
  switch (said.kind) {
    case 'text':
      return keywords.some((keyword) => matchesKeyword(keyword, said.text));
    case 'postback':
      return new URLSearchParams(said.data).get('action') === TALK;
    case 'other':
      return false;
    default:
      return assertNever(said);
  }
}
