import type { Route } from './route.js';

interface Step {
  literals: Map<string, Step>;
  parameter?: Step;
  routes: Map<string, Route>;
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** Finds the endpoint of a path; a literal segment always wins over a parameter. */
export class Router {
  private readonly root = newStep();

  constructor(readonly routes: Route[]) {
    for (const route of routes) this.add(route);
  }

  find(method: string, path: string): Match | undefined {
    const values: string[] = [];
    const route = descend(this.root, path.split('/').slice(1), 0, method, values);
    if (!route) return undefined;
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
    return { route, params: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])) };
  }

  private add(route: Route): void {
    let step = this.root;
    for (const segment of route.path.split('/').slice(1)) {
      if (segment.startsWith('{')) {
        step.parameter ??= newStep();
        step = step.parameter;
      } else {
        const next = step.literals.get(segment) ?? newStep();
        step.literals.set(segment, next);
        step = next;
      }
    }
    step.routes.set(route.method, route);
  }
}

function newStep(): Step {
  return { literals: new Map(), routes: new Map() };
}

function descend(step: Step, segments: string[], index: number, method: string, values: string[]): Route | undefined {
  const segment = segments[index];
  if (segment === undefined) return step.routes.get(method);
  const literal = step.literals.get(segment);
  const found = literal && descend(literal, segments, index + 1, method, values);
  if (found) return found;
  if (!step.parameter || segment === '') return undefined;
  values.push(safelyDecoded(segment));
  const below = descend(step.parameter, segments, index + 1, method, values);
  if (!below) values.pop();
  return below;
}

function safelyDecoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A broken escape is no path of ours; left as it is, it matches nothing that exists.
    return segment;
  }
}
