import { z } from 'zod';

const Figure = z.number().nullable();

/** What LINE says of a campaign. Its figures count other things than ours, so they are never added up with ours. */
export const LineFigures = z.object({
  /**
   * read: as of `readAt`, more may come. final: LINE changes them no more. noUnitLeft: the month had no name left under which LINE
   * could have counted. refused: LINE does not tell them for this account.
   */
  state: z.enum(['read', 'final', 'noUnitLeft', 'refused']),
  readAt: z.date().nullable(),
  /** The days that were asked for, in Japan's time. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** A part of it was sent without a name, and is not in these figures. */
  isPartial: z.boolean(),
  /** People to whom LINE delivered it; told of broadcasts and narrowcasts alone. */
  delivered: Figure,
  /** People who had a bubble of it fully on their screen, on a phone. */
  uniqueImpression: Figure,
  /** People who tapped a link in it. */
  uniqueClick: Figure,
  /** People who began to play video or audio in it. */
  uniqueMediaPlayed: Figure,
  bubbles: z.array(z.object({ seq: z.number(), impression: Figure })),
  clicks: z.array(z.object({ seq: z.number(), url: z.string(), click: Figure, uniqueClick: Figure })),
  /** People reached by all broadcasts of the day on which it was sent, of this channel; null for other ways. */
  broadcastOn: z.object({ day: z.string(), count: Figure }).nullable(),
});
export type LineFigures = z.infer<typeof LineFigures>;

/** Nothing read yet. */
export const NO_FIGURES: LineFigures = {
  state: 'read',
  readAt: null,
  from: null,
  to: null,
  isPartial: false,
  delivered: null,
  uniqueImpression: null,
  uniqueClick: null,
  uniqueMediaPlayed: null,
  bubbles: [],
  clicks: [],
  broadcastOn: null,
};

/** What is to be known before LINE's figures are laid beside ours. */
export const LINE_FIGURES_DEFINITION =
  "LINE's own figures, read daily until 14 days after the last send. LINE counts impressions and taps on phones, by people, and " +
  'shows nothing below 20: null is "not shown", not zero. They count other things than accepted and clicked above, so they are ' +
  'never added up with those.';

const DAY_MS = 24 * 3_600_000;

/** When figures are read next after they were read now; null once LINE changes them no more. */
export function nextReadAt(now: Date, lastSendAt: Date, updatedDays: number): Date | null {
  const isOver = now.getTime() - lastSendAt.getTime() > (updatedDays + 1) * DAY_MS;
  return isOver ? null : new Date(now.getTime() + DAY_MS);
}
