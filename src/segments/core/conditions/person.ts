import { z } from 'zod';
import { DICE_SIDES, diceOf } from '../../../friends/core/friend.js';
import { Age, isOfAge, nextAgeChangeAt, toAgeRange } from '../duration.js';
import { sayAge } from '../reading.js';
import { defineCondition, EVERYBODY, Names, seeKnown } from './condition.js';

const EveryoneCondition = z.strictObject({ everyone: z.literal(true) });

export const everyoneCondition = defineCondition<z.infer<typeof EveryoneCondition>>({
  key: 'everyone',
  schema: EveryoneCondition,
  see: () => ({ truth: true, value: true }),
  match: () => EVERYBODY,
  read: (_given, say) => say('everyone'),
});

const StandingCondition = z.strictObject({ standing: z.enum(['following', 'blocked']) });

export const standingCondition = defineCondition<z.infer<typeof StandingCondition>>({
  key: 'standing',
  schema: StandingCondition,
  see: ({ standing }, friend) => ({ truth: friend.standing === standing, value: friend.standing }),
  match: ({ standing }) => ({ standing }),
  read: ({ standing }, say) => say(standing),
});

const OwnerCondition = z.strictObject({ verifiedOwner: z.boolean() });

export const ownerCondition = defineCondition<z.infer<typeof OwnerCondition>>({
  key: 'verifiedOwner',
  schema: OwnerCondition,
  see({ verifiedOwner }, { membership }) {
    const isOwner = membership.verifiedOwnerAt !== null;
    return { truth: isOwner === verifiedOwner, value: isOwner };
  },
  match: ({ verifiedOwner }) => ({ 'membership.verifiedOwnerAt': verifiedOwner ? { $ne: null } : null }),
  read: ({ verifiedOwner }, say) => say(verifiedOwner ? 'verifiedOwner' : 'notVerifiedOwner'),
});

const FriendPathCondition = z.strictObject({ friendPath: Names });

export const friendPathCondition = defineCondition<z.infer<typeof FriendPathCondition>>({
  key: 'friendPath',
  schema: FriendPathCondition,
  see: ({ friendPath }, friend) => seeKnown(friend.friendPath?.id, (id) => friendPath.includes(id)),
  isKnown: () => ({ 'friendPath.id': { $ne: null } }),
  match: ({ friendPath }) => ({ 'friendPath.id': { $in: friendPath } }),
  refersTo: ({ friendPath }) => friendPath.map((id) => ({ kind: 'addLink', id })),
  read: ({ friendPath }, say) => say('friendPath', { links: friendPath.join(', ') }),
});

const LanguageCondition = z.strictObject({ language: Names });

export const languageCondition = defineCondition<z.infer<typeof LanguageCondition>>({
  key: 'language',
  schema: LanguageCondition,
  see: ({ language }, friend) => seeKnown(friend.profile?.language, (one) => language.includes(one)),
  isKnown: () => ({ 'profile.language': { $ne: null } }),
  match: ({ language }) => ({ 'profile.language': { $in: language } }),
  read: ({ language }, say) => say('language', { languages: language.join(', ') }),
});

const FollowedCondition = z.strictObject({ followed: Age });

/** How long ago the friend first added the account. */
export const followedCondition = defineCondition<z.infer<typeof FollowedCondition>>({
  key: 'followed',
  schema: FollowedCondition,
  see: ({ followed }, { followedAt }, now) => ({
    ...seeKnown(followedAt, (at) => isOfAge(followed, at, now)),
    nextCheckAt: followedAt && nextAgeChangeAt(followed, followedAt, now),
  }),
  isKnown: () => ({ followedAt: { $ne: null } }),
  match: ({ followed }, now) => ({ followedAt: toAgeRange(followed, now) }),
  read: ({ followed }, say) => say('followed', { age: sayAge(say, followed) }),
});

const ConsentCondition = z.strictObject({
  /** A purpose, such as `promotion`. */
  consent: z.string().regex(/^[a-z][a-zA-Z]{0,39}$/, 'must be a camelCase word'),
  is: z.enum(['granted', 'denied']).default('granted'),
});

export const consentCondition = defineCondition<z.infer<typeof ConsentCondition>>({
  key: 'consent',
  schema: ConsentCondition,
  see: ({ consent, is }, friend) =>
    seeKnown(
      Object.hasOwn(friend.consent, consent) ? friend.consent[consent]?.state : undefined,
      (state) => state === is,
    ),
  isKnown: ({ consent }) => ({ [`consent.${consent}.state`]: { $ne: null } }),
  match: ({ consent, is }) => ({ [`consent.${consent}.state`]: is }),
  read: ({ consent, is }, say) => say(is === 'granted' ? 'consentGranted' : 'consentDenied', { purpose: consent }),
});

const BlacklistCondition = z.strictObject({ blacklisted: z.boolean() });

export const blacklistCondition = defineCondition<z.infer<typeof BlacklistCondition>>({
  key: 'blacklisted',
  schema: BlacklistCondition,
  see: ({ blacklisted }, friend) => ({
    truth: (friend.blacklisted !== null) === blacklisted,
    value: friend.blacklisted !== null,
  }),
  match: ({ blacklisted }) => ({ blacklisted: blacklisted ? { $ne: null } : null }),
  read: ({ blacklisted }, say) => say(blacklisted ? 'blacklisted' : 'notBlacklisted'),
});

const RandomCondition = z.strictObject({
  random: z.strictObject({
    percent: z.number().min(0.01).max(100),
    /** Another word, another share of the friends. */
    salt: z.string().max(60).default(''),
  }),
});
type RandomCondition = z.infer<typeof RandomCondition>;

/** A share of the friends that stays the same: each friend's dice decide. */
export const randomCondition = defineCondition<RandomCondition>({
  key: 'random',
  schema: RandomCondition,
  see(given, { dice }) {
    const { from, until } = diceRange(given);
    return {
      truth: until <= DICE_SIDES ? dice >= from && dice < until : dice >= from || dice < until - DICE_SIDES,
      value: dice,
    };
  },
  match(given) {
    const { from, until } = diceRange(given);
    return until <= DICE_SIDES
      ? { dice: { $gte: from, $lt: until } }
      : { $or: [{ dice: { $gte: from } }, { dice: { $lt: until - DICE_SIDES } }] };
  },
  read: ({ random }, say) => say('random', { percent: String(random.percent) }),
});

/** The sides of the dice that count; the salt turns where they begin. */
function diceRange({ random: { percent, salt } }: RandomCondition): { from: number; until: number } {
  const from = salt === '' ? 0 : diceOf(salt);
  return { from, until: from + Math.round((percent / 100) * DICE_SIDES) };
}
