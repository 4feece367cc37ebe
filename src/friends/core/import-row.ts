import { readAttribute, type AttributeDefinition } from './attribute.js';
import { Purpose } from './consent.js';
import type { AttributeValue } from './friend.js';

const ATTRIBUTE = 'attribute.';
const CONSENT = 'consent.';
const IDS = ['friendId', 'lineUserId'];
const FRIEND_ID = /^[0-9A-Z]{26}$/;
const LINE_USER_ID = /^U[0-9a-f]{32}$/;

/** Columns of an export that an import passes over: they are ours to know. */
export const EXPORT_COLUMNS = [
  'displayName',
  'language',
  'standing',
  'followedAt',
  'blockedAt',
  'friendPath',
  'stage',
  'stageSince',
  'activityStatus',
  'health',
  'orderCount',
  'orderTotalMinor',
  'currency',
  'lastActiveAt',
  'blacklistedAt',
  'createdAt',
  'consent',
];

/** What a row of a file says about a friend. */
export interface ImportRow {
  friendId: string | null;
  lineUserId: string | null;
  attributes: Record<string, AttributeValue>;
  consent: Record<string, 'granted' | 'denied'>;
}

type Definitions = ReadonlyMap<string, AttributeDefinition>;

/** What is wrong with the columns of a file of friends, or null. */
export function importHeaderProblem(names: string[], definitions: Definitions): string | null {
  if (!names.some((name) => IDS.includes(name))) return 'The file needs a column friendId or lineUserId.';
  for (const name of names) {
    if (IDS.includes(name) || EXPORT_COLUMNS.includes(name)) continue;
    const attribute = name.startsWith(ATTRIBUTE) ? name.slice(ATTRIBUTE.length) : null;
    if (attribute !== null && !definitions.has(attribute))
      return `The column ${name} names no attribute of this channel; define ${attribute} first.`;
    const purpose = name.startsWith(CONSENT) ? name.slice(CONSENT.length) : null;
    if (purpose !== null && !Purpose.safeParse(purpose).success)
      return `The column ${name} names no purpose: it must be camelCase letters and digits.`;
    if (attribute === null && purpose === null)
      return `The column ${name} is not known; there are friendId, lineUserId, attribute.<name> and consent.<purpose>.`;
  }
  return null;
}

/** What a row says, with what is wrong with it. An empty cell says nothing. */
export function readImportRow(
  cells: Record<string, string>,
  definitions: Definitions,
): { row: ImportRow; problems: string[] } {
  const { friendId = null, lineUserId = null } = cells;
  const problems: string[] = [];
  if (friendId === null && lineUserId === null) problems.push('names no friend');
  if (friendId !== null && !FRIEND_ID.test(friendId)) problems.push(`friendId ${friendId} is no friend id`);
  if (lineUserId !== null && !LINE_USER_ID.test(lineUserId))
    problems.push(`lineUserId ${lineUserId} is no LINE user id: U and 32 of 0-9 and a-f`);
  const row: ImportRow = { friendId, lineUserId, attributes: {}, consent: {} };
  for (const [column, text] of Object.entries(cells)) {
    const definition = column.startsWith(ATTRIBUTE) ? definitions.get(column.slice(ATTRIBUTE.length)) : undefined;
    if (definition) {
      const read = readAttribute(definition, text);
      if ('value' in read) row.attributes[definition.name] = read.value;
      else problems.push(read.problem);
    }
    if (!column.startsWith(CONSENT)) continue;
    const state = text.toLowerCase();
    if (state === 'granted' || state === 'denied') row.consent[column.slice(CONSENT.length)] = state;
    else problems.push(`${column} is ${JSON.stringify(text)}; it must be granted or denied`);
  }
  return { row, problems };
}
