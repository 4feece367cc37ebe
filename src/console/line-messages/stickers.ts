/** Stickers that every account may send: some of LINE's list (developers.line.biz/en/docs/messaging-api/sticker-list). */
export const STICKERS = [
  ...numbers('446', 1988, 8),
  ...numbers('789', 10855, 4),
  ...numbers('11537', 52002734, 8),
  ...numbers('11538', 51626494, 4),
];

/** LINE's own picture of a sticker; undefined for what is no sticker's number. */
export const stickerSource = (stickerId: string): string | undefined =>
  /^\d{1,20}$/.test(stickerId)
    ? `https://stickershop.line-scdn.net/stickershop/v1/sticker/${stickerId}/android/sticker.png`
    : undefined;

function numbers(packageId: string, first: number, count: number): { packageId: string; stickerId: string }[] {
  return Array.from({ length: count }, (_, index) => ({ packageId, stickerId: String(first + index) }));
}
