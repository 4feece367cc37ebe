import { breachOf, factsOf, type ConversationFact } from '../../src/service/core/fact.js';
import { withHappened } from '../../src/service/core/history.js';
import { openingHours } from '../../src/hours/core/opening-hours.js';
import { measureServiceLevel, type PolicyInForce } from '../../src/hours/core/service-level.js';
import type { Happening, HappeningKind } from '../../src/inbox/core/happenings.js';
import { priorityOf, type PriorityName } from '../../src/inbox/core/priority.js';
import { aCalendar, someHolidays } from '../hours/a-calendar.js';
import { aPolicy } from '../hours/a-policy.js';

export const CHANNEL = 'channel';
/** Friday, and Tuesday: the Monday between them is a holiday. Open from 9 to 12:30 and from 13:30 to 18, in Taipei. */
const DAYS = { F: '2025-01-24', T: '2025-01-28' };
export const PERIOD = { from: DAYS.F, until: DAYS.T };

/**
 * What is said and done: `in`, the friend writes; `a1`, `a2`, `a3`, an agent answers, and has it when nobody has; `p1`, a program
 * answers; `bot`, the bot does; `person`, the bot gives the chat to a person; `wait`, put off until they reply; `end`.
 */
const STORIES: [id: string, team: string | null, labels: string[], priority: PriorityName, story: string][] = [
  ['01', 'north', [], 'normal', 'F09:00 in, F09:05 a1, F09:20 end'],
  ['02', 'north', [], 'normal', 'F09:10 in, F09:20 a1, F09:40 end'],
  ['03', 'north', ['bike'], 'normal', 'F09:30 in, F09:45 a1, F10:30 end'],
  ['04', 'north', ['bike', 'vip'], 'normal', 'F10:00 in, F10:20 a2, F11:00 end'],
  ['05', 'north', [], 'normal', 'F10:00 in, F10:25 a2, F10:40 in, F10:50 a2, F11:10 end'],
  ['06', 'north', [], 'normal', 'F11:00 in, F11:30 a2, F12:00 end'],
  ['07', 'north', [], 'normal', 'F12:00 in, F13:45 a1, F14:00 end'], // over noon: 30 + 15 of 105 minutes are open
  ['08', 'north', [], 'normal', 'F12:40 in, F13:40 a1, F13:50 end'], // begins while it is closed
  ['09', 'north', ['vip'], 'normal', 'F17:50 in, T09:05 a1, T09:15 end'], // over the weekend and the holiday
  ['10', 'north', [], 'normal', 'F10:00 in, F11:05 a1, F11:30 end'], // five minutes late
  ['11', 'north', [], 'normal', 'F14:00 in, F15:30 a2, F16:00 end'], // late
  ['12', 'north', [], 'normal', 'F14:00 in, F14:10 a1, F14:15 in, F16:25 a1, F16:30 end'], // the second answer is late
  ['13', 'north', [], 'normal', 'F09:30 in, F09:40 a2, T10:00 end'], // settled after 450 + 60 open minutes of 480
  ['14', 'south', [], 'normal', 'F10:00 in, F10:01 bot, F10:12 a3, F10:30 end'],
  ['15', 'south', [], 'normal', 'F11:00 in, F11:02 p1, F11:04 end'],
  ['16', 'south', [], 'normal', 'F13:30 in, F13:40 a3, F13:45 wait, F15:45 in, F15:50 a3, F16:00 end'],
  ['17', 'south', [], 'normal', 'F09:00 in, F09:02 a3, F09:10 end, F11:00 in, F11:06 a3, F11:10 end'],
  [
    '18',
    'south',
    [],
    'normal',
    'F13:35 in, F13:40 a3, F13:45 end, F14:00 in, F14:01 a3, F14:05 end, F14:30 in, F14:33 a3, F14:40 end',
  ],
  ['19', 'south', [], 'low', 'F15:00 in, F16:30 a3, F17:00 end'], // no answer is promised
  ['20', 'south', [], 'urgent', 'F15:00 in, F15:20 a3, F15:40 end'],
  ['21', 'south', [], 'urgent', 'F16:00 in, F16:40 a3, F17:00 end'], // 40 minutes of 30
  ['22', 'north', [], 'normal', 'F17:30 in'], // nobody answers: late from Tuesday 9:30 on
  ['23', null, [], 'normal', 'F11:30 in, F11:40 end'], // ended by nobody in particular, unanswered
  ['24', 'north', [], 'normal', 'T09:00 in, T09:08 a1, T09:30 end'],
  ['25', 'north', [], 'normal', 'T10:00 in, T10:18 a2, T10:40 end'],
  ['26', 'north', [], 'normal', 'T11:00 in, T11:04 a2, T11:10 in, T11:25 a1, T11:30 end'], // a1 helps a2 out
  ['27', 'north', [], 'normal', 'T13:30 in, T13:30 person, T13:33 a1, T13:50 end'],
  ['28', 'south', [], 'normal', 'T14:00 in, T14:28 a3, T15:00 end'],
  ['29', 'south', [], 'normal', 'T15:00 in, T15:07 a3, T15:15 end'],
  ['30', 'north', [], 'normal', 'T16:00 in, T16:50 a2, T17:10 end'],
];

