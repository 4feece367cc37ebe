import { z } from 'zod';
import { defineEvent, type EventDraft } from '../infra/announcements/event.js';
import { assertNever } from '../shared/assert-never.js';
import type { TagNews } from './core/news.js';

const tagId = z.string();
const source = z.object({ kind: z.string(), id: z.string() });

/** The tag became active on a friend: for the first time, or again after it had ended. */
export const tagAdded = defineEvent('tag.added', z.object({ tagId, source }));
/** The intensity reached a higher level. */
export const tagLevelUp = defineEvent(
  'tag.levelUp',
  z.object({ tagId, from: z.string().nullable(), to: z.string(), source }),
);
/** The intensity fell below the level, by time or by a change; `to` null below the first. */
export const tagLevelDown = defineEvent(
  'tag.levelDown',
  z.object({ tagId, from: z.string(), to: z.string().nullable() }),
);
/** The freshness or intensity of an active tag changed without another level: mostly, it was applied again. */
export const tagApplied = defineEvent('tag.applied', z.object({ tagId, source }));
/** The validity was over. */
export const tagExpired = defineEvent('tag.expired', z.object({ tagId }));
/** The intensity had reached nothing. */
export const tagFaded = defineEvent('tag.faded', z.object({ tagId }));
/** Somebody or something took the tag away. */
export const tagRemoved = defineEvent('tag.removed', z.object({ tagId, source }));

/** The announcement of what is new about a tag. */
export function announcementOf(news: TagNews): EventDraft {
  const { tagId, at } = news;
  switch (news.kind) {
    case 'added':
      return tagAdded.of({ tagId, source: bare(news.source) }, at);
    case 'applied':
      return tagApplied.of({ tagId, source: bare(news.source) }, at);
    case 'removed':
      return tagRemoved.of({ tagId, source: bare(news.source) }, at);
    case 'levelUp':
      return tagLevelUp.of({ tagId, from: news.from, to: news.to, source: bare(news.source) }, at);
    case 'levelDown':
      return tagLevelDown.of({ tagId, from: news.from, to: news.to }, at);
    case 'expired':
      return tagExpired.of({ tagId }, at);
    case 'faded':
      return tagFaded.of({ tagId }, at);
    default:
      return assertNever(news);
  }
}

const bare = ({ kind, id }: { kind: string; id: string }) => ({ kind, id });
