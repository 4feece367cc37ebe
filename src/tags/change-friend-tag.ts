import { idOfActor } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { findFriendDocument, publishOutbox, type FriendDocument } from '../friends/index.js';

import { assertNever } from '../shared/assert-never.js';
import { newId } from '../infra/ids.js';
import { TAGS_PER_FRIEND_MAX, type EntryEffect } from './core/change-tags.js';
import { getTag } from './find-tags.js';
import { recordTagEntries, type NewTagEntry } from './record-tag-entries.js';
import type { ChangeFriendTagInput } from './schemas.js';
import { TagLedgerModel } from './tag.model.js';
import { spendTag } from './spend-tag.js';

/** What a person or a program does to a tag of a friend; resolves to the friend and why it changed nothing, if so. */
export async function changeFriendTag(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish'>,
  friendId: string,
  tagId: string,
  input: ChangeFriendTagInput,
): Promise<{ friend: FriendDocument; suppressed: EntryEffect['suppressed'] }> {
  const friend = await findFriendDocument(friendId);
  if (!friend) throw new NotFoundError('friend', friendId);
  const tag = await getTag(friend.channelId, tagId);
  const { externalId = newId(), reason } = input;
  const cause = {
    at: ctx.clock.now(),
    source: { kind: 'api', id: idOfActor(ctx.actor) },
    actor: ctx.actor,
    eventId: `api:${externalId}`,
    ...(reason === undefined ? {} : { reason }),
  };
  if (input.op === 'spend') {
    const spent = await spendTag(ctx, friend, { tagId, amount: input.amount, ...cause });
    return { friend: await publishOutbox(ctx, spent), suppressed: null };
  }
  const entry = { tagId, ...cause, ...changeOf(input, tag.intensity?.defaultWeight ?? 1) };
  const { friend: changed, effects } = await recordTagEntries(ctx, friend, [entry]);
  const suppressed = await suppressionOf(`${friendId}/${tagId}/${entry.eventId}/${entry.source.id}`, effects);
  if (suppressed === 'tagLimit')
    throw new ConflictError(`Friend ${friendId} has ${TAGS_PER_FRIEND_MAX} active tags, the most that one can have.`);
  return { friend: await publishOutbox(ctx, changed), suppressed };
}

/** Why the entry changed nothing; of one that was refused a place before, the ledger knows. */
async function suppressionOf(entryId: string, effects: EntryEffect[]): Promise<EntryEffect['suppressed']> {
  const effect = effects.find(({ id }) => id === entryId);
  if (effect) return effect.suppressed;
  return (await TagLedgerModel.findById(entryId).lean())?.suppressed ?? null;
}

function changeOf(
  input: Exclude<ChangeFriendTagInput, { op: 'spend' }>,
  defaultWeight: number,
): Pick<NewTagEntry, 'op' | 'weight'> & Partial<Pick<NewTagEntry, 'source'>> {
  switch (input.op) {
    case 'apply': {
      const { weight = defaultWeight, source } = input;
      if (!source) return { op: 'apply', weight };
      const { kind, id, name } = source;
      return { op: 'apply', weight, source: { kind, id, ...(name === undefined ? {} : { name }) } };
    }
    case 'add':
      return { op: 'adjust', weight: input.amount };
    case 'subtract':
      return { op: 'adjust', weight: -input.amount };
    case 'set':
      return { op: 'set', weight: input.value };
    case 'remove':
      return { op: 'remove', weight: 0 };
    default:
      return assertNever(input);
  }
}
