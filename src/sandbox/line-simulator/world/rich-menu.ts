import type { JsonObject } from '../json.js';

export interface StoredRichMenu {
  richMenuId: string;
  /** As created: size, selected, name, chatBarText, areas. */
  object: JsonObject;
  image?: { bytes: Buffer; contentType: string } | undefined;
  createdAt: number;
  /** Taps by day (yyyyMMdd) and area index, for insight. */
  taps: Map<string, Map<number, MenuTaps>>;
}

export interface MenuTaps {
  count: number;
  people: Set<string>;
}

export type BatchOperation =
  { type: 'link'; from: string; to: string } | { type: 'unlink'; from: string } | { type: 'unlinkAll' };

/** A batch of relinking by menu, as its progress endpoint shows it. */
export interface RichMenuBatch {
  requestId: string;
  phase: 'ongoing' | 'succeeded' | 'failed';
  acceptedAt: number;
  completedAt?: number | undefined;
}
