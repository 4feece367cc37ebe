import type { Model } from 'mongoose';
import type { Filter, Index } from './model.js';

/** Names of the indexes that the store's plan for a filter uses, each once; none when it reads the whole collection. */
export async function explainIndexes<Document>(model: Model<Document>, filter: object): Promise<string[]> {
  const plan: unknown = await model.find(filter as Filter<Document>).explain('queryPlanner');
  return [...new Set(listIndexNames(plan))];
}

/** MongoDB nests its winning plan; DocumentDB gives PostgreSQL's plan as JSON text, with the indexes it used by name. */
function listIndexNames(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(listIndexNames);
  if (typeof plan !== 'object' || plan === null) return [];
  return Object.entries(plan).flatMap(([name, value]) => {
    if (name === 'rejectedPlans' || name === 'IndexCosts' || name === 'parsedQuery') return [];
    if (name === 'indexName') return [String(value)];
    if (name === 'plan' && typeof value === 'string') return listIndexNames(JSON.parse(value));
    return listIndexNames(value);
  });
}

/** The name that MongoDB gives an index by its keys. */
export const indexNameOf = ([keys, options]: Index): string =>
  options?.name ??
  Object.entries(keys)
    .map(([field, direction]) => `${field}_${direction}`)
    .join('_');
