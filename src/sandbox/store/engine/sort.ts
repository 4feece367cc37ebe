import { compareValues } from './values/compare.js';
import { isDocument, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, toNumber } from './values/numbers.js';
import { valuesAt } from './values/paths.js';

/** One field of a sort, in order of weight. */
export interface SortField {
  path: string;
  components: readonly string[];
  direction: 1 | -1;
}

/** Reads a sort document; refuses directions that MongoDB refuses. */
export function parseSort(sort: Value): SortField[] {
  if (sort === undefined || sort === null) return [];
  if (!isDocument(sort)) throw new StoreError(14, 'Expected field sort to be of type object');
  return Object.keys(sort).map((path) => {
    const direction = sort[path];
    if (isDocument(direction)) throw new StoreError(2, `$meta sort is not supported by this store`);
    const sign = isNumberValue(direction) ? toNumber(direction) : 0;
    if (sign !== 1 && sign !== -1) {
      throw new StoreError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    return { path, components: path.split('.'), direction: sign };
  });
}

/** Sorts items by documents as MongoDB does; equal items keep their order. */
export function sortBy<Item>(
  items: readonly Item[],
  fields: readonly SortField[],
  read: (item: Item) => Document,
): Item[] {
  const keyed = items.map((item) => ({ item, keys: sortKeys(read(item), fields) }));
  keyed.sort((left, right) => compareKeys(left.keys, right.keys, fields));
  return keyed.map(({ item }) => item);
}

/** The first `count` of a sort without sorting the rest: a bounded heap would do, a periodic trim is simpler. */
export class TopSorter<Item> {
  private kept: { item: Item; keys: Value[] }[] = [];
  private readonly trimAt: number;

  constructor(
    private readonly fields: readonly SortField[],
    private readonly count: number,
  ) {
    this.trimAt = Math.max(count * 2, TRIM_MIN);
  }

  add(item: Item, document: Document): void {
    this.kept.push({ item, keys: sortKeys(document, this.fields) });
    if (this.kept.length >= this.trimAt) this.trim();
  }

  items(): Item[] {
    this.trim();
    return this.kept.map(({ item }) => item);
  }

  private trim(): void {
    this.kept.sort((left, right) => compareKeys(left.keys, right.keys, this.fields));
    if (this.kept.length > this.count) this.kept.length = this.count;
  }
}

const TRIM_MIN = 1024;

function compareKeys(left: Value[], right: Value[], fields: readonly SortField[]): number {
  for (let at = 0; at < fields.length; at += 1) {
    const order = compareValues(left[at], right[at]) * (fields[at]?.direction ?? 1);
    if (order !== 0) return order;
  }
  return 0;
}

function sortKeys(document: Document, fields: readonly SortField[]): Value[] {
  return fields.map((field) => sortKey(document, field));
}

/** The smallest item of an array when ascending, the largest when descending; a missing field sorts as null. */
function sortKey(document: Document, field: SortField): Value {
  const candidates: Value[] = [];
  for (const { value } of valuesAt(document, field.components)) {
    if (!Array.isArray(value)) candidates.push(value === undefined ? null : value);
    else if (value.length === 0) candidates.push(undefined);
    else for (const item of value as Value[]) candidates.push(item === undefined ? null : item);
  }
  if (candidates.length === 0) return null;
  return candidates.reduce((best, candidate) => {
    return compareValues(candidate, best) * field.direction < 0 ? candidate : best;
  });
}
