import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { changeFriendAndPublish } from './change-friend.js';
import { PURPOSES_MAX, withConsent } from './core/consent.js';
import type { Friend } from './core/friend.js';
import { getFriendToChange } from './find-friends.js';
import { consentChanged } from './events.js';

/** Notes what a friend agreed to or refused for one purpose; null forgets it. Saying the same again changes nothing. */
export async function changeConsent(
  ctx: Pick<Context, 'clock' | 'publish'>,
  friendId: string,
  { purpose, given }: { purpose: string; given: { state: 'granted' | 'denied'; source: string } | null },
): Promise<Friend> {
  await getFriendToChange(friendId);
  const now = ctx.clock.now();
  return changeFriendAndPublish(ctx, friendId, ({ consent: current }) => {
    const consent = withConsent(current, purpose, given && { ...given, at: now });
    if (!consent && given && current[purpose] === undefined)
      throw new ConflictError(`Friend ${friendId} has ${PURPOSES_MAX} purposes of consent; there can be no more.`);
    return (
      consent && {
        set: { consent },
        announce: [
          consentChanged.of({ purpose, state: given?.state ?? null, source: given?.source ?? 'removed' }, now),
        ],
      }
    );
  });
}
