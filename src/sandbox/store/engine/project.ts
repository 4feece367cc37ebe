import { compileElementTest } from './match.js';
import { compileExpression } from './expression.js';
import { cloneValue, isDocument, setField, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, toNumber } from './values/numbers.js';

/** Turns a stored document into what the client asked for. `position` is where the filter matched, for `field.$`. */
export type Projection = (document: Document, position: number | undefined) => Document;

interface Node {
  children: Map<string, Node>;
  /** Set at the end of a path. */
  leaf?: Leaf;
}

type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'slice'; skip: number | undefined; limit: number }
  | { kind: 'elementMatch'; test: (item: Value) => boolean }
  | { kind: 'positional' }
  | { kind: 'compute'; evaluate: (document: Document) => Value };

/** Compiles a find projection; undefined when it changes nothing. */
export function compileProjection(projection: Value): Projection | undefined {
  if (projection === undefined || projection === null) return undefined;
  if (!isDocument(projection)) throw new StoreError(14, 'projection must be a document');
  const leaves = readLeaves(projection, '');
  if (leaves.length === 0) return undefined;
  const mode = modeOf(leaves);
  const root: Node = { children: new Map() };
  for (const [path, leaf] of leaves) insertLeaf(root, path, leaf);
  const id = leaves.find(([path]) => path === '_id')?.[1];
  if (mode === 'include' && id === undefined && !root.children.has('_id')) {
    root.children.set('_id', { children: new Map(), leaf: { kind: 'include' } });
  }
  return (document, position) =>
    mode === 'include' ? include(document, root, document, position) : exclude(document, root, document, position);
}

function readLeaves(projection: Document, prefix: string): [string, Leaf][] {
  return Object.keys(projection).flatMap((name): [string, Leaf][] => {
    const path = prefix + name;
    const value = projection[name];
    if (isDocument(value) && !Object.keys(value).some((key) => key.startsWith('$'))) {
      if (Object.keys(value).length === 0) throw new StoreError(51270, 'An empty sub-projection is not a valid value');
      return readLeaves(value, `${path}.`);
    }
    return [[path, readLeaf(path, value)]];
  });
}

function readLeaf(path: string, value: Value): Leaf {
  if (path.endsWith('.$')) return { kind: 'positional' };
  if (path.startsWith('$'))
    throw new StoreError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
  if (typeof value === 'boolean') return { kind: value ? 'include' : 'exclude' };
  if (isNumberValue(value)) return { kind: toNumber(value) === 0 ? 'exclude' : 'include' };
  if (!isDocument(value)) return { kind: 'compute', evaluate: compileExpression(value) };
  const [operator] = Object.keys(value);
  if (operator === '$slice' && !isExpressionSlice(value['$slice'])) return readSlice(value['$slice']);
  if (operator === '$elemMatch') {
    const condition = value['$elemMatch'];
    if (!isDocument(condition)) throw new StoreError(31274, 'elemMatch: Invalid argument, object required');
    return { kind: 'elementMatch', test: compileElementTest(condition) };
  }
  if (operator === '$meta') throw new StoreError(40218, 'query requires text score metadata, but it is not available');
  return { kind: 'compute', evaluate: compileExpression(value) };
}

function isExpressionSlice(operand: Value): boolean {
  return Array.isArray(operand) && !isNumberValue(operand[0]);
}

function readSlice(operand: Value): Leaf {
  if (isNumberValue(operand)) return { kind: 'slice', skip: undefined, limit: Math.trunc(toNumber(operand)) };
  if (!Array.isArray(operand) || operand.length !== 2 || !operand.every(isNumberValue)) {
    throw new StoreError(28667, 'First argument to $slice must be an array, but is of type: object');
  }
  const [skip = 0, limit = 0] = operand.map((part) => Math.trunc(toNumber(part)));
  if (limit <= 0) throw new StoreError(28724, 'Third argument to $slice must be positive');
  return { kind: 'slice', skip, limit };
}

