/** The name of a kind of activity inside `friend.happened`: paths use the dot, so it is written `/`. */
export const happenedKey = (kind: string): string => kind.replaceAll('.', '/');

/** The kind of activity under a name inside `friend.happened`. */
export const happenedKind = (key: string): string => key.replaceAll('/', '.');
