import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { AssignmentModel } from './assignment.model.js';

/** Who of the staff answered a friend last, and where their conversations wait. */
export const holdings: HoldingDefinition[] = [holdingOf('assignments', AssignmentModel)];
