import { AppError } from '../errors.js';
import type { OpenStream } from './open-stream.js';

const PER_CALLER_MAX = 10; // windows of one browser
const PER_PROCESS_MAX = 2_000;

/** Throws `too_many_streams` when the caller, or this process, has as many as it may. */
export function requireRoom(viewer: OpenStream['viewer'], streams: ReadonlySet<OpenStream>): void {
  if (streams.size >= PER_PROCESS_MAX)
    throw new AppError('too_many_streams', `This server has ${PER_PROCESS_MAX} streams open, as many as it may.`);
  const own = callerOf(viewer);
  const count = [...streams].filter((stream) => callerOf(stream.viewer) === own).length;
  if (count >= PER_CALLER_MAX)
    throw new AppError('too_many_streams', `This session or key has ${count} streams open, as many as it may.`);
}

const callerOf = ({ actor, caller }: OpenStream['viewer']): string =>
  actor.kind === 'apiKey' ? actor.keyId : (caller.session?.id ?? '');
