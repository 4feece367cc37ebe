import type { Filter, Model } from './model.js';

const PAGE = 500;

/**
 * Every document under a filter that most of the collection meets, in order of `_id`, a page at a time: no cursor stays open
 * while somebody reads slowly.
 */
export async function* eachPage<Document extends { _id: string }>(
  model: Model<Document>,
  filter: object,
): AsyncGenerator<Document> {
  let afterId: string | null = null;
  for (;;) {
    const after: object = afterId === null ? {} : { _id: { $gt: afterId } };
    const page: Document[] = await model
      .find({ ...filter, ...after } as Filter<Document>)
      .sort({ _id: 1 })
      .limit(PAGE)
      // The store would rather sort all that is left for each page than walk along the order that it has.
      .hint('_id_')
      .lean<Document[]>();
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    afterId = last._id;
  }
}