/** Who was asked on Tuesday how it was, and what they said. */
export const RATINGS: Record<string, number | null> = { '24': 4, '28': 5, '29': 2, '30': null };

/** Tuesday, when it closes. */
export const NOW = at('T18:00');

const inForce: PolicyInForce = {
  policyId: 'standard',
  version: 1,
  policy: aPolicy(),
  calendarVersion: 1,
  hours: openingHours(aCalendar({ holidays: [{ country: 'TW', worksMakeUpDays: false }] }), someHolidays),
};

function at(text: string): Date {
  const day = DAYS[text[0] as keyof typeof DAYS];
  return new Date(`${day}T${text.slice(1)}:00+08:00`);
}

/** All facts of the thirty conversations, as the service levels write them. */
export const facts = (): ConversationFact[] =>
  STORIES.flatMap(factsOfStory).toSorted((one, other) => one.at.getTime() - other.at.getTime());

function factsOfStory([id, teamId, labels, priority, story]: (typeof STORIES)[number]): ConversationFact[] {
  const happened = happenedIn(story, { teamId, labels, priority: priorityOf(priority) });
  const history = withHappened([], happened, () => null);
  const conversation = { _id: id, channelId: CHANNEL, friendId: `friend-${id}`, groupId: null };
  const hoursOf = () => ({ calendarId: 'support', version: 1, hours: inForce.hours });
  const measuring = { conversation, history, earlier: 0, settled: [], inForce, hoursOf };
  const level = measureServiceLevel(inForce, history, NOW);
  const breaches = level.occurrences.flatMap((occurrence) => {
    const measured = level.measured.find(
      ({ target, count }) => target === occurrence.target && count === occurrence.count,
    );
    const then = happened.findLast((one) => one.at <= occurrence.at);
    return occurrence.kind === 'breach' && measured && then ? [breachOf(measuring, then, occurrence, measured)] : [];
  });
  return [...factsOf(measuring, happened), ...breaches];
}

function happenedIn(story: string, about: Pick<Happening, 'teamId' | 'labels' | 'priority'>): Happening[] {
  const happened: Happening[] = [];
  let assigneeId: string | null = null;
  let state: 'none' | 'open' | 'waiting' | 'resolved' = 'none';
  for (const [rev, step] of story.split(', ').entries()) {
    const [when = '', verb = ''] = step.split(' ');
    const tell = (kind: HappeningKind, by: string) =>
      void happened.push({ rev, kind, at: at(when), by, assigneeId, ...about });
    if (verb === 'in') {
      if (state === 'none') tell('opened', 'friend');
      if (state === 'waiting') tell('resumed', 'friend');
      if (state === 'resolved') tell('reopened', 'friend');
      tell('inbound', 'friend');
      state = 'open';
    } else if (verb === 'end') {
      tell('resolved', assigneeId === null ? 'system/bulk' : `staff/${assigneeId}`);
      state = 'resolved';
    } else if (verb === 'wait') {
      tell('paused', `staff/${assigneeId}`);
      state = 'waiting';
    } else if (verb === 'person') tell('handedOver', 'friend');
    else if (verb === 'p1') tell('answered', 'apiKey/p1');
    else if (/^a\d$/.test(verb)) {
      const isTaken = assigneeId !== null;
      assigneeId ??= verb;
      tell('answered', `staff/${verb}`);
      if (!isTaken) tell('assigned', `staff/${verb}`);
    } else if (verb !== 'bot') throw new Error(`${verb} is nothing that happens.`);
  }
  return happened;
}
