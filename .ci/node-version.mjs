/** The oldest Node that works; package.json says the same under `engines`. */
export const NODE_VERSION_MIN = '20.19';

/**
 * The sentence for a Node that is too old, or null.
 * Only old syntax here and in setup.mjs: a Node that is too old must still be able to read them.
 */
export function nodeVersionProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const [majorMin, minorMin] = NODE_VERSION_MIN.split('.').map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return null;
  return 'Lifeline needs Node ' + NODE_VERSION_MIN + ' or newer; this is ' + version + '.';
}
