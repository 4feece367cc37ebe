import type { TFunction } from 'i18next';
import type { Conversation } from './types.js';

/** Whom a conversation is with, as people call them. */
export const nameOf = ({ friend, groupId }: Pick<Conversation, 'friend' | 'groupId'>, t: TFunction): string =>
  friend?.displayName ?? (groupId === null ? t('inbox.noName') : t('inbox.group'));
