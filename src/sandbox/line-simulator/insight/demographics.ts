import type { JsonObject } from '../json.js';
import { DAY_MS } from '../limits.js';
import type { Relation } from '../world/relation.js';

/** Shares of friends in percent, one decimal, by each attribute that LINE tells. */
export function demographicsOf(friends: Relation[], now: number): JsonObject {
  const shares = (name: string, value: (relation: Relation) => string | undefined) => {
    const counts = new Map<string, number>();
    for (const friend of friends) {
      const word = value(friend) ?? 'unknown';
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return [...counts].map(([word, count]) => ({
      [name]: word,
      percentage: Math.round((count / friends.length) * 1_000) / 10,
    }));
  };
  return {
    available: true,
    genders: shares('gender', ({ person }) => person.demographics.gender),
    ages: shares('age', ({ person }) => ageRange(person.demographics.age)),
    areas: shares('area', ({ person }) => person.demographics.area),
    appTypes: shares('appType', ({ person }) => person.demographics.appType),
    subscriptionPeriods: shares('subscriptionPeriod', ({ followedAt }) => period(followedAt, now)),
  };
}

const OLDEST = 70;
const PERIODS = [7, 30, 90, 180, 365];

/** `age_25` of a filter is `from25to29` here. */
function ageRange(age: string | undefined): string | undefined {
  if (age === undefined) return undefined;
  const from = Number(age.replace('age_', ''));
  return from >= OLDEST ? `from${OLDEST}` : `from${from}to${from + 4}`;
}

function period(followedAt: number | undefined, now: number): string | undefined {
  if (followedAt === undefined) return undefined;
  const days = PERIODS.find((most) => now - followedAt <= most * DAY_MS);
  return days === undefined ? 'over365days' : `within${days}days`;
}
