import { createHash } from 'node:crypto';
import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { addressOf } from '../links/core/link-token.js';
import { chooseLanguage } from '../messages/index.js';
import { Language } from '../shared/language.js';
import { buildRichMenuAliasId, buildRichMenuObject, type RichMenuObject } from './core/definition.js';
import type { LoadedImage } from './core/library.js';
import { hashShown, writeLineName } from './core/line-name.js';
import { markAreas } from './core/mark-areas.js';
import type { MenuPlace } from './core/menu-mark.js';
import { MENU_LINK_ID_LENGTH, writeMenuLinkToken } from './core/menu-link.js';
import type { WantedMenu } from './core/plan.js';
import type { MenuLink } from './menu-link.model.js';

/** A menu as it is to be on LINE, with all that making it takes. */
export interface MenuToMake extends WantedMenu {
  object: RichMenuObject;
  image: LoadedImage;
  /** Links that its areas lead through; they are stored before it is made. */
  links: Omit<MenuLink, 'createdAt'>[];
}

type Needs = Pick<Context, 'clock' | 'connectLine' | 'secrets' | 'richMenus' | 'menuLinkBase' | 'baseUrl'>;

/** Every menu of `richmenus/` in every language, as it is to be on a channel. */
export async function listWantedMenus(ctx: Needs, channelId: string): Promise<MenuToMake[]> {
  const fallback = Language.parse((await getChannel(ctx, channelId)).defaultLanguage);
  return [...ctx.richMenus.values()].flatMap(({ definition, images }) => {
    const defaultLanguage = definition.isDefault ? chooseLanguage(definition.languages, undefined, fallback) : null;
    return [...images].map(([language, image]) => {
      const links: MenuToMake['links'] = [];
      const { menuLinkBase } = ctx;
      const marked = markAreas(
        buildRichMenuObject(definition, language),
        { menu: definition.name, language },
        menuLinkBase === null
          ? null
          : {
              ownOrigin: new URL(menuLinkBase).origin,
              addressOf: (place, uri) => {
                const link = linkOf(channelId, place, uri);
                links.push(link);
                return addressOf(menuLinkBase, writeMenuLinkToken(link._id, ctx.secrets.fingerprint), uri);
              },
            },
      );
      const contentHash = hashContent(marked, image);
      const named = { menu: definition.name, language, hash: hashShown(contentHash) };
      return {
        menu: definition.name,
        language,
        alias: buildRichMenuAliasId(definition.alias, language),
        contentHash,
        isDefault: language === defaultLanguage,
        object: { ...marked, name: writeLineName(channelId, named, ctx.secrets.fingerprint) },
        image,
        links,
      };
    });
  });
}

const hashContent = (object: RichMenuObject, image: LoadedImage) =>
  createHash('sha256').update(JSON.stringify(object)).update(image.contentHash).digest('hex');

function linkOf(channelId: string, { menu, language, area }: MenuPlace, uri: string): Omit<MenuLink, 'createdAt'> {
  const _id = createHash('sha256')
    .update(JSON.stringify([channelId, menu, language, area, uri]))
    .digest('hex')
    .slice(0, MENU_LINK_ID_LENGTH);
  return { _id, channelId, menu, language, area, uri };
}
