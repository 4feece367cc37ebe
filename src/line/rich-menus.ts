import { HTTPFetchError, type LineBotClient } from '@line/bot-sdk';
import type { LineGateway } from './gateway.js';
import type { Call } from './messaging-api.js';

const HAS_IMAGE = 'already been uploaded'; // LINE's 400 for a second image of one menu
const OF_ANOTHER_CHANNEL = 403; // LINE's answer where the default menu was set with LINE's own console

type RichMenus = Pick<
  LineGateway,
  | 'uploadRichMenuImage'
  | 'listRichMenuAliases'
  | 'deleteRichMenuAlias'
  | 'getDefaultRichMenu'
  | 'setDefaultRichMenu'
  | 'clearDefaultRichMenu'
>;

/** The part of the gateway that keeps rich menus complete: their images, their aliases, the default one. */
export const richMenusOver = (client: LineBotClient, call: Call): RichMenus => ({
  uploadRichMenuImage: (richMenuId, image, contentType) =>
    call(async () => {
      const upload = client.setRichMenuImage(richMenuId, new Blob([new Uint8Array(image)], { type: contentType }));
      return upload.then(
        () => true,
        (error: unknown) => {
          if (isAnswer(error, 400) && error.body.includes(HAS_IMAGE)) return false;
          throw error;
        },
      );
    }),
  listRichMenuAliases: () =>
    call(async () =>
      (await client.getRichMenuAliasList()).aliases.map(({ richMenuAliasId, richMenuId }) => ({
        aliasId: richMenuAliasId,
        richMenuId,
      })),
    ),
  deleteRichMenuAlias: (aliasId) =>
    call(async () => {
      await client.deleteRichMenuAlias(aliasId).catch((error: unknown) => {
        if (!isAnswer(error, 404)) throw error;
      });
    }),
  getDefaultRichMenu: () =>
    call(async () => {
      try {
        return (await client.getDefaultRichMenuId()).richMenuId;
      } catch (error) {
        if (isAnswer(error, 404) || isAnswer(error, OF_ANOTHER_CHANNEL)) return null;
        throw error;
      }
    }),
  setDefaultRichMenu: (richMenuId) => call(async () => void (await client.setDefaultRichMenu(richMenuId))),
  clearDefaultRichMenu: () => call(async () => void (await client.cancelDefaultRichMenu())),
});

const isAnswer = (error: unknown, status: number): error is HTTPFetchError =>
  error instanceof HTTPFetchError && error.status === status;
