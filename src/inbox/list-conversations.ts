import type { Context } from '../context.js';
import { findFriendsById, type Friend } from '../friends/index.js';
import type { Filter } from '../infra/mongo/model.js';
import { getKnown } from '../segments/index.js';
import { evaluate } from '../segments/core/evaluate.js';
import type { Known } from '../segments/core/known.js';
import { cursorOf, placeOf, type Place } from '../shared/cursor.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import {
  beyondStates,
  friendRulesIn,
  seeConversation,
  statesOf,
  toViewFilter,
  type Viewer,
  type ViewRule,
} from './core/view.js';
import { visibleTo } from './visibility.js';

/**
 * `newest`: what was said last in front. `waiting`: who waits longest for an answer of staff in front, and nobody else. `due`:
 * what is over first by its service policy in front, and nothing that is not due.
 */
const ORDERS = {
  newest: { field: 'lastAt', sign: -1 },
  waiting: { field: 'waitingSince', sign: 1 },
  due: { field: 'dueAt', sign: 1 },
} as const;
export type Order = keyof typeof ORDERS;

const LOOKED_AT_MAX = 2_000; // conversations of one page whose friends are asked about

type Needs = Pick<Context, 'actor' | 'caller' | 'clock'>;

interface ListQuery {
  channelId: string;
  rule: ViewRule;
  order: Order;
  cursor?: string | undefined;
  limit: number;
}

/** A page of a list. `isCut`: more were looked at than one page may, and the list goes on from `next`. */
export interface ConversationPage {
  conversations: Conversation[];
  next: string | null;
  isCut: boolean;
}

/** Conversations of a channel under a rule, in an order, page by page. */
export async function listConversations(
  ctx: Needs,
  { channelId, rule, order, cursor, limit }: ListQuery,
): Promise<ConversationPage> {
  const viewer = viewerOf(ctx);
  const { now } = viewer;
  const friendRules = friendRulesIn(rule);
  const known = friendRules.length > 0 ? await getKnown(ctx, channelId, friendRules) : null;
  const filter = filterOf(ctx, channelId, rule, viewer);
  const found: Conversation[] = [];
  let place = placeOf(cursor);
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX;) {
    const page = await readPage(filter, statesOf(rule), { order, place, limit, now });
    lookedAt += page.length;
    const friends = known ? await friendsOf(page) : new Map<string, Friend>();
    for (const conversation of page) {
      place = { at: timeIn(order, conversation), id: conversation._id };
      if (known && !holds(rule, conversation, friends, viewer, known)) continue;
      found.push(conversation);
      if (found.length === limit) break;
    }
    if (found.length === limit) return { conversations: found, next: writtenPlace(place), isCut: false };
    if (page.length < limit) return { conversations: found, next: null, isCut: false };
  }
  return { conversations: found, next: writtenPlace(place), isCut: true };
}

const writtenPlace = (place: Place | null) => place && cursorOf(place.at, place.id);

const timeIn = (order: Order, conversation: Conversation): Date =>
  conversation[ORDERS[order].field] ?? conversation.lastAt;

const viewerOf = ({ actor, clock }: Needs): Viewer => ({
  staffId: actor.kind === 'staff' ? actor.staffId : null,
  now: clock.now(),
});

/** What a rule asks beside the states that it allows, as far as the actor may see. */
function filterOf(
  ctx: Needs,
  channelId: string,
  rule: ViewRule,
  viewer: Viewer,
): { channelId: string; $and?: object[] } {
  const asked = beyondStates(rule);
  const $and = [visibleTo(ctx), asked ? toViewFilter(asked, viewer) : {}].filter(
    (part) => Object.keys(part).length > 0,
  );
  return $and.length > 0 ? { channelId, $and } : { channelId };
}

/** A filter for everything under a rule about conversations alone. */
export const filterUnder = (ctx: Needs, channelId: string, rule: ViewRule): Filter<Conversation> => ({
  ...filterOf(ctx, channelId, rule, viewerOf(ctx)),
  state: { $in: [...statesOf(rule)] },
});

interface PageQuery {
  order: Order;
  place: Place | null;
  limit: number;
  now: Date;
}

