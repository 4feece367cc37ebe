import { userIdInProvider } from '../ids.js';

/** What narrowcast filters can ask about a person, in LINE's own values. */
export interface Demographics {
  gender?: 'male' | 'female' | undefined;
  /** Lower bound of the age range, e.g. `age_25`. */
  age?: string | undefined;
  appType?: 'ios' | 'android' | undefined;
  /** e.g. `jp_13`, `tw_01`. */
  area?: string | undefined;
}

/** Somebody with a LINE account. */
export interface Person {
  /** The ID in the provider where the person was first seen. */
  userId: string;
  /** The provider that knows `userId`; unset until the person meets a first official account. */
  homeProviderId?: string | undefined;
  displayName: string;
  language?: string | undefined;
  pictureUrl?: string | undefined;
  statusMessage?: string | undefined;
  demographics: Demographics;
  isDeleted: boolean;
}

/** The person's ID in the eyes of a provider. */
export function userIdFor(person: Person, providerId: string): string {
  if (person.homeProviderId === undefined || person.homeProviderId === providerId) return person.userId;
  return userIdInProvider(person.userId, providerId);
}