function modeOf(leaves: [string, Leaf][]): 'include' | 'exclude' {
  const others = leaves.filter(([path]) => path !== '_id').map(([, leaf]) => leaf.kind);
  const includes = others.some((kind) => kind === 'include' || kind === 'compute' || kind === 'positional');
  const excluded = leaves.find(([path, leaf]) => path !== '_id' && leaf.kind === 'exclude');
  if (includes && excluded) {
    throw new StoreError(31254, `Cannot do exclusion on field ${excluded[0]} in inclusion projection`);
  }
  if (includes) return 'include';
  if (excluded) return 'exclude';
  if (others.includes('elementMatch')) return 'include';
  const id = leaves.find(([path]) => path === '_id')?.[1];
  if (others.length > 0) return id?.kind === 'include' ? 'include' : 'exclude';
  return id?.kind === 'exclude' ? 'exclude' : 'include';
}

function insertLeaf(root: Node, path: string, leaf: Leaf): void {
  const components = (leaf.kind === 'positional' ? path.slice(0, -2) : path).split('.');
  let node = root;
  for (const component of components) {
    if (node.leaf) throw new StoreError(31249, `Path collision at ${path}`);
    const next: Node = node.children.get(component) ?? { children: new Map() };
    node.children.set(component, next);
    node = next;
  }
  if (node.leaf || node.children.size > 0) throw new StoreError(31249, `Path collision at ${path}`);
  node.leaf = leaf;
}

function include(source: Document, node: Node, root: Document, position: number | undefined): Document {
  const result: Document = {};
  for (const name of Object.keys(source)) {
    const child = node.children.get(name);
    if (child === undefined || child.leaf?.kind === 'compute' || child.leaf?.kind === 'exclude') continue;
    const kept = includeValue(source[name], child, root, position);
    if (kept !== undefined) setField(result, name, kept);
  }
  for (const [name, child] of node.children) addComputed(result, source, name, child, root);
  return result;
}

function addComputed(result: Document, source: Document, name: string, child: Node, root: Document): void {
  if (child.leaf?.kind === 'compute') {
    const value = child.leaf.evaluate(root);
    if (value !== undefined) setField(result, name, value);
  } else if (!child.leaf && !(name in source) && hasComputed(child)) {
    const nested: Document = {};
    for (const [inner, grandchild] of child.children) addComputed(nested, {}, inner, grandchild, root);
    setField(result, name, nested);
  }
}

function hasComputed(node: Node): boolean {
  return node.leaf?.kind === 'compute' || [...node.children.values()].some(hasComputed);
}

function includeValue(value: Value, node: Node, root: Document, position: number | undefined): Value {
  if (node.leaf) return applyLeaf(value, node.leaf, position);
  if (isDocument(value)) return include(value, node, root, position);
  if (!Array.isArray(value)) return undefined;
  return value
    .filter((item: Value) => isDocument(item) || Array.isArray(item))
    .map((item: Value) => includeValue(item, node, root, position));
}

function exclude(source: Document, node: Node, root: Document, position: number | undefined): Document {
  const result: Document = {};
  for (const name of Object.keys(source)) {
    const child = node.children.get(name);
    const kept = child ? excludeValue(source[name], child, root, position) : source[name];
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
}

function excludeValue(value: Value, node: Node, root: Document, position: number | undefined): Value {
  if (node.leaf) return node.leaf.kind === 'exclude' ? undefined : applyLeaf(value, node.leaf, position);
  if (isDocument(value)) return exclude(value, node, root, position);
  if (!Array.isArray(value)) return value;
  return value.map((item: Value) => excludeValue(item, node, root, position));
}

function applyLeaf(value: Value, leaf: Leaf, position: number | undefined): Value {
  switch (leaf.kind) {
    case 'slice':
      return Array.isArray(value) ? sliceArray(value, leaf.skip, leaf.limit) : value;
    case 'elementMatch': {
      if (!Array.isArray(value)) return undefined;
      const at = value.findIndex((item: Value) => leaf.test(item));
      return at < 0 ? undefined : [cloneValue(value[at])];
    }
    case 'positional':
      if (!Array.isArray(value)) return value;
      if (position === undefined || position >= value.length) {
        throw new StoreError(
          51246,
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        );
      }
      return [value[position]];
    default:
      return value;
  }
}

function sliceArray(values: Value[], skip: number | undefined, limit: number): Value[] {
  if (skip === undefined) return limit < 0 ? values.slice(limit) : values.slice(0, limit);
  const start = skip < 0 ? Math.max(0, values.length + skip) : skip;
  return values.slice(start, start + limit);
}
