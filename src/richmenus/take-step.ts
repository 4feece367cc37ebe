import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import type { Renew } from '../infra/mongo/lease.js';
import { LineNotFoundError } from '../line/errors.js';
import type { LineGateway } from '../line/gateway.js';
import { assertNever } from '../shared/assert-never.js';
import { nameOf, type LimitedCall, type MenuRef, type MenuStep } from './core/plan.js';
import { MenuLinkModel } from './menu-link.model.js';
import { OWED_AT_ONCE, oweReplacedMenu, reconsiderRemovedMenu } from './owe-replaced-menu.js';
import { PublishedMenuModel } from './rich-menu.model.js';
import type { MenuToMake } from './wanted-menus.js';

const FIGURES_AFTER_MS = 24 * 3_600_000; // LINE's figures of a day are ready after it

/** What taking a step needs. `spend` notes a limited call before it is made, and throws when none is left. */
export interface Taking {
  channelId: string;
  gateway: LineGateway;
  wanted: readonly MenuToMake[];
  spend(call: LimitedCall): Promise<void>;
  renew: Renew;
  /** Whether the time of this run is up. */
  isUp(): boolean;
}

/** `later`: it has to wait for something; `cut`: the time was up in the middle of it. */
type Taken = 'taken' | 'later' | 'cut';

/** Takes one step of a plan. Taking it again is harmless. */
export async function takeStep(ctx: Context, taking: Taking, step: MenuStep): Promise<Taken> {
  const { channelId, gateway } = taking;
  switch (step.kind) {
    case 'create':
    case 'replace':
      await makeMenu(ctx, taking, step);
      return 'taken';
    case 'createAlias':
    case 'moveAlias':
      return putAlias(taking, step);
    case 'deleteAlias':
      await deleteAlias(taking, step);
      return 'taken';
    case 'setDefault':
      return setDefault(taking, step);
    case 'clearDefault':
      await gateway.clearDefaultRichMenu();
      await PublishedMenuModel.updateMany({ channelId, isDefault: true }, { $set: { isDefault: false } });
      return 'taken';
    case 'remove':
      await removeMenu(taking, step);
      return 'taken';
    case 'waitForUnlink':
      return moveFriends(ctx, taking, step);
    case 'keep':
      return 'taken';
    default:
      return assertNever(step);
  }
}

/** Makes a menu or finishes one that was half made, and records it. An image that is there already is that of its name. */
async function makeMenu(
  ctx: Context,
  { channelId, gateway, wanted, spend }: Taking,
  step: MenuStep & { kind: 'create' | 'replace' },
): Promise<void> {
  const menu = wanted.find((one) => nameOf(one) === nameOf(step));
  if (!menu) throw new Error(`Rich menu ${nameOf(step)} is not loaded.`);
  const createdAt = ctx.clock.now();
  await insertNew(
    MenuLinkModel,
    menu.links.map((link) => ({ ...link, createdAt })),
  );
  if (step.adopts === null) await spend('create');
  const lineRichMenuId = step.adopts ?? (await gateway.createRichMenu(menu.object));
  await gateway.uploadRichMenuImage(lineRichMenuId, menu.image.data, menu.image.contentType);
  await recordMenu(ctx, channelId, menu, lineRichMenuId);
  ctx.log.info({ channelId, menu: menu.menu, language: menu.language, lineRichMenuId }, 'rich menu published');
}

async function recordMenu(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  { menu: name, language, alias, contentHash }: MenuToMake,
  lineRichMenuId: string,
): Promise<void> {
  const _id = idOf(channelId, { menu: name, language });
  const publishedAt = ctx.clock.now();
  const figuresDueAt = new Date(publishedAt.getTime() + FIGURES_AFTER_MS);
  const fields = { channelId, name, language, alias, contentHash, lineRichMenuId, publishedAt, figuresDueAt };
  const before = await PublishedMenuModel.findById(_id).lean();
  const former = before && before.lineRichMenuId !== lineRichMenuId ? [before.lineRichMenuId] : [];
  const aliases = before ? [before.alias, alias] : [alias];
  await PublishedMenuModel.updateOne(
    { _id },
    { $set: fields, $addToSet: { formerIds: { $each: former }, aliases: { $each: aliases } } },
    { upsert: true },
  );
}

/** Points the alias at the menu as it is now; one that is not made yet has none. */
async function putAlias({ channelId, gateway }: Taking, step: MenuStep & { alias: string }): Promise<Taken> {
  const _id = idOf(channelId, step);
  const published = await PublishedMenuModel.findOneAndUpdate(
    { _id },
    { $set: { alias: step.alias }, $addToSet: { aliases: step.alias } },
    { returnDocument: 'after' },
  ).lean();
  if (!published) return 'later';
  await gateway.putRichMenuAlias(step.alias, published.lineRichMenuId);
  return 'taken';
}

async function deleteAlias(
  { channelId, gateway, spend }: Taking,
  { alias, isOnLine }: MenuStep & { kind: 'deleteAlias' },
): Promise<void> {
  if (isOnLine) {
    await spend('deleteAlias');
    await gateway.deleteRichMenuAlias(alias);
  }
  await PublishedMenuModel.updateMany({ channelId, aliases: alias }, { $pull: { aliases: alias } });
}

async function setDefault({ channelId, gateway, wanted }: Taking, step: MenuStep): Promise<Taken> {
  const _id = idOf(channelId, step);
  const published = await PublishedMenuModel.findById(_id).lean();
  if (!published) return 'later';
  await gateway.setDefaultRichMenu(published.lineRichMenuId);
  const isDefault = wanted.some((menu) => menu.isDefault && nameOf(menu) === nameOf(step));
  await PublishedMenuModel.updateMany(
    { channelId, _id: { $ne: _id }, isDefault: true },
    { $set: { isDefault: false } },
  );
  await PublishedMenuModel.updateOne({ _id }, { $set: { isDefault } });
  return 'taken';
}

/** Deletes a menu that nobody sees, then what we know of it. */
async function removeMenu(
  { channelId, gateway, wanted, spend }: Taking,
  step: MenuStep & { kind: 'remove' },
): Promise<void> {
  const { lineRichMenuId } = step;
  if (step.isOnLine) {
    await spend('delete');
    await gateway.deleteRichMenu(lineRichMenuId).catch((error: unknown) => {
      if (!(error instanceof LineNotFoundError)) throw error;
    });
  }
  await PublishedMenuModel.updateMany(
    { channelId, formerIds: lineRichMenuId },
    { $pull: { formerIds: lineRichMenuId } },
  );
  if (wanted.some((menu) => nameOf(menu) === nameOf(step))) return;
  const _id = idOf(channelId, step);
  await PublishedMenuModel.deleteOne({ _id, lineRichMenuId, 'formerIds.0': { $exists: false } });
}

/** Owes the friends who see a menu that is to go what takes its place. */
async function moveFriends(
  ctx: Context,
  { channelId, renew, isUp }: Taking,
  { lineRichMenuId: from, isReplaced }: MenuStep & { kind: 'waitForUnlink' },
): Promise<Taken> {
  const move = isReplaced ? oweReplacedMenu : reconsiderRemovedMenu;
  while ((await move(ctx, { channelId, from })) === OWED_AT_ONCE) {
    if (!(await renew())) return 'later';
    if (isUp()) return 'cut';
  }
  return 'later';
}

const idOf = (channelId: string, { menu, language }: MenuRef) => `${channelId}/${menu}/${language}`;
