import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, asText, isObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import { type ActResult, UnknownError, getActor } from './act.js';
import { type TapInput, perform } from './tap.js';

/** Taps something of one message that was seen: the very action, as the message holds it, or an address in its text. */
export async function tapMessage(
  sim: Simulator,
  input: TapInput & { messageId: string; action: JsonObject },
): Promise<ActResult> {
  const actor = getActor(sim, input);
  for (const entry of actor.entries) {
    if (entry.kind !== 'seen') continue;
    const message = entry.messages[entry.messageIds.indexOf(input.messageId)];
    if (!message) continue;
    if (!holds(message, input.action) && !isAddressIn(message, input.action)) break;
    return perform(sim, input, actor, input.action, entry);
  }
  throw new UnknownError(`This person sees no message ${input.messageId} with that action.`);
}

function holds(value: unknown, action: JsonObject): boolean {
  if (Array.isArray(value)) return value.some((item) => holds(item, action));
  return isObject(value) && (isDeepStrictEqual(value, action) || holds(Object.values(value), action));
}

function isAddressIn(message: JsonObject, { type, uri }: JsonObject): boolean {
  const address = asText(uri) ?? '';
  return type === 'uri' && address !== '' && (asText(message['text']) ?? '').includes(address);
}
