import type { Channel } from './channel.model.js';

/** The address that adds an account, by its basic id; null where the channel has none. */
export const addUrlOf = ({ basicId }: Pick<Channel, 'basicId'>): string | null =>
  basicId && `https://line.me/R/ti/p/${encodeURIComponent(basicId)}`;
