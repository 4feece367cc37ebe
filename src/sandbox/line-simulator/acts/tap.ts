import { type JsonObject, asText, isObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import type { Delivery } from '../world/chat.js';
import type { MenuTaps, StoredRichMenu } from '../world/rich-menu.js';
import { dayOf } from '../sending/calendar.js';
import { type ActInput, type ActResult, type Actor, UnknownError, getActor, noteDeed, sendEvent } from './act.js';
import { sendText } from './say.js';

export interface TapInput extends ActInput {
  /** Answer of a date or time picker: `date`, `time` or `datetime`. */
  params?: JsonObject | undefined;
}

/** Sends a postback, as a button would. */
export async function postback(
  sim: Simulator,
  input: ActInput & { data: string; params?: JsonObject | undefined; displayText?: string | undefined },
): Promise<ActResult> {
  const actor = getActor(sim, input);
  const { data, params, displayText } = input;
  noteDeed(sim, actor, 'postback', { data, ...(displayText !== undefined && { displayText }) });
  return sendEvent(sim, input, actor, 'postback', { postback: { data, ...(params && { params }) } });
}

/** Taps a quick reply of the last message that had any. */
export async function tapQuickReply(
  sim: Simulator,
  input: TapInput & { index?: number | undefined; label?: string | undefined },
): Promise<ActResult> {
  const actor = getActor(sim, input);
  for (const delivery of seen(actor)) {
    const items = quickReplies(delivery);
    if (items.length === 0) continue;
    const action = chosen(items, input);
    if (!action) break;
    return perform(sim, input, actor, action, delivery);
  }
  throw new UnknownError(`This person sees no quick reply ${input.label ?? input.index ?? ''}.`);
}

/** Taps the last button, image or area seen that has this label; any action of a message can be found by it. */
export async function tapAction(sim: Simulator, input: TapInput & { label: string }): Promise<ActResult> {
  const actor = getActor(sim, input);
  for (const delivery of seen(actor)) {
    const action = delivery.messages.flatMap(actionsWithin).find(({ label }) => label === input.label);
    if (action) return perform(sim, input, actor, action, delivery);
  }
  throw new UnknownError(`This person sees nothing labelled ${input.label}.`);
}

/** Taps an area of the rich menu that the person sees. */
export async function tapMenuArea(sim: Simulator, input: TapInput & { index: number }): Promise<ActResult> {
  const actor = getActor(sim, input);
  const menu = visibleMenu(actor);
  const areas = Array.isArray(menu?.object['areas']) ? (menu.object['areas'] as unknown[]) : [];
  const area = areas[input.index];
  if (!menu || !isObject(area) || !isObject(area['action'])) {
    throw new UnknownError(`This person sees no rich menu area ${input.index}.`);
  }
  countTap(menu, dayOf(sim.clock.now()), input.index, actor.relation.userId);
  return perform(sim, input, actor, area['action']);
}

function countTap(menu: StoredRichMenu, day: string, area: number, userId: string): void {
  const ofDay = menu.taps.get(day) ?? new Map<number, MenuTaps>();
  const taps = ofDay.get(area) ?? { count: 0, people: new Set<string>() };
  taps.count += 1;
  taps.people.add(userId);
  menu.taps.set(day, ofDay.set(area, taps));
}

/** The menu in front of a person: their own before the default; people who are no friends see the default only. */
export function visibleMenu({ bot, relation }: Pick<Actor, 'bot' | 'relation'>): StoredRichMenu | undefined {
  const own =
    relation.isFriend && relation.richMenuId !== undefined ? bot.richMenus.get(relation.richMenuId) : undefined;
  return own ?? (bot.defaultRichMenuId === undefined ? undefined : bot.richMenus.get(bot.defaultRichMenuId));
}

/** Does what an action says. */
export async function perform(
  sim: Simulator,
  input: TapInput,
  actor: Actor,
  action: JsonObject,
  delivery?: Delivery,
): Promise<ActResult> {
  const data = asText(action['data']) ?? '';
  switch (action['type']) {
    case 'message':
      return sendText(sim, { ...input, text: asText(action['text']) ?? '' });
    case 'postback':
      return postback(sim, { ...input, data, displayText: asText(action['displayText']) ?? asText(action['text']) });
    case 'datetimepicker':
      return postback(sim, { ...input, data, params: input.params ?? pickerAnswer(action, sim.clock.now()) });
    case 'richmenuswitch':
      return switchMenu(sim, input, actor, asText(action['richMenuAliasId']) ?? '', data);
    case 'uri': {
      const uri = asText(action['uri']) ?? asText(action['linkUri']) ?? '';
      if (delivery) countClick(delivery, uri, actor);
      noteDeed(sim, actor, 'open', { uri });
      return { events: [], response: {}, opened: uri };
    }
    default:
      noteDeed(sim, actor, 'tap', { type: action['type'] });
      return { events: [], response: {} };
  }
}

/** Switches by alias and says how it went; the switch happens whether or not the app listens. */
async function switchMenu(
  sim: Simulator,
  input: TapInput,
  actor: Actor,
  aliasId: string,
  data: string,
): Promise<ActResult> {
  const richMenuId = actor.bot.richMenuAliases.get(aliasId);
  const isThere = richMenuId !== undefined && actor.bot.richMenus.has(richMenuId);
  if (isThere) actor.relation.richMenuId = richMenuId;
  const status = isThere ? 'SUCCESS' : richMenuId === undefined ? 'RICHMENU_ALIAS_ID_NOTFOUND' : 'RICHMENU_NOTFOUND';
  const params = { ...(isThere && { newRichMenuAliasId: aliasId }), status };
  const { channelId } = actor.bot;
  sim.tell?.({ kind: 'menu', channelId, userId: actor.relation.userId, text: `switched to ${aliasId}: ${status}` });
  return sendEvent(sim, input, actor, 'postback', { postback: { data, params } });
}

function* seen(actor: Actor): Generator<Delivery> {
  for (let index = actor.entries.length - 1; index >= 0; index -= 1) {
    const entry = actor.entries[index];
    if (entry?.kind === 'seen') yield entry;
  }
}

/** Only the last message's quick replies are shown. */
function quickReplies(delivery: Delivery): JsonObject[] {
  const quickReply = delivery.messages.at(-1)?.['quickReply'];
  const items = isObject(quickReply) ? quickReply['items'] : undefined;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) => (isObject(item) && isObject(item['action']) ? [item['action']] : []));
}

function chosen(
  actions: JsonObject[],
  { index, label }: { index?: number | undefined; label?: string | undefined },
): JsonObject | undefined {
  return label === undefined ? actions[index ?? 0] : actions.find((action) => action['label'] === label);
}

function actionsWithin(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(actionsWithin);
  if (!isObject(value)) return [];
  const below = Object.values(value).flatMap(actionsWithin);
  return typeof value['label'] === 'string' ? [value, ...below] : below;
}

function pickerAnswer(action: JsonObject, now: number): JsonObject {
  const mode = asText(action['mode']) ?? 'datetime';
  const text = new Date(now).toISOString();
  const today: JsonObject = { date: text.slice(0, 10), time: text.slice(11, 16), datetime: text.slice(0, 16) };
  return { [mode]: action['initial'] ?? today[mode] };
}

function countClick(delivery: Delivery, uri: string, actor: Actor): void {
  const clicks = delivery.clicks.get(uri) ?? { taps: 0, people: new Set() };
  clicks.taps += 1;
  clicks.people.add(actor.person);
  delivery.clicks.set(uri, clicks);
}
