import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { countLate } from '../friends/index.js';
import { segmentFilter } from '../segments/index.js';
import { whereHasPassed } from '../shared/local-day.js';
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
  const localTime = `${day}T${time}`;
  const refuse = (where: string) => {
    const message = `${field}: ${day} ${time} has passed ${where}; it must lie ahead for some.`;
    return new InvalidInputError('invalid_input', message);
  };
  const passed = whereHasPassed(localTime, now);
  if (passed === 'nowhere') return;
  if (passed === 'everywhere') throw refuse('everywhere on earth');
  const channelZone = await getTimeZone(channelId);
  const filter =
    'rule' in whom ? await segmentFilter(ctx, channelId, whom.rule) : { channelId, _id: { $in: whom.friendIds } };
  const { late, total } = await countLate(filter, localTime, { channelZone, now });
  if (total > 0 && late === total) throw refuse('for everybody who is to be asked');
}

/** The same for the days of triggers. */
export async function requireDaysAhead(ctx: Needs, channelId: string, triggers: Trigger[]): Promise<void> {
  for (const trigger of triggers) {
    if (trigger.kind !== 'schedule') continue;
    const { rule, day, time } = trigger;
    await requireAhead(ctx, channelId, { whom: { rule }, when: { day, time } }, 'triggers');
  }
}
