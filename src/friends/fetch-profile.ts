import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { LineNotFoundError } from '../line/errors.js';
import { sensitiveAttributes } from './attribute-definitions.js';
import { changeFriendAndPublish } from './change-friend.js';
import type { Friend } from './core/friend.js';
import { gramsOf } from './core/search.js';
import { profileFetched } from './events.js';
import { CALL_OVERDUE_MS } from '../line/limits.js';

const REFRESH_MS = 7 * 24 * 3600 * 1000; // names and pictures change rarely; a week keeps calls low
const NOT_VISIBLE_REFRESH_MS = 30 * 24 * 3600 * 1000; // blocked or no consent: LINE answers 404 until that changes

/** Fetches a friend's profile when it is due, and sets when it is due next; of several wake-ups at once, one acts. */
export async function fetchProfile(ctx: Context, friendId: string): Promise<void> {
  const now = ctx.clock.now();
  let isOurs = false;
  const friend = await changeFriendAndPublish(ctx, friendId, ({ profileDueAt }) => {
    isOurs = profileDueAt !== null && profileDueAt <= now;
    return isOurs ? { set: { profileDueAt: new Date(now.getTime() + CALL_OVERDUE_MS) } } : null;
  });
  if (!isOurs) return;
  const gateway = await gatewayOf(ctx, friend.channelId);
  const profile = await gateway.getProfile(friend.lineUserId).catch((error: unknown) => {
    if (error instanceof LineNotFoundError) return null;
    throw error;
  });
  const isSensitive = await sensitiveAttributes(ctx, friend.channelId);
  await changeFriendAndPublish(ctx, friendId, (current) => {
    if (!profile)
      return { set: { profileFetchedAt: now, profileDueAt: new Date(now.getTime() + NOT_VISIBLE_REFRESH_MS) } };
    const language = profile.language ?? null;
    const seen = {
      displayName: profile.displayName,
      pictureUrl: profile.pictureUrl ?? null,
      language,
      statusMessage: profile.statusMessage ?? null,
    };
    const set: Partial<Friend> = {
      profile: seen,
      grams: gramsOf({ ...current, profile: seen }, isSensitive),
      profileFetchedAt: now,
      profileDueAt: new Date(now.getTime() + REFRESH_MS),
    };
    const isNews = current.profile === null || current.profile.language !== language;
    return isNews ? { set, announce: [profileFetched.of({ language }, now)] } : { set };
  });
}
