import sharp from 'sharp';
import type { Context } from '../../src/context.js';
import { parseRichMenuDefinition } from '../../src/richmenus/core/definition.js';
import type { LoadedImage, RichMenuLibrary } from '../../src/richmenus/core/library.js';
import type { Language } from '../../src/shared/language.js';
import { addChannel } from '../../src/channels/index.js';
import type { TestApp } from '../support/build-app.js';

/** What a small menu says; another text is another content. */
export interface SmallMenu {
  text?: string;
  alias?: string;
  languages?: Language[];
  actions?: object[];
  isDefault?: boolean;
}

let image: Promise<LoadedImage> | undefined;

async function drawImage(): Promise<LoadedImage> {
  const drawn = sharp({ create: { width: 800, height: 500, channels: 3, background: '#0a0' } });
  return { data: await drawn.png().toBuffer(), contentType: 'image/png', contentHash: 'of-the-green-image' };
}

/** Some small menus, as the build would have made them. */
export async function aLibrary(menus: Record<string, SmallMenu>): Promise<RichMenuLibrary> {
  image ??= drawImage();
  const drawn = await image;
  return new Map(
    Object.entries<SmallMenu>(menus).map(
      ([name, { text = name, alias = name, languages = ['en' as Language], actions, isDefault = false }]) => {
        const given = actions ?? [{ type: 'postback', label: text, data: `action=${name}` }];
        const definition = parseRichMenuDefinition(
          {
            name,
            alias,
            isDefault,
            size: { width: 800, height: 500 },
            languages,
            chatBarText: 'Menu',
            areas: given.map((action, index) => ({
              bounds: { x: index * 100, y: 0, width: 100, height: 500 },
              action,
            })),
            texts: Object.fromEntries(languages.map((language) => [language, {}])),
          },
          name,
        );
        return [
          name,
          {
            definition,
            images: new Map<Language, LoadedImage>(
              languages.map((language): [Language, LoadedImage] => [language, drawn]),
            ),
          },
        ];
      },
    ),
  );
}

/** The product's context with other menus, as after a deployment. */
export const deploy = async (ctx: Context, menus: Record<string, SmallMenu>): Promise<Context> => ({
  ...ctx,
  richMenus: await aLibrary(menus),
});

let channels = 0;

/** Another channel at LINE and here; resolves to its id. */
export async function anotherChannel({ app, control }: Pick<TestApp, 'app' | 'control'>): Promise<string> {
  channels += 1;
  const channelId = String(2_000_000_000 + channels);
  const [channelSecret, accessToken] = [`secret-of-${channelId}`.padEnd(32, '0'), `token-of-${channelId}`];
  await control.addBot({ channelId, channelSecret, accessToken });
  await addChannel(app.ctx, {
    channelId,
    name: 'Riders',
    channelSecret,
    accessToken,
    timeZone: 'Asia/Taipei',
    defaultLanguage: 'en',
  });
  return channelId;
}
