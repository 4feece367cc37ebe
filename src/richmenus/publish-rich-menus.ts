import { createHash } from 'node:crypto';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { withLease } from '../infra/mongo/lease.js';
import type { LineGateway } from '../line/gateway.js';
import { buildRichMenuAliasId, buildRichMenuObject } from './core/definition.js';
import { PublishedMenuModel, type PublishedMenu } from './rich-menu.model.js';

export const PUBLISH_MENUS = 'richmenus.publish';

const LEASE_MS = 120_000; // some twenty menus with their images

/**
 * Publishes every menu in every language to a channel. What is on LINE already with the same content stays; a crash in
 * between is made good by the next run, which finds the half-made menu by its name. Resolves to how many were made.
 */
export async function publishRichMenus(ctx: Context, channelId: string): Promise<number> {
  let made = 0;
  await withLease(ctx.clock, `richmenus/${channelId}`, LEASE_MS, async () => {
    made += await publishMissing(ctx, channelId);
  });
  return made;
}

async function publishMissing(ctx: Context, channelId: string): Promise<number> {
  const gateway = await gatewayOf(ctx, channelId);
  const published = new Map((await PublishedMenuModel.find({ channelId }).lean()).map((menu) => [menu._id, menu]));
  const wanted = listWanted(ctx, channelId).filter(
    ({ _id, contentHash }) => published.get(_id)?.contentHash !== contentHash,
  );
  if (wanted.length === 0) return 0;
  const onLine = new Map((await gateway.listRichMenus()).map(({ name, richMenuId }) => [name, richMenuId]));
  for (const menu of wanted) {
    const lineRichMenuId = await makeMenu(ctx, gateway, menu, onLine);
    await gateway.putRichMenuAlias(menu.alias, lineRichMenuId);
    const { _id, ...fields } = menu;
    await PublishedMenuModel.updateOne(
      { _id },
      { $set: { ...fields, lineRichMenuId, publishedAt: ctx.clock.now() } },
      { upsert: true },
    );
    ctx.log.info({ channelId, menu: menu.name, language: menu.language }, 'rich menu published');
  }
  return wanted.length;
}

type WantedMenu = Omit<PublishedMenu, 'lineRichMenuId' | 'publishedAt'>;

function listWanted(ctx: Context, channelId: string): WantedMenu[] {
  return [...ctx.richMenus.values()].flatMap(({ definition, images }) =>
    [...images].map(([language, image]) => {
      const object = buildRichMenuObject(definition, language);
      const contentHash = createHash('sha256').update(JSON.stringify(object)).update(image.contentHash).digest('hex');
      const alias = buildRichMenuAliasId(definition.alias, language);
      return {
        _id: `${channelId}/${definition.name}/${language}`,
        channelId,
        name: definition.name,
        language,
        alias,
        contentHash,
      };
    }),
  );
}

const HASH_SHOWN = 12;

/** The menu on LINE carries its content hash in its name, so that one made just before a crash is found again. */
async function makeMenu(
  ctx: Context,
  gateway: LineGateway,
  menu: WantedMenu,
  onLine: Map<string, string>,
): Promise<string> {
  const found = ctx.richMenus.get(menu.name);
  const image = [...(found?.images ?? [])].find(([language]) => language === menu.language);
  if (!found || !image) throw new Error(`Rich menu ${menu.name} (${menu.language}) is not loaded.`);
  const [language, { data, contentType }] = image;
  const name = `${menu.name} ${menu.language} ${menu.contentHash.slice(0, HASH_SHOWN)}`;
  const leftBehind = onLine.get(name);
  // It may lack its image, and an image can be uploaded once only: start anew.
  if (leftBehind !== undefined) await gateway.deleteRichMenu(leftBehind);
  const lineRichMenuId = await gateway.createRichMenu({ ...buildRichMenuObject(found.definition, language), name });
  await gateway.uploadRichMenuImage(lineRichMenuId, data, contentType);
  return lineRichMenuId;
}
