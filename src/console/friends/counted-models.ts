import { groupBy } from '../../shared/group-by.js';

/** What somebody owns by its model, each once: with how many, where there are several. */
export const countedModels = (items: readonly { model: string }[]): string[] =>
  Array.from(
    groupBy(items, ({ model }) => model),
    ([model, { length }]) => (length === 1 ? model : `${model} × ${length}`),
  );
