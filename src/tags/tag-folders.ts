import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { TagFolderModel, TagModel, type TagFolder } from './tag.model.js';
import { forgetTagging } from './tagging.js';

const FOLDERS_MAX = 500;
const DEPTH_MAX = 3;

/** The folders of a channel by name. */
export async function listFolders(channelId: string): Promise<TagFolder[]> {
  return TagFolderModel.find({ channelId }).sort({ name: 1, _id: 1 }).limit(FOLDERS_MAX).lean();
}

/** Adds a folder, at the top or in another one. */
export async function addFolder(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  { name, parentId }: { name: string; parentId: string | null },
): Promise<TagFolder> {
  const folders = await listFolders(channelId);
  if (folders.length >= FOLDERS_MAX) throw new ConflictError(`A channel has at most ${FOLDERS_MAX} tag folders.`);
  const folder: TagFolder = { _id: newId(), channelId, name, parentId, createdAt: ctx.clock.now() };
  checkPlace([...folders, folder], folder);
  await TagFolderModel.collection.insertOne(folder as never);
  return folder;
}

/** Renames or moves a folder with all that is in it. */
export async function changeFolder(
  channelId: string,
  folderId: string,
  changes: { name?: string | undefined; parentId?: string | null | undefined },
): Promise<TagFolder> {
  const folders = await listFolders(channelId);
  const folder = find(folders, folderId);
  const { name = folder.name, parentId = folder.parentId } = changes;
  const changed = { ...folder, name, parentId };
  checkPlace(
    folders.map((one) => (one._id === folderId ? changed : one)),
    changed,
  );
  await TagFolderModel.updateOne({ _id: folderId, channelId }, { $set: { name, parentId } });
  return changed;
}

/** Removes a folder; what is in it moves to where the folder was. */
export async function removeFolder(channelId: string, folderId: string): Promise<void> {
  const { parentId } = find(await listFolders(channelId), folderId);
  await TagFolderModel.updateMany({ channelId, parentId: folderId }, { $set: { parentId } });
  await TagModel.updateMany({ channelId, folderId }, { $set: { folderId: parentId } });
  await TagFolderModel.deleteOne({ _id: folderId, channelId });
  forgetTagging(channelId);
}

/** Throws unless the folder, where one is named, is one of the channel's. */
export async function requireFolder(channelId: string, folderId: string | null | undefined): Promise<void> {
  if (folderId && !(await TagFolderModel.exists({ _id: folderId, channelId })))
    throw new InvalidInputError('invalid_input', `folderId ${folderId} is not a tag folder of channel ${channelId}.`);
}

function find(folders: TagFolder[], folderId: string): TagFolder {
  const folder = folders.find(({ _id }) => _id === folderId);
  if (!folder) throw new NotFoundError('tag folder', folderId);
  return folder;
}

/** Throws when a folder would lie in itself, in one that does not exist, or too deep. */
function checkPlace(folders: TagFolder[], moved: TagFolder): void {
  const byId = new Map(folders.map((folder) => [folder._id, folder]));
  if (moved.parentId !== null && !byId.has(moved.parentId))
    throw new InvalidInputError('invalid_input', `parentId ${moved.parentId} is not a tag folder of this channel.`);
  for (const folder of folders) {
    const path = new Set<string>();
    for (let at: TagFolder | undefined = folder; at; at = byId.get(at.parentId ?? '')) {
      if (path.has(at._id))
        throw new InvalidInputError('invalid_input', `Folder ${moved.name} cannot lie within itself.`);
      path.add(at._id);
    }
    if (path.size > DEPTH_MAX)
      throw new InvalidInputError(
        'invalid_input',
        `Tag folders are at most ${DEPTH_MAX} deep; ${folder.name} would be deeper.`,
      );
  }
}
