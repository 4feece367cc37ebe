import type { Actor } from '../context.js';
import { OperationModel } from './operation.model.js';

/** Who started the operation that a path names, and may follow and undo it; null when there is none. */
export async function startedBy({ id }: Record<string, unknown>): Promise<Actor | null> {
  if (typeof id !== 'string') return null;
  return (await OperationModel.findById(id, { startedBy: 1 }).lean())?.startedBy ?? null;
}
