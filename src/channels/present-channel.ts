import type { z } from 'zod';
import type { Channel } from './channel.model.js';
import { Language } from '../shared/language.js';
import type { PresentedChannel } from './schemas.js';

/** The channel as callers see it; secrets and tokens never leave. */
export function presentChannel(channel: Channel, baseUrl: string): z.infer<typeof PresentedChannel> {
  return {
    channelId: channel._id,
    name: channel.name,
    timeZone: channel.timeZone,
    defaultLanguage: Language.parse(channel.defaultLanguage),
    loginChannelId: channel.loginChannelId,
    liffId: channel.liffId,
    basicId: channel.basicId,
    accountLinkUrl: channel.accountLinkUrl ?? null,
    webhookUrl: `${baseUrl}/webhook/${channel._id}`,
    previousSecretUntil: channel.previousSecretUntil,
    createdAt: channel.createdAt,
  };
}
