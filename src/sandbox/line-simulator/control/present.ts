import { sealToken } from '../ids.js';
import { type JsonObject, isObject } from '../json.js';
import { type Bot, type Quota } from '../world/bot.js';
import type { Entry, SendMethod } from '../world/chat.js';
import type { Demographics, Person } from '../world/person.js';
import type { StoredRichMenu } from '../world/rich-menu.js';

export interface PresentedBot {
  channelId: string;
  basicId: string;
  botUserId: string;
  displayName: string;
  providerId: string;
  webhookUrl: string | null;
  webhookRedelivery: boolean;
  quota: Quota;
  verified: boolean;
  loginChannelId: string | null;
  liffId: string | null;
  /** Ids of all its LIFF apps. */
  liffIds: string[];
  friends: number;
  blocked: number;
}

/** A channel without its secrets. */
export function presentBot(bot: Bot): PresentedBot {
  const relations = [...bot.relations.values()];
  return {
    channelId: bot.channelId,
    basicId: bot.basicId,
    botUserId: bot.botUserId,
    displayName: bot.displayName,
    providerId: bot.providerId,
    webhookUrl: bot.webhookUrl ?? null,
    webhookRedelivery: bot.webhookRedelivery,
    quota: bot.quota,
    verified: bot.isVerified,
    loginChannelId: bot.loginChannelId ?? null,
    liffId: bot.liffId ?? null,
    liffIds: [...bot.liffApps.keys()],
    friends: relations.filter(({ isFriend, isBlocked }) => isFriend && !isBlocked).length,
    blocked: relations.filter(({ isBlocked }) => isBlocked).length,
  };
}

export interface PresentedPerson {
  userId: string;
  displayName: string;
  language?: string;
  pictureUrl?: string;
  statusMessage?: string;
  demographics: Demographics;
  isDeleted: boolean;
}

export function presentPerson(person: Person): PresentedPerson {
  const { userId, displayName, language, pictureUrl, statusMessage, demographics, isDeleted } = person;
  return {
    userId,
    displayName,
    ...(language !== undefined && { language }),
    ...(pictureUrl !== undefined && { pictureUrl }),
    ...(statusMessage !== undefined && { statusMessage }),
    demographics: { ...demographics },
    isDeleted,
  };
}

/** One line of a chat, oldest first: a bubble the person saw, something said, or something done. */
export type ChatEntry =
  | {
      kind: 'seen';
      at: number;
      method: SendMethod;
      requestId: string;
      messageId: string;
      message: JsonObject;
      /** Names this bubble when the person quotes it. */
      quoteToken: string;
      notificationDisabled: boolean;
      sender?: JsonObject;
    }
  | { kind: 'said'; at: number; messageId: string; message: JsonObject; unsentAt?: number }
  | { kind: 'did'; at: number; act: string; detail?: JsonObject };

export function presentEntries(entries: Entry[], channelId: string, chatId: string): ChatEntry[] {
  return entries.flatMap((entry): ChatEntry[] => {
    if (entry.kind === 'did') return [{ ...entry, ...(entry.detail && { detail: entry.detail }) }];
    if (entry.kind === 'said') {
      const { kind, at, messageId, message, unsentAt } = entry;
      return [{ kind, at, messageId, message, ...(unsentAt !== undefined && { unsentAt }) }];
    }
    return entry.messages.map((message, index) => {
      const messageId = entry.messageIds[index] ?? '';
      const sender = isObject(message['sender']) ? message['sender'] : undefined;
      return {
        kind: 'seen',
        at: entry.at,
        method: entry.method,
        requestId: entry.requestId,
        messageId,
        message,
        quoteToken: sealToken(channelId, chatId, messageId),
        notificationDisabled: entry.notificationDisabled,
        ...(sender && { sender }),
      };
    });
  });
}

export interface PresentedRichMenu extends JsonObject {
  richMenuId: string;
  aliases: string[];
  isDefault: boolean;
  hasImage: boolean;
}

/** A rich menu as created, with its names and whether everybody has it. */
export function presentRichMenu(bot: Bot, menu: StoredRichMenu): PresentedRichMenu {
  const { richMenuId } = menu;
  const aliases = [...bot.richMenuAliases].filter(([, id]) => id === richMenuId).map(([alias]) => alias);
  return {
    ...menu.object,
    richMenuId,
    aliases,
    isDefault: bot.defaultRichMenuId === richMenuId,
    hasImage: menu.image !== undefined,
  };
}
