import type { Simulator } from '../simulator.js';
import { newEvent } from '../webhooks/events.js';
import type { Group } from '../world/group.js';
import { type Person, userIdFor } from '../world/person.js';
import {
  type ActInput,
  type ActResult,
  getBot,
  getGroup,
  getPerson,
  placeInGroup,
  sendEvents,
  sourcesOf,
} from './act.js';
import { sendText, type TextInput } from './say.js';

type GroupAct = Pick<ActInput, 'channelId' | 'webhook' | 'standby'> & { groupId: string };

/** Opens a group chat (or an old-style room) with its first members. */
export function createGroup(
  sim: Simulator,
  input: { name?: string | undefined; kind?: 'group' | 'room' | undefined; userIds: string[] },
): { groupId: string } {
  const { kind = 'group', name = 'Group', userIds } = input;
  const groupId = kind === 'group' ? sim.ids.group() : sim.ids.room();
  const members = new Set(userIds.map((userId) => getPerson(sim, userId)));
  sim.world.groups.set(groupId, { kind, groupId, name, members, entries: [] });
  sim.touch();
  return { groupId };
}

/** Invites the account into the group. */
export async function joinBot(sim: Simulator, input: GroupAct): Promise<ActResult> {
  const group = getGroup(sim, input.groupId);
  if (group.channelId !== undefined) throw new Error('LINE allows one official account in a group.');
  group.channelId = input.channelId;
  return groupEvent(sim, input, group, 'join', {}, true);
}

/** Removes the account from the group. */
export async function leaveBot(sim: Simulator, input: GroupAct): Promise<ActResult> {
  const group = getGroup(sim, input.groupId);
  group.channelId = undefined;
  return groupEvent(sim, input, group, 'leave', {}, false);
}

/** Writes a text into the group. */
export async function groupText(sim: Simulator, input: TextInput & { groupId: string }): Promise<ActResult> {
  return sendText(sim, input);
}

/** Somebody comes into the group. */
export async function memberJoined(sim: Simulator, input: GroupAct & { userIds: string[] }): Promise<ActResult> {
  const group = getGroup(sim, input.groupId);
  const people = input.userIds.map((userId) => getPerson(sim, userId));
  for (const person of people) group.members.add(person);
  return groupEvent(sim, input, group, 'memberJoined', { joined: { members: membersOf(sim, input, people) } }, true);
}

/** Somebody leaves the group. */
export async function memberLeft(sim: Simulator, input: GroupAct & { userIds: string[] }): Promise<ActResult> {
  const group = getGroup(sim, input.groupId);
  const people = input.userIds.map((userId) => getPerson(sim, userId));
  for (const person of people) group.members.delete(person);
  return groupEvent(sim, input, group, 'memberLeft', { left: { members: membersOf(sim, input, people) } }, false);
}

function membersOf(sim: Simulator, input: GroupAct, people: Person[]) {
  const bot = getBot(sim, input.channelId);
  for (const person of people) {
    // Somebody met in a group first is known by this provider's ID from then on.
    person.homeProviderId ??= bot.providerId;
    const userId = userIdFor(person, bot.providerId);
    if (userId !== person.userId) sim.world.peopleByOtherId.set(userId, person);
  }
  return sourcesOf(people, bot);
}

async function groupEvent(
  sim: Simulator,
  input: GroupAct,
  group: Group,
  type: string,
  fields: Record<string, unknown>,
  isReplyable: boolean,
): Promise<ActResult> {
  const bot = getBot(sim, input.channelId);
  const event = newEvent(sim, bot, type, placeInGroup(group), fields, { isReplyable, isStandby: input.standby });
  return sendEvents(sim, input, bot, [event]);
}
