import type { Collection } from './collection.js';
import type { Environment } from './environment.js';
import { estimateKeys, planIndex, type IndexPlan } from './index-plan.js';
import { readFilterShape, type FilterShape } from './predicates.js';
import type { SortField } from './sort.js';
import type { StoredIndex } from './stored-index.js';
import { equalValues } from './values/compare.js';
import { isDocument, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';

/** How the candidates of a filter are found; each of them is checked against the filter afterwards. */
export type Plan =
  | { kind: 'scan'; isReverse: boolean }
  | { kind: 'nothing' }
  | ({ kind: 'index' } & IndexPlan)
  | { kind: 'union'; branches: Plan[] };

/** What a plan is made for. */
export interface PlanRequest {
  filter: Document;
  sort: readonly SortField[];
  hasLimit: boolean;
  hint: Value;
  variables: Document;
}

/** Plans are compared by reading this many keys of each at first, and this many when that does not decide. */
const TRIAL_KEYS_FEW = 128;
const TRIAL_KEYS_MANY = 4096;

/** Chooses how to find the documents of a filter. */
export function choosePlan(environment: Environment, collection: Collection | undefined, request: PlanRequest): Plan {
  if (!collection) return { kind: 'nothing' };
  const shape = readFilterShape(request.filter, request.variables);
  if (request.hint !== undefined) return hintedPlan(collection, shape, request);
  const plans = collection.indexes
    .map((index) => planIndex(index, shape, request.sort))
    .filter((plan): plan is IndexPlan => plan !== undefined);
  const lookup = plans.find((plan) => plan.isUniqueLookup && plan.intervals.length === 1);
  if (lookup) return { kind: 'index', ...lookup };
  const bounded = plans.filter((plan) => plan.pointFields > 0 || plan.hasRange);
  if (bounded.length === 0) {
    const union = unionPlan(environment, collection, shape, request);
    if (union) return union;
  }
  const best = bounded.length > 0 ? cheapest(environment, plans, request) : plans[0];
  return best ? { kind: 'index', ...best } : { kind: 'scan', isReverse: false };
}

function cheapest(environment: Environment, plans: IndexPlan[], request: PlanRequest): IndexPlan | undefined {
  const [only] = plans;
  if (plans.length === 1) return only;
  for (const limit of [TRIAL_KEYS_FEW, TRIAL_KEYS_MANY]) {
    const counted = plans.map((plan) => ({ plan, keys: estimateKeys(environment, plan, limit) }));
    const small = counted.filter(({ keys }) => keys < limit);
    if (small.length > 0)
      return small.sort((left, right) => left.keys - right.keys || byShape(left.plan, right.plan))[0]?.plan;
    if (request.hasLimit && plans.some((plan) => plan.providesSort)) break;
  }
  return [...plans].sort(byShape)[0];
}

/** The plan that saves the sort first, then the one with more fixed fields. */
function byShape(left: IndexPlan, right: IndexPlan): number {
  return (
    Number(right.providesSort) - Number(left.providesSort) ||
    right.pointFields - left.pointFields ||
    Number(right.hasRange) - Number(left.hasRange) ||
    left.index.definition.fields.length - right.index.definition.fields.length
  );
}

/** For `$or`: when every branch has an index, the branches one after the other. */
function unionPlan(
  environment: Environment,
  collection: Collection,
  shape: FilterShape,
  request: PlanRequest,
): Plan | undefined {
  for (const branches of shape.alternatives) {
    const plans = branches.map((filter) => choosePlan(environment, collection, { ...request, filter, sort: [] }));
    if (plans.every((plan) => plan.kind !== 'scan')) return { kind: 'union', branches: plans };
  }
  return undefined;
}

function hintedPlan(collection: Collection, shape: FilterShape, request: PlanRequest): Plan {
  const { hint } = request;
  if (isDocument(hint) && '$natural' in hint) return { kind: 'scan', isReverse: Number(hint['$natural']) < 0 };
  const index = collection.indexes.find((candidate) => isHinted(candidate, hint));
  if (!index) {
    throw new StoreError(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  const plan = planIndex(index, shape, request.sort, true);
  return plan ? { kind: 'index', ...plan } : { kind: 'scan', isReverse: false };
}

function isHinted(index: StoredIndex, hint: Value): boolean {
  return typeof hint === 'string' ? index.definition.name === hint : equalValues(index.definition.key, hint);
}
