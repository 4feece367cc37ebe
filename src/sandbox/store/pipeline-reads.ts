import { compileFilter } from './engine/match.js';
import { isDocument, type Value } from './engine/values/document.js';
import type { Stage } from './pipeline-parse.js';

/**
 * The top-level fields that the stages can read, so that only these are decoded. Undefined when that cannot be told: a stage that
 * passes documents on whole, or one this does not know.
 */
export function readsOf(stages: readonly Stage[]): ReadonlySet<string> | undefined {
  const reads = new Set<string>();
  for (const { name, operand } of stages) {
    switch (name) {
      case '$group':
      case '$sortByCount':
      case '$bucket':
        return addReferences(operand, reads) ? reads : undefined;
      case '$count':
        return reads;
      case '$match': {
        const roots = isDocument(operand) ? compileFilter(operand).roots : undefined;
        if (!roots) return undefined;
        roots.forEach((root) => reads.add(root));
        break;
      }
      case '$sort':
        if (isDocument(operand)) Object.keys(operand).forEach((path) => reads.add(rootOf(path)));
        break;
      case '$unwind':
      case '$addFields':
      case '$set':
        if (isDocument(operand) && name !== '$unwind') Object.keys(operand).forEach((path) => reads.add(rootOf(path)));
        if (!addReferences(operand, reads)) return undefined;
        break;
      case '$limit':
      case '$skip':
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** Collects `$field` references; false when the whole document is meant. */
function addReferences(expression: Value, reads: Set<string>): boolean {
  if (typeof expression === 'string') {
    if (expression.startsWith('$$ROOT') || expression.startsWith('$$CURRENT')) return false;
    if (expression.startsWith('$') && !expression.startsWith('$$')) reads.add(rootOf(expression.slice(1)));
    return true;
  }
  if (Array.isArray(expression)) return expression.every((item: Value) => addReferences(item, reads));
  if (!isDocument(expression)) return true;
  if ('$getField' in expression || '$function' in expression) return false;
  return Object.values(expression).every((item) => addReferences(item, reads));
}

function rootOf(path: string): string {
  return path.split('.')[0] ?? path;
}
