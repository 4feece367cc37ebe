import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

const source = z.object({ kind: z.string(), id: z.string() });

/** The tag became active on a friend: for the first time, or again after it had expired. */
export const tagAdded = defineEvent('tag.added', z.object({ tagId: z.string(), source }));
/** The intensity reached a higher level. */
export const tagLevelUp = defineEvent(
  'tag.levelUp',
  z.object({ tagId: z.string(), from: z.string().nullable(), to: z.string(), source }),
);
/** The tag was applied again without a new level: its freshness or intensity changed. */
export const tagApplied = defineEvent('tag.applied', z.object({ tagId: z.string(), source }));
