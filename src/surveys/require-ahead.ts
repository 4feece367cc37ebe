import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { TIME_ZONE_ATTRIBUTE } from '../friends/core/attribute.js';
import { zoneOf } from '../friends/core/time-zone.js';
import { groupFriends } from '../friends/index.js';
import { segmentFilter } from '../segments/index.js';
import { atLocalTime, LAST_ZONE } from '../shared/local-day.js';
import type { AskManyInput } from './ask-many.js';
import type { Trigger } from './core/questionnaire.js';

type Needs = Pick<Context, 'clock' | 'listNames'>;
type Timed = Pick<AskManyInput, 'whom'> & { when: NonNullable<AskManyInput['when']> };

/** Throws when the time of an asking has passed for all whom it asks: they would be asked at once, without a word. */
export async function requireAhead(
  ctx: Needs,
  channelId: string,
  { whom, when: { day, time } }: Timed,
  field = 'when',
): Promise<void> {
  const now = ctx.clock.now();
  const refuse = (where: string) => {
    const message = `${field}: ${day} ${time} has passed ${where}; it must lie ahead for some.`;
    return new InvalidInputError('invalid_input', message);
  };
  if (atLocalTime(day, time, LAST_ZONE) <= now) throw refuse('everywhere on earth');
  const zone = await getTimeZone(channelId);
  const filter =
    'rule' in whom ? await segmentFilter(ctx, channelId, whom.rule) : { channelId, _id: { $in: whom.friendIds } };
  const groups = await groupFriends(filter, [`attributes.${TIME_ZONE_ATTRIBUTE}`]);
  const isAhead = ({ values: [own] }: (typeof groups)[number]) =>
    atLocalTime(
      day,
      time,
      zoneOf({ attributes: typeof own === 'string' ? { [TIME_ZONE_ATTRIBUTE]: own } : {} }, zone),
    ) > now;
  if (groups.length > 0 && !groups.some(isAhead)) throw refuse('for everybody who is to be asked');
}

/** The same for the days of triggers. */
export async function requireDaysAhead(ctx: Needs, channelId: string, triggers: Trigger[]): Promise<void> {
  for (const trigger of triggers) {
    if (trigger.kind !== 'schedule') continue;
    const { rule, day, time } = trigger;
    await requireAhead(ctx, channelId, { whom: { rule }, when: { day, time } }, 'triggers');
  }
}
