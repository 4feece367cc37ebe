import { createControlClient } from '../line-simulator/control/client.js';
import type { Control } from '../line-simulator/index.js';

/** The simulator that serves this page. */
export const control: Control = createControlClient(location.origin);
