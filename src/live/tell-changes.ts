import { mask } from '../access/core/mask.js';
import type { Context } from '../context.js';
import { GONE, presentAll, readChanged, type Conversation } from '../inbox/index.js';
import { decideEvent } from './core/decide-event.js';
import { onlookerAt, tell, type OpenStream } from './open-stream.js';

const READ_MAX = 200; // conversations of one query

/**
 * Tells consoles how conversations are now, each what it may see: one reading for all of them. Who could see one since a time and
 * does not any more is told that it is gone. Resolves to the versions that were told.
 */
export async function tellChanges(
  ctx: Pick<Context, 'clock'>,
  streams: OpenStream[],
  conversationIds: string[],
  { position, since }: { position: Date; since: Date },
): Promise<Map<string, number>> {
  const told = new Map<string, number>();
  for (let start = 0; start < conversationIds.length; start += READ_MAX) {
    const { conversations, gone } = await readChanged(conversationIds.slice(start, start + READ_MAX));
    const textOf = await presenter(ctx, conversations);
    for (const stream of streams) {
      const onlooker = onlookerAt(stream);
      for (const one of conversations) {
        const event = decideEvent(onlooker, { ...one, sight: one }, since);
        if (event === 'conversation') tell(stream, position, event, textOf(one._id, onlooker.rights.maskedFields));
        else if (event === 'gone') tell(stream, position, event, { id: one._id });
      }
      for (const one of gone)
        if (decideEvent(onlooker, { ...one, sight: null }, since) === 'gone')
          tell(stream, position, 'gone', { id: one._id });
    }
    for (const { _id, version } of conversations) told.set(_id, version);
    for (const { _id } of gone) told.set(_id, GONE);
  }
  return told;
}

/** How each conversation looks to whom these fields are hidden from: as text, which many consoles share. */
async function presenter(ctx: Pick<Context, 'clock'>, conversations: Conversation[]) {
  const presented = new Map((await presentAll(ctx, conversations)).map((one) => [one.id, one]));
  const texts = new Map<string, string>();
  return (id: string, maskedFields: string[]): string => {
    const key = `${id}/${maskedFields.join()}`;
    const text = texts.get(key) ?? JSON.stringify(mask(presented.get(id), maskedFields));
    texts.set(key, text);
    return text;
  };
}
