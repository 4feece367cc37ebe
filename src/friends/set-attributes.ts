import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { fitAttributes, sensitiveAttributes } from './attribute-definitions.js';
import { changeFriendAndPublish } from './change-friend.js';
import { PROMOTION, PROMOTION_OPT_OUT } from './core/consent.js';
import { decideFacts, type Facts } from './decide-facts.js';
import type { AttributeValue, Friend } from './core/friend.js';
import { getFriendToChange } from './find-friends.js';

/**
 * Sets attributes of a friend; null removes one. `promotionOptOut` is the older name of the consent for promotions: setting
 * it changes that consent, which alone is stored.
 */
export async function setAttributes(
  ctx: Pick<Context, 'clock' | 'publish'>,
  friendId: string,
  given: Record<string, AttributeValue | null>,
): Promise<Friend> {
  const { [PROMOTION_OPT_OUT]: optOut, ...rest } = given;
  if (optOut !== undefined && optOut !== null && typeof optOut !== 'boolean')
    throw new InvalidInputError('invalid_input', `Attribute ${PROMOTION_OPT_OUT} must be true or false.`);
  const set = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, AttributeValue] => entry[1] !== null),
  );
  const { channelId } = await getFriendToChange(friendId);
  await fitAttributes(ctx, channelId, set);
  const isSensitive = await sensitiveAttributes(ctx, channelId);
  const consent: Facts['consent'] = {};
  if (optOut !== undefined)
    consent[PROMOTION] = optOut === null ? null : { state: optOut ? 'denied' : 'granted', source: PROMOTION_OPT_OUT };
  const now = ctx.clock.now();
  return changeFriendAndPublish(ctx, friendId, (current) =>
    decideFacts(current, { attributes: rest, consent }, { now, isSensitive }),
  );
}
