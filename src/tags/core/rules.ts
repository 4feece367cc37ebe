import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';

/** What a friend wrote has one of these words. */
export const KeywordCondition = z.strictObject({
  kind: z.literal('keyword'),
  anyOf: z.array(z.string().trim().min(1).max(100)).min(1).max(50),
  match: z.enum(['contains', 'exact']).default('contains'),
});
/** What a friend tapped carries these values. */
export const PostbackCondition = z.strictObject({
  kind: z.literal('postback'),
  /** Every name must have this value in the postback's data, read as a query string. */
  data: z
    .record(z.string().min(1), z.string())
    .refine((data) => Object.keys(data).length > 0, 'must name at least one value'),
});
/** Something was recorded of the friend: by the API, or a follow (`friend.followed`) or block (`friend.unfollowed`). */
const ActivityCondition = z.strictObject({ kind: z.literal('activity'), activityKind: z.string().min(1).max(60) });
/** The friend came through one of these add links, or through any when none is named. */
const FriendPathCondition = z.strictObject({
  kind: z.literal('friendPath'),
  linkIds: z.array(z.string().min(1).max(40)).max(100).default([]),
});

/** Tagging as data: when a friend does this, the tag is applied with this weight. */
export const TagRule = z.strictObject({
  name: z.string().trim().min(1).max(100),
  when: z.discriminatedUnion('kind', [KeywordCondition, PostbackCondition, ActivityCondition, FriendPathCondition]),
  tagId: z.string().min(1).max(60),
  weight: z.number().positive().max(1_000).default(1),
  isEnabled: z.boolean().default(true),
});
export type TagRule = z.infer<typeof TagRule>;
/** A rule as it is written down: what is left out has its default. */
export type TagRuleInput = z.input<typeof TagRule>;

/** What a friend did, as far as tagging rules look at it. */
export type Happening =
  | { kind: 'text'; text: string }
  | { kind: 'postback'; data: string }
  | { kind: 'activity'; activityKind: string }
  | { kind: 'friendPath'; linkId: string };

/** The rules that apply to what happened. */
export function matchTagRules<Rule extends Pick<TagRule, 'when'>>(rules: Rule[], happening: Happening): Rule[] {
  return rules.filter((rule) => matches(rule, happening));
}

function matches({ when }: Pick<TagRule, 'when'>, happening: Happening): boolean {
  switch (when.kind) {
    case 'keyword':
      return happening.kind === 'text' && matchesKeyword(when, happening.text);
    case 'postback':
      return happening.kind === 'postback' && matchesData(when.data, happening.data);
    case 'activity':
      return happening.kind === 'activity' && happening.activityKind === when.activityKind;
    case 'friendPath':
      return happening.kind === 'friendPath' && (when.linkIds.length === 0 || when.linkIds.includes(happening.linkId));
    default:
      return assertNever(when);
  }
}

/** Keywords ignore case, width and surrounding space. */
export function matchesKeyword(
  { anyOf, match }: { anyOf: string[]; match: 'contains' | 'exact' },
  text: string,
): boolean {
  const folded = fold(text);
  return anyOf.some((keyword) => (match === 'exact' ? folded === fold(keyword) : folded.includes(fold(keyword))));
}

/** True when a postback's data, read as a query string, has all these values. */
export function matchesData(wanted: Record<string, string>, data: string): boolean {
  const given = new URLSearchParams(data);
  return Object.entries(wanted).every(([name, value]) => given.get(name) === value);
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase().trim();
