import { ActivityModel } from './activity.model.js';

/** Taps on one area of a rich menu, of all days or of one; `friends` is how many different friends tapped. */
export interface MenuTapCount {
  menu: string;
  language: string;
  area: number;
  /** `YYYY-MM-DD` in the asked zone; null for all days together. */
  day: string | null;
  taps: number;
  friends: number;
}

const KIND = 'postback.tapped';

/** Counts taps on areas of rich menus from one instant to before another, in all and by day: each webhook event once. */
export async function countMenuTaps(
  channelId: string,
  { from, until, timeZone }: { from: Date; until: Date; timeZone: string },
): Promise<MenuTapCount[]> {
  const byDay = { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: timeZone } };
  const counted = await Promise.all(
    [null, byDay].map((day) =>
      ActivityModel.aggregate<MenuTapCount>([
        {
          $match: {
            channelId,
            kind: KIND,
            at: { $gte: from, $lt: until },
            'data.menu': { $type: 'string' },
            'data.area': { $type: 'number' },
          },
        },
        {
          $group: {
            _id: {
              menu: '$data.menu',
              language: '$data.language',
              area: '$data.area',
              day: day ?? { $literal: null },
              friendId: '$friendId',
            },
            taps: { $sum: 1 },
          },
        },
        {
          $group: {
            _id: { menu: '$_id.menu', language: '$_id.language', area: '$_id.area', day: '$_id.day' },
            taps: { $sum: '$taps' },
            friends: { $sum: { $cond: [{ $eq: ['$_id.friendId', null] }, 0, 1] } },
          },
        },
        {
          $project: {
            _id: 0,
            menu: '$_id.menu',
            language: '$_id.language',
            area: '$_id.area',
            day: '$_id.day',
            taps: 1,
            friends: 1,
          },
        },
      ]),
    ),
  );
  return counted.flat();
}