/** A page from a place on; less than the limit at the end of the list. */
async function readPage(
  filter: { $and?: object[] } & object,
  states: readonly Conversation['state'][],
  query: PageQuery,
): Promise<Conversation[]> {
  for (const part of partsOf(query)) {
    const page = await readPart(filter, states, query, part);
    if (page.length === query.limit) return page;
  }
  return readPart(filter, states, query, {});
}

/** One index answers for one state: each is read in order, and the nearest of all are the page. */
async function readPart(
  { $and, ...filter }: { $and?: object[] } & object,
  states: readonly Conversation['state'][],
  { order, place, limit }: PageQuery,
  part: object,
): Promise<Conversation[]> {
  const { field, sign } = ORDERS[order];
  const conditions = [...($and ?? []), sideOf(field, order, place), part].filter(
    (condition) => Object.keys(condition).length > 0,
  );
  const pages = await Promise.all(
    states.map((state) =>
      ConversationModel.find({
        ...filter,
        state,
        ...(conditions.length > 0 ? { $and: conditions } : {}),
      } as Filter<Conversation>)
        .sort({ [field]: sign, _id: sign })
        .limit(limit)
        .lean(),
    ),
  );
  return pages
    .flat()
    .toSorted(
      (a, b) =>
        sign *
        (timeIn(order, a).getTime() - timeIn(order, b).getTime() || (a._id < b._id ? -1 : a._id > b._id ? 1 : 0)),
    )
    .slice(0, limit);
}

const HOUR_MS = 3_600_000;
const PARTS_MS = [6 * HOUR_MS, 48 * HOUR_MS, 400 * HOUR_MS, 1_200 * HOUR_MS, 3_600 * HOUR_MS];

/**
 * Parts of a list from its front or a place on, each with the one before in it: a store may sort all that it finds before it
 * gives a page. DocumentDB took 57 ms for the newest of 28,000 open conversations, and 3 ms for those of half a day.
 */
function partsOf({ order, place, now }: PageQuery): object[] {
  const { field } = ORDERS[order];
  const at = (ms: number) => new Date((place?.at ?? now).getTime() + ms);
  if (order === 'newest')
    return PARTS_MS.map((ms) => ({ [field]: { $gte: at(-ms), ...(place ? { $lte: place.at } : {}) } }));
  if (place) return PARTS_MS.map((ms) => ({ [field]: { $gte: place.at, $lte: at(ms) } }));
  return PARTS_MS.toReversed().map((ms) => ({ [field]: { $lte: at(-ms) } }));
}

function sideOf(field: string, order: Order, place: Place | null): object {
  const [beyond, begin] = order === 'newest' ? ['$lt', null] : ['$gt', { [field]: { $gt: new Date(0) } }];
  if (!place) return begin ?? {};
  return { $or: [{ [field]: { [beyond]: place.at } }, { [field]: place.at, _id: { [beyond]: place.id } }] };
}

async function friendsOf(conversations: Conversation[]): Promise<Map<string, Friend>> {
  const ids = conversations.flatMap(({ friendId }) => friendId ?? []);
  return ids.length > 0 ? findFriendsById(ids) : new Map();
}

function holds(
  rule: ViewRule,
  conversation: Conversation,
  friends: Map<string, Friend>,
  viewer: Viewer,
  known: Known,
): boolean {
  const friend = conversation.friendId === null ? undefined : friends.get(conversation.friendId);
  const truth = seeConversation(rule, conversation, viewer, (asked) =>
    friend ? evaluate(asked, friend, viewer.now, known).truth : 'unknown',
  );
  return truth === true;
}

const COUNTED_MAX = 1_000;

/** How many there are under a rule; `isCut` when there are more than are counted. */
export async function countConversations(
  ctx: Needs,
  channelId: string,
  rule: ViewRule,
): Promise<{ count: number; isCut: boolean }> {
  if (friendRulesIn(rule).length > 0) {
    const page = await listConversations(ctx, { channelId, rule, order: 'newest', limit: COUNTED_MAX });
    return { count: page.conversations.length, isCut: page.next !== null };
  }
  const count = await ConversationModel.countDocuments(filterUnder(ctx, channelId, rule), { limit: COUNTED_MAX + 1 });
  return { count: Math.min(count, COUNTED_MAX), isCut: count > COUNTED_MAX };
}
