import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { KeywordCondition, matchesKeyword } from '../../tags/core/rules.js';

const HOURS_MAX = 24 * 90;
const KEYWORDS_MAX = 50;
const ICONS_MAX = 500;

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
  /** Pictures shown beside these names, by the id of a person or of a team. */
  agentIcons: z
    .record(z.string().min(1).max(40), z.string().min(1).max(40))
    .refine((icons) => Object.keys(icons).length <= ICONS_MAX, `must not have more than ${ICONS_MAX} icons`)
    .default({}),
});
export type InboxSettings = z.infer<typeof InboxSettings>;

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
