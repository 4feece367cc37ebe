/** Where a value stands in a JSON document: keys and indexes from the root. */
export type JsonPath = readonly PropertyKey[];

/** Copies a JSON value with every string in it replaced; keys of objects stay as they are. */
export function mapStrings(
  value: unknown,
  replace: (text: string, path: JsonPath) => string,
  path: JsonPath = [],
): unknown {
  if (typeof value === 'string') return replace(value, path);
  if (Array.isArray(value)) return value.map((item: unknown, index) => mapStrings(item, replace, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapStrings(item, replace, [...path, key])]),
  );
}

/** Lists every string of a JSON value with its path. */
export function listStrings(value: unknown): { text: string; path: JsonPath }[] {
  const found: { text: string; path: JsonPath }[] = [];
  mapStrings(value, (text, path) => {
    found.push({ text, path });
    return text;
  });
  return found;
}

/** Writes a path as people read it in JSON: `messages[0].text`. */
export function formatPath(path: JsonPath): string {
  return path.reduce<string>((written, key) => {
    if (typeof key === 'number') return `${written}[${key}]`;
    return written === '' ? String(key) : `${written}.${String(key)}`;
  }, '');
}
