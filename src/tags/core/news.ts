import type { FriendTag } from '../../friends/core/friend-tag.js';
import type { Lapse } from './settle.js';
import type { TagBehaviour } from './tag.js';

type Source = FriendTag['source'];

/** What others are told of a tag. */
export type TagNews = { tagId: string; at: Date } & (
  | { kind: 'added' | 'applied' | 'removed'; source: Source }
  | { kind: 'levelUp'; from: string | null; to: string; source: Source }
  | { kind: 'levelDown'; from: string; to: string | null }
  | { kind: 'expired' | 'faded' }
);

const ENDED = { expiry: 'expired', fade: 'faded' } as const;

/** What time alone did to a tag. */
export function newsOfLapse({ tagId, source }: FriendTag, lapse: Lapse): TagNews {
  const { at } = lapse;
  if (lapse.kind === 'levelDown') return { kind: 'levelDown', tagId, at, from: lapse.from, to: lapse.to };
  if (lapse.by === 'removal') return { kind: 'removed', tagId, at, source };
  return { kind: ENDED[lapse.by], tagId, at };
}

/** What an entry, or a state folded anew, did to a tag that others believe to be `before`; null before is no active tag. */
export function newsOfChange(
  before: FriendTag | null,
  after: FriendTag,
  tag: TagBehaviour,
  { at, source }: { at: Date; source: Source },
): TagNews[] {
  const { tagId } = after;
  const told = { tagId, at, source };
  const from = before?.level ?? null;
  const to = after.level;
  const climbed = rank(tag, to) - rank(tag, from);
  if (!before) {
    const added = { ...told, kind: 'added' as const };
    return to === null ? [added] : [added, { ...told, kind: 'levelUp', from: null, to }];
  }
  if (climbed > 0 && to !== null) return [{ ...told, kind: 'levelUp', from, to }];
  if (climbed < 0 && from !== null) return [{ kind: 'levelDown', tagId, at, from, to }];
  return [{ ...told, kind: 'applied' }];
}

const rank = (tag: TagBehaviour, key: string | null) =>
  tag.intensity?.levels.findIndex((level) => level.key === key) ?? -1;
