import { getField, isDocument, type Value } from './document.js';

const DIGITS = /^(0|[1-9]\d*)$/;

/** Whether a path component can be a position in an array. */
export function isPosition(component: string): boolean {
  return DIGITS.test(component);
}

/** One place a path leads to. */
export interface PathValue {
  /** The value, undefined when nothing is there. */
  value: Value;
  /** The position in the first array that the path passed implicitly. */
  position: number | undefined;
}

/**
 * The places that a dotted path leads to, as MongoDB matches: an array on the way stands for each of its documents, and a
 * number also means a position. The arrays at the end are not opened.
 */
export function valuesAt(root: Value, components: readonly string[]): PathValue[] {
  const found: PathValue[] = [];
  collect(root, components, 0, undefined, found);
  return found;
}

function collect(
  value: Value,
  components: readonly string[],
  index: number,
  position: number | undefined,
  found: PathValue[],
): void {
  const component = components[index];
  if (component === undefined) {
    found.push({ value, position });
  } else if (Array.isArray(value)) {
    if (isPosition(component) && Number(component) < value.length) {
      collect(value[Number(component)], components, index + 1, position, found);
    }
    value.forEach((item: Value, at) => {
      if (isDocument(item)) collect(item, components, index, position ?? at, found);
    });
  } else if (isDocument(value)) {
    const next = getField(value, component);
    if (next === undefined) found.push({ value: undefined, position });
    else collect(next, components, index + 1, position, found);
  } else {
    found.push({ value: undefined, position });
  }
}
