import type { LineBotClient } from '@line/bot-sdk';
import type { MenuLinks } from './gateway.js';
import type { Call } from './messaging-api.js';

/** The part of the gateway that links menus to many people at once. */
export const menuLinksOver = (client: LineBotClient, call: Call): MenuLinks => ({
  linkRichMenus: (userIds, richMenuId) =>
    call(async () => void (await client.linkRichMenuIdToUsers({ richMenuId, userIds }))),
  unlinkRichMenus: (userIds) => call(async () => void (await client.unlinkRichMenuIdFromUsers({ userIds }))),
  replaceRichMenu: ({ from, to }, resumeRequestKey) =>
    call(async () => {
      const operations = [{ type: 'link' as const, from, to }];
      const { httpResponse } = await client.richMenuBatchWithHttpInfo({ operations, resumeRequestKey });
      return httpResponse.headers.get('x-line-request-id') ?? '';
    }),
  getMenuBatchPhase: (requestId) => call(async () => (await client.getRichMenuBatchProgress(requestId)).phase),
});
