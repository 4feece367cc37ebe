import type { messagingApi } from '@line/bot-sdk';
import { CHANNEL, type Stage } from './support.js';

export const UNKNOWN = `richmenu-${'0'.repeat(32)}`;

export const menu = (changes: object = {}): messagingApi.RichMenuRequest => ({
  size: { width: 2500, height: 1686 },
  selected: false,
  name: 'Riders',
  chatBarText: 'Menu',
  areas: [],
  ...changes,
});

/** The header of a PNG, which is all that is looked at. */
export function png(width: number, height: number): Blob {
  const bytes = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return new Blob([bytes], { type: 'image/png' });
}

export const create = async (stage: Stage, changes: object = {}) =>
  (await stage.client().createRichMenu(menu(changes))).richMenuId;
/** A menu that can be shown. */
export const withImage = async (stage: Stage, changes: object = {}) => {
  const richMenuId = await create(stage, changes);
  await stage.client().setRichMenuImage(richMenuId, png(2500, 1686));
  return richMenuId;
};
export const shownTo = async (stage: Stage, userId: string) => stage.control.menu({ channelId: CHANNEL, userId });

export function area(action: object) {
  return { bounds: { x: 0, y: 0, width: 100, height: 100 }, action };
}
