/** JSON knows no maps, sets and bytes: they are written as marked objects and read back as what they were. */
const MARK = '$kind';

/** The value as plain JSON. */
export function packed(value: unknown): unknown {
  if (value instanceof Map) return { [MARK]: 'map', entries: [...value].map(packed) };
  if (value instanceof Set) return { [MARK]: 'set', values: [...value].map(packed) };
  if (Buffer.isBuffer(value)) return { [MARK]: 'bytes', base64: value.toString('base64') };
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, packed(inner)]));
}

/** The value as it was before packed(). */
export function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== 'object' || value === null) return value;
  const fields: Record<string, unknown> = { ...value };
  const { entries, values, base64 } = fields;
  if (fields[MARK] === 'map' && Array.isArray(entries)) return new Map(entries.map(unpackedPair));
  if (fields[MARK] === 'set' && Array.isArray(values)) return new Set(values.map(unpacked));
  if (fields[MARK] === 'bytes' && typeof base64 === 'string') return Buffer.from(base64, 'base64');
  return Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, unpacked(inner)]));
}

function unpackedPair(pair: unknown): [unknown, unknown] {
  const [name, value]: unknown[] = Array.isArray(pair) ? pair : [];
  return [unpacked(name), unpacked(value)];
}
