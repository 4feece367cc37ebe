import { asText, isObject } from '../json.js';
import type { Control } from './control.js';

/** The same control API, spoken over HTTP to a simulator in another process. */
export function createControlClient(url: string): Control {
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`/control/${name}`, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(input !== undefined && { body: JSON.stringify(input) }),
    });
    const body: unknown = await response.json();
    if (response.ok) return body;
    throw new Error((isObject(body) ? asText(body['error']) : undefined) ?? `HTTP ${response.status}`);
  };
  // A promise asks every object it meets for `then`; this one is no promise.
  const get = (_target: object, name: string | symbol) =>
    typeof name === 'string' && name !== 'then' ? async (input?: unknown) => call(name, input) : undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server checks every name and input
  return new Proxy({}, { get }) as Control;
}
