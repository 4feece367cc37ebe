import type { Hours } from '../../deliveries/core/sending-policy.js';
import type { LinkTracking } from '../../deliveries/core/link-tracking.js';
import type { SegmentRule } from '../../segments/core/rule.js';
import type { NarrowcastOptions, Schedule, SplitTest, Way } from './campaign.js';

/** What of a campaign must go together with its way. */
export interface WayFacts {
  way: Way;
  narrowcast: NarrowcastOptions | null;
  audience: SegmentRule;
  exclude: SegmentRule | null;
  schedule: Schedule;
  test: SplitTest | null;
  hours: Hours | null;
  perMinute: number | null;
  holdoutPercent: number;
  links: LinkTracking | null;
  /** Share of all friends whom the channel holds out of what is sent like this. */
  accountHoldoutPercent: number;
}

/** The reach below which LINE takes no narrowcast by attributes, and the recipients below which it sends none. */
export const NARROWCAST_REACH_MIN = 100;
export const NARROWCAST_RECIPIENTS_MIN = 50;

/** True for the rule that everybody meets. */
export const isEverybody = (rule: SegmentRule): boolean => 'everyone' in rule;

/** What does not go together with a campaign's way, each in a sentence; nothing for the way to single people. */
export function listWayProblems(facts: WayFacts): string[] {
  const { way, narrowcast, audience, exclude, schedule, test, hours, perMinute, holdoutPercent, links } = facts;
  if (way === 'people') return narrowcast === null ? [] : ['narrowcast: only a campaign of the way narrowcast has it.'];
  const alike = `a ${way} is one message for all`;
  const atOnce = `a ${way} leaves at one moment`;
  const all = 'a broadcast goes to everybody who follows';
  const problems: [boolean, string][] = [
    [test !== null, `test: ${alike}; it has no arms.`],
    [links?.track === 'personal', `links: ${alike}; its links can be shared, or null, but not personal.`],
    [schedule.kind === 'localTime', `schedule: ${atOnce}; it can be at an instant or recurring.`],
    [hours !== null, `hours: ${atOnce}; it cannot wait for the hours of single friends.`],
    [perMinute !== null, `perMinute: ${atOnce}; it cannot be spread.`],
    [way === 'broadcast' && !isEverybody(audience), `audience: ${all}; it must be {"everyone": true}.`],
    [way === 'broadcast' && exclude !== null, `exclude: ${all}; nobody can be left out.`],
    [way === 'broadcast' && holdoutPercent > 0, `holdoutPercent: ${all}; nobody can be held out.`],
    [
      way === 'broadcast' && facts.accountHoldoutPercent > 0,
      `way: ${all}, but the channel holds ${facts.accountHoldoutPercent} % of its friends out of promotions.`,
    ],
    [way === 'broadcast' && narrowcast !== null, 'narrowcast: only a campaign of the way narrowcast has it.'],
  ];
  return problems.flatMap(([isProblem, problem]) => (isProblem ? [problem] : []));
}

/** Why a promotion is not broadcast. */
export const explainRefusals = (count: number): string =>
  `way: a broadcast would bring a promotion to ${count} friends who refused promotions; use the way people or narrowcast.`;

/** What a person should know of a campaign's way before it leaves: whom it overrides, and what LINE asks of it. */
export function listWayWarnings(
  { way, narrowcast }: Pick<WayFacts, 'way' | 'narrowcast'>,
  people: number,
  overridden: { optedOut: number; blacklisted: number; staffHasChat: number; overCap: number } | null,
): string[] {
  if (way === 'broadcast') {
    const { optedOut = 0, blacklisted = 0, staffHasChat = 0, overCap = 0 } = overridden ?? {};
    const held: [number, string][] = [
      [optedOut, 'refused promotions'],
      [blacklisted, 'are blacklisted'],
      [staffHasChat, 'have an open conversation with staff'],
      [overCap, 'have reached a frequency cap'],
    ];
    return [
      `A broadcast also reaches friends whom we do not know; of those we know it reaches ${people}, and LINE bills all.`,
      ...held.flatMap(([count, what]) => (count > 0 ? [`It also reaches ${count} friends who ${what}.`] : [])),
    ];
  }
  if (way !== 'narrowcast' || !narrowcast?.demographic) return [];
  const tooFew = people < NARROWCAST_RECIPIENTS_MIN ? ` The audience has ${people}: LINE will not send it.` : '';
  return [
    `LINE sends a narrowcast by attributes only to ${NARROWCAST_RECIPIENTS_MIN} people or more, and only for an account that reaches ${NARROWCAST_REACH_MIN}.${tooFew}`,
    "LINE does not say who meets the attributes: everybody in the audience counts as accepted, and LINE's count is shown beside.",
  ];
}
