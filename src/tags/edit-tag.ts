import type { Context } from '../context.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import { countFriends } from '../friends/index.js';
import { startOperation } from '../operations/index.js';
import { fadingOf, TagDefinition } from './core/tag.js';
import { getTag } from './find-tags.js';
import type { EditTagInput } from './schemas.js';
import { requireFolder } from './tag-folders.js';
import { TagModel, type Tag } from './tag.model.js';
import { forgetTagging } from './tagging.js';

export const RECOMPUTE_TAG = 'tags.recompute';
const EARLIER_VALIDITIES_MAX = 20;

type Edited = { tag: Tag; friends: number; operationId: string | null };

/**
 * Changes a tag. What changes the state of friends who have it, another fading or a validity for all, is carried through to
 * them by an operation; another validity for new applications only leaves them as they are.
 */
export async function editTag(
  ctx: Pick<Context, 'actor' | 'clock' | 'wake'>,
  channelId: string,
  tagId: string,
  { onTtlEdit, channelId: _channelId, ...changes }: EditTagInput,
): Promise<Edited> {
  const tag = await getTag(channelId, tagId);
  await requireFolder(channelId, changes.folderId);
  const edited = merge(tag, changes);
  const isOtherValidity = differs(tag.validity, edited.validity);
  if (isOtherValidity && !onTtlEdit)
    throw new InvalidInputError(
      'invalid_input',
      'onTtlEdit is missing: newOnly keeps the validity of what was applied so far, recompute changes it too.',
    );
  const now = ctx.clock.now();
  const earlier = tag.earlierValidities ?? [];
  if (isOtherValidity && onTtlEdit === 'newOnly') {
    if (earlier.length >= EARLIER_VALIDITIES_MAX)
      throw new InvalidInputError(
        'invalid_input',
        `The validity of tag ${tagId} was changed ${EARLIER_VALIDITIES_MAX} times for new applications only; use recompute.`,
      );
    edited.earlierValidities = [...earlier, { until: now, validity: tag.validity ?? null }];
  }
  if (isOtherValidity && onTtlEdit === 'recompute') delete edited.earlierValidities;
  const isRecomputed =
    (isOtherValidity && onTtlEdit === 'recompute') ||
    differs(arithmeticOf(tag), arithmeticOf(edited)) ||
    tag.onZero !== edited.onZero;
  edited.revision = (tag.revision ?? 0) + 1;
  if (isRecomputed) {
    edited.foldRevision = edited.revision;
    if (differs(fadingOf(tag), fadingOf(edited)))
      edited.formerFadings = [...(tag.formerFadings ?? []), fadingOf(tag)].slice(-EARLIER_VALIDITIES_MAX);
  }
  const written = await TagModel.collection.replaceOne(
    { _id: tag._id as never, revision: tag.revision ?? null },
    edited,
  );
  if (written.matchedCount === 0)
    throw new ConflictError(`Tag ${tagId} was changed by somebody else at the same time; look at it and try again.`);
  forgetTagging(channelId);
  const friends = isRecomputed ? await countFriends({ channelId, 'tags.tagId': tagId }) : 0;
  const operation = isRecomputed
    ? await startOperation(ctx, {
        cause: `${RECOMPUTE_TAG}/${tag._id}/${edited.revision}`,
        channelId,
        kind: RECOMPUTE_TAG,
        input: { tagId, revision: edited.revision },
      })
    : null;
  return { tag: edited, friends, operationId: operation?._id ?? null };
}

/** What friends' intensities follow from; the default weight only matters to what comes. */
const arithmeticOf = ({ intensity }: Tag) => intensity && { ...intensity, defaultWeight: 0 };

function merge(tag: Tag, changes: Omit<EditTagInput, 'onTtlEdit' | 'channelId'>): Tag {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const kept = { ...tag, ...Object.fromEntries(given) } as Record<string, unknown>;
  const definition = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null));
  const { earlierValidities, formerFadings, foldRevision, countsFrom } = tag;
  return {
    ...TagDefinition.strip().parse(definition),
    _id: tag._id,
    channelId: tag.channelId,
    createdAt: tag.createdAt,
    ...(earlierValidities ? { earlierValidities } : {}),
    ...(formerFadings ? { formerFadings } : {}),
    ...(countsFrom ? { countsFrom } : {}),
    ...(foldRevision === undefined ? {} : { foldRevision }),
  };
}

const differs = (one: object | undefined, other: object | undefined) => JSON.stringify(one) !== JSON.stringify(other);
