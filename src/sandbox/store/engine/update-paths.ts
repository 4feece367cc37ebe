import { getField, isDocument, setField, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isPosition } from './values/paths.js';

/** Tells whether an array item is meant by `$[identifier]`. */
export type ArrayFilter = (item: Value) => boolean;

/** What update operators know about the document at hand. */
export interface UpdateContext {
  /** Where the filter matched in an array, for `$`. */
  position: number | undefined;
  filters: ReadonlyMap<string, ArrayFilter>;
  isInsert: boolean;
  now: Date;
}

/** A place in a document that an operator reads and writes. */
export interface Place {
  /** Undefined when nothing is there yet. */
  value: Value;
  write(value: Value): void;
  remove(): void;
}

/** MongoDB pads an array up to a position with null, but not further than this. */
const ARRAY_PADDING_MAX = 1_500_000;

/** The places an update path leads to; with `create`, the documents on the way are made when something is written. */
export function locate(
  document: Document,
  components: readonly string[],
  context: UpdateContext,
  create: boolean,
): Place[] {
  const places: Place[] = [];
  walk(document, components, 0, context, create, places);
  return places;
}

function walk(
  container: Document | Value[],
  components: readonly string[],
  index: number,
  context: UpdateContext,
  create: boolean,
  places: Place[],
): void {
  for (const component of resolve(container, components, index, context)) {
    const isLast = index === components.length - 1;
    if (Array.isArray(container) && !isPosition(component)) {
      if (!create) continue;
      throw notViable(components, index, container);
    }
    const value = readChild(container, component);
    if (isLast) {
      places.push(placeIn(container, component, value));
    } else if (isDocument(value) || Array.isArray(value)) {
      walk(value, components, index + 1, context, create, places);
    } else if (value === undefined) {
      const next = components[index + 1] ?? '';
      if (next.startsWith('$')) throw needsArray(components, index);
      if (create) places.push(missingPlace(container, component, components.slice(index + 1)));
    } else if (create) {
      throw notViable(components, index + 1, container);
    }
  }
}

function resolve(
  container: Document | Value[],
  components: readonly string[],
  index: number,
  context: UpdateContext,
): string[] {
  const component = components[index] ?? '';
  if (!component.startsWith('$')) return [component];
  if (component === '$') {
    if (context.position === undefined) {
      throw new StoreError(2, 'The positional operator did not find the match needed from the query.');
    }
    return [String(context.position)];
  }
  const identifier = /^\$\[(.*)\]$/.exec(component)?.[1];
  if (identifier === undefined) return [component];
  if (!Array.isArray(container)) throw needsArray(components, index - 1);
  const positions = container.map((_, at) => String(at));
  if (identifier === '') return positions;
  const filter = context.filters.get(identifier);
  return positions.filter((at) => filter?.(container[Number(at)]));
}

function readChild(container: Document | Value[], component: string): Value {
  return Array.isArray(container) ? container[Number(component)] : getField(container, component);
}

function writeChild(container: Document | Value[], component: string, value: Value): void {
  if (!Array.isArray(container)) {
    setField(container, component, value);
    return;
  }
  const at = Number(component);
  if (at - container.length > ARRAY_PADDING_MAX) {
    throw new StoreError(2, `Can't backfill more than ${ARRAY_PADDING_MAX} elements of an array`);
  }
  while (container.length < at) container.push(null);
  container[at] = value;
}

function placeIn(container: Document | Value[], component: string, value: Value): Place {
  return {
    value,
    write: (next) => writeChild(container, component, next),
    remove: () => {
      if (!Array.isArray(container)) delete container[component];
      else if (Number(component) < container.length) container[Number(component)] = null;
    },
  };
}

function missingPlace(container: Document | Value[], component: string, rest: readonly string[]): Place {
  return {
    value: undefined,
    write: (next) => {
      const nested = rest.reduceRight<Value>((inner, name) => setOnNew(name, inner), next);
      writeChild(container, component, nested);
    },
    remove: () => undefined,
  };
}

function setOnNew(name: string, value: Value): Document {
  const created: Document = {};
  setField(created, name, value);
  return created;
}

function notViable(components: readonly string[], index: number, container: Document | Value[]): StoreError {
  const parent = components[index - 1] ?? '';
  const kind = Array.isArray(container) ? 'an array' : 'a value that is no document';
  return new StoreError(28, `Cannot create field '${components[index]}' in element {${parent}: ${kind}}`);
}

function needsArray(components: readonly string[], index: number): StoreError {
  const path = components.slice(0, index + 1).join('.');
  return new StoreError(2, `The path '${path}' must exist in the document in order to apply array updates.`);
}
