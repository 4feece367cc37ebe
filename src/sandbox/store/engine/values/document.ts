/** A BSON value as this store holds it in memory; see decode.ts for how numbers keep their type. */
export type Value = unknown;

/** A document or embedded document. */
export type Document = { [name: string]: Value };

/** Whether a value is an embedded document (not an array, a date or a BSON wrapper). */
export function isDocument(value: Value): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Sets a field as an own property, also when it is called `__proto__`. */
export function setField(target: Document, name: string, value: Value): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/** Reads an own field; inherited names such as `constructor` are missing. */
export function getField(target: Document, name: string): Value {
  return Object.hasOwn(target, name) ? target[name] : undefined;
}

/** A deep copy that shares only immutable BSON wrappers. */
export function cloneValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(cloneValue);
  if (isDocument(value)) {
    const copy: Document = {};
    for (const name of Object.keys(value)) setField(copy, name, cloneValue(value[name]));
    return copy;
  }
  return value;
}
