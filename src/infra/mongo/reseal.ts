import type { SecretBox } from '../secret-box.js';
import type { Model } from './model.js';

const DOCUMENTS_AT_ONCE = 200;

/** Seals fields anew that were sealed by an earlier secret; resolves to how many. Running it again is harmless. */
export async function resealFields<Document extends { _id: string }>(
  secrets: SecretBox,
  model: Model<Document>,
  fields: string[],
): Promise<number> {
  const earlier = { $type: 'string', $not: new RegExp(`^${secrets.sealedPrefix}`) };
  let resealed = 0;
  for (const field of fields) {
    let after = '';
    for (;;) {
      const page = await model.collection
        .find({ _id: { $gt: after }, [field]: earlier } as never, { sort: { _id: 1 }, limit: DOCUMENTS_AT_ONCE })
        .toArray();
      for (const document of page) {
        const sealed = readPath(document, field);
        const anew = secrets.seal(secrets.open(sealed));
        // Only over what was read: a secret that somebody changed meanwhile is sealed already.
        const { modifiedCount } = await model.collection.updateOne(
          { _id: document._id, [field]: sealed },
          { $set: { [field]: anew } },
        );
        resealed += modifiedCount;
      }
      const last = page.at(-1);
      if (!last) break;
      after = String(last._id);
    }
  }
  return resealed;
}

const readPath = (document: object, path: string): string =>
  String(path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], document));
