import { createHash } from 'node:crypto';
import { permits } from '../access/core/permits.js';
import type { Context } from '../context.js';
import type { EventSink } from '../infra/http/event-stream.js';
import { onlookerOf } from '../inbox/index.js';
import type { Onlooker } from '../inbox/core/sight.js';
import { writeCursor } from './core/cursor.js';

/** A console that listens. */
export interface OpenStream {
  /** Whoever listens, with what they may see now. */
  viewer: Pick<Context, 'actor' | 'caller'>;
  /** Null for every channel. */
  channelId: string | null;
  sink: EventSink;
  /** What it may see, as a word; another one when that changes. */
  scope: string;
  /** Whether it was told how it goes on; from then on it is told everything. */
  isReady: boolean;
  /** Conversations that whoever listens has open. */
  watched: ReadonlySet<string>;
}

export function newStream(
  { actor, caller }: OpenStream['viewer'],
  channelId: string | null,
  sink: EventSink,
): OpenStream {
  const viewer = { actor, caller };
  return { viewer, channelId, sink, scope: scopeOf(viewer, channelId), isReady: false, watched: new Set() };
}

/** Who looks, and at which channel. */
export const onlookerAt = ({ viewer, channelId }: OpenStream): Onlooker & { channelId: string | null } => ({
  ...onlookerOf(viewer),
  channelId,
});

/** Whether somebody may read notices. */
export const readsNotices = ({ caller }: Pick<OpenStream['viewer'], 'caller'>): boolean =>
  permits(caller.rights.permissions, 'notices:read');

/** What somebody sees of which channel, as a word. */
export function scopeOf({ actor, caller }: OpenStream['viewer'], channelId: string | null): string {
  const { visibility, teamIds, maskedFields } = caller.rights;
  const notices = readsNotices({ caller });
  const { staffId } = onlookerOf({ actor, caller });
  const seen = [staffId, channelId, visibility, teamIds.toSorted(), maskedFields.toSorted(), notices];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 16);
}

/** Tells a console something, after which it can go on from `position`. */
export function tell({ sink, scope }: OpenStream, position: Date, name: EventName, data: object | string): void {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  sink.send({ name, id: writeCursor({ at: position, scope }), data: text });
}

export type EventName = 'ready' | 'reload' | 'position' | 'conversation' | 'gone' | 'presence' | 'thread' | 'notice';
