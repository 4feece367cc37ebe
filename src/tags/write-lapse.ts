import type { DomainEvent } from '../infra/announcements/event.js';
import { insertNew } from '../infra/mongo/model.js';
import { TagLedgerModel, type TagLedgerEntry } from './tag.model.js';

type Lapse = Pick<TagLedgerEntry, 'tagId' | 'levels'> & { op: 'expire' | 'fade' | 'level' };

/** Writes an end or another level into the ledger, for people to read; the same announcement is written once. */
export async function writeLapse(
  { id, channelId, friendId, at }: DomainEvent,
  { op, tagId, levels }: Lapse,
  now: Date,
): Promise<void> {
  if (friendId === null) return;
  await insertNew(TagLedgerModel, [
    {
      _id: `${friendId}/${tagId}/${id}/${op}`,
      channelId,
      friendId,
      tagId,
      at,
      op,
      weight: 0,
      eventId: id,
      source: { kind: 'time', id: op },
      ...(levels ? { levels } : {}),
      recordedAt: now,
    },
  ]);
}
