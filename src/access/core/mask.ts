import { z } from 'zod';

/** What stands where something is hidden. */
export const MASK = '•••';

const PROFILE_FIELDS = ['displayName', 'pictureUrl', 'statusMessage', 'lineUserId'];
const FIELDS_MAX = 50;

/** A field of friends that a role can hide: part of what LINE tells about them, or an attribute. */
export const MaskedField = z
  .string()
  .regex(
    new RegExp(`^(${PROFILE_FIELDS.join('|')}|attributes\\.[A-Za-z]\\w{0,59})$`),
    `must be ${PROFILE_FIELDS.join(', ')} or attributes.<name>`,
  );
export const MaskedFields = z.array(MaskedField).max(FIELDS_MAX);

const LINE_USER_IDS = /U[0-9a-f]{32}/g;

/**
 * A copy in which the fields are hidden wherever they stand, under whatever they are nested. They are known by their names, so
 * that an answer which presents friends in a way of its own hides them too. LINE user ids are known by what they look like as
 * well: they stand as authors of lines of groups, in ids and in what LINE tells of messages. What is empty stays empty.
 */
export function mask(value: unknown, maskedFields: string[]): unknown {
  const hidden = new Set(maskedFields);
  return maskedFields.length === 0 ? value : hide(value, '', hidden);
}

function hide(value: unknown, name: string, hidden: Set<string>): unknown {
  if (typeof value === 'string' && hidden.has('lineUserId')) return value.replace(LINE_USER_IDS, MASK);
  if (Array.isArray(value)) return value.map((item) => hide(item, name, hidden));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isHidden(name, key, hidden) && !isEmpty(inner) ? MASK : hide(inner, key, hidden),
    ]),
  );
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';

/** A field is known by its name, an attribute by the name under `attributes`, or by that of its column in a file. */
function isHidden(parent: string, key: string, hidden: Set<string>): boolean {
  if (hidden.has(key)) return true;
  if (parent === 'attributes' && hidden.has(`attributes.${key}`)) return true;
  return key.startsWith('attribute.') && hidden.has(`attributes.${key.slice('attribute.'.length)}`);
}

/** Whether something that is to be written holds what stands in place of a hidden value: it would overwrite that value. */
export function holdsMask(value: unknown): boolean {
  if (value === MASK) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsMask);
}
