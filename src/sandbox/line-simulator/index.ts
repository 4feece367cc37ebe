import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Control, createControl } from './control/control.js';
import { CONTROL_PREFIX, handleControl } from './control/routes.js';
import { type SimulatorParts, createSimulator } from './create-simulator.js';
import { ROUTES } from './endpoints/routes.js';
import { type Surface, dispatch } from './http/dispatch.js';
import { Router } from './http/router.js';
import { type RunningServer, listen } from './http/server.js';
import type { Simulator } from './simulator.js';
import { StateFile } from './state/state-file.js';

export { createControlClient } from './control/client.js';
export type { Control } from './control/control.js';
export type { ChatEntry, PresentedBot, PresentedPerson, PresentedRichMenu } from './control/present.js';
export type { ActResult } from './acts/act.js';
export type { Fault, FaultKind } from './guards/faults.js';
export type { Duplicates } from './ledger/duplicates.js';
export type { LoggedCall } from './ledger/call-log.js';
export type { EndpointCalls } from './ledger/calls.js';
export type { Settings } from './settings.js';
export type { Happening } from './simulator.js';
export type { WebhookEvent } from './webhooks/events.js';
export type { SentEvent, WebhookResponse, WebhookStatistics } from './webhooks/webhooks.js';

export interface LineSimulatorOptions extends SimulatorParts {
  /** Port of api.line.me's part; 0 or nothing takes a free one. */
  port?: number;
  /** Port of api-data.line.me's part; without it, one port serves both. */
  dataPort?: number;
  host?: '127.0.0.1' | 'localhost' | '0.0.0.0';
  /** Where the state is kept from one start to the next; without it, in memory only. */
  stateFile?: string;
  /** Whether LINE's rate limits apply, or a factor on all of them. */
  rateLimits?: boolean | number;
}

export interface LineSimulator {
  url: string;
  dataUrl: string;
  control: Control;
  close(): Promise<void>;
}

/** Starts LINE's HTTP API on a port of this machine, with the control API under /control on the same port. */
export async function startLineSimulator(options: LineSimulatorOptions = {}): Promise<LineSimulator> {
  const { port = 0, dataPort, host = '127.0.0.1', rateLimits = true } = options;
  const settings = { ...options.settings, rateFactor: options.settings?.rateFactor ?? Number(rateLimits) };
  const sim = createSimulator({ ...options, settings });
  const stateFile = options.stateFile === undefined ? undefined : new StateFile(sim, options.stateFile);
  await stateFile?.load();
  const router = new Router(ROUTES);
  const api = await listen(answerOn(sim, router, dataPort === undefined ? 'both' : 'api'), host, port);
  const data = dataPort === undefined ? api : await listenBeside(api, answerOn(sim, router, 'data'), host, dataPort);
  stateFile?.start();
  return {
    url: api.url,
    dataUrl: data.url,
    control: createControl(sim),
    close: async () => {
      sim.clock.stop();
      await Promise.all(data === api ? [api.close()] : [api.close(), data.close()]);
      await stateFile?.close();
    },
  };
}

function answerOn(sim: Simulator, router: Router, surface: Surface) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const isControl = surface !== 'data' && /^\/control(\/|\?|$)/.test(req.url ?? '');
    return isControl ? handleControl(sim, req, res) : dispatch(sim, router, surface, req, res);
  };
}

/** The second server; when it cannot start, the first one must not stay. */
async function listenBeside(
  first: RunningServer,
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
  host: string,
  port: number,
): Promise<RunningServer> {
  try {
    return await listen(handle, host, port);
  } catch (cause) {
    await first.close();
    throw cause;
  }
}

export { CONTROL_PREFIX };
